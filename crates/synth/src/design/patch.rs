//! What changed, as a value: the one way a design changes, and the same value serves undo, redraw and tests.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::model::{Connection, ConnectionId, Design, Node, NodeId, Settings};
use crate::ordered::Ordered;

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

fn same<T: PartialEq>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        _ => false,
    }
}

fn between_maps<K: Ord + Copy, T: PartialEq>(before: &BTreeMap<K, Arc<T>>, after: &BTreeMap<K, Arc<T>>) -> BTreeMap<K, Change<T>> {
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(key)));
    let changes = keys.filter(|key| !same(before.get(key), after.get(key)));
    changes.map(|key| (*key, Change { before: before.get(key).cloned(), after: after.get(key).cloned() })).to_map()
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

fn apply_map<K: Ord + Copy, T>(target: &mut BTreeMap<K, Arc<T>>, changes: &BTreeMap<K, Change<T>>) {
    for (key, change) in changes {
        match &change.after {
            Some(record) => target.insert(*key, record.clone()),
            None => target.remove(key),
        };
    }
}

impl Patch {
    /// What turns `before` into `after`.
    pub fn between(before: &Design, after: &Design) -> Self {
        let settings = (!same(Some(&before.settings), Some(&after.settings)))
            .then(|| Change { before: Some(before.settings.clone()), after: Some(after.settings.clone()) });
        Self {
            settings,
            nodes: between_maps(&before.nodes, &after.nodes),
            connections: between_maps(&before.connections, &after.connections),
        }
    }

    /// True when nothing changes.
    pub fn is_empty(&self) -> bool {
        self.settings.is_none() && self.nodes.is_empty() && self.connections.is_empty()
    }

    /// True when only places and notes change, on which nothing depends that was worked out of a design.
    fn is_about_looks(&self) -> bool {
        let all_alike = |change: &Change<Node>| matches!(change, Change { before: Some(before), after: Some(after) } if before.differs_in_looks_alone(after));
        self.settings.is_none() && self.connections.is_empty() && self.nodes.values().all(all_alike)
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
        apply_map(&mut design.nodes, &self.nodes);
        apply_map(&mut design.connections, &self.connections);
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
            if !same(change.before.as_ref(), design.nodes.get(id)) {
                return Err(ApplyError { record: format!("node {}", id.0) });
            }
        }
        for (id, change) in &self.connections {
            if !same(change.before.as_ref(), design.connections.get(id)) {
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
