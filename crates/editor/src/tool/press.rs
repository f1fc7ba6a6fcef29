//! Something is pressed: a short way makes it a drag, letting go makes it a click.

use groundplan_synth::design::NodeId;

use super::connect::Connecting;
use super::marquee::Marquee;
use super::moving::Moving;
use super::resize::Resizing;
use super::{Input, Tool, drag_threshold};
use crate::core::Core;
use crate::hit::{Handle, Hit, Side};
use crate::item::{Item, Selection};

/// Two clicks within this time are a double click, in milliseconds.
const DOUBLE_CLICK_MS: f64 = 450.0;

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// A port: the start of a connection.
    Port(NodeId, Side),
    /// A resize handle.
    Handle(NodeId, Handle),
    /// A node or a connection.
    Hit(Hit),
    /// The empty canvas.
    Canvas,
}

/// A press that is not decided yet.
#[derive(Clone, Debug)]
pub(crate) struct Pressing {
    pub(crate) start: Input,
    pub(crate) target: Target,
    /// True when the pressed item was selected before.
    pub(crate) was_selected: bool,
    /// The selection before the press: what a lost pointer restores.
    pub(crate) selection: Selection,
}

impl Pressing {
    pub(crate) fn moved(self, core: &mut Core, input: &Input) -> Tool {
        if self.start.at.distance(input.at) < drag_threshold(self.start.pointer) {
            return Tool::Pressing(self);
        }
        core.clicked = None;
        match self.target {
            // Pressing -> Connecting
            Target::Port(node, side) => Tool::Connecting(Connecting::new(core, node, side, self.start).moved(core, input)),
            // Pressing -> Resizing
            Target::Handle(node, handle) => Tool::Resizing(Resizing::new(core, node, handle, self.start).moved(core, input)),
            // Pressing -> Marquee
            Target::Canvas => Tool::Marquee(Marquee::new(core, self.start, self.selection).moved(core, input)),
            Target::Hit(Hit::Inside(_)) if self.start.modifiers.shift && !self.was_selected => {
                Tool::Marquee(Marquee::new(core, self.start, self.selection).moved(core, input))
            }
            // Pressing -> Moving
            Target::Hit(Hit::Solid(Item::Node(node)) | Hit::Inside(node)) => {
                Tool::Moving(Moving::new(core, node, self.start, self.selection).moved(core, input))
            }
            // Pressing -> Pressing: a connection is where its ends are
            Target::Hit(Hit::Solid(Item::Connection(_))) => Tool::Pressing(self),
        }
    }

    // Pressing -> Idle: a click
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        let shift = self.start.modifiers.shift;
        let item = match self.target {
            Target::Hit(hit) => hit.item(),
            Target::Port(node, _) | Target::Handle(node, _) => Item::Node(node),
            Target::Canvas => {
                core.clicked = None;
                if !shift {
                    core.select(Selection::default());
                }
                return;
            }
        };
        let waited = matches!(self.target, Target::Hit(Hit::Inside(_))) && !self.was_selected;
        if shift && (self.was_selected || waited) {
            let mut selection = core.selection.clone();
            selection.toggle(item);
            core.select(selection);
        } else if !shift {
            core.select(Selection::only(item));
        }
        let is_double = core.clicked.is_some_and(|(last, time_ms)| last == item && input.time_ms - time_ms <= DOUBLE_CLICK_MS);
        core.clicked = (!is_double).then_some((item, input.time_ms));
        if is_double && !shift {
            core.edit_name = item.node();
        }
    }
}
