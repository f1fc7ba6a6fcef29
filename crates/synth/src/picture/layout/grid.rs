//! The body of a network: zones as columns, subnets as rows that are aligned across the columns, and the spans that
//! reach over them. Every row holds, from top to bottom: cards that span (load balancers), its own items (gateways),
//! frames that span (clusters).

use std::collections::{BTreeMap, BTreeSet};

use super::block::{self, Block, CARD_HEIGHT, GAP, HEAD, PADDING};
use super::span;
use super::tree::Tree;
use crate::catalog::Place;
use crate::design::{Frame, NodeId};
use crate::ordered::Ordered;

/// Room between two columns.
const COLUMN_GAP: i32 = 32;
/// Room between two rows: a line and its label fit.
const ROW_GAP: i32 = 48;
/// Least width of a row's content: name, range and access fit into the title.
const CELL_WIDTH: i32 = 232;
/// Least height of a row's content.
const CELL_HEIGHT: i32 = 48;

/// A row's position: its rank, then its number among the rows of the same rank in the same column.
pub(super) type Slot = (usize, usize);

#[derive(Default)]
struct Column {
    zone: Option<NodeId>,
    cells: BTreeMap<Slot, NodeId>,
    loose: Vec<NodeId>,
}

/// Which column and slot a row has, and where the columns begin and end.
pub(super) struct Lanes {
    pub(super) cells: BTreeMap<NodeId, (usize, Slot)>,
    /// Left and right edge of the rows' content in each column.
    pub(super) edges: Vec<(i32, i32)>,
}

/// A node that reaches over the cells of one slot from column `first` to column `last`.
struct Reach {
    id: NodeId,
    slot: Slot,
    first: usize,
    last: usize,
}

pub(super) fn grid(tree: &Tree, children: &[NodeId]) -> Block {
    let columns = columns(tree, children);
    let slots: BTreeSet<Slot> = columns.iter().flat_map(|column| column.cells.keys().copied()).to_set();
    let cells: BTreeMap<NodeId, (usize, Slot)> =
        columns.iter().enumerate().flat_map(|(index, column)| column.cells.iter().map(move |(slot, id)| (*id, (index, *slot)))).to_map();
    let mut loose: Vec<NodeId> = Vec::new();
    let mut reaches: Vec<Reach> = Vec::new();
    for id in children.iter().copied().filter(|id| !matches!(tree.place(*id), Place::Column | Place::Row)) {
        match (tree.place(id) == Place::Span).then(|| reach(tree, id, &cells)).flatten() {
            Some(reach) => reaches.push(reach),
            None => loose.push(id),
        }
    }

    // Widths: all columns are alike, wide enough for the widest cell and for the narrowest span.
    let zone_padding = if columns.iter().any(|column| column.zone.is_some()) { PADDING } else { 0 };
    let between = 2 * (PADDING + zone_padding) + COLUMN_GAP;
    let mut width = CELL_WIDTH;
    for column in &columns {
        for id in column.cells.values() {
            width = width.max(cell_content(tree, *id).width);
        }
        width = width.max(block::flow_of(tree, &column.loose, CELL_WIDTH).width);
    }
    for reach in &reaches {
        let count = i32::try_from(reach.last - reach.first).unwrap_or(0) + 1;
        let missing = span::least_width(tree, reach.id) - (count * width + (count - 1) * between);
        width += (missing.max(0) + count - 1) / count;
    }
    width = (width + 7) / 8 * 8;
    let left_of = |index: usize| i32::try_from(index).unwrap_or(0) * (width + between) + zone_padding + PADDING;
    let edges: Vec<(i32, i32)> = (0..columns.len()).map(|index| (left_of(index), left_of(index) + width)).collect();
    let lanes = Lanes { cells, edges };

    let mut all = Block::default();
    let mut y = if zone_padding > 0 { HEAD } else { 0 };
    for slot in &slots {
        if y > HEAD {
            y += ROW_GAP;
        }
        y = put_row(tree, &mut all, &columns, &lanes, &reaches, *slot, y);
    }
    let zone_height = put_zones(tree, &mut all, &columns, &lanes, y);
    if !loose.is_empty() {
        let strip = block::flow_of(tree, &loose, all.width.max(block::cards_wide(2)));
        all.put(strip, 0, zone_height + if zone_height > 0 { GAP + GAP / 2 } else { 0 });
    }
    all
}

/// One row of cells at a height, with what spans over it; answers where it ends.
fn put_row(tree: &Tree, all: &mut Block, columns: &[Column], lanes: &Lanes, reaches: &[Reach], slot: Slot, top: i32) -> i32 {
    let mut y = top + HEAD;
    let (frames, cards): (Vec<&Reach>, Vec<&Reach>) =
        reaches.iter().filter(|reach| reach.slot == slot).partition(|reach| tree.is_frame(reach.id));
    y = put_reaches(tree, all, lanes, &cards, y);
    let mut item_height = 0;
    for (index, column) in columns.iter().enumerate() {
        let Some(id) = column.cells.get(&slot) else { continue };
        let content = cell_content(tree, *id);
        let (left, right) = lanes.edges[index];
        item_height = item_height.max(content.height);
        let x = left + (right - left - content.width) / 2;
        all.put(content, x, y);
    }
    if item_height > 0 {
        y += item_height + GAP;
    }
    y = put_reaches(tree, all, lanes, &frames, y);
    let bottom = (y - GAP).max(top + HEAD + CELL_HEIGHT) + PADDING;
    for (index, column) in columns.iter().enumerate() {
        let Some(id) = column.cells.get(&slot) else { continue };
        let (left, right) = lanes.edges[index];
        let frame = Frame::new(left - PADDING, top, right - left + 2 * PADDING, bottom - top);
        all.frames.push((*id, frame));
        all.width = all.width.max(frame.right());
    }
    all.height = all.height.max(bottom);
    bottom
}

/// Spans in as few bands as their columns allow; answers the next free height.
fn put_reaches(tree: &Tree, all: &mut Block, lanes: &Lanes, reaches: &[&Reach], top: i32) -> i32 {
    let mut shelves = span::Shelves::new(top);
    for reach in reaches {
        let (left, right) = (lanes.edges[reach.first].0, lanes.edges[reach.last].1);
        if tree.is_frame(reach.id) {
            let frame = span::frame(tree, reach.id, left, right, lanes, reach.slot);
            shelves.put(all, frame, left, right);
        } else {
            let card =
                Block { width: right - left, height: CARD_HEIGHT, frames: vec![(reach.id, Frame::new(0, 0, right - left, CARD_HEIGHT))] };
            shelves.put(all, card, left, right);
        }
    }
    shelves.bottom()
}

/// The zones around their rows, and what lies in a zone beside its rows; answers where the zones end.
fn put_zones(tree: &Tree, all: &mut Block, columns: &[Column], lanes: &Lanes, rows_end: i32) -> i32 {
    let has_zones = columns.iter().any(|column| column.zone.is_some());
    let strips: Vec<Block> = columns.iter().map(|column| block::flow_of(tree, &column.loose, CELL_WIDTH)).collect();
    let strip_height = strips.iter().map(|strip| strip.height).max().unwrap_or(0);
    let strip_top = rows_end + if rows_end > HEAD { GAP } else { 0 };
    let content_end = if strip_height > 0 { strip_top + strip_height } else { rows_end };
    let bottom = if has_zones { content_end.max(HEAD + CELL_HEIGHT) + PADDING } else { content_end };
    for ((column, strip), (left, right)) in columns.iter().zip(strips).zip(&lanes.edges) {
        all.put(strip, *left, strip_top);
        if let Some(zone) = column.zone {
            let margin = 2 * PADDING;
            all.frames.push((zone, Frame::new(left - margin, 0, right - left + 2 * margin, bottom)));
            all.width = all.width.max(right + margin);
        }
    }
    all.height = all.height.max(bottom);
    bottom
}

/// What lies inside one row: a narrow flow, since the width of a cell is the width of every column.
fn cell_content(tree: &Tree, id: NodeId) -> Block {
    let children = tree.children(id);
    let wide = match children.len() {
        0..=2 => 1,
        3..=8 => 2,
        _ => 3,
    };
    block::flow_of(tree, children, block::cards_wide(wide))
}

/// Zones first; rows outside every zone form columns of their own, so that two rows alike stand side by side.
fn columns(tree: &Tree, children: &[NodeId]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for zone in children.iter().copied().filter(|id| tree.place(*id) == Place::Column) {
        let mut column = Column { zone: Some(zone), ..Column::default() };
        for child in tree.children(zone).iter().copied() {
            if tree.place(child) == Place::Row {
                let rank = tree.rank(child);
                let number = column.cells.keys().filter(|slot| slot.0 == rank).count();
                column.cells.insert((rank, number), child);
            } else {
                column.loose.push(child);
            }
        }
        columns.push(column);
    }
    let zones = columns.len();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in children.iter().copied().filter(|id| tree.place(*id) == Place::Row) {
        let rank = tree.rank(row);
        let count = counts.entry(rank).or_insert(0);
        // Six side by side are as many as a page can show; the seventh starts a second line.
        let (index, number) = (zones + *count % 6, *count / 6);
        *count += 1;
        if columns.len() <= index {
            columns.resize_with(index + 1, Column::default);
        }
        columns[index].cells.insert((rank, number), row);
    }
    columns
}

/// Where a span reaches: the slot that most of its rows share, from the first to the last column.
fn reach(tree: &Tree, id: NodeId, cells: &BTreeMap<NodeId, (usize, Slot)>) -> Option<Reach> {
    let rows: Vec<(usize, Slot)> = tree.all_rows(id).iter().filter_map(|row| cells.get(row).copied()).collect();
    let mut votes: BTreeMap<Slot, usize> = BTreeMap::new();
    for (_, slot) in &rows {
        *votes.entry(*slot).or_insert(0) += 1;
    }
    let most = votes.values().copied().max()?;
    let slot = votes.into_iter().find(|(_, count)| *count == most)?.0;
    let held = rows.iter().filter(|row| row.1 == slot).map(|row| row.0);
    Some(Reach { id, slot, first: held.clone().min()?, last: held.max()? })
}
