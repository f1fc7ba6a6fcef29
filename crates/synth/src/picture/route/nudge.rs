//! Lines that share a corridor are moved apart, each to where it crosses the fewest others.

use super::geometry::{self, Point};
use super::scene::{CLEARANCE, Near};

/// How far a piece may move, the nearest first.
const OFFSETS: [i32; 13] = [0, 8, -8, 16, -16, 24, -24, 32, -32, 40, -40, 48, -48];
/// Parallel pieces closer than this crowd each other.
const APART: i32 = 7;
/// The least length of the straight piece at an end: the arrow head and its bend fit.
const END_PIECE: i32 = 14;
/// Beyond so many lines a picture is a tangle, and moving lines apart would take longer than a gesture may.
const MOST_LINES: usize = 400;

/// Moves pieces of the lines from index `first` on; the lines before stay.
pub(super) fn apart(scene: &Near, lines: &mut [Vec<Point>], first: usize) {
    if lines.len() > MOST_LINES {
        return;
    }
    for _ in 0..3 {
        let mut moved = false;
        for index in first..lines.len() {
            for piece in 1..lines[index].len().saturating_sub(2) {
                moved |= best_offset(scene, lines, index, piece);
            }
        }
        if !moved {
            break;
        }
    }
    for line in lines.iter_mut().skip(first) {
        *line = geometry::simplified(line);
    }
}

/// Moves one inner piece to its cheapest offset; true when that is another than before.
fn best_offset(scene: &Near, lines: &mut [Vec<Point>], index: usize, piece: usize) -> bool {
    let mut best: Option<(i32, i32, Vec<Point>)> = None;
    for offset in OFFSETS {
        let Some(line) = shifted(&lines[index], piece, offset) else { continue };
        let around = &line[piece - 1..piece + 3];
        if offset != 0
            && geometry::pieces(around)
                .any(|part| scene.cards.iter().any(|card| geometry::enters(part, card.grown(CLEARANCE - 1)) && !touches_end(&line, *card)))
        {
            continue;
        }
        let price = price(scene, lines, index, around) + offset.abs();
        if best.as_ref().is_none_or(|(least, ..)| price < *least) {
            best = Some((price, offset, line));
        }
    }
    match best {
        Some((_, offset, line)) if offset != 0 => {
            lines[index] = line;
            true
        }
        _ => false,
    }
}

/// True when a line starts or ends at the border of a card: its own ends are no obstacles to it, but their insides are.
fn touches_end(line: &[Point], card: crate::design::Frame) -> bool {
    let at = |point: Option<&Point>| point.is_some_and(|point| geometry::enters((*point, *point), card.grown(1)));
    (at(line.first()) || at(line.last())) && !geometry::pieces(line).any(|part| geometry::enters(part, card))
}

/// The line with one inner piece moved sideways; `None` when an end piece would become too short or turn around.
fn shifted(line: &[Point], piece: usize, offset: i32) -> Option<Vec<Point>> {
    let (a, b) = (*line.get(piece)?, *line.get(piece + 1)?);
    let mut moved = line.to_vec();
    let by: Point = if a.1 == b.1 { (0, offset) } else { (offset, 0) };
    for at in [piece, piece + 1] {
        moved[at] = (moved[at].0 + by.0, moved[at].1 + by.1);
    }
    let along = |from: Point, to: Point| (to.0 - from.0) + (to.1 - from.1);
    for at in [piece - 1, piece + 1] {
        let (before, after) = (along(line[at], line[at + 1]), along(moved[at], moved[at + 1]));
        let is_end = at == 0 || at + 2 == line.len();
        if before.signum() * after < if is_end { END_PIECE.min(before.abs()) } else { 1 } {
            return None;
        }
    }
    Some(moved)
}

/// What a stretch of a line costs: crowding other lines, crossing them, hugging borders.
fn price(scene: &Near, lines: &[Vec<Point>], index: usize, stretch: &[Point]) -> i32 {
    let mut price = 0;
    for part in geometry::pieces(stretch) {
        for other in lines.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, line)| geometry::pieces(line)) {
            if geometry::crowd(part, other, APART) {
                price += 1000;
            }
            if geometry::cross(part, other) {
                price += 120;
            }
        }
        price += 60 * i32::try_from(scene.frames.iter().filter(|frame| geometry::hugs(part, **frame, 5)).count()).unwrap_or(0);
    }
    price
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inner_piece_moves_and_end_pieces_keep_their_length() {
        let line = [(0, 0), (20, 0), (20, 50), (60, 50)];
        assert_eq!(shifted(&line, 1, 8), Some(vec![(0, 0), (28, 0), (28, 50), (60, 50)]));
        assert_eq!(shifted(&line, 1, -8), None);
        assert_eq!(shifted(&line, 1, 32), None);
    }
}
