//! What holds on the canvas alone: nodes that stay where they are, and nodes that are selected together.

use groundplan_synth::design::{Design, Edit, NodeId, Patch, canvas};
use groundplan_synth::picture::Collapsed;
use groundplan_synth::value::Value;

use super::{Command, Refusal};
use crate::tree::Tree;

/// Locks nodes, or unlocks them.
pub struct Lock {
    /// The nodes.
    pub nodes: Vec<NodeId>,
    /// False unlocks.
    pub locked: bool,
}

impl Command for Lock {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        for id in &self.nodes {
            edit.set_field(*id, canvas::LOCKED, self.locked.then_some(Value::Flag(true)));
        }
        Ok(edit.finish())
    }
}

/// Makes a group of nodes, or takes them out of theirs.
pub struct Group {
    /// The nodes.
    pub nodes: Vec<NodeId>,
    /// False takes them out.
    pub together: bool,
}

impl Command for Group {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let name = self.together.then(|| Value::Text(free_group(design)));
        let mut edit = Edit::new(design);
        for id in &self.nodes {
            edit.set_field(*id, canvas::GROUP, name.clone());
        }
        Ok(edit.finish())
    }
}

/// A name that no group has.
pub(crate) fn free_group(design: &Design) -> String {
    let is_taken = |name: &str| canvas::members(design, name).next().is_some();
    let mut number = 1;
    while is_taken(&format!("group-{number}")) {
        number += 1;
    }
    format!("group-{number}")
}

/// Why nodes cannot be moved: one of them is locked, or nobody would see it.
pub(crate) fn free_to_move(design: &Design, nodes: &[NodeId]) -> Result<(), Refusal> {
    let hidden = Collapsed::of(design);
    if let Some(id) = nodes.iter().find(|id| hidden.is_hidden(**id)) {
        let name = |id: NodeId| design.node(id).map(|node| node.name.as_str()).unwrap_or_default();
        let (own, around) = (name(*id), name(hidden.stand_in(*id)));
        return Err(Refusal::new(format!("{own} lies in {around}, which is collapsed: expand it first")));
    }
    refuse(design, nodes, "moved")
}

/// Why nodes cannot go: one of them, or something in them, is locked.
pub(crate) fn free_to_go(design: &Design, nodes: &[NodeId]) -> Result<(), Refusal> {
    let all: Vec<NodeId> = Tree::of(design).with_contents(nodes).into_iter().collect();
    refuse(design, &all, "deleted")
}

fn refuse(design: &Design, nodes: &[NodeId], what: &str) -> Result<(), Refusal> {
    match nodes.iter().filter_map(|id| design.node(*id)).find(|node| canvas::is_locked(node)) {
        Some(node) => Err(Refusal::new(format!("{} is locked and cannot be {what}: unlock it first, in its menu", node.name))),
        None => Ok(()),
    }
}
