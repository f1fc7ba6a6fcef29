//! A new node comes from the palette: a drag drops it on the canvas, a click finds a place for it.

use groundplan_synth::picture::collapsed;

use super::drag_threshold;
use super::press::LONG_PRESS_MS;
use crate::command::{AddNode, Wish};
use crate::core::Core;
use crate::event::{Input, PointerKind};
use crate::geometry::{PagePoint, ScreenPoint};
use crate::item::Item;
use crate::snap::{self, Guide};
use crate::update::{Cursor, Ghost, Preview};

/// How far a finger goes on the palette before it drags: less is scrolling. In screen pixels.
const TOUCH_THRESHOLD: f64 = 25.0;

/// A pressed entry of the palette.
#[derive(Clone, Debug)]
pub(crate) struct Placing {
    pub(crate) last: Input,
    kind: String,
    start: Input,
    /// A finger has rested: it does not scroll any more.
    is_held: bool,
    is_drag: bool,
}

impl Placing {
    pub(crate) fn new(kind: String, start: Input) -> Self {
        Self { last: start, kind, start, is_held: false, is_drag: false }
    }

    /// Where it would be dropped: nowhere beside the canvas, and nowhere on what lies over it.
    pub(crate) fn over_canvas(&self, core: &Core) -> Option<ScreenPoint> {
        Some(self.last.at).filter(|at| !self.last.is_covered && core.screen.contains(*at))
    }

    /// True while it is open whether a finger scrolls or drags.
    pub(crate) fn waits(&self) -> bool {
        self.start.pointer != PointerKind::Mouse && !self.is_held && !self.is_drag
    }

    pub(crate) fn tick(mut self, core: &mut Core, time_ms: f64) -> Self {
        if self.waits() && time_ms - self.start.time_ms >= LONG_PRESS_MS {
            self.is_held = true;
            "Drag it to where it belongs".clone_into(&mut core.hint);
            core.cursor = Cursor::Copy;
        }
        self
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let threshold = match input.pointer {
            PointerKind::Touch if !self.is_held => TOUCH_THRESHOLD,
            other => drag_threshold(other),
        };
        self.is_drag |= self.start.at.distance(input.at) >= threshold;
        core.preview = Preview::default();
        match self.over_canvas(core) {
            Some(at) if self.is_drag => self.show(core, input, at),
            _ => core.hint.clear(),
        }
        self
    }

    fn show(&self, core: &mut Core, input: &Input, at: ScreenPoint) {
        let (command, guides) = self.command(core, input, at);
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
        core.preview.guides = guides;
        core.preview.ghost = frame.map(|frame| Ghost { kind: self.kind.clone(), frame, parent, refusal });
    }

    /// What a drop does, and the lines of others on which it comes to rest. The shortcut key holds them off.
    fn command(&self, core: &Core, input: &Input, at: ScreenPoint) -> (AddNode, Vec<Guide>) {
        let point = core.page(at);
        let command = AddNode { kind: self.kind.clone(), wish: Wish::At(point) };
        let Some(placing) = command.placing(&core.design).ok().filter(|_| !input.modifiers.command()) else { return (command, Vec::new()) };
        let siblings: Vec<_> =
            collapsed::drawn(&core.design).filter(|(_, node, _)| node.parent == placing.parent).map(|(.., frame)| frame).collect();
        let (frame, guides) = snap::snapped(placing.frame, &siblings, core.viewport.zoom, false);
        let snapped = AddNode { wish: Wish::Frame { frame, point }, ..command };
        // Where its container has no room for it there, it comes to rest elsewhere.
        let rests = snapped.placing(&core.design).is_ok_and(|placing| placing.frame == frame);
        (snapped, if rests { guides } else { Vec::new() })
    }

    // Placing -> Idle
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        let ended = self.moved(core, input);
        core.preview = Preview::default();
        core.hint.clear();
        core.refusal = None;
        if !ended.is_drag {
            add_near(core, ended.kind);
        } else if let Some(at) = ended.over_canvas(core) {
            let command = ended.command(core, input, at).0;
            core.run(&command);
        }
    }
}

/// Adds a node where there is room, near what a person sees.
pub(crate) fn add_near(core: &mut Core, kind: String) -> bool {
    let point = core.page(core.screen.center());
    add_around(core, kind, point)
}

/// Adds a node at a point, or near it where it cannot lie there.
pub(crate) fn add_at(core: &mut Core, kind: String, at: ScreenPoint) -> bool {
    let point = core.page(at);
    let command = AddNode { kind, wish: Wish::At(point) };
    if command.placing(&core.design).is_ok() { core.run(&command) } else { add_around(core, command.kind, point) }
}

fn add_around(core: &mut Core, kind: String, point: PagePoint) -> bool {
    let selected = core.selection.last().and_then(Item::node);
    core.run(&AddNode { kind, wish: Wish::Near { point, selected } })
}
