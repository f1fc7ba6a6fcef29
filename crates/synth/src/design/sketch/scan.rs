//! Reads the pieces of one line: names, quoted text, values, frames.

use super::{MOST_LEVELS, decimal_number, is_name_letter, whole_number};
use crate::design::Frame;
use crate::json;
use crate::value::{Map, Value};

/// A failure within a line: the character from which on it could not be read, counted from 0, and why.
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) message: String,
}

/// A name with its ordinal: `web#2`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) ordinal: Option<u32>,
}

/// Walks over the characters of one line.
pub(super) struct Scanner {
    letters: Vec<char>,
    at: usize,
}

type Scan<T> = Result<T, Failure>;

impl Scanner {
    pub(super) fn new(line: &str) -> Self {
        Self { letters: line.chars().collect(), at: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, letter)| self.letters.get(self.at + offset) == Some(&letter))
    }

    /// Steps over a text when it is next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.starts_with(text);
        if found {
            self.at += text.chars().count();
        }
        found
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// True at the end of the line or where a comment starts.
    pub(super) fn at_end(&self) -> bool {
        match self.peek() {
            None => true,
            Some('#') => self.at == 0 || self.letters.get(self.at - 1).is_some_and(|before| before.is_whitespace()),
            Some(_) => false,
        }
    }

    /// The text of the comment that starts here.
    pub(super) fn comment(&self) -> Option<String> {
        let text: String = self.letters.get(self.at..)?.iter().collect();
        text.strip_prefix('#').map(|text| text.strip_prefix(' ').unwrap_or(text).to_owned())
    }

    /// Goes to the comment at the end of the line, over whatever could not be read. Quoted text is stepped over as a whole.
    pub(super) fn skip_to_comment(&mut self) {
        while !self.at_end() {
            let start = self.at;
            if self.peek() == Some('"') && self.quoted().is_ok() {
                continue;
            }
            self.at = start + 1;
        }
    }

    pub(super) fn fail<T>(&self, message: impl Into<String>) -> Scan<T> {
        Err(Failure { at: self.at, message: message.into() })
    }

    /// A failure that says what stands here and what should.
    pub(super) fn expected<T>(&self, expected: &str) -> Scan<T> {
        if self.at_end() {
            return self.fail(format!("found the end of the line, expected {expected}"));
        }
        let found: String = self.letters.iter().skip(self.at).take_while(|letter| !letter.is_whitespace()).take(24).collect();
        let found = if found.is_empty() { "a space".to_owned() } else { format!("`{found}`") };
        self.fail(format!("found {found}, expected {expected}"))
    }

    /// A bare name or quoted text.
    pub(super) fn name(&mut self, expected: &str) -> Scan<String> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        let start = self.at;
        // An arrow ends a name, so that `a->b` reads as it looks.
        while self.peek().is_some_and(is_name_letter) && !self.starts_with("->") {
            self.at += 1;
        }
        if start == self.at {
            return self.expected(expected);
        }
        Ok(self.letters[start..self.at].iter().collect())
    }

    /// A name with an ordinal, if it has one.
    pub(super) fn label(&mut self, expected: &str) -> Scan<Label> {
        let name = self.name(expected)?;
        let mut ordinal = None;
        if self.peek() == Some('#') {
            let digits: String = self.letters[self.at + 1..].iter().take_while(|letter| letter.is_ascii_digit()).collect();
            let Ok(number) = digits.parse() else {
                return self.expected("a number behind `#` (`web#2`), or a space before a comment");
            };
            self.at += 1 + digits.len();
            ordinal = Some(number);
        }
        Ok(Label { name, ordinal })
    }

    /// Text in JSON quotes.
    fn quoted(&mut self) -> Scan<String> {
        let start = self.at;
        let mut end = start + 1;
        loop {
            match self.letters.get(end) {
                None => return self.fail("found text whose quotes are not closed, expected a `\"` at its end"),
                Some('"') => break,
                Some('\\') => end += 2,
                Some(_) => end += 1,
            }
        }
        let source: String = self.letters[start..=end].iter().collect();
        match json::read_text(&source) {
            Some(text) => {
                self.at = end + 1;
                Ok(text)
            }
            None => self.fail(format!("found {source}, expected text with JSON's escapes: \\\" \\\\ \\n \\r \\t \\u0041")),
        }
    }

    /// A value; it ends where the next piece of the line can start.
    pub(super) fn value(&mut self, level: usize) -> Scan<Value> {
        if level >= MOST_LEVELS {
            return self.fail(format!("found values nested deeper than {MOST_LEVELS} levels, expected fewer"));
        }
        match self.peek() {
            Some('"') => self.quoted().map(Value::Text),
            Some('[') => self.list(level),
            Some('{') => self.map(level),
            Some('!') => self.call(level),
            _ => self.bare_value(),
        }
    }

    fn bare_value(&mut self) -> Scan<Value> {
        let start = self.at;
        while self.peek().is_some_and(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '[' | ']' | '{' | '}' | '"' | '='))
            && !self.at_end()
        {
            self.at += 1;
        }
        if start == self.at {
            return self.expected("a value: a word, a number, true, false, \"text\", [a, b], {key=value} or !Ref Name");
        }
        let text: String = self.letters[start..self.at].iter().collect();
        Ok(match text.as_str() {
            "true" => Value::Flag(true),
            "false" => Value::Flag(false),
            _ => whole_number(&text).map(Value::Number).or_else(|| decimal_number(&text).map(Value::Decimal)).unwrap_or(Value::Text(text)),
        })
    }

    fn list(&mut self, level: usize) -> Scan<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_spaces();
            if self.take("]") {
                return Ok(Value::List(items));
            }
            if self.at_end() {
                return self.expected("`]` to close the list");
            }
            items.push(self.value(level + 1)?);
            self.skip_spaces();
            if !self.take(",") && self.peek() != Some(']') {
                return self.expected("`,` or `]` in a list");
            }
        }
    }

    fn map(&mut self, level: usize) -> Scan<Value> {
        self.at += 1;
        let mut map = Map::default();
        loop {
            self.skip_spaces();
            if self.take("}") {
                return Ok(Value::Map(map));
            }
            if self.at_end() {
                return self.expected("`}` to close the map");
            }
            let start = self.at;
            let key = self.key()?;
            if map.contains_key(&key) {
                self.at = start;
                return self.fail(format!("found the key {key} a second time, expected every key once"));
            }
            self.skip_spaces();
            if !self.take("=") {
                return self.expected("`=` and a value: {key=value}");
            }
            self.skip_spaces();
            let value = self.value(level + 1)?;
            map.insert(key, value);
            self.skip_spaces();
            if !self.take(",") && self.peek() != Some('}') {
                return self.expected("`,` or `}` in a map");
            }
        }
    }

    /// A map's key; it may hold `:` and `/` without quotes, as condition keys and media types do.
    pub(super) fn key(&mut self) -> Scan<String> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        let start = self.at;
        while self.peek().is_some_and(|letter| is_name_letter(letter) || matches!(letter, ':' | '/')) {
            self.at += 1;
        }
        if start == self.at {
            return self.expected("a key: {key=value}");
        }
        Ok(self.letters[start..self.at].iter().collect())
    }

    fn call(&mut self, level: usize) -> Scan<Value> {
        self.at += 1;
        let name = self.key().or_else(|_| self.expected("a function's name: !Ref, !Sub, !GetAtt, !If …"))?;
        if !self.peek().is_some_and(char::is_whitespace) {
            return self.expected(&format!("a space and the argument of !{name}"));
        }
        self.skip_spaces();
        if self.at_end() {
            return self.expected(&format!("the argument of !{name}"));
        }
        Ok(Value::Call(name, Box::new(self.value(level + 1)?)))
    }

    /// `@x,y WIDTHxHEIGHT`.
    pub(super) fn frame(&mut self) -> Scan<Frame> {
        const FORM: &str = "a place `@x,y WIDTHxHEIGHT` in whole page units, such as `@240,40 168x64`";
        const FAR: &str = "a place with a width and a height, and no number beyond 1000000";
        let start = self.at;
        self.at += 1;
        let x = self.coordinate(FORM)?;
        if !self.take(",") {
            return self.expected(FORM);
        }
        let y = self.coordinate(FORM)?;
        if !self.peek().is_some_and(char::is_whitespace) {
            return self.expected(FORM);
        }
        self.skip_spaces();
        let width = self.coordinate(FORM)?;
        if !self.take("x") {
            return self.expected(FORM);
        }
        let height = self.coordinate(FORM)?;
        let frame = Frame::new(x, y, width, height);
        if !frame.is_possible() {
            self.at = start;
            return self.expected(FAR);
        }
        Ok(frame)
    }

    fn coordinate(&mut self, expected: &str) -> Scan<i32> {
        let start = self.at;
        self.take("-");
        while self.peek().is_some_and(|letter| letter.is_ascii_digit()) {
            self.at += 1;
        }
        let text: String = self.letters[start..self.at].iter().collect();
        text.parse().or_else(|_| {
            self.at = start;
            self.expected(expected)
        })
    }

    /// After a piece of the line: a space, the end or a failure.
    pub(super) fn piece_ends(&mut self) -> Scan<()> {
        match self.peek() {
            Some(',') => self.expected("a space; a list of values stands in brackets: [a, b]"),
            Some('=') => self.expected("a space; a value with `=` in it stands in quotes"),
            Some(letter) if !letter.is_whitespace() => self.expected("a space"),
            _ => {
                self.skip_spaces();
                Ok(())
            }
        }
    }
}
