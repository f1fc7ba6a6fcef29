//! The saved form of a design: JSON with a version number. Ids are kept, and so is every member that this version does not know.
//!
//! ```json
//! {
//!   "groundplan": 1,
//!   "name": "Unicorn Pursuit",
//!   "region": "eu-west-1",
//!   "nodes": [
//!     { "id": 1, "kind": "vpc", "name": "main", "frame": [240, 40, 900, 700], "fields": { "cidr": "10.0.0.0/16" } },
//!     { "id": 2, "kind": "cluster", "name": "shop", "parent": 1 }
//!   ],
//!   "connections": [
//!     { "id": 3, "from": 2, "to": { "missing": "gone" }, "verb": "runs" }
//!   ]
//! }
//! ```
//!
//! Values are written as CloudFormation writes them in JSON: `{"Ref": "Name"}`. What is empty is left out.

mod changes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map as Object, Value as Json, json};

use super::Edit;
use super::model::{Connection, ConnectionId, Design, End, Frame, Node, NodeId, Settings};
use crate::json::{self, NoJson};
use crate::value::Value;
use crate::words;

pub use changes::{read_changes, write_changes};

/// The steps from each version to the next: the first one turns version 1 into version 2.
/// A step changes the JSON before anything is read from it.
const MIGRATIONS: &[fn(&mut Object<String, Json>)] = &[];

/// The version that [`write`] writes.
pub const VERSION: u64 = MIGRATIONS.len() as u64 + 1;

const VERSION_MEMBER: &str = "groundplan";
const DESIGN_MEMBERS: &[&str] = &[
    VERSION_MEMBER,
    "name",
    "description",
    "region",
    "tags",
    "parameters",
    "outputs",
    "conditions",
    "mappings",
    "note",
    "closing_note",
    "nodes",
    "connections",
];
const NODE_MEMBERS: &[&str] = &["id", "kind", "name", "parent", "frame", "fields", "note"];
const CONNECTION_MEMBERS: &[&str] = &["id", "from", "to", "verb", "fields", "note"];

/// A place in a saved design that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedError {
    /// Where: `nodes[3].frame`; empty for the whole.
    pub path: String,
    /// The line, counted from 1, when the text is no JSON at all.
    pub line: Option<usize>,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

impl fmt::Display for SavedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", words::legible(&self.path))?;
        }
        write!(formatter, "found {}, expected {}", words::legible(&self.found), self.expected)
    }
}

impl std::error::Error for SavedError {}

/// The design as pretty JSON with a newline at its end.
pub fn write(design: &Design) -> String {
    json::written_for_people(&json_of(design)) + "\n"
}

/// The design as JSON in one line: the same members with nothing between them.
pub fn write_short(design: &Design) -> String {
    json::written(&json_of(design))
}

fn json_of(design: &Design) -> Json {
    let mut root = settings_json(design.settings());
    root.insert("nodes".to_owned(), design.nodes().map(|(id, node)| node_json(id, node)).collect());
    root.insert("connections".to_owned(), design.connections().map(|(id, connection)| connection_json(id, connection)).collect());
    Json::Object(root)
}

/// What holds for the whole design, with the version in front.
fn settings_json(settings: &Settings) -> Object<String, Json> {
    let mut root = Object::new();
    root.insert(VERSION_MEMBER.to_owned(), json!(VERSION));
    root.insert("name".to_owned(), json!(settings.name));
    put_text(&mut root, "description", &settings.description);
    root.insert("region".to_owned(), json!(settings.region));
    put_values(&mut root, "tags", &settings.tags);
    put_values(&mut root, "parameters", &settings.parameters);
    put_values(&mut root, "outputs", &settings.outputs);
    put_values(&mut root, "conditions", &settings.conditions);
    put_values(&mut root, "mappings", &settings.mappings);
    put_text(&mut root, "note", &settings.note);
    put_text(&mut root, "closing_note", &settings.closing_note);
    put_extra(&mut root, &settings.extra, DESIGN_MEMBERS);
    root
}

fn node_json(id: NodeId, node: &Node) -> Json {
    let mut object = Object::new();
    object.insert("id".to_owned(), json!(id.0));
    object.insert("kind".to_owned(), json!(node.kind));
    object.insert("name".to_owned(), json!(node.name));
    if let Some(parent) = node.parent {
        object.insert("parent".to_owned(), json!(parent.0));
    }
    if let Some(Frame { x, y, width, height }) = node.frame {
        object.insert("frame".to_owned(), json!([x, y, width, height]));
    }
    put_values(&mut object, "fields", &node.fields);
    put_text(&mut object, "note", &node.note);
    put_extra(&mut object, &node.extra, NODE_MEMBERS);
    Json::Object(object)
}

fn connection_json(id: ConnectionId, connection: &Connection) -> Json {
    let end = |end: &End| match end {
        End::Node(id) => json!(id.0),
        End::Missing(name) => json!({ "missing": name }),
    };
    let mut object = Object::new();
    object.insert("id".to_owned(), json!(id.0));
    object.insert("from".to_owned(), end(&connection.from));
    object.insert("to".to_owned(), end(&connection.to));
    object.insert("verb".to_owned(), json!(connection.verb));
    put_values(&mut object, "fields", &connection.fields);
    put_text(&mut object, "note", &connection.note);
    put_extra(&mut object, &connection.extra, CONNECTION_MEMBERS);
    Json::Object(object)
}

fn put_text(object: &mut Object<String, Json>, name: &str, text: &str) {
    if !text.is_empty() {
        object.insert(name.to_owned(), json!(text));
    }
}

fn put_values(object: &mut Object<String, Json>, name: &str, values: &BTreeMap<String, Value>) {
    if !values.is_empty() {
        object.insert(name.to_owned(), values.iter().map(|(key, value)| (key.clone(), value.to_json())).collect());
    }
}

fn put_extra(object: &mut Object<String, Json>, extra: &Object<String, Json>, known: &[&str]) {
    object.extend(extra.iter().filter(|(name, _)| !known.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())));
}

/// Reads a saved design, also one of an older version. Everything that is wrong is reported, not just the first.
pub fn read(text: &str) -> Result<Design, Vec<SavedError>> {
    let json = json::read(text).map_err(|NoJson { line, column, expected }| {
        let found = format!("text that is no JSON, which needs {expected} at line {line}, column {column}");
        vec![SavedError { path: String::new(), line: Some(line), found, expected: "a saved design".to_owned() }]
    })?;
    let mut reader = Reader::default();
    let Json::Object(mut root) = json else {
        reader.report("", &json, "a saved design: {\"groundplan\": 1, …}");
        return Err(reader.errors);
    };
    if !reader.migrate(&mut root) {
        return Err(reader.errors);
    }
    let design = reader.design(&root);
    if reader.errors.is_empty() { Ok(design) } else { Err(reader.errors) }
}

#[derive(Default)]
struct Reader {
    errors: Vec<SavedError>,
}

impl Reader {
    fn report(&mut self, path: &str, found: &Json, expected: &str) {
        self.report_words(path, words(found), expected);
    }

    fn report_words(&mut self, path: &str, found: impl Into<String>, expected: &str) {
        self.errors.push(SavedError { path: path.to_owned(), line: None, found: found.into(), expected: expected.to_owned() });
    }

    /// Brings the JSON to this version; false when that is not possible.
    fn migrate(&mut self, root: &mut Object<String, Json>) -> bool {
        let Some(found) = root.get(VERSION_MEMBER).cloned() else {
            self.report_words(VERSION_MEMBER, "nothing", "the version of the saved form: \"groundplan\": 1");
            return false;
        };
        match found.as_u64() {
            Some(version @ 1..=VERSION) => {
                MIGRATIONS.iter().skip(version as usize - 1).for_each(|step| step(root));
                return true;
            }
            Some(1..) => {
                let newer = format!("at most {VERSION}: a newer Groundplan wrote this design, so open it with that one");
                self.report(VERSION_MEMBER, &found, &newer);
            }
            _ => self.report(VERSION_MEMBER, &found, "the version of the saved form, a number from 1"),
        }
        false
    }

    fn design(&mut self, root: &Object<String, Json>) -> Design {
        let empty = Design::default();
        let mut edit = Edit::new(&empty);
        let settings = self.settings(root);
        edit.settings(|target| *target = settings);
        let mut ids = BTreeSet::new();
        for (path, object) in self.objects(root, "nodes") {
            if let (Some(id), Some(node)) = (self.id(object, &path, &mut ids), self.node(object, &path)) {
                edit.put_node(NodeId(id), node);
            }
        }
        let mut ids = BTreeSet::new();
        for (path, object) in self.objects(root, "connections") {
            if let (Some(id), Some(connection)) = (self.id(object, &path, &mut ids), self.connection(object, &path)) {
                edit.put_connection(ConnectionId(id), connection);
            }
        }
        edit.design().clone()
    }

    fn settings(&mut self, root: &Object<String, Json>) -> Settings {
        let default = Settings::default();
        Settings {
            name: self.text(root, "", "name").unwrap_or(default.name),
            description: self.text(root, "", "description").unwrap_or_default(),
            region: self.text(root, "", "region").unwrap_or(default.region),
            tags: self.values(root, "", "tags"),
            parameters: self.values(root, "", "parameters"),
            outputs: self.values(root, "", "outputs"),
            conditions: self.values(root, "", "conditions"),
            mappings: self.values(root, "", "mappings"),
            note: self.text(root, "", "note").unwrap_or_default(),
            closing_note: self.text(root, "", "closing_note").unwrap_or_default(),
            extra: extra(root, DESIGN_MEMBERS),
        }
    }

    fn node(&mut self, object: &Object<String, Json>, path: &str) -> Option<Node> {
        let kind = self.needed_text(object, path, "kind");
        let name = self.needed_text(object, path, "name");
        let parent = present(object, "parent").and_then(|json| self.number_of(json, &member(path, "parent")).map(NodeId));
        let frame = present(object, "frame").and_then(|json| self.frame(json, &member(path, "frame")));
        let fields = self.values(object, path, "fields");
        let note = self.text(object, path, "note").unwrap_or_default();
        Some(Node { kind: kind?, name: name?, parent, frame, fields: fields.into(), note, extra: extra(object, NODE_MEMBERS) })
    }

    fn connection(&mut self, object: &Object<String, Json>, path: &str) -> Option<Connection> {
        // Everything is read before the first thing that is missing ends it, so that everything is reported.
        let from = self.end(object, path, "from");
        let to = self.end(object, path, "to");
        let verb = self.needed_text(object, path, "verb");
        let fields = self.values(object, path, "fields");
        let note = self.text(object, path, "note").unwrap_or_default();
        Some(Connection { from: from?, to: to?, verb: verb?, fields: fields.into(), note, extra: extra(object, CONNECTION_MEMBERS) })
    }

    fn objects<'a>(&mut self, root: &'a Object<String, Json>, name: &str) -> Vec<(String, &'a Object<String, Json>)> {
        let mut objects = Vec::new();
        let items = match present(root, name) {
            None => return objects,
            Some(Json::Array(items)) => items,
            Some(other) => {
                self.report(name, other, "a list");
                return objects;
            }
        };
        for (index, item) in items.iter().enumerate() {
            let path = format!("{name}[{index}]");
            match item {
                Json::Object(object) => objects.push((path, object)),
                other => self.report(&path, other, "an object"),
            }
        }
        objects
    }

    fn id(&mut self, object: &Object<String, Json>, path: &str, taken: &mut BTreeSet<u32>) -> Option<u32> {
        let path = member(path, "id");
        let Some(json) = present(object, "id") else {
            self.report_words(&path, "nothing", "a number");
            return None;
        };
        let id = self.number_of(json, &path)?;
        if !taken.insert(id) {
            self.report_words(&path, format!("{id} a second time"), "every id once");
            return None;
        }
        Some(id)
    }

    /// The greatest number is left out so that the counter always has a next one.
    fn number_of(&mut self, json: &Json, path: &str) -> Option<u32> {
        let number = json.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number < u32::MAX);
        if number.is_none() {
            self.report(path, json, "an id: a whole number from 0 to 4294967294");
        }
        number
    }

    fn end(&mut self, object: &Object<String, Json>, path: &str, name: &str) -> Option<End> {
        let path = member(path, name);
        match present(object, name) {
            Some(Json::Object(end)) if end.get("missing").is_some_and(Json::is_string) => {
                Some(End::Missing(end.get("missing").and_then(Json::as_str).unwrap_or_default().to_owned()))
            }
            Some(json @ Json::Number(_)) => self.number_of(json, &path).map(|id| End::Node(NodeId(id))),
            Some(other) => {
                self.report(&path, other, "the id of a node or {\"missing\": \"name\"}");
                None
            }
            None => {
                self.report_words(&path, "nothing", "the id of a node or {\"missing\": \"name\"}");
                None
            }
        }
    }

    fn frame(&mut self, json: &Json, path: &str) -> Option<Frame> {
        let number = |json: &Json| json.as_i64().and_then(|number| i32::try_from(number).ok());
        let numbers: Option<Vec<i32>> = json.as_array().and_then(|items| items.iter().map(number).collect());
        let frame = match numbers.as_deref() {
            Some([x, y, width, height]) => Some(Frame::new(*x, *y, *width, *height)).filter(|frame| frame.is_possible()),
            _ => None,
        };
        if frame.is_none() {
            self.report(path, json, "[x, y, width, height] in whole page units, none beyond 1000000");
        }
        frame
    }

    fn needed_text(&mut self, object: &Object<String, Json>, path: &str, name: &str) -> Option<String> {
        if present(object, name).is_none() {
            self.report_words(&member(path, name), "nothing", "text");
            return None;
        }
        self.text(object, path, name)
    }

    fn text(&mut self, object: &Object<String, Json>, path: &str, name: &str) -> Option<String> {
        match present(object, name)? {
            Json::String(text) => Some(text.clone()),
            other => {
                self.report(&member(path, name), other, "text");
                None
            }
        }
    }

    fn values(&mut self, object: &Object<String, Json>, path: &str, name: &str) -> BTreeMap<String, Value> {
        let path = member(path, name);
        let mut values = BTreeMap::new();
        match present(object, name) {
            None => {}
            Some(Json::Object(entries)) => {
                for (key, json) in entries {
                    match Value::from_json(json) {
                        Some(value) => drop(values.insert(key.clone(), value)),
                        None => self.report(&member(&path, key), json, "a value without null in it"),
                    }
                }
            }
            Some(other) => self.report(&path, other, "names with values: {\"name\": value}"),
        }
        values
    }
}

/// A member that is there; `null` counts as not there.
fn present<'a>(object: &'a Object<String, Json>, name: &str) -> Option<&'a Json> {
    object.get(name).filter(|json| !json.is_null())
}

fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn extra(object: &Object<String, Json>, known: &[&str]) -> Object<String, Json> {
    object.iter().filter(|(name, _)| !known.contains(&name.as_str())).map(|(name, json)| (name.clone(), json.clone())).collect()
}

/// What stands there, short enough for a message.
fn words(json: &Json) -> String {
    let text = json::written(json);
    if text.chars().count() <= 60 { text } else { text.chars().take(57).chain("...".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_errors(text: &str, errors: &[&str]) {
        let found = read(text).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(found, Err(errors.iter().map(ToString::to_string).collect()));
    }

    #[test]
    fn unknown_members_survive() {
        let text = r#"{
  "groundplan": 1,
  "name": "Shop",
  "region": "eu-west-1",
  "colour": "red",
  "nodes": [
    {
      "id": 7,
      "kind": "vpc",
      "name": "main",
      "fields": {
        "cidr": {
          "Ref": "Range"
        }
      },
      "locked": true
    }
  ],
  "connections": [
    {
      "id": 9,
      "from": 7,
      "to": {
        "missing": "gone"
      },
      "verb": "runs",
      "bend": [
        1
      ]
    }
  ]
}
"#;
        assert_eq!(read(text).map(|design| write(&design)), Ok(text.to_owned()));
    }

    #[test]
    fn errors_say_where_what_and_what_instead() {
        check_errors("{", &["found text that is no JSON, which needs a name in quotes at line 1, column 2, expected a saved design"]);
        check_errors("[]", &["found [], expected a saved design: {\"groundplan\": 1, …}"]);
        check_errors("{}", &["groundplan: found nothing, expected the version of the saved form: \"groundplan\": 1"]);
        check_errors(
            r#"{"groundplan": 2}"#,
            &["groundplan: found 2, expected at most 1: a newer Groundplan wrote this design, so open it with that one"],
        );
        check_errors(r#"{"groundplan": "1"}"#, &["groundplan: found \"1\", expected the version of the saved form, a number from 1"]);
        check_errors(
            r#"{"groundplan": 1, "name": 3, "nodes": [{"id": 1, "kind": "vpc"}, {"id": 1, "kind": "vpc", "name": "a", "frame": [1, 2]}, 5],
                "connections": [{"id": 1, "from": 1, "to": "web", "verb": "runs", "fields": {"port": [null]}}]}"#,
            &[
                "name: found 3, expected text",
                "nodes[2]: found 5, expected an object",
                "nodes[0].name: found nothing, expected text",
                "nodes[1].id: found 1 a second time, expected every id once",
                "nodes[1].frame: found [1,2], expected [x, y, width, height] in whole page units, none beyond 1000000",
                "connections[0].to: found \"web\", expected the id of a node or {\"missing\": \"name\"}",
                "connections[0].fields.port: found [null], expected a value without null in it",
            ],
        );
    }
}
