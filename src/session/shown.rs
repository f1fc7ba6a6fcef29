//! What of the design is in the page: what the canvas shows with some room around it, so that thousands of nodes cost what a screenful costs.

use std::collections::BTreeSet;

use groundplan_editor::{PageRect, ScreenSize, Viewport};
use groundplan_synth::design::{ConnectionId, Design, Frame, NodeId};
use groundplan_synth::ordered::Ordered;
use groundplan_synth::picture::{Collapsed, collapsed, shapes};

use super::records::Records;

/// Room around the canvas, as a part of its size on each side: panning stays in it for a while.
const ROOM: f64 = 0.25;
/// Below this zoom what is written small cannot be read, and below the other one no text at all: a design of many nodes is drawn without.
const MIDDLE: f64 = 0.65;
const FAR: f64 = 0.35;
/// So many nodes are many.
const MANY_NODES: usize = 300;
/// A window so many times larger than what is seen holds too much.
const TOO_LARGE: f64 = 2.5;
/// So many dragged nodes at most are drawn apart from the others.
const MOST_LIFTED: usize = 150;

/// How much of a node is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Its frame and the colour of its kind.
    Far,
    /// Its glyph and its name, too.
    Middle,
    /// All of it.
    #[default]
    Near,
}

impl Detail {
    /// What can be seen in a design of so many nodes.
    pub(super) fn at(zoom: f64, nodes: usize) -> Self {
        match zoom {
            _ if nodes <= MANY_NODES => Self::Near,
            far if far < FAR => Self::Far,
            middle if middle < MIDDLE => Self::Middle,
            _ => Self::Near,
        }
    }

    /// The word by which the style sheet knows it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Far => "far",
            Self::Middle => "middle",
            Self::Near => "near",
        }
    }
}

/// What is drawn, in drawing order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lists {
    pub(super) frames: Vec<NodeId>,
    pub(super) cards: Vec<NodeId>,
    pub(super) lines: Vec<ConnectionId>,
}

/// The window and what is lifted out of the drawing while it is dragged.
#[derive(Default)]
pub(super) struct Shown {
    /// The part of the page that is drawn.
    window: Option<PageRect>,
    detail: Detail,
    /// The least detail since the camera rested, and the one in which it rested.
    least: Detail,
    rested: Detail,
    lifted: BTreeSet<NodeId>,
}

impl Shown {
    /// Moves the window to where the camera is. The answer is whether that is another one.
    pub(super) fn look(&mut self, camera: Viewport, screen: ScreenSize, design: &Design) -> bool {
        let seen = screen.is_known().then(|| {
            let (width, height) = (screen.width / camera.zoom, screen.height / camera.zoom);
            PageRect { x: camera.x, y: camera.y, width, height }
        });
        let was_far = self.is_far();
        self.detail = Detail::at(camera.zoom, design.node_count());
        self.least = self.least.min(self.detail);
        let Some(seen) = seen else { return self.window.take().is_some() };
        if self.window.is_none() {
            // Nothing is drawn in any other.
            (self.least, self.rested) = (self.detail, self.detail);
        }
        let is_far = self.is_far();
        let fits = |area: PageRect| {
            let (right, bottom) = (area.x + area.width, area.y + area.height);
            let holds = area.x <= seen.x && area.y <= seen.y && seen.x + seen.width <= right && seen.y + seen.height <= bottom;
            holds && was_far == is_far && area.width <= seen.width * TOO_LARGE
        };
        if self.window.is_some_and(fits) {
            return false;
        }
        let (dx, dy) = (seen.width * ROOM, seen.height * ROOM);
        self.window = Some(PageRect { x: seen.x - dx, y: seen.y - dy, width: seen.width + 2.0 * dx, height: seen.height + 2.0 * dy });
        true
    }

    /// True before the canvas had a size.
    pub(super) fn is_nowhere(&self) -> bool {
        self.window.is_none()
    }

    /// True when the camera is so far away that text is not drawn.
    pub(super) fn is_far(&self) -> bool {
        self.detail == Detail::Far
    }

    /// True when in a design of so many nodes as now more or less can be seen than when the camera last looked.
    pub(super) fn sees_otherwise(&self, zoom: f64, nodes: usize) -> bool {
        Detail::at(zoom, nodes) != self.detail
    }

    /// The camera rests. The answer is whether some nodes may be drawn in another detail than they can be seen in.
    pub(super) fn rest(&mut self) -> bool {
        let passed = [std::mem::replace(&mut self.least, self.detail), std::mem::replace(&mut self.rested, self.detail)];
        passed != [self.detail; 2]
    }

    /// True when a frame lies in the window in part.
    pub(super) fn shows(&self, frame: Frame) -> bool {
        self.window.is_none_or(|window| window.touches(frame))
    }

    /// Lifts nodes out of the drawing. The answer is whether that changes anything.
    pub(super) fn lift(&mut self, nodes: impl Iterator<Item = NodeId>) -> bool {
        let mut lifted = self.lifted.clone();
        lifted.extend(nodes);
        let changes = lifted != self.lifted && lifted.len() <= MOST_LIFTED;
        if changes {
            self.lifted = lifted;
        }
        changes
    }

    /// Puts everything back. The answer is whether anything was lifted.
    pub(super) fn put_down(&mut self) -> bool {
        !std::mem::take(&mut self.lifted).is_empty()
    }

    /// What lies in the drawing, and what is lifted out of it. `order` is the drawing order, `lines` all connections.
    pub(super) fn lists(&self, design: &Design, records: &Records, order: &[NodeId], lines: &[ConnectionId]) -> (Lists, Lists) {
        let (mut drawn, mut lifted) = (Lists::default(), Lists::default());
        let collapsed = Collapsed::of(design);
        for id in order.iter().copied().filter(|id| !collapsed.is_hidden(*id)) {
            let Some(node) = design.node(id) else { continue };
            let is_lifted = self.lifted.contains(&id);
            if is_lifted || collapsed::size_of(node).is_some_and(|frame| self.shows(frame)) {
                let lists = if is_lifted { &mut lifted } else { &mut drawn };
                let list = if shapes::is_frame(design, id, node) { &mut lists.frames } else { &mut lists.cards };
                list.push(id);
            }
        }
        let moving: BTreeSet<ConnectionId> = self.lifted.iter().flat_map(|id| design.connections_of(*id)).map(|(id, _)| id).to_set();
        for id in lines.iter().copied().filter(|id| collapsed.has_line(design, *id)) {
            if moving.contains(&id) {
                lifted.lines.push(id);
            } else if self.shows_line(design, records, id) {
                drawn.lines.push(id);
            }
        }
        (drawn, lifted)
    }

    fn shows_line(&self, design: &Design, records: &Records, id: ConnectionId) -> bool {
        let Some(window) = self.window else { return true };
        if let Some(points) = records.line_frame(id) {
            return window.touches(points);
        }
        let frame = |id: NodeId| collapsed::frame_for(design, id);
        let ends = design.connection(id).and_then(|connection| connection.nodes());
        ends.and_then(|(from, to)| Some(frame(from)?.union(frame(to)?))).is_some_and(|around| window.touches(around))
    }
}

#[cfg(test)]
mod tests {
    use groundplan_synth::design::{Edit, Node};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// A design of so many nodes.
    fn design(nodes: usize) -> Design {
        let mut design = Design::default();
        let mut edit = Edit::new(&design);
        for at in 0..nodes {
            edit.add_node(Node::new("bucket", format!("bucket-{at}")));
        }
        let patch = edit.finish();
        patch.apply(&mut design).unwrap();
        design
    }

    fn look(shown: &mut Shown, zoom: f64, design: &Design) {
        shown.look(Viewport { x: 0.0, y: 0.0, zoom }, ScreenSize::new(1280.0, 800.0), design);
    }

    #[wasm_bindgen_test]
    fn few_nodes_are_drawn_whole_from_everywhere_and_many_as_they_can_be_seen() {
        assert_eq!([0.1, 0.5, 1.0].map(|zoom| Detail::at(zoom, 300)), [Detail::Near; 3]);
        assert_eq!(
            [0.1, 0.35, 0.5, 0.65, 1.0].map(|zoom| Detail::at(zoom, 301)),
            [Detail::Far, Detail::Middle, Detail::Middle, Detail::Near, Detail::Near]
        );
    }

    #[wasm_bindgen_test]
    fn a_rest_draws_anew_what_may_have_come_in_another_detail() {
        let (design, mut shown) = (design(301), Shown::default());
        // What is looked at first from afar was drawn so.
        look(&mut shown, 0.2, &design);
        assert!(!shown.rest());
        look(&mut shown, 1.0, &design);
        assert!(shown.rest() && !shown.rest());
        // There and back: what came in on the way is without its words.
        look(&mut shown, 0.5, &design);
        look(&mut shown, 1.0, &design);
        assert!(shown.rest());
        look(&mut shown, 2.0, &design);
        assert!(!shown.rest());
    }

    #[wasm_bindgen_test]
    fn a_node_more_or_less_can_change_what_is_seen() {
        let (few, many, mut shown) = (design(300), design(301), Shown::default());
        look(&mut shown, 0.5, &few);
        assert!(!shown.sees_otherwise(0.5, 300) && shown.sees_otherwise(0.5, 301));
        look(&mut shown, 0.5, &many);
        assert!(shown.rest());
    }
}
