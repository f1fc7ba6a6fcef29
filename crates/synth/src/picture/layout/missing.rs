//! Places for nodes without a frame among nodes that have one and keep it.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{GAP, HEAD, PADDING, TITLE_HEIGHT};
use super::tree::Tree;
use crate::catalog::Place;
use crate::design::{Design, Frame, NodeId};
use crate::ordered::Ordered;

/// Frames for the nodes that have none, on the basis of the frames that the layout would give all nodes.
pub(super) fn place(design: &Design, tree: &Tree, ideal: &BTreeMap<NodeId, Frame>) -> BTreeMap<NodeId, Frame> {
    let given: BTreeMap<NodeId, Frame> = design.nodes().filter_map(|(id, node)| Some((id, node.frame?))).to_map();
    let mut placing = Placing { tree, ideal, given: &given, frames: given.clone() };
    placing.children(None, tree.roots());
    let Placing { frames, .. } = placing;
    frames.into_iter().filter(|(id, _)| !given.contains_key(id)).to_map()
}

struct Placing<'a> {
    tree: &'a Tree,
    ideal: &'a BTreeMap<NodeId, Frame>,
    given: &'a BTreeMap<NodeId, Frame>,
    /// The given frames and those found so far.
    frames: BTreeMap<NodeId, Frame>,
}

impl Placing<'_> {
    /// Places the children of a parent whose frame is known by now, and everything below them.
    fn children(&mut self, parent: Option<NodeId>, children: &[NodeId]) {
        let fresh = !self.has_given(children);
        let room = parent.and_then(|parent| self.frames.get(&parent).copied());
        let kept = room.zip(parent.and_then(|parent| self.ideal.get(&parent).copied())).filter(|_| fresh);
        let frames_inside = children.iter().filter(|child| self.tree.is_frame(**child)).count() > 1;
        for id in children {
            if let Some((room, ideal_room)) = kept
                && let Some(ideal) = self.ideal.get(id)
                && (frames_inside || (room.width >= ideal_room.width && room.height >= ideal_room.height))
            {
                // Nothing inside is placed yet: the interior as the layout would have it. A network that does not fit
                // into its frame reaches beyond it, in order; squeezed in, nobody could read it.
                self.frames.entry(*id).or_insert(ideal.moved(room.x - ideal_room.x, room.y - ideal_room.y));
            } else if !self.frames.contains_key(id) {
                let frame = self.find(parent, *id, children);
                self.frames.insert(*id, frame);
            }
        }
        for id in children {
            self.children(Some(*id), self.tree.children(*id));
        }
    }

    fn has_given(&self, ids: &[NodeId]) -> bool {
        ids.iter().any(|id| self.given.contains_key(id) || self.has_given(self.tree.children(*id)))
    }

    /// A frame for one node: around what it already holds, else its ideal size where there is room.
    fn find(&self, parent: Option<NodeId>, id: NodeId, siblings: &[NodeId]) -> Frame {
        let ideal = self.ideal.get(&id).copied().unwrap_or_default();
        if let Some(held) = self.held(id) {
            let around = Frame::new(held.x - PADDING, held.y - HEAD, held.width + 2 * PADDING, held.height + HEAD + PADDING);
            return Frame { width: around.width.max(ideal.width.min(around.width + CARD_ROOM)), ..around };
        }
        let room = parent.and_then(|parent| self.frames.get(&parent).copied());
        let others: Vec<Frame> = self.obstacles(id, siblings);
        let Some(room) = room else { return self.on_page(id, ideal, &others) };
        if let Some(frame) = self.over_rows(id, ideal, room) {
            let free = |frame: Frame| !others.iter().any(|other| other.overlaps(frame));
            let steps = (0..=(room.bottom() - frame.bottom()).max(0) / 8).map(|step| frame.moved(0, step * 8));
            return steps.clone().find(|frame| free(*frame)).unwrap_or(frame);
        }
        let size = (ideal.width, ideal.height);
        let all: Vec<Frame> = others.iter().copied().chain(self.intruders(room)).collect();
        inside(room, size, &all).or_else(|| inside(room, size, &others)).unwrap_or_else(|| corner(room, size))
    }

    /// The frames of what a node holds and what has a place already.
    fn held(&self, id: NodeId) -> Option<Frame> {
        let mut all: Option<Frame> = None;
        for child in self.tree.children(id) {
            let own = self.frames.get(child).copied().or_else(|| self.held(*child));
            all = match (all, own) {
                (Some(all), Some(own)) => Some(all.union(own)),
                (all, own) => all.or(own),
            };
        }
        all
    }

    /// What a new node must not cover: its siblings, except that a span may lie over the columns and rows of its parent.
    fn obstacles(&self, id: NodeId, siblings: &[NodeId]) -> Vec<Frame> {
        let spans = self.tree.place(id) == Place::Span;
        let mut ids: BTreeSet<NodeId> = BTreeSet::new();
        for sibling in siblings.iter().filter(|sibling| **sibling != id) {
            if spans && matches!(self.tree.place(*sibling), Place::Column | Place::Row) {
                self.cards_below(*sibling, &mut ids);
            } else {
                ids.insert(*sibling);
            }
        }
        ids.iter().filter_map(|id| self.frames.get(id).copied()).collect()
    }

    /// What reaches into a room without being its container or its ground: spans from elsewhere.
    fn intruders(&self, room: Frame) -> impl Iterator<Item = Frame> + '_ {
        let is_ground = |id: NodeId| matches!(self.tree.place(id), Place::Column | Place::Row);
        let reaching = self.frames.iter().filter(move |(id, frame)| frame.overlaps(room) && !frame.contains(room) && !is_ground(**id));
        reaching.map(|(_, frame)| *frame)
    }

    fn cards_below(&self, id: NodeId, found: &mut BTreeSet<NodeId>) {
        for child in self.tree.children(id) {
            if matches!(self.tree.place(*child), Place::Column | Place::Row) {
                self.cards_below(*child, found);
            } else {
                found.insert(*child);
            }
        }
    }

    /// The place of a span over the rows it is connected with, when these have frames.
    fn over_rows(&self, id: NodeId, ideal: Frame, room: Frame) -> Option<Frame> {
        let rows = self.tree.all_rows(id);
        let all = rows.iter().filter_map(|row| self.frames.get(row).copied()).filter(|row| room.overlaps(*row)).reduce(Frame::union)?;
        let width = (all.width - 2 * PADDING).max(ideal.width.min(room.width));
        let x = (all.x + (all.width - width) / 2).clamp(room.x, (room.right() - width).max(room.x));
        let y = (all.y + HEAD).clamp(room.y, (room.bottom() - ideal.height).max(room.y));
        Some(Frame::new(x, y, width, ideal.height))
    }

    /// A place on the page: below its like when there are some, else beside everything.
    fn on_page(&self, id: NodeId, ideal: Frame, others: &[Frame]) -> Frame {
        let like = |other: &NodeId| self.tree.place(*other) == self.tree.place(id);
        let column = self.tree.roots().iter().filter(|other| like(other)).filter_map(|other| self.frames.get(other)).copied();
        let everything = self.frames.values().copied().reduce(Frame::union).unwrap_or(ideal);
        let start = match (column.reduce(Frame::union), self.tree.place(id)) {
            (Some(column), _) => Frame { x: column.x, y: column.bottom() + PAGE_GAP, ..ideal },
            (None, Place::Outside) => Frame { x: everything.x - ideal.width - PAGE_STEP, y: everything.y, ..ideal },
            (None, Place::Side) => Frame { x: everything.right() + PAGE_STEP, y: everything.y, ..ideal },
            (None, _) => Frame { x: everything.x, y: everything.bottom() + PAGE_STEP, ..ideal },
        };
        below(start, others)
    }
}

/// Room between a new node and its like above it.
const PAGE_GAP: i32 = 40;
/// Room between a new node and everything else.
const PAGE_STEP: i32 = 152;
/// How far a frame may be wider than what it holds, to reach its ideal width.
const CARD_ROOM: i32 = 64;

/// The first place at or below a start that covers nothing.
fn below(start: Frame, others: &[Frame]) -> Frame {
    let mut frame = start;
    // Every step leaves one obstacle above for good, so there are at most as many steps as obstacles.
    while let Some(hit) = others.iter().find(|other| other.overlaps(frame)) {
        frame.y = hit.bottom() + GAP;
    }
    frame
}

/// The size, cut to what a room can hold at all.
fn cut(room: Frame, (width, height): (i32, i32)) -> (i32, i32) {
    (width.min((room.width - GAP).max(1)), height.min((room.height - TITLE_HEIGHT).max(1)))
}

/// The first free place in a room, from the top left on.
fn inside(room: Frame, size: (i32, i32), others: &[Frame]) -> Option<Frame> {
    let area = Frame::new(room.x + PADDING, room.y + HEAD, room.width - 2 * PADDING, room.height - HEAD - PADDING);
    let (width, height) = cut(room, size);
    let mut lefts: Vec<i32> = std::iter::once(area.x).chain(others.iter().map(|other| other.right() + GAP)).collect();
    let mut tops: Vec<i32> = std::iter::once(area.y).chain(others.iter().map(|other| other.bottom() + GAP)).collect();
    lefts.sort_unstable();
    tops.sort_unstable();
    let places = tops.iter().flat_map(|y| lefts.iter().map(move |x| Frame::new(*x, *y, width, height)));
    places.into_iter().find(|frame| area.contains(*frame) && !others.iter().any(|other| other.overlaps(*frame)))
}

/// The last resort: the bottom right corner of a room, over whatever is there.
fn corner(room: Frame, size: (i32, i32)) -> Frame {
    let (width, height) = cut(room, size);
    let x = (room.right() - PADDING - width).clamp(room.x, (room.right() - width).max(room.x));
    let y = (room.bottom() - PADDING - height).clamp(room.y, (room.bottom() - height).max(room.y));
    Frame::new(x, y, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(size: (i32, i32), others: &[Frame], expected: Option<(i32, i32)>) {
        let frame = inside(Frame::new(0, 0, 400, 300), size, others);
        assert_eq!(frame.map(|frame| (frame.x, frame.y)), expected);
    }

    #[test]
    fn a_new_node_takes_the_first_free_place() {
        check((168, 64), &[], Some((16, 40)));
        check((168, 64), &[Frame::new(16, 40, 168, 64)], Some((200, 40)));
        check((168, 64), &[Frame::new(16, 40, 300, 64)], Some((16, 120)));
        check((168, 64), &[Frame::new(0, 0, 400, 300)], None);
        assert_eq!(corner(Frame::new(0, 0, 400, 300), (168, 64)), Frame::new(216, 220, 168, 64));
    }
}
