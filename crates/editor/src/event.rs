//! Everything that can happen to the editor: the pointer, the keyboard, and commands of the interface.

use groundplan_synth::design::{ConnectionId, Design, NodeId, Patch};
use groundplan_synth::value::Value;

use crate::action::Act;
use crate::command::Place;
use crate::geometry::{ScreenPoint, ScreenSize, Viewport};
use crate::item::Item;

/// Which device points. Fingers get larger targets and a longer way before a drag starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointerKind {
    /// A mouse or a touch pad.
    #[default]
    Mouse,
    /// A finger.
    Touch,
    /// A stylus.
    Pen,
}

/// Which button of the pointer changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Button {
    /// The left button, a finger, the tip of a pen.
    #[default]
    Primary,
    /// The wheel: pans.
    Middle,
    /// The right button: selects what a menu is about.
    Secondary,
}

impl Button {
    /// The button that the browser means by its number. With Control a Mac's only button asks for the menu.
    pub fn of(number: i16, is_mac_control: bool) -> Self {
        match number {
            1 => Self::Middle,
            2 => Self::Secondary,
            0 if is_mac_control => Self::Secondary,
            _ => Self::Primary,
        }
    }

    /// True when the button is among the held ones: the browser's sum of 2 for the right one, 4 for the wheel, and others.
    /// Source: <https://www.w3.org/TR/pointerevents3/#the-buttons-property>.
    pub fn is_held(self, buttons: u16) -> bool {
        let own = match self {
            Self::Primary => !6,
            Self::Secondary => 2,
            Self::Middle => 4,
        };
        buttons & own != 0
    }
}

/// The modifier keys that are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of the keyboard")]
pub struct Modifiers {
    /// Shift.
    pub shift: bool,
    /// Alt or Option.
    pub alt: bool,
    /// Control.
    pub ctrl: bool,
    /// Command or the Windows key.
    pub meta: bool,
}

impl Modifiers {
    /// The key of shortcuts: Command on a Mac, Control elsewhere. Either counts, so that nobody asks the platform.
    pub fn command(self) -> bool {
        self.ctrl || self.meta
    }
}

/// A pointer's event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input {
    /// Where.
    pub at: ScreenPoint,
    /// Which button went down or up; a move names none.
    pub button: Button,
    /// The buttons that are held, as the browser counts them: see [`Button::is_held`].
    pub buttons: u16,
    /// True when something lies over the canvas there: what comes from the palette is not dropped on it.
    pub is_covered: bool,
    /// Held keys.
    pub modifiers: Modifiers,
    /// Which device.
    pub pointer: PointerKind,
    /// The browser's pointer id: tells two fingers apart.
    pub id: i32,
    /// The event's time in milliseconds from any fixed moment: tells double clicks.
    pub time_ms: f64,
}

/// A setting of the whole design with its new value.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// The title.
    Name(String),
    /// The description.
    Description(String),
    /// The region.
    Region(String),
    /// A tag; `None` removes it.
    Tag(String, Option<Value>),
    /// A parameter of the template; `None` removes it.
    Parameter(String, Option<Value>),
    /// An output of the template: a map of CloudFormation's members; `None` removes it.
    Output(String, Option<Value>),
    /// A condition of the template; `None` removes it.
    Condition(String, Option<Value>),
    /// A mapping of the template; `None` removes it.
    Mapping(String, Option<Value>),
}

/// What happened. Points are relative to the canvas's top left.
#[derive(Clone, Debug)]
pub enum Event {
    /// A button or finger went down on the canvas. Of several buttons a browser tells so of the first one alone.
    PointerDown(Input),
    /// The pointer moved, or another of its buttons went down or up.
    PointerMove(Input),
    /// A finger or the last button went up.
    PointerUp(Input),
    /// The pointer was lost: the gesture is taken back.
    PointerCancel,
    /// The canvas hears no more of the pointer with this id: its gesture is taken back. After a button went up there is none.
    PointerLost(i32),
    /// The window lost the focus: whatever key is held, nobody will tell that it goes up.
    Blur,
    /// The pointer left the canvas while nothing was pressed.
    PointerLeave,
    /// Something outside of the canvas points at a node or a connection, or does so no more.
    Point(Option<Item>),
    /// The wheel turned, in CSS pixels.
    Wheel {
        /// Where the pointer is.
        at: ScreenPoint,
        /// To the right.
        dx: f64,
        /// Downwards.
        dy: f64,
        /// Held keys; a browser reports a pinch on a touch pad as Control.
        modifiers: Modifiers,
    },
    /// A key went down while no text field had the focus.
    Key {
        /// The browser's `key`.
        key: String,
        /// The browser's `code`: for keyboards whose layout lacks the key.
        code: String,
        /// Held keys.
        modifiers: Modifiers,
    },
    /// A key went up.
    KeyUp {
        /// The browser's `key`.
        key: String,
        /// The browser's `code`.
        code: String,
        /// Held keys.
        modifiers: Modifiers,
    },
    /// Selects these items and no others.
    Select(Vec<Item>),
    /// Selects an item beside the others, or no longer: what Shift and a click do on the canvas.
    Toggle(Item),
    /// Moves the selected nodes into a container, or out of all, to where there is room: see [`crate::command::homes`].
    MoveInto(Option<NodeId>),
    /// Sets a node's field; `None` takes it back to its default.
    SetField {
        /// The node.
        node: NodeId,
        /// The field's name.
        field: String,
        /// The new value.
        value: Option<Value>,
        /// True while a person types: shown at once, one undo step with [`Event::Commit`].
        gesture: bool,
    },
    /// Sets a field of several nodes to one value, in one step.
    SetFields {
        /// The nodes.
        nodes: Vec<NodeId>,
        /// The field's name.
        field: String,
        /// The new value.
        value: Option<Value>,
        /// True while a person types.
        gesture: bool,
    },
    /// Sets a connection's field.
    SetConnectionField {
        /// The connection.
        connection: ConnectionId,
        /// The field's name.
        field: String,
        /// The new value.
        value: Option<Value>,
        /// True while a person types.
        gesture: bool,
    },
    /// Gives a connection another meaning that can join its ends.
    SetVerb {
        /// The connection.
        connection: ConnectionId,
        /// The verb's id.
        verb: String,
    },
    /// Sets what holds for the whole design.
    SetSetting {
        /// The setting and its value.
        setting: Setting,
        /// True while a person types.
        gesture: bool,
    },
    /// Joins two nodes by these verbs and no others. Right after a connection was drawn it belongs to that step.
    SetVerbs {
        /// Where the connections start.
        from: NodeId,
        /// Where they end.
        to: NodeId,
        /// The verbs' ids.
        verbs: Vec<String>,
    },
    /// Draws a collapsed container with what lies in it again.
    Expand(NodeId),
    /// Draws what is derived for a node: see [`groundplan_synth::catalog::derived`].
    MakeNode {
        /// The node for which it is derived.
        owner: NodeId,
        /// Which of its derived resources: [`groundplan_synth::catalog::Derived::suffix`].
        suffix: String,
    },
    /// Makes a template parameter of a field's value.
    MakeParameter {
        /// The field.
        place: Place,
        /// The parameter's name.
        name: String,
    },
    /// Gives a template parameter another name, everywhere.
    RenameParameter {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
    /// Takes a template parameter away; its default comes to stand where it was used.
    DeleteParameter {
        /// Its name.
        name: String,
    },
    /// Ends a gesture of typing: what is shown becomes one undo step.
    Commit,
    /// Takes the current gesture back.
    Cancel,
    /// Gives a node another name.
    Rename {
        /// The node.
        node: NodeId,
        /// The new name; spaces around it do not count.
        name: String,
    },
    /// Applies a change as one undo step: a rule's fix.
    Apply(Patch),
    /// Does what somebody changed in the text of the design, and selects what stands where the text is written. All that is written
    /// until something else happens is one undo step; [`Event::Commit`] ends it, too.
    Write {
        /// The change of the text: see [`groundplan_synth::design::sketch::Manuscript`].
        change: Patch,
        /// What stands at the line that is written.
        item: Option<Item>,
    },
    /// Joins two nodes: what the keyboard and menus do without a drag.
    Connect {
        /// Where the connection starts.
        from: NodeId,
        /// Where it ends.
        to: NodeId,
        /// The verb's id; `None` takes the likeliest.
        verb: Option<String>,
    },
    /// Adds a node of a kind, at a point or in a free place.
    AddNode {
        /// The kind's id.
        kind: String,
        /// Where its middle comes, or near it where it cannot lie there; `None` finds a free place.
        at: Option<ScreenPoint>,
    },
    /// An entry of the palette was pressed. The pointer's events that follow drag it over the canvas;
    /// going up without a drag adds it in a free place.
    PaletteDown {
        /// The kind's id.
        kind: String,
        /// Where, relative to the canvas (the palette lies outside of it).
        at: ScreenPoint,
        /// Which device.
        pointer: PointerKind,
        /// The browser's pointer id.
        id: i32,
        /// The event's time in milliseconds.
        time_ms: f64,
    },
    /// Zooms by a factor around the middle of the canvas.
    ZoomBy(f64),
    /// Does what has a name: what keys, menus and lists of commands send.
    Act(Act),
    /// Puts in what the clipboard of the system has: a sketch, a saved design, or what was copied here.
    Paste(String),
    /// Selects items and shows them.
    Reveal(Vec<Item>),
    /// Time passed while a gesture waits: see [`crate::Update::ticks`].
    Tick {
        /// The time in milliseconds, from the same moment as that of the pointer's events.
        time_ms: f64,
    },
    /// Restores a camera.
    SetViewport(Viewport),
    /// The canvas has this size now. The first one fits the design, unless a camera was restored.
    Resize(ScreenSize),
    /// Puts another design in place of this one, as a step like all others, and shows all of it.
    Open {
        /// The design.
        design: Design,
        /// The name by which the page knows it; see [`crate::Editor::document`].
        document: String,
    },
}
