//! The outside world, left of the region: columns from left to right in the order in which requests pass, and the regional
//! services that only the outside world uses.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{self, Block};
use super::tree::Tree;
use super::{Links, ORIGIN, OUTSIDE_GAP, SIDE_GAP, SIDE_STEP, Wishing, column_width};
use crate::catalog::Place;
use crate::design::{Design, Frame, NodeId};
use crate::ordered::Ordered;

/// More columns are not read as a way from left to right.
const MOST_COLUMNS: usize = 3;
/// Regional services that only the outside world uses stand in columns of so many.
const NEAR_ROWS: usize = 3;

/// Nodes of the outside world in columns: what a connection leads to stands right of where it comes from.
pub(super) fn columns(design: &Design, outside: &[NodeId]) -> Vec<Vec<NodeId>> {
    let mut depths: BTreeMap<NodeId, usize> = outside.iter().map(|id| (*id, 0)).to_map();
    let pairs: Vec<(NodeId, NodeId)> = design.connections().filter_map(|(_, connection)| connection.nodes()).collect();
    // As many rounds as there are columns: a circle ends in the last one.
    for _ in 1..MOST_COLUMNS {
        for (from, to) in pairs.iter().filter(|(from, to)| from != to) {
            if let (Some(before), Some(after)) = (depths.get(from).copied(), depths.get_mut(to)) {
                *after = (*after).max(before + 1).min(MOST_COLUMNS - 1);
            }
        }
    }
    let mut columns: Vec<Vec<NodeId>> = vec![Vec::new(); MOST_COLUMNS];
    for id in outside {
        if let Some(column) = columns.get_mut(depths.get(id).copied().unwrap_or(0)) {
            column.push(*id);
        }
    }
    columns.retain(|column| !column.is_empty());
    columns
}

/// The left edges of the columns, and where the region begins as one more; nothing without columns.
pub(super) fn lefts(tree: &Tree, columns: &[Vec<NodeId>]) -> Vec<i32> {
    let mut left = ORIGIN;
    let mut all = Vec::new();
    for column in columns {
        all.push(left);
        left += column_width(&column.iter().map(|id| block::block(tree, *id)).collect::<Vec<_>>()) + OUTSIDE_GAP;
    }
    if !all.is_empty() {
        all.push(left);
    }
    all
}

/// Puts a column: each node at the height of what it talks to, as far as they leave each other room.
pub(super) fn put(frames: &mut BTreeMap<NodeId, Frame>, nodes: Vec<Wishing>, (left, top): (i32, i32)) {
    let mut next = top;
    for Wishing { block, wish, .. } in nodes {
        let y = wish.map_or(next, |middle| middle - block.height / 2).max(next);
        next = y + block.height + SIDE_STEP;
        frames.extend(block.frames.into_iter().map(|(id, frame)| (id, frame.moved(left, y))));
    }
}

/// The regional services that only the outside world uses, directly or through each other, and the others. Lines to the former
/// would cross all networks if they stood on the right.
pub(super) fn split(links: &Links, tree: &Tree, side: &[NodeId]) -> (Vec<NodeId>, Vec<NodeId>) {
    let mut seen: BTreeSet<NodeId> = BTreeSet::new();
    let mut near: BTreeSet<NodeId> = BTreeSet::new();
    for start in side {
        if !seen.insert(*start) {
            continue;
        }
        let (mut group, mut next) = (vec![*start], 0);
        let (mut used_outside, mut used_inside) = (false, false);
        while let Some(id) = group.get(next).copied() {
            next += 1;
            for other in links.of(id) {
                match tree.place(*other) {
                    Place::Outside => used_outside = true,
                    Place::Side if seen.insert(*other) => group.push(*other),
                    Place::Side => {}
                    _ => used_inside = true,
                }
            }
        }
        if used_outside && !used_inside {
            near.extend(group);
        }
    }
    side.iter().copied().partition(|id| near.contains(id))
}

/// Them as columns, as wide as they are together; they stand below the networks, where lines from the left reach them.
pub(super) fn near(tree: &Tree, nodes: &[NodeId]) -> Block {
    let mut all = Block::default();
    for column in nodes.chunks(NEAR_ROWS) {
        let left = if all.width > 0 { all.width + SIDE_GAP } else { 0 };
        let mut top = 0;
        for id in column {
            let block = block::block(tree, *id);
            let height = block.height;
            all.put(block, left, top);
            top += height + SIDE_STEP;
        }
    }
    all
}
