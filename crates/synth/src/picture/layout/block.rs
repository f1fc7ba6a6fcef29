//! Rectangles with rectangles inside, and the two simple ways to combine them: side by side with wrapping, and framed.

use std::collections::BTreeMap;

use super::grid;
use super::tree::Tree;
use crate::catalog::Place;
use crate::design::{Frame, NodeId};

/// Width of a card in page units.
pub const CARD_WIDTH: i32 = 168;
/// Height of a card in page units.
pub const CARD_HEIGHT: i32 = 64;
/// Height of a frame's title bar.
pub const TITLE_HEIGHT: i32 = 28;
/// Room between a frame's top and its content: the title bar and air.
pub const HEAD: i32 = 40;
/// Room between a frame's other sides and its content.
pub const PADDING: i32 = 16;
/// Room between neighbours.
pub const GAP: i32 = 16;
/// Least width of a frame, so that its title can be read.
pub const FRAME_WIDTH: i32 = 200;
/// Least height of a frame.
pub const FRAME_HEIGHT: i32 = 104;
/// Height that the tasks of a service take: the glyph and its label.
pub const TASK_HEIGHT: i32 = 56;

/// A group of placed nodes. The frames count from the block's own top left corner.
#[derive(Default)]
pub(super) struct Block {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) frames: Vec<(NodeId, Frame)>,
}

impl Block {
    fn single(id: NodeId, width: i32, height: i32) -> Self {
        Self { width, height, frames: vec![(id, Frame::new(0, 0, width, height))] }
    }

    /// Puts another block into this one and grows to hold it.
    pub(super) fn put(&mut self, block: Self, x: i32, y: i32) {
        self.width = self.width.max(x + block.width);
        self.height = self.height.max(y + block.height);
        self.frames.extend(block.frames.into_iter().map(|(id, frame)| (id, frame.moved(x, y))));
    }
}

/// A node with everything in it.
pub(super) fn block(tree: &Tree, id: NodeId) -> Block {
    if tree.is_frame(id) { framed(tree, id) } else { Block::single(id, CARD_WIDTH, CARD_HEIGHT) }
}

/// A container around what lies in it.
fn framed(tree: &Tree, id: NodeId) -> Block {
    let content = contents(tree, tree.children(id));
    let tasks = if tree.has_tasks(id) { TASK_HEIGHT + GAP } else { 0 };
    let width = (content.width + 2 * PADDING).max(FRAME_WIDTH);
    let height = (HEAD + content.height + tasks + PADDING).max(FRAME_HEIGHT);
    let mut framed = Block::single(id, width, height);
    framed.put(content, PADDING, HEAD);
    framed
}

/// Lays out what lies in collapsed containers, which have the places of cards so far: it is there when one is expanded.
pub(super) fn fill_collapsed(tree: &Tree, frames: &mut BTreeMap<NodeId, Frame>) {
    for id in tree.collapsed() {
        if let Some(card) = frames.get(&id).copied() {
            frames.extend(framed(tree, id).frames.into_iter().map(|(id, frame)| (id, frame.moved(card.x, card.y))));
        }
    }
}

/// The children of one node, or the top level's, arranged.
pub(super) fn contents(tree: &Tree, children: &[NodeId]) -> Block {
    if children.iter().any(|child| matches!(tree.place(*child), Place::Column | Place::Row)) {
        return grid::grid(tree, children);
    }
    flow_of(tree, children, cards_wide(per_line(children.len())))
}

/// Nodes with their contents, side by side up to a width.
pub(super) fn flow_of(tree: &Tree, ids: &[NodeId], most_width: i32) -> Block {
    flow(ids.iter().map(|id| block(tree, *id)).collect(), most_width)
}

/// Blocks side by side; what does not fit into the width starts a new line.
pub(super) fn flow(blocks: Vec<Block>, most_width: i32) -> Block {
    let mut all = Block::default();
    let (mut x, mut y, mut line_height) = (0, 0, 0);
    for block in blocks {
        if x > 0 && x + block.width > most_width {
            (x, y, line_height) = (0, y + line_height + GAP, 0);
        }
        let (width, height) = (block.width, block.height);
        all.put(block, x, y);
        x += width + GAP;
        line_height = line_height.max(height);
    }
    all
}

/// How many cards stand side by side when there are so many: few lines, but no wide ones.
pub(super) fn per_line(count: usize) -> i32 {
    match count {
        0..=1 => 1,
        2..=4 => 2,
        5..=12 => 3,
        _ => 4,
    }
}

/// The width of so many cards side by side.
pub(super) fn cards_wide(count: i32) -> i32 {
    count * CARD_WIDTH + (count - 1) * GAP
}
