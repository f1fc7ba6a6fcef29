//! Where a line's label stands: on a free stretch, covering no card, no title and no other label.

use super::super::text;
use super::geometry::{self, Point};
use super::scene::Near;
use crate::design::{Connection, Design, Frame};
use crate::meaning;

/// Height of a label's plate in page units.
pub const LABEL_HEIGHT: i32 = 18;
/// Room between a plate's border and its text, on each side.
const LABEL_PADDING: i32 = 6;
/// Room between a plate and the end of its stretch.
const MARGIN: i32 = 10;

/// Where a label stands before its target when there is room.
const FROM_TARGET: i32 = 64;
/// The price of each piece between a label and its line's target: labels near the targets stand one below the other.
const NEARER: i32 = 6;

/// The text on a connection: what its verb says, or the verb's own word when it is not known.
pub fn label_text(design: &Design, connection: &Connection) -> String {
    meaning::by_id(&connection.verb).map_or_else(|| connection.verb.clone(), |verb| (verb.label)(design, connection))
}

/// Width of the plate for a text.
pub fn label_width(label: &str) -> i32 {
    text::width(label, text::CAPTION) + 2 * LABEL_PADDING
}

/// The labels placed so far and what they must not cover.
pub(super) struct Plates<'a> {
    scene: &'a Near,
    lines: &'a [Vec<Point>],
    placed: Vec<Frame>,
}

impl<'a> Plates<'a> {
    pub(super) fn new(scene: &'a Near, lines: &'a [Vec<Point>]) -> Self {
        Self { scene, lines, placed: Vec::new() }
    }

    /// Heeds labels that stay where they are.
    pub(super) fn keep(&mut self, labels: impl Iterator<Item = (Point, String)>) {
        self.placed.extend(labels.map(|(middle, label)| plate(middle, label_width(&label))));
    }

    /// The best place for a label on a line.
    pub(super) fn place(&mut self, line: &[Point], label: &str) -> Option<Point> {
        if label.is_empty() {
            return None;
        }
        let width = label_width(label);
        let mut best: Option<(i32, Point)> = None;
        for (number, (a, b)) in geometry::pieces(line).enumerate() {
            let is_last = number + 2 == line.len();
            for middle in stations((a, b), width, is_last) {
                let from_target = i32::try_from(line.len() - 2 - number).unwrap_or(0);
                if let Some(price) = self.price(middle, width, line, a.1 == b.1).map(|price| price + NEARER * from_target)
                    && best.is_none_or(|(least, _)| price < least)
                {
                    best = Some((price, middle));
                }
            }
        }
        let (_, middle) = best?;
        self.placed.push(plate(middle, width));
        Some(middle)
    }

    /// What a place costs; `None` when it covers what must stay visible.
    fn price(&self, middle: Point, width: i32, line: &[Point], flat: bool) -> Option<i32> {
        let plate = plate(middle, width);
        let covers = |frames: &[Frame], room: i32| frames.iter().any(|frame| frame.overlaps(plate.grown(room)));
        if covers(&self.scene.cards, 4) || covers(&self.scene.titles, 2) || covers(&self.placed, 3) {
            return None;
        }
        let mut price = if flat { 0 } else { 15 };
        for other in self.lines.iter().filter(|other| other.as_slice() != line) {
            price +=
                40 * i32::try_from(geometry::pieces(other).filter(|piece| geometry::enters(*piece, plate.grown(2))).count()).unwrap_or(0);
        }
        // A plate over a border hides it; inside many frames there is more to hide than outside.
        for frame in &self.scene.frames {
            let around = plate.grown(4);
            price += if frame.contains(around) {
                2
            } else if frame.overlaps(around) {
                25
            } else {
                0
            };
        }
        Some(price)
    }
}

fn plate((x, y): Point, width: i32) -> Frame {
    Frame::new(x - width / 2, y - LABEL_HEIGHT / 2, width, LABEL_HEIGHT)
}

/// Places along a straight piece: the middle, then towards both ends. A flat piece must be as long as the plate.
fn stations((a, b): (Point, Point), width: i32, is_last: bool) -> Vec<Point> {
    let flat = a.1 == b.1;
    let length = (b.0 - a.0).abs() + (b.1 - a.1).abs();
    // The arrow head takes some of the last piece.
    let needed = if flat { width } else { LABEL_HEIGHT } + 2 * MARGIN + if is_last { MARGIN / 2 } else { 0 };
    if length < needed {
        return Vec::new();
    }
    let at = |share: i32| (a.0 + (b.0 - a.0) * share / 16, a.1 + (b.1 - a.1) * share / 16);
    let half = needed / 2;
    let shares = [8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14].into_iter();
    let fitting = shares.filter(|share| share * length / 16 >= half && (16 - share) * length / 16 >= half).map(at);
    // Labels at one distance from their targets stand in a column.
    let aligned = (flat && is_last && half <= FROM_TARGET && length - FROM_TARGET >= width / 2 + MARGIN)
        .then(|| (b.0 - (b.0 - a.0).signum() * FROM_TARGET, b.1));
    aligned.into_iter().chain(fitting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(piece: (Point, Point), width: i32, first: Option<Point>) {
        assert_eq!(stations(piece, width, false).first().copied(), first);
    }

    #[test]
    fn a_label_needs_a_stretch_as_long_as_itself() {
        check(((0, 0), (100, 0)), 60, Some((50, 0)));
        check(((0, 0), (70, 0)), 60, None);
        check(((0, 0), (0, 60)), 60, Some((0, 30)));
        check(((0, 0), (0, 30)), 60, None);
    }
}
