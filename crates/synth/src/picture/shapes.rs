//! What a node looks like in numbers and words: the app and the SVG draw from the same values.

use std::fmt::Write as _;

use super::collapsed;
use super::layout::{self, TITLE_HEIGHT, TaskGlyph};
use super::palette::{self, Look, Token};
use super::route::Point;
use super::text;
use crate::catalog::{self, Kind};
use crate::decimal::Plain;
use crate::design::{Design, Frame, Node, NodeId, canvas};
use crate::meaning::{self, Line};
use crate::ordered::Order;

/// Side of a card's glyph in page units.
pub const GLYPH_SIZE: i32 = 40;
/// Side of the glyph in a frame's title.
pub const TITLE_GLYPH_SIZE: i32 = 20;
/// Corner radius of cards.
pub const CARD_RADIUS: i32 = 8;
/// How far the card below a collapsed container's card looks out.
pub const PILE_OFFSET: i32 = 5;
/// Corner radius of frames.
pub const FRAME_RADIUS: i32 = 10;
/// Radius of a line's bends.
pub const BEND_RADIUS: i32 = 8;
/// Length of an arrow head.
const ARROW_LENGTH: i32 = 8;
/// Half the width of an arrow head.
const ARROW_HALF: i32 = 4;
/// Room between a card's border and its glyph, and between glyph and text.
const INSET: i32 = 10;

/// One line of text, already short enough for its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it starts, or its middle when `centered`.
    pub x: i32,
    /// Its baseline.
    pub y: i32,
    /// The text.
    pub text: String,
    /// Size in page units.
    pub size: i32,
    /// Semibold.
    pub strong: bool,
    /// Around `x` instead of from `x` on.
    pub centered: bool,
}

/// A square in a category's colour with a line drawing on a grid of 24.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Side.
    pub size: i32,
    /// The colour of the square.
    pub color: &'static Token,
    /// Path data of the drawing.
    pub paths: &'static [&'static str],
}

impl Glyph {
    /// Puts the drawing's grid of 24 into the square, with air around it.
    pub fn transform(&self) -> String {
        // 24 of 32 parts are the drawing.
        let scale = f64::from(self.size) / 32.0;
        let inset = f64::from(self.size) / 8.0;
        format!("translate({} {}) scale({})", Plain(f64::from(self.x) + inset), Plain(f64::from(self.y) + inset), Plain(scale))
    }

    /// Corner radius of the square.
    pub fn radius(&self) -> i32 {
        (self.size / 7).max(3)
    }
}

/// A node ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeShape {
    /// Where it is.
    pub frame: Frame,
    /// The look of a frame; `None` for a card.
    pub look: Option<Look>,
    /// The style class of a frame; empty for a card.
    pub style: &'static str,
    /// Its glyph.
    pub glyph: Glyph,
    /// Its name.
    pub name: Text,
    /// The line of what matters; its text may be empty.
    pub caption: Text,
    /// True for a collapsed container: its card lies on another one.
    pub is_pile: bool,
}

impl NodeShape {
    /// The same shape at the corner of another frame.
    pub fn moved_to(&self, frame: Frame) -> Self {
        let (dx, dy) = (frame.x - self.frame.x, frame.y - self.frame.y);
        let text = |text: &Text| Text { x: text.x + dx, y: text.y + dy, ..text.clone() };
        Self {
            frame: self.frame.moved(dx, dy),
            glyph: Glyph { x: self.glyph.x + dx, y: self.glyph.y + dy, ..self.glyph.clone() },
            name: text(&self.name),
            caption: text(&self.caption),
            ..self.clone()
        }
    }
}

/// The drawing of what this version does not know: a dashed box with a question mark.
const UNKNOWN: &[&str] = &[
    "M4 4h4",
    "M11 4h2",
    "M16 4h4v4",
    "M20 11v2",
    "M20 16v4h-4",
    "M13 20h-2",
    "M8 20H4v-4",
    "M4 13v-2",
    "M4 8V4",
    "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7",
    "M12 16.5v.2",
];
/// The drawing of a task.
const TASK: &[&str] = &["M5 6h14v12H5z", "M9 10v4", "M12 10v4", "M15 10v4"];
/// The drawing of the region: a flag.
const REGION: &[&str] = &["M6 21V4", "M6 5h12l-3 4l3 4H6"];

/// The shape of a node; `None` when it has no frame.
pub fn node_shape(design: &Design, id: NodeId) -> Option<NodeShape> {
    let node = design.node(id)?;
    let frame = collapsed::frame_of(design, id)?;
    let kind = catalog::kind_of(node);
    let holds = kind.is_some_and(Kind::is_frame) || design.has_children(id);
    let is_pile = canvas::is_collapsed(node) && holds;
    let caption = match kind {
        _ if is_pile => format!("{} inside", design.descendants(id).len()),
        Some(kind) => (kind.caption)(design, id, node),
        None => node.kind.clone(),
    };
    let color = kind.map_or(&palette::CATEGORY_GENERAL, |kind| palette::category(kind.category.token()));
    let paths = kind.map_or(UNKNOWN, |kind| kind.glyph);
    Some(if is_frame(design, id, node) {
        let style = kind.map_or("", |kind| (kind.style)(node));
        frame_shape(frame, style, &node.name, &caption, paths)
    } else {
        NodeShape { is_pile, ..card_shape(frame, color, paths, &node.name, &caption) }
    })
}

/// True when a node is drawn around others: by its kind, or because something lies in it. A collapsed one is not.
pub fn is_frame(design: &Design, id: NodeId, node: &Node) -> bool {
    (catalog::kind_of(node).is_some_and(Kind::is_frame) || design.has_children(id)) && !canvas::is_collapsed(node)
}

/// The shape of the region around everything in AWS; `None` when nothing is.
pub fn region_shape(design: &Design) -> Option<NodeShape> {
    layout::region_frame(design).map(|frame| region_shape_in(design, frame))
}

/// The shape of the region with a frame that is known.
pub fn region_shape_in(design: &Design, frame: Frame) -> NodeShape {
    frame_shape(frame, "region", &design.settings().region, "AWS region", REGION)
}

fn frame_shape(frame: Frame, style: &'static str, name: &str, caption: &str, paths: &'static [&'static str]) -> NodeShape {
    let look = palette::look(style);
    let room = frame.width - text::TITLE_INSET - text::TITLE_GAP;
    let name = fitted_name(name, room);
    let name_width = text::strong_width(&name, text::NAME);
    let caption_room = room - name_width - text::TITLE_GAP;
    // A caption of which only a few letters fit says nothing.
    let caption = if caption_room < 40 { String::new() } else { text::fitted(caption, text::CAPTION, caption_room) };
    let (left, baseline) = (frame.x + text::TITLE_INSET, frame.y + TITLE_HEIGHT / 2 + 5);
    NodeShape {
        frame,
        look: Some(look),
        style,
        glyph: Glyph { x: frame.x + 6, y: frame.y + 5, size: TITLE_GLYPH_SIZE, color: look.stroke, paths },
        name: Text { x: left, y: baseline, text: name, size: text::NAME, strong: true, centered: false },
        caption: Text {
            x: left + name_width + text::TITLE_GAP,
            y: baseline,
            text: caption,
            size: text::CAPTION,
            strong: false,
            centered: false,
        },
        is_pile: false,
    }
}

fn card_shape(frame: Frame, color: &'static Token, paths: &'static [&'static str], name: &str, caption: &str) -> NodeShape {
    let size = GLYPH_SIZE.min(frame.height - 2 * INSET).max(8);
    let left = frame.x + INSET + size + 8;
    let room = frame.right() - left - 4;
    let middle = frame.y + frame.height / 2;
    let caption = text::fitted(caption, text::CAPTION, room);
    // A name alone stands in the middle.
    let (name_y, caption_y) = if caption.is_empty() { (middle + 5, middle + 5) } else { (middle - 4, middle + 13) };
    NodeShape {
        frame,
        look: None,
        style: "",
        glyph: Glyph { x: frame.x + INSET, y: middle - size / 2, size, color, paths },
        name: Text { x: left, y: name_y, text: fitted_name(name, room), size: text::NAME, strong: true, centered: false },
        caption: Text { x: left, y: caption_y, text: caption, size: text::CAPTION, strong: false, centered: false },
        is_pile: false,
    }
}

/// A name is semibold, so it has less room than its letters alone.
fn fitted_name(name: &str, room: i32) -> String {
    text::fitted(name, text::NAME, room * 100 / 111)
}

/// The glyph and label of a task.
pub fn task_shape(design: &Design, task: &TaskGlyph) -> (Glyph, Text) {
    let service = design.node(task.service);
    let kind = service.and_then(|node| catalog::kind_of(node));
    let color = kind.map_or(&palette::CATEGORY_GENERAL, |kind| palette::category(kind.category.token()));
    let middle = task.frame.x + task.frame.width / 2;
    let name = service.map(|node| node.name.as_str()).unwrap_or_default();
    let label = text::fitted(&format!("{name} task"), text::CAPTION, task.frame.width);
    (
        Glyph { x: middle - GLYPH_SIZE / 2, y: task.frame.y, size: GLYPH_SIZE, color, paths: TASK },
        Text { x: middle, y: task.frame.bottom() - 3, text: label, size: text::CAPTION, strong: false, centered: true },
    )
}

/// What puts one of two overlapping nodes above the other, the first that differs: the layer of its kind, the order that somebody gave
/// it, and how deep it lies. Of nodes that are alike in all of it the later one in the tree lies above.
pub fn height(design: &Design, id: NodeId) -> (u8, i64, usize) {
    let layer = |id: NodeId| {
        let kind = design.node(id).and_then(|node| catalog::kind_of(node));
        // A card that holds others is drawn below what it holds, above the frames.
        kind.map(Kind::layer).filter(|layer| *layer < u8::MAX).unwrap_or(u8::MAX - u8::from(design.has_children(id)))
    };
    let order = |id: NodeId| design.node(id).map_or(0, |node| canvas::order_of(node));
    let (own, around) = (layer(id), design.ancestors(id));
    // What lies in a node of its own layer is never hidden by it.
    let least = around.iter().filter(|other| layer(**other) == own).map(|other| order(*other)).max();
    (own, least.map_or(order(id), |least| least.max(order(id))), around.len())
}

/// Nodes in the order in which they are drawn: frames by layer, outer ones first, then cards.
pub fn drawing_order(design: &Design) -> Vec<NodeId> {
    let mut order = design.in_tree_order();
    order.order_by_key(|id| height(design, *id));
    order
}

/// How a line is drawn: its colour and dashes.
pub fn line_look(verb: &str) -> (&'static Token, &'static str) {
    match meaning::by_id(verb).map(|verb| verb.line) {
        Some(Line::Traffic) => (&palette::LINE_TRAFFIC, ""),
        Some(Line::Permission) | None => (&palette::LINE_PERMISSION, "5 4"),
        Some(Line::Placement) => (&palette::LINE_PERMISSION, "2 3"),
    }
}

/// SVG path data of a line with rounded bends. It ends where the arrow head begins to narrow, so that no blunt end shows.
pub fn path_data(points: &[Point], radius: i32) -> String {
    let mut data = String::new();
    let Some(first) = points.first() else { return data };
    let _ = write!(data, "M{} {}", first.0, first.1);
    for (index, corner) in points.iter().enumerate().skip(1) {
        let before = points[index - 1];
        let Some(after) = points.get(index + 1) else {
            let end = towards(*corner, before, (ARROW_LENGTH - 2).min(distance(*corner, before)));
            let _ = write!(data, "L{} {}", end.0, end.1);
            break;
        };
        let reach = radius.min(distance(before, *corner) / 2).min(distance(*corner, *after) / 2);
        let (enter, leave) = (towards(*corner, before, reach), towards(*corner, *after, reach));
        let _ = write!(data, "L{} {}Q{} {} {} {}", enter.0, enter.1, corner.0, corner.1, leave.0, leave.1);
    }
    data
}

/// SVG path data of the arrow head at the end of a line.
pub fn arrow_head(points: &[Point]) -> String {
    let [.., before, tip] = points else { return String::new() };
    let base = towards(*tip, *before, ARROW_LENGTH);
    let (dx, dy) = ((tip.0 - before.0).signum() * ARROW_HALF, (tip.1 - before.1).signum() * ARROW_HALF);
    format!("M{} {}L{} {}L{} {}Z", tip.0, tip.1, base.0 - dy, base.1 + dx, base.0 + dy, base.1 - dx)
}

/// The point at a distance from `start` on the straight way to `end`.
fn towards(start: Point, end: Point, distance: i32) -> Point {
    (start.0 + (end.0 - start.0).signum() * distance, start.1 + (end.1 - start.1).signum() * distance)
}

fn distance(one: Point, other: Point) -> i32 {
    (one.0 - other.0).abs() + (one.1 - other.1).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(points: &[Point], path: &str, head: &str) {
        assert_eq!((path_data(points, 8).as_str(), arrow_head(points).as_str()), (path, head));
    }

    #[test]
    fn lines_have_rounded_bends_and_an_arrow_head() {
        check(&[], "", "");
        check(&[(0, 0), (40, 0)], "M0 0L34 0", "M40 0L32 4L32 -4Z");
        check(&[(0, 0), (40, 0), (40, 40)], "M0 0L32 0Q40 0 40 8L40 34", "M40 40L36 32L44 32Z");
        check(&[(0, 0), (8, 0), (8, 40)], "M0 0L4 0Q8 0 8 4L8 34", "M8 40L4 32L12 32Z");
    }
}
