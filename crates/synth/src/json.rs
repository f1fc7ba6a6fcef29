//! JSON as text, read and written: serde_json's own reader and writer carry two sets of tables for decimals, and ways for every type that
//! could be read, which the page would load for nothing. The values are serde_json's.

use std::fmt::Write;

use serde_json::{Map, Number, Value as Json};

use crate::decimal;

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoJson {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in its line, counted from 1.
    pub column: usize,
    /// What would have been right there: `` `,` or `}` ``.
    pub expected: String,
}

/// Lists and objects may lie in each other so deep, so that no text overflows the stack.
const MOST_LEVELS: usize = 127;

/// Reads one value with nothing but space around it.
pub fn read(text: &str) -> Result<Json, NoJson> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0).and_then(|value| {
        reader.space();
        if reader.at == text.len() { Ok(value) } else { Err("nothing more behind the value".to_owned()) }
    });
    value.map_err(|expected| {
        let before = text.get(..reader.at).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        NoJson { line: before.matches('\n').count() + 1, column: line.chars().count() + 1, expected }
    })
}

/// Reads a text in quotes and nothing else.
pub(crate) fn read_text(text: &str) -> Option<String> {
    match read(text) {
        Ok(Json::String(text)) => Some(text),
        _ => None,
    }
}

/// Whether JSON writes a number so.
pub(crate) fn is_number(text: &str) -> bool {
    matches!(read(text), Ok(Json::Number(_))) && !text.ends_with(is_space) && !text.starts_with(is_space)
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\n' | '\t' | '\r')
}

/// What was expected where the reader stands.
type Read<T> = Result<T, String>;

struct Reader<'a> {
    text: &'a str,
    /// The byte that is read next.
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
    }

    /// Goes over a sign of punctuation, when it comes next.
    fn takes(&mut self, sign: u8) -> bool {
        self.space();
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, level: usize) -> Read<Json> {
        self.space();
        match self.peek() {
            Some(b'"') => self.quoted().map(Json::String),
            Some(b'{' | b'[') if level >= MOST_LEVELS => Err(format!("no more than {MOST_LEVELS} levels")),
            Some(b'{') => self.object(level + 1),
            Some(b'[') => self.list(level + 1),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let words = [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))];
                let found = words.into_iter().find(|(word, _)| self.rest().starts_with(word)).ok_or("a value")?;
                self.at += found.0.len();
                Ok(found.1)
            }
        }
    }

    fn list(&mut self, level: usize) -> Read<Json> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(level)?);
            if self.takes(b']') {
                return Ok(Json::Array(items));
            }
            if !self.takes(b',') {
                return Err("`,` or `]`".to_owned());
            }
        }
    }

    fn object(&mut self, level: usize) -> Read<Json> {
        self.at += 1;
        let mut members = Map::new();
        if self.takes(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err("a name in quotes".to_owned());
            }
            let name = self.quoted()?;
            if !self.takes(b':') {
                return Err("`:`".to_owned());
            }
            let value = self.value(level)?;
            members.insert(name, value);
            if self.takes(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.takes(b',') {
                return Err("`,` or `}`".to_owned());
            }
        }
    }

    fn number(&mut self) -> Read<Json> {
        let rest = self.rest();
        let text = rest.split(|letter: char| !matches!(letter, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).next().unwrap_or_default();
        let (size, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(size, exponent)| (size, Some(exponent)));
        let (whole, fraction) = size.split_once('.').map_or((size, None), |(whole, fraction)| (whole, Some(fraction)));
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
        let is_right = are_digits(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && fraction.is_none_or(are_digits)
            && exponent.is_none_or(|exponent| are_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
        if !is_right {
            return Err("a number such as 1, -0.5 or 1e6".to_owned());
        }
        let integer = fraction.is_none() && exponent.is_none() && text != "-0";
        let signed = integer.then(|| text.parse::<i64>().ok()).flatten().map(Number::from);
        let unsigned = || integer.then(|| text.parse::<u64>().ok()).flatten().map(Number::from);
        let decimal = || decimal::read(text).and_then(Number::from_f64);
        let number = signed.or_else(unsigned).or_else(decimal).ok_or("a number that is less than 10 to the 309th")?;
        self.at += text.len();
        Ok(Json::Number(number))
    }

    fn quoted(&mut self) -> Read<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|letter: char| matches!(letter, '"' | '\\') || letter < ' ').unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escaped()?),
                Some(_) => return Err("no control character in a text: write \\n for a new line".to_owned()),
                None => return Err("`\"` at the end of the text".to_owned()),
            }
        }
    }

    fn escaped(&mut self) -> Read<char> {
        let letter = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0041".to_owned()),
        };
        self.at += 2;
        Ok(letter)
    }

    /// `\u0041`, or two of them that make up a character beyond the first 65536.
    fn unicode(&mut self) -> Read<char> {
        let unit = |at: usize| {
            let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
        };
        let units: Vec<u16> = [unit(self.at), unit(self.at + 6)].into_iter().map_while(|unit| unit).collect();
        let found = char::decode_utf16(units).next();
        let Some(Ok(letter)) = found else {
            return Err("a character's four hexadecimal digits behind \\u, and the second half of a pair behind the first".to_owned());
        };
        self.at += 6 * letter.len_utf16();
        Ok(letter)
    }
}

/// JSON on one line.
pub fn written(json: &Json) -> String {
    let mut text = String::new();
    write(&mut text, json, None);
    text
}

/// A text in JSON's quotes.
pub(crate) fn quoted(words: &str) -> String {
    let mut text = String::new();
    quote(&mut text, words);
    text
}

/// JSON for people: each member on a line of its own, two spaces a level.
pub fn written_for_people(json: &Json) -> String {
    let mut text = String::new();
    write(&mut text, json, Some(0));
    text
}

fn write(text: &mut String, json: &Json, level: Option<usize>) {
    match json {
        Json::Null => text.push_str("null"),
        Json::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Json::String(words) => quote(text, words),
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => text.push_str(&number.to_string()),
            (_, Some(number), _) => text.push_str(&number.to_string()),
            (_, _, number) => text.push_str(&decimal::in_json(number.unwrap_or_default())),
        },
        Json::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                next_line(text, index > 0, level.map(|level| level + 1));
                write(text, item, level.map(|level| level + 1));
            }
            close(text, items.is_empty(), level, ']');
        }
        Json::Object(members) => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                next_line(text, index > 0, level.map(|level| level + 1));
                quote(text, name);
                text.push_str(if level.is_some() { ": " } else { ":" });
                write(text, value, level.map(|level| level + 1));
            }
            close(text, members.is_empty(), level, '}');
        }
    }
}

fn next_line(text: &mut String, has_comma: bool, level: Option<usize>) {
    if has_comma {
        text.push(',');
    }
    if let Some(level) = level {
        text.push('\n');
        text.push_str(&"  ".repeat(level));
    }
}

fn close(text: &mut String, is_empty: bool, level: Option<usize>, end: char) {
    if !is_empty {
        next_line(text, false, level);
    }
    text.push(end);
}

fn quote(text: &mut String, words: &str) {
    text.push('"');
    for letter in words.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            control if control < ' ' => drop(write!(text, "\\u{:04x}", u32::from(control))),
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::{is_number, read, read_text, written, written_for_people};

    /// serde_json says the same of it, but for words.
    #[track_caller]
    fn check(text: &str) {
        let expected = serde_json::from_str::<Json>(text).ok();
        assert_eq!(read(text).ok(), expected, "{text}");
        let Some(json) = expected else { return };
        assert_eq!(written(&json), json.to_string());
        assert_eq!(written_for_people(&json), format!("{json:#}"));
    }

    #[test]
    fn what_is_json_is_what_serde_json_takes() {
        let texts = [
            "",
            " ",
            "null",
            " true\n",
            "false",
            "nul",
            "truefalse",
            "0",
            "-0",
            "-",
            "00",
            "01",
            "-01",
            "1.",
            ".5",
            "1.5",
            "1e5",
            "1E+5",
            "1e",
            "1e+",
            "+1",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "1e400",
            "0.1",
            "0.30000000000000004",
            "1e-7",
            "[]",
            "[ ]",
            "[1,2]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"b\":1,\"a\":{\"c\":[null,{}]},\"b\":2}",
            "{\"a\":1",
            "\"",
            "\"a",
            "\"a\\",
            "\"\\x\"",
            "\"\\u00e9\\n\\t\\\\\\/\\\"\\b\\f\\r\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83dx\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"a\nb\"",
            "\"\u{7f}é😀\"",
            "\u{a0}1",
            "1 2",
            "{} x",
            "nullx",
            "\u{feff}1",
        ];
        texts.into_iter().for_each(check);
    }

    #[test]
    fn an_error_has_its_place() {
        let cases = [
            ("{\n  \"a\": 1\n  \"b\": 2}", 3, 3, "`,` or `}`"),
            ("{\"é\": tru}", 1, 7, "a value"),
            ("[1, 2", 1, 6, "`,` or `]`"),
            ("{\"a\": 1,}", 1, 9, "a name in quotes"),
            ("[] []", 1, 4, "nothing more behind the value"),
        ];
        for (text, line, column, expected) in cases {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column, error.expected.as_str()), (line, column, expected), "{text}");
        }
    }

    #[test]
    fn endless_nesting_is_an_error() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        check(&nested(127));
        check(&nested(128));
        assert!(read(&"[".repeat(1_000_000)).is_err());
    }

    #[test]
    fn pieces_are_told_apart() {
        assert_eq!(read_text("\"a\\u0041\""), Some("aA".to_owned()));
        assert_eq!(read_text("1"), None);
        assert!(is_number("-1.5e3") && !is_number(" 1") && !is_number("1 ") && !is_number("\"1\"") && !is_number("01"));
    }

    proptest! {
        #[test]
        fn any_text_of_json_signs(text in "[\\[\\]{},:\"0-9a-e .\\\\\\-+un]{0,24}") {
            check(&text);
        }

        #[test]
        fn any_words(words: String) {
            check(&Json::from(words).to_string());
        }
    }
}
