//! From what a person types to a value, and from a value to what stands in a control.
//!
//! What a person sees is read as the same value again; only what starts with a sign of the sketch's notation is read as such.

use groundplan_synth::design::sketch;
use groundplan_synth::value::Value;
use groundplan_synth::{decimal, json};

/// Turns the text of a control into a value; `None` takes the field back to its default.
pub(super) type Read = fn(&str) -> Result<Option<Value>, String>;

/// The text of a control of one line.
pub(super) fn one_line(value: &Value) -> String {
    if value.is_expression() { sketch::value_text(value) } else { value.display() }
}

/// A text, or an expression when it starts with `!`.
pub(super) fn read_text(text: &str) -> Result<Option<Value>, String> {
    if text.starts_with('!') && text.len() > 1 {
        return sketch::parse_value(text).map(Some);
    }
    Ok((!text.is_empty()).then(|| Value::text(text)))
}

/// A whole number; what is none stays as text, and the field says so.
pub(super) fn read_number(text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    Ok(match text.parse::<i64>() {
        Ok(number) => Some(Value::Number(number)),
        Err(_) => return read_text(text),
    })
}

/// Any number; what is none stays as text, and the field says so.
pub(super) fn read_decimal(text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    match (text.parse::<i64>(), decimal::read(text)) {
        (Ok(whole), _) => Ok(Some(Value::Number(whole))),
        (_, Some(number)) if number.is_finite() => Ok(Some(Value::Decimal(number))),
        _ => read_text(text),
    }
}

/// Here an empty text is a value: none, although there is a default.
pub(super) fn read_number_or_none(text: &str) -> Result<Option<Value>, String> {
    if text.trim().is_empty() { Ok(Some(Value::text(""))) } else { read_number(text) }
}

/// The same of a name.
pub(super) fn read_name_or_none(text: &str) -> Result<Option<Value>, String> {
    if text.trim().is_empty() { Ok(Some(Value::text(""))) } else { read_text(text) }
}

/// An item of a list or the value of a name: text as it stands, anything else as the sketch writes it.
pub fn item_text(value: &Value) -> String {
    match value {
        Value::Text(text) if is_plain(text) => text.clone(),
        other => sketch::value_text(other),
    }
}

/// Reads what [`item_text`] wrote: numbers, yes and no, lists, maps and expressions keep their kind.
pub fn read_item(text: &str) -> Result<Value, String> {
    let text = text.trim();
    if is_plain(text) { Ok(Value::text(text)) } else { sketch::parse_value(text) }
}

/// True for text that needs no quotes to be told from everything else.
fn is_plain(text: &str) -> bool {
    let is_marked = text.starts_with(['[', '{', '"']) || (text.starts_with('!') && text.len() > 1);
    let is_literal = decimal::read(text).is_some() || text.parse::<bool>().is_ok();
    text == text.trim() && !is_marked && !is_literal && !text.contains(['\n', '\r'])
}

/// An item of a list of texts: digits are text there, too.
pub(super) fn read_list_item(text: &str) -> Result<Value, String> {
    let text = text.trim();
    if text.starts_with('!') && text.len() > 1 { sketch::parse_value(text) } else { Ok(Value::text(text)) }
}

/// The text of an item of a list of texts.
pub(super) fn list_item_text(value: &Value) -> String {
    one_line(value)
}

/// The width in characters from which on a value is written over several lines.
const WIDE: usize = 44;

/// A value over several lines, as [`read_tree`] reads it: what is short stays on one line.
pub(super) fn tree_text(value: &Value) -> String {
    let mut text = String::new();
    write_tree(&mut text, value, 0);
    text
}

fn write_tree(text: &mut String, value: &Value, level: usize) {
    let short = sketch::value_text(value);
    if short.chars().count() + 2 * level <= WIDE {
        text.push_str(&short);
        return;
    }
    let inner = "  ".repeat(level + 1);
    let end = "  ".repeat(level);
    match value {
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "\n" } else { ",\n" });
                text.push_str(&inner);
                write_tree(text, item, level + 1);
            }
            text.extend(["\n", &end, "]"]);
        }
        Value::Map(entries) => {
            text.push('{');
            for (index, (name, item)) in entries.iter().enumerate() {
                // A map of one pair writes its key as the sketch does, quotes and all.
                let pair = sketch::value_text(&Value::Map([(name.clone(), Value::Flag(true))].into_iter().collect()));
                let key = pair.trim_start_matches('{').trim_end_matches("=true}");
                text.push_str(if index == 0 { "\n" } else { ",\n" });
                text.extend([&inner, key, "="]);
                write_tree(text, item, level + 1);
            }
            text.extend(["\n", &end, "}"]);
        }
        Value::Call(name, argument) => {
            text.extend(["!", name, " "]);
            write_tree(text, argument, level);
        }
        _ => text.push_str(&short),
    }
}

/// Something in a text that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// The character from which on it could not be read, counted from 0.
    pub(super) at: usize,
    /// What was found and what was expected.
    pub(super) words: String,
}

impl Misread {
    /// Line and column of the place, both counted from 1.
    pub(super) fn place(&self, text: &str) -> (usize, usize) {
        let before: Vec<char> = text.chars().take(self.at).collect();
        let line = before.iter().filter(|letter| **letter == '\n').count() + 1;
        let column = before.iter().rev().take_while(|letter| **letter != '\n').count() + 1;
        (line, column)
    }
}

/// Reads properties as the sketch or as JSON writes them; `None` for an empty text.
pub(super) fn read_tree(text: &str) -> Result<Option<Value>, Misread> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match json::read(text) {
        Ok(json @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => Value::from_json(&json)
            .map(Some)
            .ok_or_else(|| Misread { at: 0, words: "found null in it, which a template cannot have".to_owned() }),
        Err(error) if is_like_json(text) => {
            let before: usize = text.lines().take(error.line - 1).map(|line| line.chars().count() + 1).sum();
            let at = before + error.column - 1;
            let found = if at >= text.chars().count() { "EOF, " } else { "" };
            Err(Misread { at, words: format!("{found}expected {}", error.expected) })
        }
        _ => sketch::parse_value_at(text).map(Some).map_err(|(at, words)| Misread { at, words }),
    }
}

/// JSON has a colon behind a quoted name, a sketch an equals sign.
fn is_like_json(text: &str) -> bool {
    let inside = text.trim_start().trim_start_matches(['{', '[']).trim_start();
    let Some(name) = inside.strip_prefix('"').and_then(|rest| rest.split_once('"')) else { return false };
    name.1.trim_start().starts_with(':')
}

#[cfg(test)]
mod tests {
    use groundplan_synth::value::map;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn forms_read_what_they_write() {
        let values = [
            Value::text("s3:GetObject"),
            Value::text("512"),
            Value::text("true"),
            Value::text("a \"b\" [c]"),
            Value::text("!"),
            Value::Number(512),
            Value::Flag(true),
            Value::reference("Stage"),
            Value::list(["a", "b c"]),
            map([("A", Value::text("x=y"))]),
        ];
        for value in values {
            assert_eq!(read_item(&item_text(&value)), Ok(value));
        }
        assert_eq!(read_number("512"), Ok(Some(Value::Number(512))));
        assert_eq!(read_number_or_none(" "), Ok(Some(Value::text(""))));
        assert_eq!(read_number("!Ref Count"), Ok(Some(Value::reference("Count"))));
        assert_eq!(read_list_item("443"), Ok(Value::text("443")));
    }

    #[wasm_bindgen_test]
    fn trees_are_read_in_both_notations_and_errors_have_a_place() {
        let tree = map([
            ("BucketName", Value::sub("photos-of-${Stage}-and-of-nobody-else-at-all")),
            ("odd name", Value::list(["one of many", "another of many", "and a third one"])),
            ("Rules", Value::List(vec![map([("Days", Value::Number(3)), ("Name", Value::text("a rather long name of a rule"))])])),
        ]);
        assert_eq!(read_tree(&tree_text(&tree)), Ok(Some(tree.clone())));
        assert!(tree_text(&tree).lines().count() > 5, "{}", tree_text(&tree));
        assert_eq!(read_tree(&serde_json::to_string_pretty(&tree.to_json()).unwrap()), Ok(Some(tree)));
        for (text, place) in [("{A=1,\n  B=[2\n}", (3, 1)), ("{\"A\": 1,\n \"B\" 2}", (2, 6)), ("{A=1} x", (1, 7))] {
            let wrong = read_tree(text).unwrap_err();
            assert_eq!(wrong.place(text), place, "{}", wrong.words);
        }
    }
}
