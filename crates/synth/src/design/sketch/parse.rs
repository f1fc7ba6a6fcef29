//! Reads a sketch: everything that can be read, and a report of everything that cannot.

mod settings;

use std::collections::BTreeMap;

pub(super) use settings::{CONDITION, MAPPING, OUTPUT, PARAMETER, TAG};

use super::scan::{Failure, Label, Scanner};
use super::{MOST_KIND_LETTERS, MOST_LEVELS, Parsed, SketchError};
use crate::design::{Connection, Design, Edit, End, Node, NodeId};
use crate::meaning;
use crate::ordered::{Order, Ordered};
use crate::value::Value;

/// The word that starts the line of the settings.
pub(super) const DESIGN: &str = "design";

/// Reads a sketch.
pub fn parse(text: &str) -> Parsed {
    let empty = Design::default();
    let mut reader = Reader::new(&empty);
    // Editors on Windows put a mark before the first line and a carriage return behind every one.
    for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').enumerate() {
        reader.read_line(index + 1, line.strip_suffix('\r').unwrap_or(line));
    }
    reader.finish()
}

/// A node above the current line that can hold what follows.
struct Level {
    indent: usize,
    node: NodeId,
}

/// A connection whose ends are not looked up yet: nodes further down count too.
struct Draft {
    line: usize,
    from: (Label, usize),
    to: (Label, usize),
    verbs: Vec<String>,
    fields: BTreeMap<String, Value>,
    note: String,
}

struct Reader<'a> {
    edit: Edit<'a>,
    parsed: Parsed,
    /// Comment lines that wait for what they stand above.
    comments: Vec<String>,
    levels: Vec<Level>,
    /// The indentation of the `design` line while the lines below it belong to it.
    settings_indent: Option<usize>,
    anything_read: bool,
    /// The nodes of each name in the order of their lines, with the ordinals that were written.
    labels: BTreeMap<String, Vec<(Option<u32>, NodeId)>>,
    drafts: Vec<Draft>,
}

impl<'a> Reader<'a> {
    fn new(empty: &'a Design) -> Self {
        Self {
            edit: Edit::new(empty),
            parsed: Parsed::default(),
            comments: Vec::new(),
            levels: Vec::new(),
            settings_indent: None,
            anything_read: false,
            labels: BTreeMap::new(),
            drafts: Vec::new(),
        }
    }

    fn report(&mut self, line: usize, at: usize, message: impl Into<String>) {
        self.parsed.errors.push(SketchError { line, column: at + 1, message: message.into() });
    }

    fn read_line(&mut self, number: usize, line: &str) {
        let mut scanner = Scanner::new(line);
        scanner.skip_spaces();
        if scanner.at_end() {
            self.comments.extend(scanner.comment());
            return;
        }
        let indent = scanner.position();
        if let Some(tab) = line.chars().take(indent).position(|letter| letter == '\t') {
            self.report(number, tab, "found a tab, expected spaces: indent by two spaces a level");
        }
        if let Err(failure) = self.read_statement(number, indent, &mut scanner) {
            self.report(number, failure.at, failure.message);
        }
        self.anything_read = true;
    }

    fn read_statement(&mut self, number: usize, indent: usize, scanner: &mut Scanner) -> Result<(), Failure> {
        let start = scanner.position();
        if let Some(settings_indent) = self.settings_indent {
            if indent > settings_indent {
                return self.read_setting(scanner);
            }
            self.settings_indent = None;
        }
        let bare = scanner.peek() != Some('"');
        let first = match scanner.label("a kind and a name (`vpc main`) or a connection (`a -> b : verb`)") {
            Ok(first) => first,
            Err(failure) => {
                self.keep_comment(scanner);
                return Err(failure);
            }
        };
        let behind_first = scanner.position();
        scanner.skip_spaces();
        if scanner.take("->") {
            return self.read_connection(number, (first, start), scanner);
        }
        scanner.go_to(behind_first);
        if bare && first.name == DESIGN && first.ordinal.is_none() {
            return self.read_design(indent, start, scanner);
        }
        self.read_node(number, indent, (first, start), scanner)
    }

    /// What stands in a comment behind a line that could not be read waits for the next one.
    fn keep_comment(&mut self, scanner: &mut Scanner) {
        scanner.skip_to_comment();
        self.comments.extend(scanner.comment());
    }

    /// The comments above and behind a line, as its note.
    fn take_note(&mut self, scanner: &mut Scanner) -> String {
        self.keep_comment(scanner);
        std::mem::take(&mut self.comments).join("\n")
    }

    // Nodes

    fn read_node(&mut self, number: usize, indent: usize, kind: (Label, usize), scanner: &mut Scanner) -> Result<(), Failure> {
        let (Label { name: kind, ordinal }, start) = kind;
        if ordinal.is_some() {
            self.keep_comment(scanner);
            return Err(Failure {
                at: start,
                message: format!("found an ordinal at the kind {kind}, expected it at a name: {kind} name#1"),
            });
        }
        while self.levels.last().is_some_and(|level| level.indent >= indent) {
            self.levels.pop();
        }
        let letters = kind.chars().count();
        if letters > MOST_KIND_LETTERS {
            self.keep_comment(scanner);
            return Err(Failure { at: start, message: format!("found a kind of {letters} letters, expected at most {MOST_KIND_LETTERS}") });
        }
        let mut node = Node::new(kind.clone(), kind.clone());
        // The sketch is as deep as it may be: what lies deeper is read as lying one level higher.
        let too_deep = self.levels.len() >= MOST_LEVELS;
        let parent = if too_deep { self.levels.get(MOST_LEVELS - 2) } else { self.levels.last() };
        node.parent = parent.map(|level| level.node);
        let mut label = Label { name: kind, ordinal: None };
        let mut outcome = read_node_members(scanner, &mut node, &mut label);
        node.name.clone_from(&label.name);
        node.note = self.take_note(scanner);
        let id = self.edit.add_node(node);
        if too_deep {
            outcome = Err(Failure { at: start, message: format!("found more than {MOST_LEVELS} levels of nesting, expected fewer") });
        } else {
            self.levels.push(Level { indent, node: id });
        }
        self.parsed.node_lines.insert(id, number);
        let same_name = self.labels.entry(label.name.clone()).or_default();
        if let Some(ordinal) = label.ordinal.filter(|_| same_name.iter().any(|(other, _)| *other == label.ordinal)) {
            outcome = outcome
                .and(Err(Failure { at: start, message: format!("found a second {}#{ordinal}, expected every ordinal once", label.name) }));
        } else {
            same_name.push((label.ordinal, id));
        }
        outcome
    }

    // Connections

    fn read_connection(&mut self, number: usize, from: (Label, usize), scanner: &mut Scanner) -> Result<(), Failure> {
        let mut draft =
            Draft { line: number, from, to: (Label::default(), 0), verbs: Vec::new(), fields: BTreeMap::new(), note: String::new() };
        let outcome = read_connection_members(scanner, &mut draft);
        draft.note = self.take_note(scanner);
        // Without a verb it says nothing that could be kept, except what was written about it.
        if draft.verbs.is_empty() {
            self.comments.extend(Some(draft.note).filter(|note| !note.is_empty()));
        } else {
            self.drafts.push(draft);
        }
        outcome
    }

    fn finish(mut self) -> Parsed {
        for draft in std::mem::take(&mut self.drafts) {
            match (self.end(&draft.from), self.end(&draft.to)) {
                (Ok(from), Ok(to)) => self.connect(&draft, &from, &to),
                (Err(failure), _) | (_, Err(failure)) => self.report(draft.line, failure.at, failure.message),
            }
        }
        let closing_note = self.comments.join("\n");
        self.edit.settings(|settings| settings.closing_note = closing_note);
        self.parsed.errors.order_by_key(|error| (error.line, error.column));
        self.parsed.design = self.edit.design().clone();
        self.parsed
    }

    fn end(&self, (label, at): &(Label, usize)) -> Result<End, Failure> {
        let Label { name, ordinal } = label;
        let nodes = self.labels.get(name).map_or(&[][..], Vec::as_slice);
        match (ordinal, nodes) {
            (None | Some(0), []) | (Some(0), _) => Ok(End::Missing(name.clone())),
            (None, [(_, id)]) => Ok(End::Node(*id)),
            (None, _) => {
                let message =
                    format!("found {name}, the name of {} nodes, expected {name}#1 to {name}#{0} or a name for each", nodes.len());
                Err(Failure { at: *at, message })
            }
            (Some(number), _) => {
                let written = nodes.iter().find(|(own, _)| *own == Some(*number));
                let counted = || nodes.get(*number as usize - 1).filter(|(own, _)| own.is_none());
                let found = written.or_else(counted);
                Ok(found.map_or_else(|| End::Missing(format!("{name}#{number}")), |(_, id)| End::Node(*id)))
            }
        }
    }

    /// One connection for each verb. A field goes to the verbs that know it, and to all when none does.
    fn connect(&mut self, draft: &Draft, from: &End, to: &End) {
        let knows = |verb: &str, field: &str| meaning::by_id(verb).is_some_and(|verb| verb.field(field).is_some());
        for (index, verb) in draft.verbs.iter().enumerate() {
            let mine = |field: &str| knows(verb, field) || !draft.verbs.iter().any(|other| knows(other, field));
            let connection = Connection {
                from: from.clone(),
                to: to.clone(),
                verb: verb.clone(),
                fields: draft
                    .fields
                    .iter()
                    .filter(|(name, _)| mine(name))
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .to_map()
                    .into(),
                note: if index == 0 { draft.note.clone() } else { String::new() },
                extra: serde_json::Map::new(),
            };
            let id = self.edit.connect(connection);
            self.parsed.connection_lines.insert(id, draft.line);
        }
    }
}

/// The name, the fields and the place; what was read before a failure is kept.
fn read_node_members(scanner: &mut Scanner, node: &mut Node, label: &mut Label) -> Result<(), Failure> {
    scanner.piece_ends()?;
    if !scanner.at_end() && scanner.peek() != Some('@') {
        let start = scanner.position();
        let name = scanner.label("a name, field=value or a place `@x,y WIDTHxHEIGHT`")?;
        if scanner.peek() == Some('=') {
            scanner.go_to(start);
        } else {
            *label = name;
            scanner.piece_ends()?;
        }
    }
    while !scanner.at_end() {
        let at = scanner.position();
        if scanner.peek() == Some('@') {
            let frame = scanner.frame()?;
            if node.frame.is_some() {
                return Err(Failure { at, message: "found a second place, expected one".to_owned() });
            }
            node.frame = Some(frame);
            scanner.piece_ends()?;
        } else {
            read_field_into(scanner, &mut node.fields)?;
        }
    }
    Ok(())
}

fn read_connection_members(scanner: &mut Scanner, draft: &mut Draft) -> Result<(), Failure> {
    scanner.skip_spaces();
    let start = scanner.position();
    draft.to = (scanner.label("the name of a node behind `->`")?, start);
    scanner.skip_spaces();
    if !scanner.take(":") {
        return scanner.expected(&format!("`:` and what the connection means: {}", verb_words()));
    }
    loop {
        scanner.skip_spaces();
        let start = scanner.position();
        let verb = scanner.name(&format!("what the connection means: {}", verb_words()))?;
        if scanner.peek() == Some('=') {
            scanner.go_to(start);
            return scanner.expected(&format!("what the connection means before its fields: {}", verb_words()));
        }
        if draft.verbs.contains(&verb) {
            return Err(Failure { at: start, message: format!("found {verb} a second time, expected it once") });
        }
        draft.verbs.push(verb);
        let behind = scanner.position();
        scanner.skip_spaces();
        if !scanner.take(",") {
            scanner.go_to(behind);
            break;
        }
    }
    scanner.piece_ends()?;
    while !scanner.at_end() {
        read_field_into(scanner, &mut draft.fields)?;
    }
    Ok(())
}

fn verb_words() -> String {
    meaning::VERBS.iter().map(|verb| verb.id).collect::<Vec<_>>().join(", ")
}

fn read_field_into(scanner: &mut Scanner, fields: &mut BTreeMap<String, Value>) -> Result<(), Failure> {
    let at = scanner.position();
    let (name, value) = read_field(scanner)?;
    if fields.contains_key(&name) {
        return Err(Failure { at, message: format!("found the field {name} a second time, expected every field once") });
    }
    fields.insert(name, value);
    Ok(())
}

/// `name=value` and the space behind it.
fn read_field(scanner: &mut Scanner) -> Result<(String, Value), Failure> {
    read_member(scanner, |scanner| scanner.name("field=value"))
}

fn read_member(scanner: &mut Scanner, read_name: impl Fn(&mut Scanner) -> Result<String, Failure>) -> Result<(String, Value), Failure> {
    let name = read_name(scanner)?;
    if !scanner.take("=") {
        return scanner.expected(&format!("`=` directly behind {name}, and a value: {name}=value"));
    }
    let value = scanner.value(0)?;
    scanner.piece_ends()?;
    Ok((name, value))
}
