//! What the picture shows without a node of its own: the tasks of a service and the region around everything in AWS.

use std::sync::Arc;

use super::super::collapsed;
use super::super::shapes::is_frame;
use super::block::{HEAD, PADDING, TASK_HEIGHT, TITLE_HEIGHT};
use super::tree::Tree;
use crate::catalog::{self, Place};
use crate::design::{Design, Frame, Node, NodeId, canvas};

/// Room between the region's frame and what is inside.
pub const REGION_MARGIN: i32 = 24;
/// Width of a task: its glyph of 40 is centred above its label.
pub const TASK_WIDTH: i32 = 88;

/// A task of a service in one of the subnets in which the service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskGlyph {
    /// The service whose task it is.
    pub service: NodeId,
    /// The subnet it runs in.
    pub subnet: NodeId,
    /// Glyph and label together: [`TASK_WIDTH`] by [`TASK_HEIGHT`].
    pub frame: Frame,
}

/// The tasks that the picture shows, one for each subnet of a service; services and subnets without a frame show none.
///
/// A task lies where service and subnet overlap, or in the subnet when they do not; where it would cover a card, it is left out.
pub fn tasks(design: &Design) -> Vec<TaskGlyph> {
    let is_card = |(id, node, frame): (NodeId, &Arc<Node>, Frame)| (!is_frame(design, id, node)).then_some(frame);
    let cards: Vec<Frame> = collapsed::drawn(design).filter_map(is_card).collect();
    tasks_of(design, &services_in_subnets(design), &cards)
}

/// The services with the subnets in which they run: what tasks there are, wherever they lie.
pub fn services_in_subnets(design: &Design) -> Vec<(NodeId, NodeId)> {
    let tree = Tree::new(design);
    let services = design.nodes().map(|(id, _)| id).filter(|id| tree.has_tasks(*id));
    services.flat_map(|service| tree.rows(service).iter().map(move |subnet| (service, *subnet)).collect::<Vec<_>>()).collect()
}

/// The room for the task of a service in a subnet.
pub fn room_for_task(design: &Design, (service, subnet): (NodeId, NodeId)) -> Option<Frame> {
    // A collapsed one shows nothing of what is in it.
    let is_open = |id: &NodeId| design.node(*id).is_some_and(|node| !canvas::is_collapsed(node));
    let frame_of = |id: NodeId| Some(id).filter(is_open).and_then(|id| collapsed::frame_of(design, id));
    let outer = frame_of(subnet)?;
    Some(overlap(outer, frame_of(service)?).unwrap_or(outer))
}

/// [`tasks`] for those who know already what runs where and where the cards lie.
pub fn tasks_of(design: &Design, places: &[(NodeId, NodeId)], cards: &[Frame]) -> Vec<TaskGlyph> {
    let mut found: Vec<TaskGlyph> = Vec::new();
    for place in places {
        let Some(room) = room_for_task(design, *place) else { continue };
        let all = cards.iter().copied().chain(found.iter().map(|task| task.frame));
        let taken: Vec<Frame> = all.filter(|frame| frame.overlaps(room)).collect();
        found.extend(free_spot(room, &taken).map(|frame| TaskGlyph { service: place.0, subnet: place.1, frame }));
    }
    found
}

/// The first of a few places in which a task covers nothing: the middle below, then the corners and the middle above.
fn free_spot(room: Frame, taken: &[Frame]) -> Option<Frame> {
    let (middle, bottom) = (room.x + (room.width - TASK_WIDTH) / 2, room.bottom() - TASK_HEIGHT - PADDING);
    let (left, right, top) = (room.x + PADDING, room.right() - TASK_WIDTH - PADDING, room.y + TITLE_HEIGHT);
    let places = [(middle, bottom), (right, bottom), (left, bottom), (right, top), (middle, top)];
    let frames = places.map(|(x, y)| Frame::new(x, y, TASK_WIDTH, TASK_HEIGHT));
    frames.into_iter().find(|frame| !taken.iter().any(|other| other.overlaps(*frame)))
}

/// The common area of two frames.
fn overlap(one: Frame, other: Frame) -> Option<Frame> {
    one.overlaps(other).then(|| {
        let (x, y) = (one.x.max(other.x), one.y.max(other.y));
        Frame::new(x, y, one.right().min(other.right()) - x, one.bottom().min(other.bottom()) - y)
    })
}

/// The smallest frame around everything in a region, from the region's frame.
pub fn inside_region(region: Frame) -> Frame {
    let (width, height) = (region.width - 2 * REGION_MARGIN, region.height - HEAD - REGION_MARGIN);
    Frame::new(region.x + REGION_MARGIN, region.y + HEAD, width, height)
}

/// The frame of the region: around everything but the outside world. `None` when there is nothing to surround.
pub fn region_frame(design: &Design) -> Option<Frame> {
    let is_inside = |node: &Node| catalog::kind_of(node).is_none_or(|kind| kind.place != Place::Outside);
    let inside = collapsed::drawn(design).filter(|(_, node, _)| is_inside(node));
    let all = inside.map(|(_, _, frame)| frame).reduce(Frame::union)?;
    let around = all.grown(REGION_MARGIN);
    Some(Frame { y: all.y - HEAD, height: all.height + HEAD + REGION_MARGIN, ..around })
}
