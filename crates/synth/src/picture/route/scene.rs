//! What lines must heed: cards, which they go around, and frames, which they may cross but should not run along.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::collapsed::{self, Collapsed};
use super::super::layout::{self, TITLE_HEIGHT, TaskGlyph};
use super::super::{shapes, text};
use crate::catalog;
use crate::design::{Design, Frame, Node, NodeId, Patch};
use crate::ordered::Ordered;

/// The room that a line keeps to a card.
pub(super) const CLEARANCE: i32 = 7;

/// A node as lines see it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    frame: Frame,
    /// The width that its title wants, when it is drawn around others.
    title: Option<i32>,
}

/// The picture as lines see it, with what it shows without a node of its own.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    nodes: BTreeMap<NodeId, Seen>,
    /// Which services run in which subnets.
    places: Vec<(NodeId, NodeId)>,
    tasks: Vec<TaskGlyph>,
    region: Option<Frame>,
    collapsed: Arc<Collapsed>,
}

/// What of a picture lies in an area.
pub(super) struct Near {
    /// Cards and tasks: never crossed.
    pub(super) cards: Vec<Frame>,
    /// Frames: crossed, but not run along.
    pub(super) frames: Vec<Frame>,
    /// The text of the frames' titles: better not crossed.
    pub(super) titles: Vec<Frame>,
}

impl Scene {
    /// The picture of a design.
    pub fn new(design: &Design) -> Self {
        let nodes = collapsed::drawn(design).map(|(id, node, frame)| (id, seen(design, id, node, frame))).to_map();
        let mut scene = Self { nodes, collapsed: Collapsed::of(design), ..Self::default() };
        scene.places = layout::services_in_subnets(design);
        scene.find_tasks(design);
        scene.region = layout::region_frame(design);
        scene
    }

    /// The picture after a patch, which the design has already. One that only moves nodes is followed; else everything is looked at anew.
    pub fn follow(&mut self, design: &Design, patch: &Patch) {
        if !patch.only_moves() {
            *self = Self::new(design);
            return;
        }
        let mut touched = Vec::new();
        for (id, change) in &patch.nodes {
            if self.collapsed.is_hidden(*id) {
                continue;
            }
            let frame = |node: &Option<Arc<Node>>| node.as_ref().and_then(|node| collapsed::size_of(node));
            let (before, after) = (frame(&change.before), frame(&change.after));
            touched.extend([before, after].into_iter().flatten());
            match (after, self.nodes.get_mut(id)) {
                (Some(frame), Some(seen)) => seen.frame = frame,
                (Some(frame), None) => drop(design.node(*id).and_then(|node| self.nodes.insert(*id, seen(design, *id, node, frame)))),
                (None, _) => drop(self.nodes.remove(id)),
            }
        }
        let moves = |place: &(NodeId, NodeId)| patch.nodes.contains_key(&place.0) || patch.nodes.contains_key(&place.1);
        let takes_room = |place: &(NodeId, NodeId)| {
            layout::room_for_task(design, *place).is_some_and(|room| touched.iter().any(|frame| frame.overlaps(room)))
        };
        if self.places.iter().any(|place| moves(place) || takes_room(place)) {
            self.find_tasks(design);
        }
        // What moves inside of the region without touching its border changes nothing there.
        let inside = self.region.map(|region| layout::inside_region(region).grown(-1));
        let deep = |frame: &Frame| inside.is_some_and(|inside| inside.contains(*frame));
        if !touched.iter().all(deep) {
            self.region = layout::region_frame(design);
        }
    }

    fn find_tasks(&mut self, design: &Design) {
        if self.places.is_empty() {
            self.tasks.clear();
            return;
        }
        let cards: Vec<Frame> = self.nodes.values().filter(|seen| seen.title.is_none()).map(|seen| seen.frame).collect();
        self.tasks = layout::tasks_of(design, &self.places, &cards);
    }

    /// The tasks of services in their subnets.
    pub fn tasks(&self) -> &[TaskGlyph] {
        &self.tasks
    }

    /// The frame of the region around everything in AWS.
    pub fn region(&self) -> Option<Frame> {
        self.region
    }

    /// What is drawn for a node.
    pub(super) fn stand_in(&self, id: NodeId) -> NodeId {
        self.collapsed.stand_in(id)
    }

    pub(super) fn frame(&self, id: NodeId) -> Option<Frame> {
        self.nodes.get(&id).map(|seen| seen.frame)
    }

    pub(super) fn is_frame(&self, id: NodeId) -> bool {
        self.nodes.get(&id).is_some_and(|seen| seen.title.is_some())
    }

    /// What lies in an area.
    pub(super) fn near(&self, area: Frame) -> Near {
        let mut near = Near { cards: Vec::new(), frames: Vec::new(), titles: Vec::new() };
        for seen in self.nodes.values().filter(|seen| seen.frame.overlaps(area)) {
            match seen.title {
                Some(width) => {
                    near.frames.push(seen.frame);
                    let title = Frame::new(seen.frame.x, seen.frame.y, width.min(seen.frame.width), TITLE_HEIGHT.min(seen.frame.height));
                    near.titles.extend(Some(title).filter(|title| title.overlaps(area)));
                }
                None => near.cards.push(seen.frame),
            }
        }
        near.cards.extend(self.tasks.iter().map(|task| task.frame).filter(|frame| frame.overlaps(area)));
        near.frames.extend(self.region.filter(|frame| frame.overlaps(area)));
        near
    }
}

/// A node that has a place.
fn seen(design: &Design, id: NodeId, node: &Node, frame: Frame) -> Seen {
    let title = shapes::is_frame(design, id, node).then(|| {
        let caption = catalog::kind_of(node).map(|kind| (kind.caption)(design, id, node)).unwrap_or_default();
        text::title_width(&node.name, &caption)
    });
    Seen { frame, title }
}
