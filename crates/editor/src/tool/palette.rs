//! A new node comes from the palette: a drag drops it on the canvas, a click finds a place for it.

use super::{Input, drag_threshold};
use crate::command::{AddNode, Wish};
use crate::core::Core;
use crate::event::PointerKind;
use crate::geometry::ScreenPoint;
use crate::item::Item;
use crate::update::{Cursor, Ghost};

/// How far a finger goes on the palette before it drags: less is scrolling. In screen pixels.
const TOUCH_THRESHOLD: f64 = 25.0;

/// A pressed entry of the palette.
#[derive(Clone, Debug)]
pub(crate) struct Placing {
    pub(crate) last: Input,
    kind: String,
    start: ScreenPoint,
    is_drag: bool,
}

impl Placing {
    pub(crate) fn new(kind: String, start: Input) -> Self {
        Self { last: start, kind, start: start.at, is_drag: false }
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let threshold = match input.pointer {
            PointerKind::Touch => TOUCH_THRESHOLD,
            other => drag_threshold(other),
        };
        self.is_drag |= self.start.distance(input.at) >= threshold;
        // Over the palette nothing would be dropped.
        if self.is_drag && core.screen.contains(input.at) {
            self.show(core, input);
        }
        self
    }

    fn show(&self, core: &mut Core, input: &Input) {
        let command = AddNode { kind: self.kind.clone(), wish: Wish::At(core.page(input.at)) };
        let (frame, parent, refusal) = match command.placing(&core.design) {
            Ok(placing) => (Some(placing.frame), placing.parent, None),
            Err(refusal) => (command.bare_frame(), None, Some(refusal.reason)),
        };
        core.hint = match (&refusal, parent) {
            (Some(reason), _) => reason.clone(),
            (None, Some(parent)) => format!("Drop in {}", core.name(parent)),
            (None, None) => "Drop on the page".to_owned(),
        };
        core.cursor = if refusal.is_some() { Cursor::NotAllowed } else { Cursor::Copy };
        core.refusal.clone_from(&refusal);
        core.preview.drop_target = parent;
        core.preview.ghost = frame.map(|frame| Ghost { kind: self.kind.clone(), frame, parent, refusal });
    }

    // Placing -> Idle
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        let ended = self.moved(core, input);
        core.preview = crate::update::Preview::default();
        core.hint.clear();
        core.refusal = None;
        if !ended.is_drag {
            add_near(core, ended.kind);
        } else if core.screen.contains(input.at) {
            core.run(&AddNode { kind: ended.kind, wish: Wish::At(core.page(input.at)) });
        }
    }
}

/// Adds a node where there is room, near what a person sees.
pub(crate) fn add_near(core: &mut Core, kind: String) -> bool {
    let selected = core.selection.last().and_then(Item::node);
    let point = core.page(core.screen.center());
    core.run(&AddNode { kind, wish: Wish::Near { point, selected } })
}
