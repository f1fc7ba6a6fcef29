//! What changed, as a value: the one way a design changes, and the same value serves undo, redraw and tests.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::fields::Fields;
use super::index::{same_connection, same_node};
use super::model::{Connection, ConnectionId, Design, Node, NodeId, Settings};
use super::shelf::{Id, Shelf, same};
use crate::ordered::Ordered;
use crate::reads::NameSet;

/// A record before and after. `None` before is a creation, `None` after a removal.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<T> {
    /// The record that must be there for the change to apply.
    pub before: Option<Arc<T>>,
    /// The record that is there afterwards.
    pub after: Option<Arc<T>>,
}

impl<T> Change<T> {
    fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }
}

/// A set of changed records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// The settings, when they changed.
    pub settings: Option<Change<Settings>>,
    /// Changed nodes.
    pub nodes: BTreeMap<NodeId, Change<Node>>,
    /// Changed connections.
    pub connections: BTreeMap<ConnectionId, Change<Connection>>,
}

/// A node or connection of which nothing changed but fields, its place and its note.
pub(crate) struct ChangedFields {
    /// Where the fields lay in memory before the change.
    pub(crate) before: usize,
    /// Where they lie now.
    pub(crate) after: usize,
    /// The fields that are not the same; none when the record only moved.
    pub(crate) names: NameSet,
}

/// A patch met a design for which it was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyError {
    /// The record that is not as the patch expects: `settings`, `node 3`, `connection 4`.
    pub record: String,
}

impl fmt::Display for ApplyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is not as the change expects it: the design was changed in between", self.record)
    }
}

impl std::error::Error for ApplyError {}

fn between<K: Id, T: PartialEq>(before: &Shelf<K, T>, after: &Shelf<K, T>) -> BTreeMap<K, Change<T>> {
    let differing = before.differing(after).into_iter();
    differing.map(|id| (id, Change { before: before.get(id).cloned(), after: after.get(id).cloned() })).to_map()
}

fn then_maps<K: Ord + Copy, T: PartialEq>(first: &mut BTreeMap<K, Change<T>>, second: &BTreeMap<K, Change<T>>) {
    for (key, change) in second {
        let before = first.get(key).map_or_else(|| change.before.clone(), |earlier| earlier.before.clone());
        if same(before.as_ref(), change.after.as_ref()) {
            first.remove(key);
        } else {
            first.insert(*key, Change { before, after: change.after.clone() });
        }
    }
}

fn apply_to<K: Id, T>(target: &mut Shelf<K, T>, changes: &BTreeMap<K, Change<T>>) {
    for (id, change) in changes {
        match &change.after {
            Some(record) => target.insert(*id, record.clone()),
            None => target.remove(*id),
        }
    }
}

impl Patch {
    /// What turns `before` into `after`.
    pub fn between(before: &Design, after: &Design) -> Self {
        let settings = (!same(Some(&before.settings), Some(&after.settings)))
            .then(|| Change { before: Some(before.settings.clone()), after: Some(after.settings.clone()) });
        Self { settings, nodes: between(&before.nodes, &after.nodes), connections: between(&before.connections, &after.connections) }
    }

    /// True when nothing changes.
    pub fn is_empty(&self) -> bool {
        self.settings.is_none() && self.nodes.is_empty() && self.connections.is_empty()
    }

    /// The changed fields of every changed record; nothing when more changes than fields, places and notes.
    pub(crate) fn changed_fields(&self) -> Option<Vec<ChangedFields>> {
        let names = |before: &Fields, after: &Fields| {
            let differing = before.differing(after);
            differing.iter().fold(NameSet::default(), |all, name| all.and(NameSet::of(name)))
        };
        let changed =
            |before: &Fields, after: &Fields| ChangedFields { before: before.place(), after: after.place(), names: names(before, after) };
        let nodes = self.nodes.values().map(|change| {
            let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
            let Node { kind, name, parent, frame: _, fields, note: _, extra } = &**before;
            let alike = (kind, name, parent, extra) == (&after.kind, &after.name, &after.parent, &after.extra);
            alike.then(|| changed(fields, &after.fields))
        });
        let connections = self.connections.values().map(|change| {
            let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
            let Connection { from, to, verb, fields, note: _, extra } = &**before;
            let alike = (from, to, verb, extra) == (&after.from, &after.to, &after.verb, &after.extra);
            alike.then(|| changed(fields, &after.fields))
        });
        if self.settings.is_some() { None } else { nodes.chain(connections).collect() }
    }

    /// True when a node moves, changes its size or its note.
    pub(crate) fn changes_looks(&self) -> bool {
        let looks = |node: &Node| (node.frame, node.note.clone());
        self.nodes.values().any(|change| change.before.as_deref().map(looks) != change.after.as_deref().map(looks))
    }

    /// True when only places and notes change, on which nothing depends that was worked out of a design.
    fn is_about_looks(&self) -> bool {
        self.changes_nodes_alone(Node::differs_in_looks_alone)
    }

    /// True when nodes move or change their size and nothing else changes.
    pub fn only_moves(&self) -> bool {
        self.changes_nodes_alone(Node::only_moved)
    }

    fn changes_nodes_alone(&self, how: impl Fn(&Node, &Node) -> bool) -> bool {
        let all = |change: &Change<Node>| match (&change.before, &change.after) {
            (Some(before), Some(after)) => how(before, after),
            _ => false,
        };
        self.settings.is_none() && self.connections.is_empty() && self.nodes.values().all(all)
    }

    /// Changes the design, wholly or, when a record is not as expected, not at all.
    pub fn apply(&self, design: &mut Design) -> Result<(), ApplyError> {
        self.check(design)?;
        if let Some(Change { after: Some(settings), .. }) = &self.settings {
            design.settings = settings.clone();
        }
        if !self.is_about_looks() {
            design.forget();
        }
        let keeps_index = self.nodes.values().all(|change| same_node(change.before.as_deref(), change.after.as_deref()))
            && self.connections.values().all(|change| same_connection(change.before.as_deref(), change.after.as_deref()));
        if !keeps_index {
            design.forget_index();
        }
        apply_to(&mut design.nodes, &self.nodes);
        apply_to(&mut design.connections, &self.connections);
        let highest = self.nodes.keys().map(|id| id.0).chain(self.connections.keys().map(|id| id.0)).max().unwrap_or(0);
        design.next_id = design.next_id().max(highest.saturating_add(1));
        Ok(())
    }

    fn check(&self, design: &Design) -> Result<(), ApplyError> {
        if let Some(change) = &self.settings
            && !same(change.before.as_ref(), Some(&design.settings))
        {
            return Err(ApplyError { record: "settings".to_owned() });
        }
        for (id, change) in &self.nodes {
            if !same(change.before.as_ref(), design.nodes.get(*id)) {
                return Err(ApplyError { record: format!("node {}", id.0) });
            }
        }
        for (id, change) in &self.connections {
            if !same(change.before.as_ref(), design.connections.get(*id)) {
                return Err(ApplyError { record: format!("connection {}", id.0) });
            }
        }
        Ok(())
    }

    /// What takes this change back.
    pub fn inverse(&self) -> Self {
        Self {
            settings: self.settings.as_ref().map(Change::inverse),
            nodes: self.nodes.iter().map(|(id, change)| (*id, change.inverse())).to_map(),
            connections: self.connections.iter().map(|(id, change)| (*id, change.inverse())).to_map(),
        }
    }

    /// This change and then another as one. Records that end as they began drop out.
    pub fn then(&self, next: &Self) -> Self {
        let mut all = self.clone();
        if let Some(change) = &next.settings {
            let before = all.settings.as_ref().map_or_else(|| change.before.clone(), |earlier| earlier.before.clone());
            all.settings = (!same(before.as_ref(), change.after.as_ref())).then(|| Change { before, after: change.after.clone() });
        }
        then_maps(&mut all.nodes, &next.nodes);
        then_maps(&mut all.connections, &next.connections);
        all
    }
}
