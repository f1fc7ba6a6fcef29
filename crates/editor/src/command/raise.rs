//! Which of overlapping nodes lies above the other.

use groundplan_synth::design::{Design, Edit, NodeId, Patch, canvas};
use groundplan_synth::picture::{collapsed, shapes};
use groundplan_synth::value::Value;

use super::{Command, Refusal};
use crate::tree;

/// Where nodes go among those of their layer: frames of one kind, or cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raising {
    /// Above all others.
    Front,
    /// Above the next one that they overlap.
    Forward,
    /// Below the next one that they overlap.
    Backward,
    /// Below all others.
    Back,
}

/// Brings nodes above or below others.
pub struct Raise {
    /// The nodes.
    pub nodes: Vec<NodeId>,
    /// Where to.
    pub to: Raising,
}

impl Command for Raise {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        // Those that go first stay nearest to where they were, so that the nodes keep their order among each other.
        let mut nodes: Vec<NodeId> = shapes::drawing_order(design).into_iter().filter(|id| self.nodes.contains(id)).collect();
        if self.to == Raising::Back || self.to == Raising::Forward {
            nodes.reverse();
        }
        for id in nodes {
            raise(&mut edit, id, self.to, &self.nodes);
        }
        Ok(edit.finish())
    }
}

/// Moves one node in the order of its layer, and gives it and as few others as possible another number.
fn raise(edit: &mut Edit<'_>, id: NodeId, to: Raising, selected: &[NodeId]) {
    let design = edit.design();
    let layer = shapes::height(design, id).0;
    let mut all: Vec<NodeId> =
        shapes::drawing_order(design).into_iter().filter(|other| shapes::height(design, *other).0 == layer).collect();
    let Some(from) = all.iter().position(|other| *other == id) else { return };
    let frame = |id: NodeId| collapsed::frame_of(design, id);
    let blocks = |other: &NodeId| !selected.contains(other) && frame(id).zip(frame(*other)).is_some_and(|(own, other)| own.overlaps(other));
    let goal = match to {
        Raising::Front => all.len() - 1,
        Raising::Back => 0,
        Raising::Forward => all.iter().skip(from + 1).position(blocks).map_or(from, |steps| from + 1 + steps),
        Raising::Backward => all.iter().take(from).rposition(blocks).unwrap_or(from),
    };
    if goal == from {
        return;
    }
    all.remove(from);
    all.insert(goal, id);
    // Below all others is one less than the least; everything else counts upwards, and leaves alone what is high enough.
    let order = |design: &Design, id: NodeId| design.node(id).map_or(0, |node| canvas::order_of(node));
    if goal == 0 {
        let least = all.iter().skip(1).map(|other| order(edit.design(), *other)).min().unwrap_or(0);
        return number(edit, id, least - 1);
    }
    for place in goal..all.len() {
        let (below, own) = (all[place - 1], all[place]);
        if own == id {
            // First no higher than what is below it.
            let lowest = order(edit.design(), below);
            number(edit, own, lowest);
        }
        if tree::height(edit.design(), own) < tree::height(edit.design(), below) {
            let above = shapes::height(edit.design(), below).1 + 1;
            number(edit, own, above);
        }
    }
}

fn number(edit: &mut Edit<'_>, id: NodeId, order: i64) {
    edit.set_field(id, canvas::ORDER, (order != 0).then_some(Value::Number(order)));
}
