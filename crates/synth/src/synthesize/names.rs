//! What the parts of a template are called.

use std::collections::{BTreeMap, BTreeSet};

use super::grants::POLICIES;
use crate::design::NodeId;
use crate::permissions::Statement;
use crate::reads;

/// What nodes are called in a template: the ids of their resources, parameters and outputs by the suffix that says which.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    by_use: BTreeMap<NodeId, BTreeMap<String, String>>,
    taken: BTreeSet<String>,
    pub(super) statements: BTreeMap<String, Vec<Statement>>,
}

impl Names {
    /// What a node's part with a suffix (`Service`, `DesiredCount`, `Url` …) is called; nothing when synthesis did not ask for it.
    pub fn of(&self, id: NodeId, suffix: &str) -> Option<&str> {
        self.by_use.get(&id)?.get(suffix).map(String::as_str)
    }

    /// The statements that the role with a logical id needs, each with the connection it is for, in the order of the drawing.
    pub fn statements(&self, role: &str) -> &[Statement] {
        // They change along with the policy that is made of them.
        reads::property(reads::ANY, POLICIES);
        self.statements.get(role).map_or(&[], Vec::as_slice)
    }

    pub(super) fn give(&mut self, id: NodeId, suffix: &str, wish: String) -> String {
        if let Some(given) = self.of(id, suffix) {
            return given.to_owned();
        }
        let mut name = wish;
        // Nodes of two kinds may share a name, and `web` as well as `web-service` would make a `WebService`.
        while !self.taken.insert(name.clone()) {
            name.push_str(&id.0.to_string());
        }
        self.by_use.entry(id).or_default().insert(suffix.to_owned(), name.clone());
        name
    }
}
