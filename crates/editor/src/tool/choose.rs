//! Connecting by keyboard: C starts at the selected node, arrows choose the target, Enter connects, Escape leaves.

use groundplan_synth::design::NodeId;
use groundplan_synth::ordered::Order;

use super::connect;
use crate::command::{Connect, move_middle};
use crate::core::Core;
use crate::geometry::PagePoint;

/// A connection whose target the keyboard chooses.
#[derive(Clone, Debug)]
pub(crate) struct Choosing {
    from: NodeId,
    /// The targets, the nearest first.
    targets: Vec<NodeId>,
    chosen: usize,
}

impl Choosing {
    /// Starts at a node; `None` when nothing can take a connection from it, and why is said.
    pub(crate) fn new(core: &mut Core, from: NodeId) -> Option<Self> {
        let here = middle_of(core, from);
        let mut targets = connect::targets(core, from);
        let distance = |id: NodeId| {
            let there = middle_of(core, id);
            ((there.x - here.x).hypot(there.y - here.y) * 16.0) as i64
        };
        targets.order_by_key(|id| (distance(*id), *id));
        if targets.is_empty() {
            let name = core.name(from);
            core.refuse(format!("Nothing here can take a connection from {name}"));
            return None;
        }
        Some(Self { from, targets, chosen: 0 }.shown(core))
    }

    // Choosing -> Choosing
    pub(crate) fn next(mut self, core: &mut Core, forward: bool) -> Self {
        let count = self.targets.len().max(1);
        self.chosen = (self.chosen + if forward { 1 } else { count - 1 }) % count;
        self.shown(core)
    }

    pub(crate) fn shown(self, core: &mut Core) -> Self {
        let over = self.targets.get(self.chosen).copied();
        let start = middle_of(core, self.from);
        let to = over.map_or(start, |over| middle_of(core, over));
        connect::show(core, self.from, start, to, &self.targets, over);
        self
    }

    // Choosing -> Idle
    pub(crate) fn done(self, core: &mut Core) {
        core.preview.connecting = None;
        core.hint.clear();
        core.refusal = None;
        if let Some(to) = self.targets.get(self.chosen) {
            core.connect(&Connect { from: self.from, to: *to, verb: None });
        }
    }
}

fn middle_of(core: &Core, id: NodeId) -> PagePoint {
    core.design.node(id).and_then(|node| node.frame).map(move_middle).unwrap_or_default()
}
