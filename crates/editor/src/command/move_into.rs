//! Moves nodes into a container without a pointer: to where there is room for them, else below all that lies in it, and it grows.

use groundplan_synth::catalog;
use groundplan_synth::design::{Design, Edit, Frame, NodeId, Patch};
use groundplan_synth::picture::{Collapsed, collapsed, layout};

use super::free_place::{free_place, inside};
use super::move_nodes::{follow_place, place_by_overlap};
use super::resize::PADDING;
use super::{Command, Refusal, free_to_move, move_middle};
use crate::tree::{Tree, is_container};

/// Moves nodes into a container.
pub struct MoveInto {
    /// The nodes; what lies in them goes along.
    pub nodes: Vec<NodeId>,
    /// The container; `None` takes them out of all.
    pub parent: Option<NodeId>,
}

impl Command for MoveInto {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let tree = Tree::of(design);
        let roots = tree.roots(&self.nodes);
        may_move(design, &roots, self.parent)?;
        // They are not in their own way.
        let mut others = Edit::new(design);
        for root in &roots {
            others.remove_node(*root);
        }
        let bounds = roots.iter().filter_map(|id| collapsed::size_of(design.node(*id)?)).reduce(Frame::union).unwrap_or_default();
        let kind = roots.first().and_then(|id| design.node(*id)).map(|node| node.kind.clone()).unwrap_or_default();
        let to = room_in(others.design(), &kind, self.parent, bounds);
        let mut edit = Edit::new(design);
        let moved = tree.with_contents(&roots);
        for id in &moved {
            if let Some(frame) = design.node(*id).and_then(|node| node.frame) {
                edit.set_frame(*id, frame.moved(to.x - bounds.x, to.y - bounds.y));
            }
        }
        for root in &roots {
            edit.node(*root, |node| node.parent = self.parent);
        }
        layout::hold(&mut edit, self.parent, Some(to));
        for root in roots {
            place_by_overlap(&mut edit, root);
        }
        for id in moved {
            follow_place(&mut edit, design, id);
        }
        Ok(edit.finish())
    }
}

/// Where a frame comes to lie in a container: near where it is, where there is room, else below all that lies there.
pub(crate) fn room_in(design: &Design, kind: &str, parent: Option<NodeId>, frame: Frame) -> Frame {
    let kind = catalog::by_id(kind);
    if let Some(free) = kind.and_then(|kind| free_place(design, kind, parent, (frame.width, frame.height), move_middle(frame))) {
        return free;
    }
    let Some(room) = parent.and_then(|id| design.node(id)?.frame).map(inside) else { return frame };
    let lowest =
        design.children(parent).into_iter().filter_map(|id| collapsed::size_of(design.node(id)?)).map(|frame| frame.bottom() + PADDING);
    Frame { x: room.x, y: lowest.max().unwrap_or(room.y).max(room.y), ..frame }
}

/// The containers into which nodes could be moved, with the page itself first, and why some cannot be.
pub fn homes(design: &Design, nodes: &[NodeId]) -> Vec<(Option<NodeId>, Result<(), Refusal>)> {
    let tree = Tree::of(design);
    let (roots, moved) = (tree.roots(nodes), tree.with_contents(nodes));
    let containers = design.in_tree_order().into_iter().filter(|id| is_container(design, *id) && !moved.contains(id)).map(Some);
    [None].into_iter().chain(containers).map(|home| (home, may_move(design, &roots, home))).collect()
}

/// Why nodes cannot be moved into a container.
fn may_move(design: &Design, roots: &[NodeId], parent: Option<NodeId>) -> Result<(), Refusal> {
    let refuse = |reason: String| Err(Refusal::new(reason));
    if roots.is_empty() {
        return refuse("Select nodes first".to_owned());
    }
    free_to_move(design, roots)?;
    let record = parent.map(|id| design.node(id).ok_or_else(|| Refusal::new("This node is no longer there"))).transpose()?;
    if let Some((id, node)) = parent.zip(record)
        && Collapsed::of(design).hides_inside(design, id).is_some()
    {
        return refuse(format!("{} is collapsed: expand it first to put something into it", node.name));
    }
    for node in roots.iter().filter_map(|id| design.node(*id)) {
        match (catalog::kind_of(node), record.map(|record| catalog::kind_of(record))) {
            // What this version does not know, it does not judge.
            (None, _) | (_, Some(None)) => {}
            (Some(kind), outer) if kind.may_lie_in(outer.flatten()) => {}
            (Some(kind), outer) => return refuse(kind.nesting_refusal(outer.flatten())),
        }
    }
    if let Some((id, node)) = parent.zip(record)
        && roots.iter().any(|root| *root == id || design.ancestors(id).contains(root))
    {
        return refuse(format!("{} cannot lie in itself", node.name));
    }
    if roots.iter().all(|id| design.node(*id).is_some_and(|node| node.parent == parent)) {
        return refuse(match record {
            Some(record) => format!("{} holds it already", record.name),
            None => "It lies directly on the page already".to_owned(),
        });
    }
    Ok(())
}
