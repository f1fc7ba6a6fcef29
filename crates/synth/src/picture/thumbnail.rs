//! A design as small as a stamp: its frames and lines without words, to be told from others at a glance.

use std::fmt::Write;

use super::collapsed;
use super::shapes::{drawing_order, is_frame};
use crate::design::{Design, Frame, NodeId};

/// More nodes than this cannot be told apart on a stamp.
const MOST_NODES: usize = 400;
/// The room around the drawing, in page units.
const MARGIN: i32 = 32;
/// So many lines beside each other would fill it.
const LINES_ACROSS: i32 = 240;
/// A grey that is seen on a light page and on a dark one.
const GREY: &str = "#7b8798";

/// The stamp as an SVG file of its own: no text, no script, no address. Empty for a design of which nothing is drawn.
pub fn thumbnail(design: &Design) -> String {
    let placed = |id: NodeId| Some((id, design.node(id)?, collapsed::frame_of(design, id)?));
    let nodes: Vec<_> = drawing_order(design).into_iter().filter_map(placed).take(MOST_NODES).collect();
    let Some(all) = nodes.iter().map(|(_, _, frame)| *frame).reduce(Frame::union) else { return String::new() };
    let Frame { x, y, width, height } = all.grown(MARGIN);
    let line = (width.max(height) / LINES_ACROSS).max(1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{x} {y} {width} {height}\">\
         <g fill=\"none\" stroke=\"{GREY}\" stroke-width=\"{line}\">"
    );
    for (from, to) in design.connections().filter_map(|(_, connection)| connection.nodes()) {
        if let Some((from, to)) = collapsed::frame_for(design, from).zip(collapsed::frame_for(design, to)) {
            let ((x1, y1), (x2, y2)) = (from.center(), to.center());
            // Writing to a text cannot fail.
            let _ = write!(svg, "<path d=\"M{x1} {y1}L{x2} {y2}\" opacity=\".4\"/>");
        }
    }
    for (id, node, Frame { x, y, width, height }) in nodes {
        let fill = if is_frame(design, id, node) { String::new() } else { format!(" fill=\"{GREY}\" fill-opacity=\".55\"") };
        let _ = write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"12\"{fill}/>");
    }
    svg.push_str("</g></svg>");
    svg
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::design::sketch;
    use crate::picture::layout;

    #[test]
    fn a_stamp_has_a_box_for_each_node_and_none_of_its_words() {
        let mut design = sketch::parse(include_str!("../../../../examples/unicorn.sketch")).design;
        layout::place_missing(&design).apply(&mut design).unwrap();
        let svg = thumbnail(&design);
        assert_eq!(svg.matches("<rect").count(), design.node_count());
        assert!(!svg.contains("unicorn") && !svg.contains("<text"), "{svg}");
        assert_eq!(svg, thumbnail(&design));
        assert_eq!(thumbnail(&Design::default()), "");
    }
}
