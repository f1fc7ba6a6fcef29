//! Lays nodes out anew. What is locked keeps its place, with all that it lies in and all that lies in it, and nothing comes to lie over it.

use std::collections::BTreeSet;

use groundplan_synth::catalog;
use groundplan_synth::design::{Design, Edit, Frame, NodeId, Patch, canvas};
use groundplan_synth::ordered::{Order, Ordered};
use groundplan_synth::picture::{collapsed, layout};

use super::free_place::{FARTHEST, in_the_way, nearest};
use super::resize::PADDING;
use super::{Command, Refusal};
use crate::tree::Tree;

/// Lays nodes out anew.
pub struct Arrange {
    /// The nodes with what lies in them; `None` is everything.
    pub nodes: Option<Vec<NodeId>>,
}

impl Arrange {
    /// The nodes that are laid out anew, and those that are not because something of them is locked.
    fn roots(&self, design: &Design) -> (Vec<NodeId>, Vec<NodeId>) {
        let all = || design.nodes().map(|(id, _)| id).collect();
        let tree = Tree::of(design);
        let is_locked = |id: &NodeId| design.node(*id).is_some_and(|node| canvas::is_locked(node));
        let is_free = |root: &NodeId| !tree.with_contents(&[*root]).iter().chain(&design.ancestors(*root)).any(is_locked);
        tree.roots(&self.nodes.clone().unwrap_or_else(all)).into_iter().partition(is_free)
    }

    /// What stays as it is because it is locked or holds something locked.
    pub fn kept(&self, design: &Design) -> Vec<NodeId> {
        self.roots(design).1
    }
}

impl Command for Arrange {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let (mut free, kept) = self.roots(design);
        if free.is_empty() && !kept.is_empty() {
            return Err(Refusal::new("All of it is locked or holds something locked: unlock that first, in its menu"));
        }
        let tree = Tree::of(design);
        let frame_in = |design: &Design, id: NodeId| design.node(id).and_then(|node| node.frame);
        let (patch, shift) = if self.nodes.is_some() {
            (layout::arrange_some(design, &free), (0, 0))
        } else {
            let mut patch = layout::arrange(design);
            let whole = applied(design, &patch)?;
            // The picture comes to lie around what is kept, as it would around that.
            let anchor = kept.first().and_then(|id| frame_in(design, *id).zip(frame_in(&whole, *id)));
            let held = tree.with_contents(&kept);
            patch.nodes.retain(|id, _| !held.contains(id));
            (patch, anchor.map_or((0, 0), |(is, would)| (is.x - would.x, is.y - would.y)))
        };
        let locked: Vec<NodeId> = design.nodes().filter(|(_, node)| canvas::is_locked(node)).map(|(id, _)| id).collect();
        if locked.is_empty() {
            return Ok(patch);
        }
        let around = locked.iter().flat_map(|id| design.ancestors(*id));
        let pinned: BTreeSet<NodeId> = tree.with_contents(&locked).into_iter().chain(around).to_set();
        let after = applied(design, &patch)?;
        let mut edit = Edit::new(&after);
        move_by(&mut edit, &tree, &free, shift);
        free.order_by_key(|id| (frame_in(edit.design(), *id).map(|frame| (frame.x, frame.y)), *id));
        for root in free {
            let Some(node) = edit.design().node(root).cloned() else { continue };
            let Some(frame) = collapsed::size_of(&node) else { continue };
            let own = tree.with_contents(&[root]);
            let others: Vec<_> =
                in_the_way(edit.design(), catalog::kind_of(&node), node.parent).filter(|(id, _)| !own.contains(id)).collect();
            if !others.iter().any(|(id, other)| pinned.contains(id) && other.overlaps(frame)) {
                continue;
            }
            let is_free = |at: &Frame| !others.iter().any(|(_, other)| other.grown(PADDING).overlaps(*at));
            let to = nearest(frame, FARTHEST, is_free).unwrap_or(frame);
            move_by(&mut edit, &tree, &[root], (to.x - frame.x, to.y - frame.y));
            layout::hold(&mut edit, node.parent, Some(to));
        }
        let patch = patch.then(&edit.finish());
        let whole = applied(design, &patch)?;
        // A container that grew around what was laid out stays away from them as well.
        for id in patch.nodes.keys().copied() {
            let Some(node) = whole.node(id) else { continue };
            let own = tree.with_contents(&[id]);
            let lies_over = |design: &Design, other: Frame| frame_in(design, id).is_some_and(|frame| frame.overlaps(other));
            let mut others =
                in_the_way(&whole, catalog::kind_of(node), node.parent).filter(|(id, _)| pinned.contains(id) && !own.contains(id));
            if let Some((other, _)) = others.find(|(_, frame)| lies_over(&whole, *frame) && !lies_over(design, *frame)) {
                let names = (&node.name, whole.node(other).map_or("", |node| &node.name));
                return Err(Refusal::new(format!(
                    "{} would grow over {}, which is locked: make room between them first",
                    names.0, names.1
                )));
            }
        }
        Ok(patch)
    }
}

fn applied(design: &Design, patch: &Patch) -> Result<Design, Refusal> {
    let mut after = design.clone();
    patch.apply(&mut after).map_err(|error| Refusal::new(error.to_string()))?;
    Ok(after)
}

fn move_by(edit: &mut Edit<'_>, tree: &Tree<'_>, roots: &[NodeId], (dx, dy): (i32, i32)) {
    for id in tree.with_contents(roots) {
        if let Some(frame) = edit.design().node(id).and_then(|node| node.frame) {
            edit.set_frame(id, frame.moved(dx, dy));
        }
    }
}
