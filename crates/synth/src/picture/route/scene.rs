//! What lines must heed: cards, which they go around, and frames, which they may cross but should not run along.

use std::collections::BTreeMap;

use super::super::layout::{self, TITLE_HEIGHT};
use super::super::text;
use crate::catalog;
use crate::design::{Design, Frame, NodeId};
use crate::ordered::Ordered;

/// The room that a line keeps to a card.
pub(super) const CLEARANCE: i32 = 7;

/// The picture as lines see it.
pub(super) struct Scene {
    /// Frame of each node, and whether others lie inside.
    nodes: BTreeMap<NodeId, (Frame, bool)>,
    /// Cards and tasks: never crossed.
    pub(super) cards: Vec<Frame>,
    /// Frames: crossed, but not run along.
    pub(super) frames: Vec<Frame>,
    /// The text of the frames' titles: better not crossed.
    pub(super) titles: Vec<Frame>,
}

impl Scene {
    pub(super) fn new(design: &Design) -> Self {
        let mut scene = Self { nodes: BTreeMap::new(), cards: Vec::new(), frames: Vec::new(), titles: Vec::new() };
        let parents: std::collections::BTreeSet<NodeId> = design.nodes().filter_map(|(_, node)| node.parent).to_set();
        for (id, node) in design.nodes() {
            let Some(frame) = node.frame else { continue };
            let kind = catalog::kind_of(node);
            let is_frame = parents.contains(&id) || kind.is_some_and(catalog::Kind::is_frame);
            scene.nodes.insert(id, (frame, is_frame));
            if is_frame {
                scene.frames.push(frame);
                let caption = kind.map(|kind| (kind.caption)(design, id, node)).unwrap_or_default();
                let width = text::title_width(&node.name, &caption).min(frame.width);
                scene.titles.push(Frame::new(frame.x, frame.y, width, TITLE_HEIGHT.min(frame.height)));
            } else {
                scene.cards.push(frame);
            }
        }
        scene.cards.extend(layout::tasks(design).into_iter().map(|task| task.frame));
        scene.frames.extend(layout::region_frame(design));
        scene
    }

    pub(super) fn frame(&self, id: NodeId) -> Option<Frame> {
        self.nodes.get(&id).map(|(frame, _)| *frame)
    }

    pub(super) fn is_frame(&self, id: NodeId) -> bool {
        self.nodes.get(&id).is_some_and(|(_, is_frame)| *is_frame)
    }
}
