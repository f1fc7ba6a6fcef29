//! YAML that a person likes to read: usual order, short functions, comments that say where a resource comes from.
//!
//! Written by hand because serializers know neither CloudFormation's tags nor comments.
//! What is plain and what is quoted follows YAML 1.1, which CloudFormation and PyYAML read:
//! `on`, `012`, `1:20` and `2012-10-17` are no texts there.

use std::fmt::Write as _;

use super::{FORMAT_VERSION, Resource, Template};
use crate::design::NodeId;
use crate::value::{Map, Value};

#[derive(Default)]
struct Writer {
    text: String,
    nodes: Vec<Option<NodeId>>,
    node: Option<NodeId>,
    /// How many bytes of resources were counted and not written; nothing when they are written.
    counted: Option<usize>,
}

pub(super) fn write(template: &Template) -> String {
    write_with_nodes(template).0
}

/// How many bytes [`write`] makes. What a resource takes is counted once.
pub(super) fn size(template: &Template) -> usize {
    if template.resources.is_empty() {
        return write(template).len();
    }
    let rest = template.counts.bytes(|| {
        let mut writer = Writer::default();
        writer.before(template);
        writer.after(template);
        writer.text.len()
    });
    let mut writer = Writer { counted: Some(0), ..Writer::default() };
    writer.resources(template);
    rest + writer.text.len() + writer.counted.unwrap_or_default()
}

pub(super) fn write_with_nodes(template: &Template) -> (String, Vec<Option<NodeId>>) {
    let mut writer = Writer::default();
    writer.template(template);
    (writer.text, writer.nodes)
}
fn comment(text: &str) -> String {
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("# {clean}").trim_end().to_owned()
}

impl Writer {
    fn template(&mut self, template: &Template) {
        self.before(template);
        self.resources(template);
        self.after(template);
    }

    fn before(&mut self, template: &Template) {
        for line in &template.heading {
            self.line(0, &comment(line));
        }
        self.line(0, &format!("AWSTemplateFormatVersion: \"{FORMAT_VERSION}\""));
        if !template.description.is_empty() {
            self.entry(0, "Description", &Value::text(&template.description));
        }
        for (title, entries) in
            [("Parameters", &*template.parameters), ("Mappings", &template.mappings), ("Conditions", &template.conditions)]
        {
            self.entries(title, entries);
        }
        self.section("Resources");
    }

    fn after(&mut self, template: &Template) {
        self.entries("Outputs", &template.outputs);
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.indent(depth);
        self.text.push_str(text);
        self.end();
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }

    fn end(&mut self) {
        self.text.push('\n');
        self.nodes.push(self.node);
    }

    fn blank(&mut self) {
        self.text.push('\n');
        self.nodes.push(self.node);
    }

    fn section(&mut self, name: &str) {
        self.blank();
        self.line(0, &format!("{name}:"));
    }

    fn entries(&mut self, title: &str, entries: &Map) {
        if !entries.is_empty() {
            self.section(title);
            for (name, value) in entries {
                self.entry(1, name, value);
            }
        }
    }

    fn resources(&mut self, template: &Template) {
        if template.resources.is_empty() {
            // An empty map is what CloudFormation calls a missing section; the reader sees why.
            self.text.truncate(self.text.len() - 1);
            self.text.push_str(" {}\n");
            return;
        }
        let mut section = "";
        for (index, (name, resource)) in template.resources.iter().enumerate() {
            self.node = None;
            if index > 0 {
                self.blank();
            }
            if resource.section != section {
                section = resource.section;
                self.line(1, &format!("# ---- {section} ----"));
            }
            self.resource(name, resource);
        }
        self.node = None;
    }

    fn resource(&mut self, name: &str, resource: &Resource) {
        if let Some(counted) = &mut self.counted {
            *counted += resource.counts.bytes(|| {
                let mut own = Self { text: String::with_capacity(1024), ..Self::default() };
                own.resource(name, resource);
                own.text.len()
            });
            return;
        }
        self.node = resource.node;
        for line in &resource.comment {
            self.line(1, &comment(line));
        }
        self.line(1, &format!("{name}:"));
        self.map(2, &resource.attributes());
        if !resource.properties.is_empty() {
            self.line(2, "Properties:");
            self.map(3, &resource.properties);
        }
    }

    fn entry(&mut self, depth: usize, key: &str, value: &Value) {
        self.indent(depth);
        scalar(&mut self.text, key);
        self.text.push(':');
        self.value(depth, value);
    }

    /// Writes a value behind a prefix (`Key:` or `-`) that stands at a depth.
    fn value(&mut self, depth: usize, value: &Value) {
        match value {
            Value::Map(map) if !map.is_empty() => {
                self.end();
                self.map(depth + 1, map);
            }
            Value::List(items) if !items.is_empty() => {
                self.end();
                for item in items {
                    self.item(depth + 1, item);
                }
            }
            Value::Call(name, argument) if needs_long_form(argument) => {
                self.end();
                self.indent(depth + 1);
                long(&mut self.text, name);
                self.text.push(':');
                self.value(depth + 1, argument);
            }
            other => {
                self.text.push(' ');
                flow(&mut self.text, other);
                self.end();
            }
        }
    }

    fn map(&mut self, depth: usize, map: &Map) {
        for (key, value) in map {
            self.entry(depth, key, value);
        }
    }

    /// An item of a list; the first entry of a map stands on the line of its dash.
    fn item(&mut self, depth: usize, item: &Value) {
        match item {
            Value::Map(map) if !map.is_empty() => {
                let start = self.text.len();
                self.map(depth + 1, map);
                let dash = start + depth * 2;
                self.text.replace_range(dash..=dash, "-");
            }
            other => {
                self.indent(depth);
                self.text.push('-');
                self.value(depth, other);
            }
        }
    }
}

/// A tag cannot stand on a tag, and a block cannot stand behind one: these take the long form.
fn needs_long_form(argument: &Value) -> bool {
    match argument {
        Value::Call(..) | Value::Map(_) => true,
        Value::List(items) => items.iter().any(|item| matches!(item, Value::Map(_) | Value::List(_)) || nested_call(item)),
        _ => false,
    }
}

fn nested_call(item: &Value) -> bool {
    matches!(item, Value::Call(_, argument) if needs_long_form(argument))
}

fn long(out: &mut String, name: &str) {
    if name != "Ref" && name != "Condition" {
        out.push_str("Fn::");
    }
    out.push_str(name);
}

/// One line: literals, `!Ref x`, `[a, b]`, `{a: b}`.
fn flow(out: &mut String, value: &Value) {
    match value {
        Value::Flag(_) | Value::Number(_) | Value::Decimal(_) => out.push_str(&value.display()),
        Value::Text(text) => scalar(out, text),
        Value::List(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                flow_item(out, item);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (place, (key, value)) in map.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                quoted(out, key);
                out.push_str(": ");
                flow_item(out, value);
            }
            out.push('}');
        }
        Value::Call(name, argument) if needs_long_form(argument) => {
            let mut whole = String::new();
            long(&mut whole, name);
            out.push('{');
            quoted(out, &whole);
            out.push_str(": ");
            flow_item(out, argument);
            out.push('}');
        }
        Value::Call(name, argument) => {
            out.push('!');
            out.push_str(name);
            out.push(' ');
            flow(out, argument);
        }
    }
}

/// Within brackets a plain text ends at a comma, so only words stay plain there.
fn flow_item(out: &mut String, value: &Value) {
    match value {
        Value::Text(text) if !text.chars().all(|letter| letter.is_ascii_alphanumeric()) => quoted(out, text),
        other => flow(out, other),
    }
}

/// A text, plain where every YAML reader takes it for this very text, else in double quotes.
fn scalar(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        quoted(out, text);
    }
}

fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return false };
    // Every text of a template comes here: bytes are looked at once.
    if first.is_ascii_digit() || *first == b'.' {
        let is_address = bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'/'));
        return is_address && bytes.contains(&b'.') && bytes.contains(&b'/');
    }
    if !first.is_ascii_alphabetic() && *first != b'/' {
        return false;
    }
    let mut before = 0;
    for byte in bytes {
        let usual = byte.is_ascii_alphanumeric() || b"_./:@ +()-,'".contains(byte);
        if !usual || (before == b':' && *byte == b' ') {
            return false;
        }
        before = *byte;
    }
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    !matches!(before, b':' | b' ') && (text.len() > 5 || !reserved.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // What YAML does not count as printable, and the line separators that some readers break at.
            control if is_unprintable(control) => {
                let _ = write!(out, "\\U{:08X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn is_unprintable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::map;

    #[track_caller]
    fn check(value: &Value, expected: &str) {
        let mut writer = Writer::default();
        writer.entry(0, "Key", value);
        assert_eq!(writer.text, expected);
        assert_eq!(writer.text.lines().count(), writer.nodes.len());
    }

    #[test]
    fn texts_stay_texts() {
        for (text, written) in [
            ("Vpc", "Vpc"),
            ("10.0.0.0/16", "10.0.0.0/16"),
            ("512", "\"512\""),
            ("yes", "\"yes\""),
            ("2012-10-17", "\"2012-10-17\""),
            ("*", "\"*\""),
            ("a: b", "\"a: b\""),
            ("a\nb", "\"a\\nb\""),
            ("", "\"\""),
            ("ecs-tasks.amazonaws.com", "ecs-tasks.amazonaws.com"),
        ] {
            check(&Value::text(text), &format!("Key: {written}\n"));
        }
    }

    #[test]
    fn functions_are_short_where_they_can_be() {
        check(&Value::reference("Vpc"), "Key: !Ref Vpc\n");
        check(&Value::attribute("Site", "DNSName"), "Key: !GetAtt Site.DNSName\n");
        check(&Value::sub("${A}:b"), "Key: !Sub \"${A}:b\"\n");
        let zones = Value::Call("GetAZs".to_owned(), Box::new(Value::text("")));
        let first = Value::Call("Select".to_owned(), Box::new(Value::List(vec![Value::Number(0), zones])));
        check(&first, "Key: !Select [0, !GetAZs \"\"]\n");
        let nested = Value::Call("Base64".to_owned(), Box::new(Value::sub("x")));
        check(&nested, "Key:\n  Fn::Base64: !Sub x\n");
    }

    #[test]
    fn blocks_nest() {
        let tags = Value::List(vec![map([("Key", Value::text("Name")), ("Value", Value::text("main"))])]);
        check(&tags, "Key:\n  - Key: Name\n    Value: main\n");
        check(&Value::List(vec![Value::list(["a", "b"])]), "Key:\n  -\n    - a\n    - b\n");
        check(&Value::List(Vec::new()), "Key: []\n");
    }
}
