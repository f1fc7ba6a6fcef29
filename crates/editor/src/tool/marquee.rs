//! A rectangle selects: cards that it touches, frames that lie wholly in it.

use groundplan_synth::design::{Design, Frame, Node, NodeId};
use groundplan_synth::picture::collapsed;

use crate::core::Core;
use crate::event::Input;
use crate::geometry::{PagePoint, PageRect};
use crate::item::{Item, Selection};
use crate::tree;
use crate::update::Cursor;

/// A drag over the empty canvas.
#[derive(Clone, Debug)]
pub(crate) struct Marquee {
    pub(crate) last: Input,
    /// What was selected before: kept with Shift, and restored when the pointer is lost.
    pub(crate) selection: Selection,
    from: PagePoint,
}

impl Marquee {
    pub(crate) fn new(core: &Core, start: Input, selection: Selection) -> Self {
        Self { last: start, selection, from: core.page(start.at) }
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let area = PageRect::between(self.from, core.page(input.at));
        let mut selection = if input.modifiers.shift { self.selection.clone() } else { Selection::default() };
        for id in enclosed(&core.design, area) {
            selection.add(Item::Node(id));
        }
        core.hint = match selection.len() {
            0 => "Select".to_owned(),
            1 => "Select 1 item".to_owned(),
            several => format!("Select {several} items"),
        };
        core.select(selection);
        core.preview.marquee = Some(area);
        core.cursor = Cursor::Default;
        self
    }
}

/// The nodes in an area; what lies in a selected container is selected with it.
fn enclosed(design: &Design, area: PageRect) -> Vec<NodeId> {
    let meets = |node: &Node, frame: Frame| if tree::is_frame(node) { area.encloses(frame) } else { area.touches(frame) };
    let all: Vec<NodeId> = collapsed::drawn(design).filter(|(_, node, frame)| meets(node, *frame)).map(|(id, ..)| id).collect();
    tree::Tree::of(design).roots(&all)
}
