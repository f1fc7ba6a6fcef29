//! Finds room for a new node. New nodes never move old ones, so it looks for a place where nothing lies yet.

use groundplan_synth::catalog::{self, Kind, Place};
use groundplan_synth::design::{Design, Frame, Node, NodeId};
use groundplan_synth::picture::{Collapsed, collapsed};

use super::resize::PADDING;
use crate::geometry::PagePoint;
use crate::hit::TITLE_HEIGHT;
use crate::snap::{self, GRID};
use crate::tree::is_frame;

/// How far around the wished place the page is searched, in page units.
pub(crate) const FARTHEST: i32 = 4_000;
/// The step of the search in page units.
const STEP: i32 = 2 * GRID;

/// The room for contents inside a frame.
pub(crate) fn inside(frame: Frame) -> Frame {
    let top = TITLE_HEIGHT + PADDING / 2;
    Frame::new(frame.x + PADDING, frame.y + top, (frame.width - 2 * PADDING).max(1), (frame.height - top - PADDING).max(1))
}

/// The frame moved into a room, as far as it fits.
pub(crate) fn moved_into(frame: Frame, room: Frame) -> Frame {
    let x = frame.x.min(room.right() - frame.width).max(room.x);
    let y = frame.y.min(room.bottom() - frame.height).max(room.y);
    Frame { x, y, ..frame }
}

/// The nearest place to `near` where a frame of this size overlaps nothing that matters to it;
/// `None` when there is no such place in the parent.
pub(crate) fn free_place(design: &Design, kind: &Kind, parent: Option<NodeId>, size: (i32, i32), near: PagePoint) -> Option<Frame> {
    let room = parent.and_then(|id| design.node(id)?.frame).map(inside);
    let obstacles: Vec<Frame> = in_the_way(design, Some(kind), parent).map(|(_, frame)| frame.grown(PADDING / 2)).collect();
    let centred =
        Frame::new(snap::to_grid(near.x.round() as i32 - size.0 / 2), snap::to_grid(near.y.round() as i32 - size.1 / 2), size.0, size.1);
    let start = room.map_or(centred, |room| moved_into(centred, room));
    let reach = room.map_or(FARTHEST, |room| room.width.max(room.height).min(FARTHEST));
    let is_free = |frame: &Frame| room.is_none_or(|room| room.contains(*frame)) && !obstacles.iter().any(|other| other.overlaps(*frame));
    nearest(start, reach, is_free)
}

/// The nearest place to a frame that is free, as far as it is searched.
pub(crate) fn nearest(start: Frame, reach: i32, is_free: impl Fn(&Frame) -> bool) -> Option<Frame> {
    // Square rings around the wish; within a ring the place nearest to its middle comes first.
    (0..=reach / STEP).find_map(|ring| {
        let on_ring = ring_steps(ring).map(|(x, y)| start.moved(x * STEP, y * STEP));
        on_ring.filter(&is_free).min_by_key(|frame| {
            let (dx, dy) = (i64::from(frame.x - start.x), i64::from(frame.y - start.y));
            (dx * dx + dy * dy, frame.y, frame.x)
        })
    })
}

/// The frame moved within its container to where it covers the least of others.
pub(crate) fn least_covered(design: &Design, kind: &Kind, parent: Option<NodeId>, frame: Frame) -> Frame {
    let Some(room) = parent.and_then(|id| design.node(id)?.frame).map(inside) else { return frame };
    let others: Vec<Frame> = in_the_way(design, Some(kind), parent).map(|(_, frame)| frame).filter(|other| other.overlaps(room)).collect();
    let steps = |from: i32, to: i32| (from..=to.max(from)).step_by(STEP as usize);
    let ends = (room.right() - frame.width, room.bottom() - frame.height);
    let all = steps(room.x, ends.0)
        .chain([ends.0.max(room.x)])
        .flat_map(|x| steps(room.y, ends.1).chain([ends.1.max(room.y)]).map(move |y| (x, y)));
    let covered = |at: Frame| others.iter().map(|other| shared_area(at, *other)).sum::<i64>();
    all.map(|(x, y)| Frame { x, y, ..frame }).min_by_key(|at| (covered(*at), at.y, at.x)).unwrap_or(frame)
}

fn shared_area(one: Frame, other: Frame) -> i64 {
    let width = one.right().min(other.right()) - one.x.max(other.x);
    let height = one.bottom().min(other.bottom()) - one.y.max(other.y);
    i64::from(width.max(0)) * i64::from(height.max(0))
}

/// What a node of a kind shall not lie over in a container, and where that is.
pub(crate) fn in_the_way<'a>(
    design: &'a Design,
    kind: Option<&'a Kind>,
    parent: Option<NodeId>,
) -> impl Iterator<Item = (NodeId, Frame)> + 'a {
    // What lies in a collapsed container is in the way only of what comes into the same one.
    let collapsed = Collapsed::of(design);
    let space = parent.and_then(|id| collapsed.hides_inside(design, id));
    let is_there = move |id: NodeId| Some(collapsed.stand_in(id)).filter(|stand_in| *stand_in != id) == space;
    let others = design.nodes().filter(move |(id, node)| is_there(*id) && is_in_the_way(design, kind, parent, *id, node));
    others.filter_map(|(id, node)| Some((id, collapsed::size_of(node)?)))
}

fn ring_steps(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    (-ring..=ring).flat_map(move |x| {
        let inner = if x.abs() == ring { 1 } else { (2 * ring).max(1) };
        (-ring..=ring).step_by(inner as usize).map(move |y| (x, y))
    })
}

/// Cards are always in the way; frames when they are siblings. What reaches over columns and rows may lie over them.
fn is_in_the_way(design: &Design, kind: Option<&Kind>, parent: Option<NodeId>, id: NodeId, node: &Node) -> bool {
    if !is_frame(node) {
        return true;
    }
    let is_sibling = node.parent.filter(|parent| design.node(*parent).is_some()) == parent && Some(id) != parent;
    let is_grid = catalog::kind_of(node).is_some_and(|kind| matches!(kind.place, Place::Column | Place::Row));
    is_sibling && !(kind.is_some_and(|kind| kind.place == Place::Span) && is_grid)
}
