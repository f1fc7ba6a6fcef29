//! Frames that reach over rows: a cluster with its services, a service with its containers and tasks.

use super::block::{self, Block, FRAME_HEIGHT, FRAME_WIDTH, GAP, HEAD, PADDING, TASK_HEIGHT};
use super::grid::{Lanes, Slot};
use super::tree::Tree;
use crate::design::{Frame, NodeId};

/// Blocks with fixed left and right edges, stacked into as few bands as possible.
pub(super) struct Shelves {
    bands: Vec<Band>,
    top: i32,
}

struct Band {
    top: i32,
    height: i32,
    /// The stretches that are taken: left and right.
    taken: Vec<(i32, i32)>,
}

impl Shelves {
    pub(super) fn new(top: i32) -> Self {
        Self { bands: Vec::new(), top }
    }

    /// Puts a block into the last band when its stretch is free there, else into a new one.
    pub(super) fn put(&mut self, all: &mut Block, block: Block, left: i32, right: i32) {
        let free = |band: &Band| band.taken.iter().all(|(from, to)| right + GAP <= *from || to + GAP <= left);
        if !self.bands.last().is_some_and(free) {
            self.bands.push(Band { top: self.bottom(), height: 0, taken: Vec::new() });
        }
        if let Some(band) = self.bands.last_mut() {
            band.height = band.height.max(block.height);
            band.taken.push((left, right));
            all.put(block, left, band.top);
        }
    }

    /// Where the next band starts.
    pub(super) fn bottom(&self) -> i32 {
        self.bands.last().map_or(self.top, |band| band.top + band.height + GAP)
    }
}

/// The least width of a span's content.
pub(super) fn least_width(tree: &Tree, id: NodeId) -> i32 {
    if !tree.is_frame(id) {
        return block::CARD_WIDTH;
    }
    let (frames, cards): (Vec<NodeId>, Vec<NodeId>) = tree.children(id).iter().partition(|child| tree.is_frame(**child));
    let of_frames = frames.iter().map(|frame| least_width(tree, *frame)).max().unwrap_or(0);
    let of_cards = block::cards_wide(block::per_line(cards.len()));
    (of_frames.max(of_cards) + 2 * PADDING).max(FRAME_WIDTH)
}

/// A frame between two edges, counted from its own top left corner, but placed by the caller at `left`.
pub(super) fn frame(tree: &Tree, id: NodeId, left: i32, right: i32, lanes: &Lanes, slot: Slot) -> Block {
    let (inner_left, inner_right) = (left + PADDING, right - PADDING);
    let (frames, cards): (Vec<NodeId>, Vec<NodeId>) = tree.children(id).iter().partition(|child| tree.is_frame(**child));
    let mut all = Block::default();
    let mut y = HEAD;
    if !cards.is_empty() {
        let flow = block::flow_of(tree, &cards, inner_right - inner_left);
        y += flow.height + GAP;
        let x = (right - left - flow.width) / 2;
        all.put(flow, x, HEAD);
    }
    let mut shelves = Shelves::new(y);
    for child in frames {
        let (from, to) = stretch(tree, child, lanes, slot)
            .map(|(from, to)| (from.max(inner_left), to.min(inner_right)))
            .filter(|(from, to)| to - from >= least_width(tree, child))
            .unwrap_or((inner_left, inner_right));
        let block = frame(tree, child, from, to, lanes, slot);
        shelves.put(&mut all, block, from - left, to - left);
    }
    y = shelves.bottom();
    if tree.has_tasks(id) {
        y += TASK_HEIGHT + GAP;
    }
    let height = (y - GAP + PADDING).max(FRAME_HEIGHT);
    all.frames.push((id, Frame::new(0, 0, right - left, height)));
    (all.width, all.height) = (right - left, height);
    all
}

/// From the first to the last column in which a node has rows of the slot.
fn stretch(tree: &Tree, id: NodeId, lanes: &Lanes, slot: Slot) -> Option<(i32, i32)> {
    let rows = tree.all_rows(id);
    let held = rows.iter().filter_map(|row| lanes.cells.get(row)).filter(|cell| cell.1 == slot).map(|cell| cell.0);
    let (first, last) = (held.clone().min()?, held.max()?);
    Some((lanes.edges[first].0, lanes.edges[last].1))
}
