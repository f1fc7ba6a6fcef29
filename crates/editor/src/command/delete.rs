//! Takes nodes with their contents and every connection that touches them, and connections on their own.

use groundplan_synth::design::{Design, Edit, Node, NodeId, Patch};
use groundplan_synth::picture::bundle;
use groundplan_synth::words::{and, plain};

use super::{Command, Refusal, free_to_go};
use crate::item::{Item, Selection};
use crate::tree::Tree;

/// Deletes what is selected.
pub struct Delete {
    /// What goes.
    pub items: Selection,
}

impl Command for Delete {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        if self.items.is_empty() {
            return Err(Refusal::new("Nothing is selected: select what you want to delete"));
        }
        free_to_go(design, &self.items.nodes())?;
        let mut edit = Edit::new(design);
        // A container takes its contents along, so the roots are enough.
        for node in Tree::of(design).roots(&self.items.nodes()) {
            edit.remove_node(node);
        }
        // Permissions that share a line go together: what was seen is gone. The inspector takes single ones away.
        for connection in self.items.iter().filter_map(Item::connection).flat_map(|id| bundle(design, id)) {
            edit.remove_connection(connection);
        }
        Ok(edit.finish())
    }
}

/// So many names at most; more are counted.
const MOST_NAMES: usize = 3;

/// What a deletion took: `Deleted main, and with it a, b and 4 connections`. Empty when it took nothing.
pub(crate) fn gone(patch: &Patch) -> String {
    let is_gone = |id: NodeId| patch.nodes.get(&id).is_some_and(|change| change.after.is_none());
    let nodes = patch.nodes.iter().filter(|(id, _)| is_gone(**id)).filter_map(|(_, change)| change.before.as_deref());
    let (inside, roots): (Vec<&Node>, Vec<&Node>) = nodes.partition(|node| node.parent.is_some_and(is_gone));
    let lines = patch.connections.values().filter(|change| change.after.is_none()).count();
    let lines = (lines > 0).then(|| if lines == 1 { "a connection".to_owned() } else { format!("{lines} connections") });
    let (what, with) = match (named(&roots), lines) {
        (what, lines) if what.is_empty() => (lines.into_iter().collect(), Vec::new()),
        (what, lines) => (what, named(&inside).into_iter().chain(lines).collect()),
    };
    match (and(&what), and(&with)) {
        (what, _) if what.is_empty() => what,
        (what, with) if with.is_empty() => format!("Deleted {what}"),
        (what, with) => format!("Deleted {what}, and with it {with}"),
    }
}

/// The names of nodes, or how many they are.
pub(crate) fn named(nodes: &[&Node]) -> Vec<String> {
    if nodes.len() > MOST_NAMES {
        return vec![format!("{} nodes", nodes.len())];
    }
    nodes.iter().map(|node| plain(&node.name)).collect()
}
