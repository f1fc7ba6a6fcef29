//! Walking through a design with the keyboard: to the next node, to the nearest one in a direction, out of and into containers.

use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::picture::{Collapsed, collapsed};

use crate::command::move_middle;

/// The node after or before another in the order of the outline; `None` at the end, where the focus leaves the canvas.
pub(crate) fn next(design: &Design, from: Option<NodeId>, forward: bool) -> Option<NodeId> {
    let hidden = Collapsed::of(design);
    let mut order = design.in_tree_order();
    order.retain(|id| !hidden.is_hidden(*id) || Some(*id) == from);
    let Some(at) = from.and_then(|from| order.iter().position(|id| *id == from)) else {
        return if forward { order.first().copied() } else { order.last().copied() };
    };
    let next = if forward { at.checked_add(1) } else { at.checked_sub(1) };
    next.and_then(|at| order.get(at).copied())
}

/// The nearest node in a direction: a step of -1, 0 or 1 to the right and downwards.
/// Containers around the node and what lies in it are reached by other keys.
pub(crate) fn nearest(design: &Design, from: NodeId, step: (i32, i32)) -> Option<NodeId> {
    let here = move_middle(collapsed::frame_for(design, from)?);
    let around = design.ancestors(from);
    let mut best: Option<(f64, NodeId)> = None;
    for (id, _, frame) in collapsed::drawn(design) {
        if id == from || around.contains(&id) || design.ancestors(id).contains(&from) {
            continue;
        }
        let there = move_middle(frame);
        let (dx, dy) = (there.x - here.x, there.y - here.y);
        let (along, across) = (dx * f64::from(step.0) + dy * f64::from(step.1), dx * f64::from(step.1) - dy * f64::from(step.0));
        // What lies more to the side than ahead is in another direction.
        if along > 0.0 && across.abs() <= along {
            let score = along + 2.0 * across.abs();
            if best.is_none_or(|(least, _)| score < least) {
                best = Some((score, id));
            }
        }
    }
    best.map(|(_, id)| id)
}

/// The container of a node.
pub(crate) fn parent(design: &Design, from: NodeId) -> Option<NodeId> {
    design.ancestors(from).first().copied()
}

/// The first node in a container, from the top left.
pub(crate) fn first_child(design: &Design, from: NodeId) -> Option<NodeId> {
    let place = |id: &NodeId| design.node(*id).and_then(|node| node.frame).map(|frame| (frame.y, frame.x));
    design.children(Some(from)).into_iter().min_by_key(|id| (place(id), *id))
}
