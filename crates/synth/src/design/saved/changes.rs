//! Changes in the saved form: what one program tells another about a design that both hold.
//!
//! ```json
//! { "settings": { "groundplan": 1, "name": "Shop" },
//!   "nodes": [{ "id": 2, "kind": "vpc", "name": "main" }], "gone": [3],
//!   "connections": [], "cut": [4] }
//! ```
//!
//! Records are written whole and as they are afterwards; what was before, the reader has. Nobody keeps this form, so it has no
//! migrations.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map as Object, Value as Json, json};

use super::super::model::{ConnectionId, Design, NodeId};
use super::super::patch::{Change, Patch};
use super::{Reader, SavedError, connection_json, node_json, settings_json};

/// A patch as JSON.
pub fn write_changes(patch: &Patch) -> Json {
    let mut object = Object::new();
    if let Some(settings) = patch.settings.as_ref().and_then(|change| change.after.as_ref()) {
        object.insert("settings".to_owned(), Json::Object(settings_json(settings)));
    }
    let nodes = patch.nodes.iter().filter_map(|(id, change)| Some(node_json(*id, change.after.as_ref()?)));
    object.insert("nodes".to_owned(), nodes.collect());
    let gone = patch.nodes.iter().filter(|(_, change)| change.after.is_none()).map(|(id, _)| json!(id.0));
    object.insert("gone".to_owned(), gone.collect());
    let connections = patch.connections.iter().filter_map(|(id, change)| Some(connection_json(*id, change.after.as_ref()?)));
    object.insert("connections".to_owned(), connections.collect());
    let cut = patch.connections.iter().filter(|(_, change)| change.after.is_none()).map(|(id, _)| json!(id.0));
    object.insert("cut".to_owned(), cut.collect());
    Json::Object(object)
}

/// The patch that JSON describes, for a design that is as the writer had it before.
pub fn read_changes(json: &Json, design: &Design) -> Result<Patch, Vec<SavedError>> {
    let mut reader = Reader::default();
    let Json::Object(root) = json else {
        reader.report("", json, "changes: {\"nodes\": […], …}");
        return Err(reader.errors);
    };
    let mut patch = Patch::default();
    if let Some(Json::Object(settings)) = root.get("settings") {
        patch.settings = Some(Change { before: Some(design.settings.clone()), after: Some(Arc::new(reader.settings(settings))) });
    }
    for (id, node) in reader.changed(root, "nodes", "gone", Reader::node) {
        patch.nodes.insert(NodeId(id), change(design.node(NodeId(id)), node));
    }
    for (id, connection) in reader.changed(root, "connections", "cut", Reader::connection) {
        patch.connections.insert(ConnectionId(id), change(design.connection(ConnectionId(id)), connection));
    }
    if reader.errors.is_empty() { Ok(patch) } else { Err(reader.errors) }
}

fn change<Record>(before: Option<&Arc<Record>>, after: Option<Record>) -> Change<Record> {
    Change { before: before.cloned(), after: after.map(Arc::new) }
}

impl Reader {
    /// The records that are there afterwards, and `None` for those that are not.
    fn changed<Record>(
        &mut self,
        root: &Object<String, Json>,
        there: &str,
        gone: &str,
        read: fn(&mut Self, &Object<String, Json>, &str) -> Option<Record>,
    ) -> Vec<(u32, Option<Record>)> {
        let mut ids = BTreeSet::new();
        let mut changed = Vec::new();
        for (path, object) in self.objects(root, there) {
            if let (Some(id), Some(record)) = (self.id(object, &path, &mut ids), read(self, object, &path)) {
                changed.push((id, Some(record)));
            }
        }
        for json in root.get(gone).and_then(Json::as_array).into_iter().flatten() {
            changed.extend(self.number_of(json, gone).map(|id| (id, None)));
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sketch;
    use super::*;

    #[test]
    fn what_was_told_is_what_was_meant() {
        let before = sketch::parse("vpc main\ncluster shop\nbucket files\n").design;
        let after = sketch::parse("design \"Other\"\nvpc main cidr=10.1.0.0/16\ncluster shop\n").design;
        let after = after.with_ids_from(40);
        let patch = Patch::between(&before, &after);
        assert_eq!(read_changes(&write_changes(&patch), &before), Ok(patch));
    }

    #[test]
    fn what_is_no_change_is_refused() {
        let errors = read_changes(&json!({ "nodes": [{ "id": 1, "kind": "vpc" }], "cut": ["x"] }), &Design::default()).unwrap_err();
        let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            ["nodes[0].name: found nothing, expected text", "cut: found \"x\", expected an id: a whole number from 0 to 4294967294"]
        );
    }
}
