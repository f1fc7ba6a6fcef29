//! Writes a design as a sketch, always in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::parse::{CONDITION, DESIGN, MAPPING, OUTPUT, PARAMETER, TAG};
use super::{MOST_LEVELS, is_name_letter};
use crate::catalog::{self, Field};
use crate::design::{Connection, Design, End, Frame, Node, NodeId, Settings};
use crate::meaning;
use crate::ordered::Ordered;
use crate::value::Value;
use crate::{decimal, json};

/// The design as text: settings, nodes in tree order, connections in the order of their ids.
/// Members of the saved form that this version does not know are left out: they have no text.
pub fn print(design: &Design) -> String {
    let names = Names::of(design);
    let mut blocks: Vec<String> = Vec::new();
    let settings = settings_block(design.settings());
    if !settings.is_empty() {
        blocks.push(settings);
    }
    blocks.extend(node_blocks(design, &names));
    let connections: String = design.connections().map(|(_, connection)| connection_lines(connection, &names)).collect();
    if !connections.is_empty() {
        blocks.push(connections);
    }
    let closing = note_lines(&design.settings().closing_note, 0);
    if !closing.is_empty() {
        blocks.push(closing);
    }
    blocks.join("\n")
}

/// What each node is called in the text: its name, or its name with an ordinal when others share it.
struct Names<'a> {
    labels: BTreeMap<NodeId, String>,
    taken: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(design: &'a Design) -> Self {
        let mut by_name: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
        for id in design.in_tree_order() {
            if let Some(node) = design.node(id) {
                by_name.entry(&node.name).or_default().push(id);
            }
        }
        let mut labels = BTreeMap::new();
        for (name, ids) in &by_name {
            for (index, id) in ids.iter().enumerate() {
                let label = if ids.len() == 1 { word(name) } else { format!("{}#{}", word(name), index + 1) };
                labels.insert(*id, label);
            }
        }
        Self { labels, taken: by_name.into_keys().to_set() }
    }

    fn end(&self, end: &End) -> String {
        match end {
            End::Node(id) => self.labels.get(id).cloned().unwrap_or_else(|| self.missing(&id.to_string())),
            End::Missing(name) => self.missing(name),
        }
    }

    /// Ordinal 0 keeps a missing end missing when a node has taken its name.
    fn missing(&self, name: &str) -> String {
        if self.taken.contains(name) { format!("{}#0", word(name)) } else { word(name) }
    }
}

fn settings_block(settings: &Settings) -> String {
    let default = Settings { closing_note: settings.closing_note.clone(), extra: settings.extra.clone(), ..Settings::default() };
    if *settings == default {
        return String::new();
    }
    let mut text = note_lines(&settings.note, 0);
    let _ = writeln!(text, "design {} region={}", quoted(&settings.name), value_text(&Value::text(&settings.region)));
    if !settings.description.is_empty() {
        let _ = writeln!(text, "  description {}", quoted(&settings.description));
    }
    write_pairs(&mut text, TAG, &settings.tags);
    write_records(&mut text, PARAMETER, &settings.parameters);
    write_pairs(&mut text, MAPPING, &settings.mappings);
    write_pairs(&mut text, CONDITION, &settings.conditions);
    write_records(&mut text, OUTPUT, &settings.outputs);
    text
}

/// `tag NAME=VALUE`.
fn write_pairs(text: &mut String, word: &str, pairs: &BTreeMap<String, Value>) {
    for (name, value) in pairs {
        let _ = writeln!(text, "  {word} {}={}", key(name), value_text(value));
    }
}

/// `parameter NAME KEY=VALUE`, or `parameter NAME=VALUE` for a value that is no map.
fn write_records(text: &mut String, what: &str, records: &BTreeMap<String, Value>) {
    for (name, value) in records {
        let _ = write!(text, "  {what} {}", word(name));
        match value {
            Value::Map(members) => members.iter().for_each(|(name, value)| write_field(text, name, value)),
            other => {
                let _ = write!(text, "={}", value_text(other));
            }
        }
        text.push('\n');
    }
}

/// One text for each node of the top level with everything in it.
fn node_blocks(design: &Design, names: &Names<'_>) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    // `None` for a node in a cycle of parents: no level is right, so it and what hangs on it stand on the top level.
    let mut levels: BTreeMap<NodeId, Option<usize>> = BTreeMap::new();
    for id in design.in_tree_order() {
        let Some(node) = design.node(id) else { continue };
        let level = match node.parent.filter(|parent| design.node(*parent).is_some()) {
            None => Some(0),
            Some(parent) => levels.get(&parent).copied().flatten().map(|level| (level + 1).min(MOST_LEVELS - 1)),
        };
        levels.insert(id, level);
        let level = level.unwrap_or(0);
        let line = node_lines(node, names.labels.get(&id).map_or("", String::as_str), level);
        match blocks.last_mut().filter(|_| level > 0) {
            Some(block) => block.push_str(&line),
            None => blocks.push(line),
        }
    }
    blocks
}

fn node_lines(node: &Node, label: &str, level: usize) -> String {
    let mut text = note_lines(&node.note, level);
    let kind = if node.kind == DESIGN { quoted(&node.kind) } else { word(&node.kind) };
    let _ = write!(text, "{:indent$}{kind}", "", indent = 2 * level);
    if label != word(&node.kind) {
        let _ = write!(text, " {label}");
    }
    write_fields(&mut text, &node.fields, catalog::kind_of(node).map_or(&[], |kind| kind.fields));
    if let Some(Frame { x, y, width, height }) = node.frame {
        let _ = write!(text, " @{x},{y} {width}x{height}");
    }
    text.push('\n');
    text
}

fn connection_lines(connection: &Connection, names: &Names<'_>) -> String {
    let mut text = note_lines(&connection.note, 0);
    let _ = write!(text, "{} -> {} : {}", names.end(&connection.from), names.end(&connection.to), word(&connection.verb));
    write_fields(&mut text, &connection.fields, meaning::by_id(&connection.verb).map_or(&[], |verb| verb.fields));
    text.push('\n');
    text
}

/// The known fields in the order of the inspector, then the unknown ones by name.
fn write_fields(text: &mut String, fields: &BTreeMap<String, Value>, known: &[Field]) {
    for field in known {
        if let Some(value) = fields.get(field.name) {
            write_field(text, field.name, value);
        }
    }
    for (name, value) in fields.iter().filter(|(name, _)| known.iter().all(|field| field.name != name.as_str())) {
        write_field(text, name, value);
    }
}

fn write_field(text: &mut String, name: &str, value: &Value) {
    let _ = write!(text, " {}={}", word(name), value_text(value));
}

/// A carriage return would be taken for the end of a line in some editors; it becomes one.
fn note_lines(note: &str, level: usize) -> String {
    if note.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for line in note.replace("\r\n", "\n").replace('\r', "\n").split('\n') {
        let space = if line.is_empty() { "" } else { " " };
        let _ = writeln!(text, "{:indent$}#{space}{line}", "", indent = 2 * level);
    }
    text
}

/// A name, in quotes when it needs them.
fn word(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_name_letter) { text.to_owned() } else { quoted(text) }
}

/// A map's key, in quotes when it needs them.
fn key(text: &str) -> String {
    let bare = |letter: char| is_name_letter(letter) || matches!(letter, ':' | '/');
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    json::quoted(text)
}

/// A value as a sketch writes it.
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        // The fraction of a whole number is kept, so that 1.0 stays a decimal.
        Value::Decimal(number) if number.is_finite() => decimal::in_sketch(*number),
        Value::Decimal(number) => quoted(&decimal::written(*number)),
        Value::Text(text) if is_bare_text(text) => text.clone(),
        Value::Text(text) => quoted(text),
        Value::List(items) => format!("[{}]", items.iter().map(value_text).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let entries: Vec<String> = map.iter().map(|(name, value)| format!("{}={}", key(name), value_text(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Call(name, argument) => format!("!{} {}", key(name), value_text(argument)),
    }
}

/// True for text that is read as the same text without quotes and that nobody takes for a number.
fn is_bare_text(text: &str) -> bool {
    let bare = |letter: char| is_name_letter(letter) || matches!(letter, '/' | ':' | '*' | '+' | '@' | '%');
    !text.is_empty() && text.chars().all(bare) && decimal::read(text).is_none() && text.parse::<bool>().is_err()
}
