//! Where nodes lie when nobody has said so: from left to right the outside world, the networks, the regional services.
//!
//! The layout asks the catalog (`Place`, `Shape`) and the placement connections, never for a kind. It is a function of
//! the design alone: the same design gives the same frames.

mod block;
mod derived;
mod grid;
mod missing;
mod outside;
mod some;
mod span;
mod tree;

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

pub use block::{CARD_HEIGHT, CARD_WIDTH, FRAME_HEIGHT, FRAME_WIDTH, GAP, HEAD, PADDING, TASK_HEIGHT, TITLE_HEIGHT};
pub use derived::{REGION_MARGIN, TASK_WIDTH, TaskGlyph, inside_region, region_frame, room_for_task, services_in_subnets, tasks, tasks_of};

pub use some::{arrange_some, hold};

use crate::catalog::{Category, Place};
use crate::design::{Design, Edit, Frame, NodeId, Patch};
use crate::ordered::Order;
use block::Block;
use tree::Tree;

/// Where the picture begins: page units from the page's left and top.
const ORIGIN: i32 = 40;
/// Room between the outside world and the region: a line with its label fits.
const OUTSIDE_GAP: i32 = 128;
/// Room between the networks and the regional services: four lines and their labels fit.
const SIDE_GAP: i32 = 168;
/// Room between regional services, one above the other: as much as lets one column hold them all.
const SIDE_STEPS: [i32; 3] = [40, 24, 16];
/// The same where there are few.
const SIDE_STEP: i32 = SIDE_STEPS[0];
/// Room between two networks.
const BODY_GAP: i32 = 56;
/// A column of regional services may grow to this height before a second one starts, also beside a low network.
const SIDE_HEIGHT: i32 = 720;

/// Places every node anew.
pub fn arrange(design: &Design) -> Patch {
    let mut edit = Edit::new(design);
    for (id, frame) in ideal(design, &Tree::new(design)) {
        edit.set_frame(id, frame);
    }
    edit.finish()
}

/// Places the nodes that have no frame. Nodes that have one keep it, whatever it is.
///
/// A container that had no frame grows around what it must hold; one that had a frame does not.
pub fn place_missing(design: &Design) -> Patch {
    if design.nodes().all(|(_, node)| node.frame.is_none()) {
        return arrange(design);
    }
    if design.nodes().all(|(_, node)| node.frame.is_some()) {
        return Patch::default();
    }
    let tree = Tree::new(design);
    let ideal = ideal(design, &tree);
    let mut edit = Edit::new(design);
    for (id, frame) in missing::place(design, &tree, &ideal) {
        edit.set_frame(id, frame);
    }
    edit.finish()
}

/// The frames of all nodes as the layout would have them.
fn ideal(design: &Design, tree: &Tree) -> BTreeMap<NodeId, Frame> {
    let at = |place: Place| -> Vec<NodeId> { tree.roots().iter().copied().filter(|id| tree.place(*id) == place).collect() };
    let (outside, side, bodies) = (at(Place::Outside), at(Place::Side), at(Place::Body));
    let others: Vec<NodeId> =
        tree.roots().iter().copied().filter(|id| !matches!(tree.place(*id), Place::Outside | Place::Side | Place::Body)).collect();

    let mut body = Block::default();
    for id in bodies {
        let top = if body.height > 0 { body.height + BODY_GAP } else { 0 };
        body.put(block::block(tree, id), 0, top);
    }
    if !others.is_empty() {
        let top = if body.height > 0 { body.height + BODY_GAP } else { 0 };
        body.put(block::contents(tree, &others), 0, top);
    }

    let columns = outside::columns(design, &outside);
    let lefts = outside::lefts(tree, &columns);
    let body_left = lefts.last().map_or(ORIGIN + REGION_MARGIN, |end| end + REGION_MARGIN);
    let body_top = ORIGIN + HEAD;
    let links = Links::new(design);
    let (near, side) = outside::split(&links, tree, &side);
    let near = outside::near(tree, &near);
    // Right of both: the services on the right may be taller than the networks, below which the near ones stand.
    let inside = body.width.max(near.width);
    let side_left = body_left + if inside > 0 { inside + SIDE_GAP } else { 0 };
    let near_top = if body.height > 0 { body_top + body.height + BODY_GAP } else { body_top };
    let (body_height, mut frames) = (body.height, BTreeMap::new());
    frames.extend(body.frames.into_iter().map(|(id, frame)| (id, frame.moved(body_left, body_top))));

    for (column, left) in columns.into_iter().zip(lefts).rev() {
        let column = with_wishes(tree, &links, &frames, column);
        outside::put(&mut frames, column, (left, body_top));
    }
    frames.extend(near.frames.into_iter().map(|(id, frame)| (id, frame.moved(body_left, near_top))));
    let side = with_wishes(tree, &links, &frames, side);
    put_side(&mut frames, side, (side_left, body_top), body_height);
    block::fill_collapsed(tree, &mut frames);
    frames
}

fn column_width(blocks: &[Block]) -> i32 {
    blocks.iter().map(|block| block.width).max().unwrap_or(0)
}

/// Who is connected with whom, in both directions.
struct Links(BTreeMap<NodeId, Vec<NodeId>>);

impl Links {
    fn new(design: &Design) -> Self {
        let mut links: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        for (from, to) in design.connections().filter_map(|(_, connection)| connection.nodes()) {
            links.entry(from).or_default().push(to);
            links.entry(to).or_default().push(from);
        }
        Self(links)
    }

    /// Who a node is connected with.
    fn of(&self, id: NodeId) -> &[NodeId] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The mean height of what a node is connected with, as far as that is placed.
    fn wish(&self, id: NodeId, frames: &BTreeMap<NodeId, Frame>) -> Option<i32> {
        let placed: Vec<i32> = self.0.get(&id)?.iter().filter_map(|other| frames.get(other)).map(|frame| frame.center().1).collect();
        let count = i32::try_from(placed.len()).ok().filter(|count| *count > 0)?;
        Some(placed.iter().sum::<i32>() / count)
    }
}

/// A node of a side column: what it takes, the height of its wish and whether it belongs on top.
struct Wishing {
    block: Block,
    wish: Option<i32>,
    on_top: bool,
}

/// Nodes in the order that crosses the fewest lines: permissions on top, then by the height of what they are connected with.
fn with_wishes(tree: &Tree, links: &Links, frames: &BTreeMap<NodeId, Frame>, ids: Vec<NodeId>) -> Vec<Wishing> {
    let mut all: Vec<Wishing> = ids
        .into_iter()
        .map(|id| Wishing { block: block::block(tree, id), wish: links.wish(id, frames), on_top: tree.category(id) == Category::Security })
        .collect();
    all.order_by_key(|wishing| (!wishing.on_top, wishing.wish.unwrap_or(i32::MAX)));
    all
}

/// The regional services: aligned columns with equal gaps, as a whole at the height of what they are connected with.
fn put_side(frames: &mut BTreeMap<NodeId, Frame>, nodes: Vec<Wishing>, (left, top): (i32, i32), body_height: i32) {
    let most_height = body_height.max(SIDE_HEIGHT);
    let blocks: i32 = nodes.iter().map(|wishing| wishing.block.height).sum();
    let gaps = i32::try_from(nodes.len()).unwrap_or(i32::MAX).saturating_sub(1);
    let fits = |step: &i32| blocks.saturating_add(gaps.saturating_mul(*step)) <= most_height;
    let step = SIDE_STEPS.into_iter().find(fits).unwrap_or(SIDE_STEP);
    let mut columns: Vec<Vec<Wishing>> = Vec::new();
    let mut height = 0;
    for wishing in nodes {
        let next = height + wishing.block.height + step;
        if columns.is_empty() || next - step > most_height {
            columns.push(Vec::new());
            height = 0;
        }
        height += wishing.block.height + step;
        if let Some(column) = columns.last_mut() {
            column.push(wishing);
        }
    }
    let mut x = left;
    for column in columns {
        let mut offsets = Vec::with_capacity(column.len());
        let mut y = 0;
        for wishing in &column {
            offsets.extend(wishing.wish.map(|middle| middle - wishing.block.height / 2 - y));
            y += wishing.block.height + step;
        }
        offsets.sort_unstable();
        let lowest = top + (body_height - (y - step)).max(0);
        let mut y = offsets.get(offsets.len() / 2).copied().unwrap_or(top).clamp(top, lowest) / 8 * 8;
        let width = column.iter().map(|wishing| wishing.block.width).max().unwrap_or(0);
        for Wishing { block, .. } in column {
            let height = block.height;
            frames.extend(block.frames.into_iter().map(|(id, frame)| (id, frame.moved(x, y))));
            y += height + step;
        }
        x += width + SIDE_GAP / 2;
    }
}
