//! Some nodes placed anew, while all others stay.

use std::collections::BTreeMap;

use super::super::collapsed;
use super::block::{self, PADDING};
use super::tree::Tree;
use crate::design::{Design, Edit, Frame, NodeId, Patch};
use crate::ordered::Ordered;

/// Places nodes anew with everything in them. Those of one container come to stand together where they stood, and what is around them
/// grows as far as it must to hold them.
pub fn arrange_some(design: &Design, nodes: &[NodeId]) -> Patch {
    let tree = Tree::new(design);
    let mut groups: BTreeMap<Option<NodeId>, Vec<NodeId>> = BTreeMap::new();
    for id in design.in_tree_order().into_iter().filter(|id| nodes.contains(id)) {
        if !design.ancestors(id).iter().any(|around| nodes.contains(around)) {
            groups.entry(design.node(id).and_then(|node| node.parent)).or_default().push(id);
        }
    }
    let mut edit = Edit::new(design);
    for (parent, ids) in groups {
        let before = ids.iter().filter_map(|id| design.node(*id)?.frame).reduce(Frame::union).unwrap_or_default();
        let mut frames: BTreeMap<NodeId, Frame> = block::contents(&tree, &ids).frames.into_iter().to_map();
        block::fill_collapsed(&tree, &mut frames);
        for (id, frame) in frames {
            edit.set_frame(id, frame.moved(before.x, before.y));
        }
        let held = ids.iter().filter_map(|id| collapsed::size_of(edit.design().node(*id)?)).reduce(Frame::union);
        hold(&mut edit, parent, held);
    }
    edit.finish()
}

/// Lets a container grow as far as it must to hold a frame, and those around it to hold the container.
pub fn hold(edit: &mut Edit<'_>, container: Option<NodeId>, held: Option<Frame>) {
    let (mut around, mut held) = (container, held);
    while let (Some(id), Some(content)) = (around, held) {
        let Some(node) = edit.design().node(id).cloned() else { break };
        if let Some(frame) = node.frame.filter(|frame| !frame.contains(content)) {
            let wanted = Frame::new(content.x - PADDING, content.y, content.width + 2 * PADDING, content.height + PADDING);
            edit.set_frame(id, frame.union(wanted));
        }
        (around, held) = (node.parent, edit.design().node(id).and_then(|node| collapsed::size_of(node)));
    }
}
