//! The tools: state machines over pointer events. One file a state, with its transitions as headings.
//!
//! ```text
//! Idle ─ down ─▶ Pressing ─ drag ─▶ Moving │ Marquee │ Resizing │ Connecting ─ up ─▶ Idle
//! Idle ─ down ─▶ Panning ─ up ─▶ Idle        Idle ─ palette ─▶ Placing ─ up ─▶ Idle
//! Idle ─ C ─▶ Choosing ─ Enter ─▶ Idle       any touch ─ second finger ─▶ Pinching ─ up ─▶ Idle
//! Pressing ─ a finger rests ─▶ Idle, and the menu opens
//! any ─ Escape, lost pointer, its button up unheard ─▶ Idle, and nothing happened
//! ```

mod choose;
mod connect;
mod idle;
mod joins;
mod marquee;
mod moving;
mod palette;
mod pan;
mod pinch;
mod press;
mod resize;

use crate::core::Core;
use crate::event::{Button, Input, PointerKind};
use crate::geometry::ScreenPoint;

pub(crate) use choose::Choosing;
pub(crate) use idle::has_ports;
pub(crate) use idle::hover;
pub(crate) use joins::Joins;
pub(crate) use palette::{Placing, add_at, add_near};

/// How far a pressed pointer goes before it drags, in screen pixels.
pub(crate) fn drag_threshold(pointer: PointerKind) -> f64 {
    match pointer {
        PointerKind::Mouse | PointerKind::Pen => 4.0,
        PointerKind::Touch => 6.0,
    }
}

/// The state of the tools.
#[derive(Clone, Debug, Default)]
pub(crate) enum Tool {
    /// Nothing is pressed.
    #[default]
    Idle,
    /// Something is pressed, and it is open whether this is a click or a drag.
    Pressing(press::Pressing),
    /// Nodes follow the pointer.
    Moving(moving::Moving),
    /// A rectangle selects.
    Marquee(marquee::Marquee),
    /// A frame's edges follow the pointer.
    Resizing(resize::Resizing),
    /// A connection follows the pointer.
    Connecting(connect::Connecting),
    /// The keyboard chooses where a connection goes.
    Choosing(Choosing),
    /// The page follows the pointer.
    Panning(pan::Panning),
    /// A new node comes from the palette.
    Placing(Placing),
    /// Two fingers move and zoom the page.
    Pinching(pinch::Pinching),
}

impl Tool {
    /// True while a pointer is pressed.
    pub(crate) fn is_pressed(&self) -> bool {
        !matches!(self, Self::Idle | Self::Choosing(_))
    }

    /// The button of the gesture.
    pub(crate) fn button(&self) -> Button {
        self.pointer().map(|own| own.button).unwrap_or_default()
    }

    /// The pointer of the gesture.
    fn pointer(&self) -> Option<&Input> {
        match self {
            Self::Idle | Self::Choosing(_) | Self::Pinching(_) => None,
            Self::Pressing(state) => Some(&state.start),
            Self::Moving(state) => Some(&state.last),
            Self::Marquee(state) => Some(&state.last),
            Self::Resizing(state) => Some(&state.last),
            Self::Connecting(state) => Some(&state.last),
            Self::Panning(state) => Some(&state.last),
            Self::Placing(state) => Some(&state.last),
        }
    }

    /// True when an event belongs to another pointer than the gesture's.
    fn is_foreign(&self, input: &Input) -> bool {
        self.pointer().is_some_and(|own| own.id != input.id)
    }

    /// True for the gesture of a pointer.
    pub(crate) fn is_of(&self, id: i32) -> bool {
        matches!(self, Self::Pinching(state) if state.is_of(id)) || self.pointer().is_some_and(|own| own.id == id)
    }

    /// True when a move tells that the gesture's button is no longer held.
    pub(crate) fn is_let_go(&self, input: &Input) -> bool {
        self.pointer().is_some_and(|own| own.id == input.id && !own.button.is_held(input.buttons))
    }

    /// A button or finger went down.
    pub(crate) fn down(self, core: &mut Core, input: &Input) -> Self {
        match self {
            // any -> Pinching, with a second finger
            _ if self.is_foreign(input) && input.pointer == PointerKind::Touch => match self.pointer().copied() {
                Some(first) if first.pointer == PointerKind::Touch => {
                    self.cancel(core);
                    Self::Pinching(pinch::Pinching::new(first, *input))
                }
                _ => self,
            },
            // Choosing -> Idle: the pointer takes over
            Self::Idle | Self::Choosing(_) => idle::down(core, input),
            // A third finger changes nothing.
            Self::Pinching(_) => self,
            _ if self.is_foreign(input) => self,
            // any -> Idle: that the button went up was heard elsewhere
            _ => {
                self.cancel(core);
                idle::down(core, input)
            }
        }
    }

    /// The pointer moved.
    pub(crate) fn moved(self, core: &mut Core, input: &Input) -> Self {
        if self.is_foreign(input) {
            return self;
        }
        match self {
            Self::Idle => {
                hover(core, input);
                Self::Idle
            }
            Self::Pressing(state) => state.moved(core, input),
            Self::Moving(state) => Self::Moving(state.moved(core, input)),
            Self::Marquee(state) => Self::Marquee(state.moved(core, input)),
            Self::Resizing(state) => Self::Resizing(state.moved(core, input)),
            Self::Connecting(state) => Self::Connecting(state.moved(core, input)),
            Self::Choosing(state) => {
                hover(core, input);
                Self::Choosing(state.shown(core))
            }
            Self::Panning(state) => Self::Panning(state.moved(core, input)),
            Self::Placing(state) => Self::Placing(state.moved(core, input)),
            Self::Pinching(state) => Self::Pinching(state.moved(core, input)),
        }
    }

    /// A button or finger went up.
    pub(crate) fn up(self, core: &mut Core, input: &Input) -> Self {
        if self.is_foreign(input) {
            return self;
        }
        // any -> Idle: the last button went up, and it is another than the gesture's
        if self.pointer().is_some_and(|own| own.button != input.button) {
            self.cancel(core);
            return Self::Idle;
        }
        match self {
            Self::Idle => {
                // Idle -> Idle: the right button opens the menu of what was under it
                if let Some(at) = core.asked.take() {
                    core.want_menu(at);
                }
            }
            Self::Panning(_) => {}
            Self::Choosing(state) => return Self::Choosing(state.shown(core)),
            Self::Pressing(state) => state.up(core, input),
            Self::Moving(state) => state.up(core, input),
            Self::Marquee(state) => {
                state.moved(core, input);
                core.preview.marquee = None;
            }
            Self::Resizing(state) => state.up(core, input),
            Self::Connecting(state) => state.up(core, input),
            Self::Placing(state) => state.up(core, input),
            Self::Pinching(state) => return state.up(input),
        }
        Self::Idle
    }

    /// True while the gesture waits for time to pass.
    pub(crate) fn waits(&self) -> bool {
        match self {
            Self::Pressing(state) => state.is_long(),
            Self::Placing(state) => state.waits(),
            _ => false,
        }
    }

    /// Where the pointer of a drag is that may go on beyond the canvas's border.
    pub(crate) fn dragged(&self, core: &Core) -> Option<ScreenPoint> {
        match self {
            Self::Pressing(_) | Self::Panning(_) => None,
            // What comes from the palette comes from outside.
            Self::Placing(state) => state.over_canvas(core),
            _ => self.pointer().map(|own| own.at),
        }
    }

    /// Time passed.
    pub(crate) fn tick(self, core: &mut Core, time_ms: f64) -> Self {
        match self {
            Self::Pressing(state) => state.tick(core, time_ms),
            Self::Placing(state) => Self::Placing(state.tick(core, time_ms)),
            other => other,
        }
    }

    /// Shows the gesture again after the camera moved under a resting pointer.
    pub(crate) fn again(self, core: &mut Core) -> Self {
        match self.pointer().copied() {
            Some(last) if !matches!(self, Self::Pressing(_) | Self::Panning(_)) => self.moved(core, &last),
            _ => self,
        }
    }

    /// The gesture is taken back.
    pub(crate) fn cancel(self, core: &mut Core) {
        match self {
            Self::Pressing(state) => core.selection = state.selection,
            Self::Marquee(state) => core.selection = state.selection,
            Self::Moving(state) => {
                core.cancel();
                core.selection = state.selection;
            }
            Self::Resizing(_) => core.cancel(),
            Self::Idle | Self::Connecting(_) | Self::Choosing(_) | Self::Panning(_) | Self::Placing(_) | Self::Pinching(_) => {}
        }
    }
}
