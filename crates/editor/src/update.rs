//! What an event did, as a value: all that the interface needs to redraw.

use groundplan_synth::design::{Frame, NodeId, Patch};

use crate::action::Act;
use crate::geometry::{PagePoint, PageRect, ScreenPoint};
use crate::item::Item;
use crate::snap::Guide;

/// The shape of the pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// The arrow.
    #[default]
    Default,
    /// Over something that can be moved.
    Move,
    /// Something is being moved, or the page is.
    Grabbing,
    /// The page can be moved.
    Grab,
    /// A connection can be drawn from here.
    Crosshair,
    /// Over a connection.
    Pointer,
    /// What would be done here is refused.
    NotAllowed,
    /// A copy will be made.
    Copy,
    /// Resizes sideways.
    ResizeHorizontal,
    /// Resizes up and down.
    ResizeVertical,
    /// Resizes along the falling diagonal: top left, bottom right.
    ResizeFalling,
    /// Resizes along the rising diagonal: bottom left, top right.
    ResizeRising,
}

impl Cursor {
    /// The value of the CSS property `cursor`.
    pub fn css(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Move => "move",
            Self::Grabbing => "grabbing",
            Self::Grab => "grab",
            Self::Crosshair => "crosshair",
            Self::Pointer => "pointer",
            Self::NotAllowed => "not-allowed",
            Self::Copy => "copy",
            Self::ResizeHorizontal => "ew-resize",
            Self::ResizeVertical => "ns-resize",
            Self::ResizeFalling => "nwse-resize",
            Self::ResizeRising => "nesw-resize",
        }
    }
}

/// A connection while it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Connecting {
    /// The node where it starts.
    pub from: NodeId,
    /// The port from which it starts.
    pub start: PagePoint,
    /// Where the pointer is, or the middle of the target that the keyboard chose.
    pub to: PagePoint,
    /// The nodes that can take it, in the order of their ids.
    pub targets: Vec<NodeId>,
    /// The node it would go to now.
    pub over: Option<NodeId>,
    /// The ids of the verbs that can join the two, the likeliest first.
    pub verbs: Vec<&'static str>,
    /// Why it cannot go to `over`.
    pub refusal: Option<String>,
}

/// A new node before it is dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    /// The id of its kind.
    pub kind: String,
    /// Where it would lie.
    pub frame: Frame,
    /// In what it would lie.
    pub parent: Option<NodeId>,
    /// Why it cannot be dropped here.
    pub refusal: Option<String>,
}

/// What the current gesture shows beside the design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// The rectangle that selects.
    pub marquee: Option<PageRect>,
    /// The connection that is drawn.
    pub connecting: Option<Connecting>,
    /// The container into which the gesture would drop.
    pub drop_target: Option<NodeId>,
    /// The node that would be dropped.
    pub ghost: Option<Ghost>,
    /// Lines along which moved frames align.
    pub guides: Vec<Guide>,
}

/// What the page around the canvas shall do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// Open the menu of what is selected at a point of the canvas.
    Menu(ScreenPoint),
    /// Offer the kinds to add one, at a point of the canvas or where there is room.
    Add(Option<ScreenPoint>),
    /// Do an action that is not about the design.
    Act(Act),
}

/// What an event did.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each for another part of the interface")]
pub struct Update {
    /// What changed in the shown design since before the event.
    pub patch: Patch,
    /// True when the selection is another.
    pub selection_changed: bool,
    /// True when the camera is another.
    pub viewport_changed: bool,
    /// True when the camera went somewhere at once, and not by the hand of somebody who moves it.
    pub glides: bool,
    /// True when the canvas has another size.
    pub screen_changed: bool,
    /// What lies under the pointer.
    pub hover: Option<Item>,
    /// What the current gesture does, short: `Drop in private-a`. Empty without a gesture.
    pub hint: String,
    /// Why something cannot be done, in words: while hovering, or when it was tried.
    pub refusal: Option<String>,
    /// The shape of the pointer.
    pub cursor: Cursor,
    /// What is drawn beside the design.
    pub preview: Preview,
    /// Counts committed changes: findings and template are up to date when they belong to this number.
    pub revision: u64,
    /// True while a gesture shows what is not committed.
    pub gesture: bool,
    /// True when the editor used the event: the browser shall not use it too.
    pub handled: bool,
    /// The node whose name a person wants to edit: double click or Enter.
    pub edit_name: Option<NodeId>,
    /// What was deleted and what went with it, in words; empty when nothing was.
    pub gone: String,
    /// What the page around the canvas shall do.
    pub wanted: Option<Wanted>,
    /// True while the gesture waits for time to pass: [`crate::Event::Tick`] tells it of each frame.
    pub ticks: bool,
}
