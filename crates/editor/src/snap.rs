//! Where a moved frame comes to rest: on the lines of its neighbours, else on the grid.

use groundplan_synth::design::Frame;

use crate::hit::Handle;

/// The grid in page units.
pub const GRID: i32 = 8;
/// How near a neighbour's line must be, in screen pixels.
pub const THRESHOLD: f64 = 8.0;

/// A line along which a moved frame aligns with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    /// True for a line from top to bottom.
    pub vertical: bool,
    /// Its `x` when vertical, else its `y`.
    pub at: i32,
    /// Where it begins along the other axis.
    pub from: i32,
    /// Where it ends.
    pub to: i32,
}

/// The nearest multiple of the grid.
pub fn to_grid(value: i32) -> i32 {
    value.saturating_add(GRID / 2).div_euclid(GRID) * GRID
}

/// Corrects a move: answers the moved frame and the guides that explain it.
/// An edge or centre within the threshold of a sibling's decides an axis, else the grid does, when it is on.
pub fn snapped(frame: Frame, siblings: &[Frame], zoom: f64, grid: bool) -> (Frame, Vec<Guide>) {
    let reach = (THRESHOLD / zoom).round() as i32;
    let columns = |one: Frame| [one.x, one.center().0, one.right()];
    let rows = |one: Frame| [one.y, one.center().1, one.bottom()];
    let horizontal = nearest(columns(frame), siblings.iter().map(|one| columns(*one)), reach);
    let vertical = nearest(rows(frame), siblings.iter().map(|one| rows(*one)), reach);
    let rest = |value: i32| if grid { to_grid(value) - value } else { 0 };
    let result = frame.moved(horizontal.unwrap_or_else(|| rest(frame.x)), vertical.unwrap_or_else(|| rest(frame.y)));
    let mut guides = Vec::new();
    if horizontal.is_some() {
        guides.extend(guide(result, siblings, true, columns));
    }
    if vertical.is_some() {
        guides.extend(guide(result, siblings, false, rows));
    }
    (result, guides)
}

/// Corrects how far the edges of a handle are moved, as [`snapped`] does it for a frame.
pub fn edges(frame: Frame, handle: Handle, by: (i32, i32), siblings: &[Frame], zoom: f64, grid: bool) -> (i32, i32) {
    let reach = (THRESHOLD / zoom).round() as i32;
    let along = |side: i32, by: i32, vertical: bool| {
        let own = edge(frame, side, vertical).map(|at| at.saturating_add(by));
        let rest = if grid { to_grid(own[0]) - own[0] } else { 0 };
        by + nearest(own, siblings.iter().map(|one| edge(*one, side, vertical)), reach).unwrap_or(rest)
    };
    (along(handle.horizontal, by.0, true), along(handle.vertical, by.1, false))
}

/// The guides that explain where the edges of a handle came to rest.
pub fn edge_guides(frame: Frame, handle: Handle, siblings: &[Frame]) -> Vec<Guide> {
    let sides = [(handle.horizontal, true), (handle.vertical, false)].into_iter().filter(|(side, _)| *side != 0);
    sides.filter_map(|(side, vertical)| guide(frame, siblings, vertical, |one| edge(one, side, vertical))).collect()
}

/// The line of the edge that a handle moves: a frame that is resized has this one alone.
fn edge(frame: Frame, side: i32, vertical: bool) -> [i32; 3] {
    let (first, last) = if vertical { (frame.x, frame.right()) } else { (frame.y, frame.bottom()) };
    [if side < 0 { first } else { last }; 3]
}

/// The least correction that brings like onto like: left to left, centre to centre, right to right.
fn nearest(own: [i32; 3], others: impl Iterator<Item = [i32; 3]>, reach: i32) -> Option<i32> {
    let corrections = others.flat_map(|other| [other[0] - own[0], other[1] - own[1], other[2] - own[2]]);
    corrections.filter(|by| by.abs() <= reach).min_by_key(|by| (by.abs(), *by))
}

/// The first line on which the frame now lies together with siblings, drawn over all of them.
fn guide(frame: Frame, siblings: &[Frame], vertical: bool, lines: impl Fn(Frame) -> [i32; 3]) -> Option<Guide> {
    let own = lines(frame);
    (0..3).find_map(|which| {
        let mut aligned = siblings.iter().copied().filter(|one| lines(*one)[which] == own[which]);
        let first = aligned.next()?;
        let all = aligned.fold(first.union(frame), Frame::union);
        let (from, to) = if vertical { (all.y, all.bottom()) } else { (all.x, all.right()) };
        Some(Guide { vertical, at: own[which], from, to })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(frame: (i32, i32), expected: (i32, i32), guides: usize) {
        let neighbour = Frame::new(100, 300, 168, 64);
        let (result, found) = snapped(Frame::new(frame.0, frame.1, 168, 64), &[neighbour], 1.0, true);
        assert_eq!(((result.x, result.y), found.len()), (expected, guides));
    }

    #[test]
    fn neighbours_come_before_the_grid() {
        check((96, 40), (100, 40), 1);
        check((109, 43), (112, 40), 0);
        check((94, 304), (100, 300), 2);
        check((501, -13), (504, -16), 0);
    }

    #[test]
    fn an_edge_rests_on_the_like_edge_of_a_neighbour_else_on_the_grid() {
        let (frame, others) = (Frame::new(0, 0, 200, 100), [Frame::new(100, 300, 168, 64)]);
        let corner = Handle { horizontal: 1, vertical: 1 };
        assert_eq!(edges(frame, corner, (63, 10), &others, 1.0, true), (68, 12));
        assert_eq!(edges(frame, corner, (40, 10), &others, 1.0, false), (40, 10));
        let resized = Frame::new(0, 0, 268, 112);
        assert_eq!(edge_guides(resized, corner, &others), [Guide { vertical: true, at: 268, from: 0, to: 364 }]);
    }

    #[test]
    fn a_guide_reaches_over_both_frames() {
        let (_, guides) = snapped(Frame::new(101, 0, 168, 64), &[Frame::new(100, 300, 168, 64)], 1.0, true);
        assert_eq!(guides, [Guide { vertical: true, at: 100, from: 0, to: 364 }]);
    }

    #[test]
    fn far_away_the_threshold_grows_with_the_page() {
        let (result, _) = snapped(Frame::new(60, 0, 168, 64), &[Frame::new(100, 300, 168, 64)], 0.2, false);
        assert_eq!(result.x, 100);
    }
}
