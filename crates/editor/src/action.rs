//! Everything that can be done by a name: its words, its keys, and what it is about.
//!
//! The keys themselves, the menu, the list of commands and the help for the keyboard are all made of this one list.

use crate::event::Modifiers;
use crate::shortcut;

/// Under which heading an action is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Changes of what is selected.
    Edit,
    /// How nodes lie beside each other, and which belong together.
    Arrange,
    /// Ways through the design.
    Go,
    /// The camera and how the canvas behaves.
    View,
    /// The page around the canvas.
    Page,
}

impl Group {
    /// Every group in its order.
    pub const ALL: [Self; 5] = [Self::Edit, Self::Arrange, Self::Go, Self::View, Self::Page];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Edit => "Edit",
            Self::Arrange => "Arrange",
            Self::Go => "Find and go",
            Self::View => "View",
            Self::Page => "Page",
        }
    }
}

/// [`Action::on`]: the menu of one node has it.
pub const NODE: u8 = 1;
/// The menu of several nodes has it.
pub const NODES: u8 = 2;
/// The menu of connections has it.
pub const LINES: u8 = 4;
/// The menu of the empty canvas has it.
pub const CANVAS: u8 = 8;

/// Something that can be done.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// What it is.
    pub act: Act,
    /// What it is called.
    pub words: &'static str,
    /// Where it is listed.
    pub group: Group,
    /// Its shortcuts, as [`shortcut`] reads them; empty for none.
    pub keys: &'static str,
    /// The menus that have it: a sum of [`NODE`], [`NODES`], [`LINES`] and [`CANVAS`].
    pub on: u8,
}

/// Lists the actions in the order of menus and help.
macro_rules! actions {
    ($($(#[doc = $docs:literal])+ $act:ident $words:literal in $group:ident, keys $keys:literal, on $on:expr;)*) => {
        /// The name of an action. Those of the group [`Group::Page`] and those that ask for words are done by the page around the
        /// editor, which hears of them through [`crate::Update::wanted`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Act { $($(#[doc = $docs])+ $act,)* }

        /// Everything that can be done.
        pub static ACTIONS: &[Action] =
            &[$(Action { act: Act::$act, words: $words, group: Group::$group, keys: $keys, on: $on }),*];
    };
}

actions! {
    /// Edits the name of the selected node.
    Rename "Rename" in Edit, keys "Enter F2", on NODE;
    /// Goes to the fields of what is selected; Escape comes back.
    Fields "Edit its fields" in Edit, keys "I", on NODE | LINES;
    /// Starts a connection at the selected node.
    Connect "Connect…" in Edit, keys "C", on NODE;
    /// Offers the kinds to add one.
    Add "Add a node…" in Edit, keys "N", on NODE | CANVAS;
    /// Copies the selection and deletes it.
    Cut "Cut" in Edit, keys "Mod+X", on NODE | NODES;
    /// Copies the selection.
    Copy "Copy" in Edit, keys "Mod+C", on NODE | NODES;
    /// Copies the selection, or everything, as a picture.
    CopyImage "Copy as an image" in Edit, keys "Alt+Shift+C", on NODE | NODES | CANVAS;
    /// Puts in what was copied.
    Paste "Paste" in Edit, keys "Mod+V", on NODE | NODES | CANVAS;
    /// Puts a copy beside the selection.
    Duplicate "Duplicate" in Edit, keys "Mod+D", on NODE | NODES;
    /// Deletes the selection.
    Delete "Delete" in Edit, keys "Delete Backspace", on NODE | NODES | LINES;
    /// Takes the last step back.
    Undo "Undo" in Edit, keys "Mod+Z", on CANVAS;
    /// Does it again.
    Redo "Redo" in Edit, keys "Mod+Shift+Z Mod+Y", on CANVAS;
    /// Selects every node.
    SelectAll "Select everything" in Edit, keys "Mod+A", on CANVAS;
    /// Leads the selected connection to another node.
    Lead "Lead elsewhere…" in Edit, keys "E", on LINES;
    /// Lets the selected connection start at another node.
    Start "Start elsewhere…" in Edit, keys "Shift+E", on LINES;
    /// Brings left edges into one line.
    AlignLeft "Align left" in Arrange, keys "Alt+A", on NODES;
    /// Brings middles into one line from top to bottom.
    AlignCenter "Align centers" in Arrange, keys "Alt+H", on NODES;
    /// Brings right edges into one line.
    AlignRight "Align right" in Arrange, keys "Alt+D", on NODES;
    /// Brings top edges into one line.
    AlignTop "Align tops" in Arrange, keys "Alt+W", on NODES;
    /// Brings middles into one line from left to right.
    AlignMiddle "Align middles" in Arrange, keys "Alt+V", on NODES;
    /// Brings bottom edges into one line.
    AlignBottom "Align bottoms" in Arrange, keys "Alt+S", on NODES;
    /// Makes the room between nodes the same from left to right.
    SpreadAcross "Space evenly across" in Arrange, keys "Alt+Shift+H", on NODES;
    /// Makes the room between nodes the same from top to bottom.
    SpreadDown "Space evenly down" in Arrange, keys "Alt+Shift+V", on NODES;
    /// Lays what is selected out anew.
    ArrangeSelection "Arrange the selection" in Arrange, keys "", on NODE | NODES;
    /// Offers the containers to move the selected nodes into one.
    MoveInto "Move into…" in Arrange, keys "Shift+M", on NODE | NODES;
    /// Selects nodes together from now on.
    Group "Group" in Arrange, keys "Mod+G", on NODES;
    /// Selects them one by one again.
    Ungroup "Ungroup" in Arrange, keys "Mod+Shift+G", on NODES;
    /// Holds nodes where they are, or lets them go again.
    Lock "Lock or unlock" in Arrange, keys "Mod+Shift+L", on NODE | NODES;
    /// Draws containers as a card, or with what lies in them.
    Collapse "Collapse or expand" in Arrange, keys "O", on NODE | NODES;
    /// Draws nodes above all others of their layer.
    ToFront "Bring to front" in Arrange, keys "] PageUp", on NODE | NODES;
    /// Draws nodes above the next one that they overlap.
    Forward "Bring forward" in Arrange, keys "Mod+] Shift+PageUp", on NODE | NODES;
    /// Draws nodes below the next one that they overlap.
    Backward "Send backward" in Arrange, keys "Mod+[ Shift+PageDown", on NODE | NODES;
    /// Draws nodes below all others of their layer.
    ToBack "Send to back" in Arrange, keys "[ PageDown", on NODE | NODES;
    /// Lays everything out anew.
    Arrange "Arrange everything" in Arrange, keys "", on CANVAS;
    /// Looks for nodes and connections.
    Find "Find…" in Go, keys "Mod+F", on CANVAS;
    /// Looks for commands, kinds and examples.
    Commands "Commands…" in Go, keys "Mod+K", on CANVAS;
    /// Selects the next node of the outline.
    Next "Next node" in Go, keys "Tab", on 0;
    /// Selects the node before.
    Previous "Previous node" in Go, keys "Shift+Tab", on 0;
    /// Selects the container of the selected node.
    Leave "Select its container" in Go, keys "Mod+Shift+ArrowUp", on NODE;
    /// Selects the first node in the selected container.
    Enter "Go into it" in Go, keys "Mod+Shift+ArrowDown", on NODE;
    /// Opens the menu.
    Menu "Menu of what is selected" in Go, keys "ContextMenu Shift+F10", on 0;
    /// Shows everything.
    FitAll "Show everything" in View, keys "Shift+1", on CANVAS;
    /// Shows the selection as large as it fits.
    FitSelection "Show the selection" in View, keys "Shift+2", on NODE | NODES | LINES;
    /// Zooms to 100 %.
    ResetZoom "Zoom to 100 %" in View, keys "Mod+0 Shift+0", on CANVAS;
    /// Zooms in around the middle of the canvas.
    ZoomIn "Zoom in" in View, keys "Mod+= Mod++", on 0;
    /// Zooms out.
    ZoomOut "Zoom out" in View, keys "Mod+-", on 0;
    /// A drag selects and moves.
    Pointer "Select and move" in View, keys "V", on 0;
    /// A drag moves the page.
    Hand "Move the page" in View, keys "H", on 0;
    /// Moves rest on the grid, or no longer.
    Grid "Rest on the grid" in View, keys "Mod+'", on CANVAS;
    /// Opens or closes the overview.
    Minimap "Overview" in View, keys "M", on CANVAS;
    /// Shows everything alike.
    ViewEverything "View: everything" in View, keys "", on 0;
    /// Speaks of the network.
    ViewNetwork "View: network" in View, keys "", on 0;
    /// Speaks of permissions.
    ViewPermissions "View: permissions" in View, keys "", on 0;
    /// Speaks of traffic.
    ViewTraffic "View: traffic" in View, keys "", on 0;
    /// Speaks of what costs money as long as it stands.
    ViewCost "View: standing cost" in View, keys "", on 0;
    /// Looks for a kind in the palette.
    Kinds "Find a kind…" in Page, keys "/ P", on CANVAS;
    /// Shows the designs that are kept.
    Designs "Your designs…" in Page, keys "", on 0;
    /// Opens a file.
    Open "Open a file…" in Page, keys "", on 0;
    /// Writes the design into its file.
    Save "Save to a file" in Page, keys "Mod+S", on 0;
    /// Writes it into another file.
    SaveAs "Save to another file…" in Page, keys "Mod+Shift+S", on 0;
    /// Begins another design.
    New "New design" in Page, keys "", on 0;
    /// Makes a link that carries the design.
    Share "Share a link…" in Page, keys "", on 0;
    /// Opens or closes the palette.
    Palette "Palette" in Page, keys "", on 0;
    /// Opens or closes the inspector.
    Inspector "Inspector" in Page, keys "", on 0;
    /// Opens or closes the drawer.
    Drawer "Findings, template and more" in Page, keys "", on 0;
    /// Opens or closes the lessons.
    Lessons "Lessons" in Page, keys "", on 0;
    /// Takes the next theme.
    Theme "Theme" in Page, keys "", on 0;
    /// Shows what the keys do.
    Shortcuts "Keyboard shortcuts" in Page, keys "? F1", on CANVAS;
}

/// What keys and pointer do beside the actions: words, keys and heading, for the help.
pub const GESTURES: &[(&str, &str, Group)] = &[
    ("Move the selection", "Arrow", Group::Edit),
    ("Move it five steps", "Shift+Arrow", Group::Edit),
    ("Resize the selected container", "Alt+Shift+Arrow", Group::Edit),
    ("Copy while moving", "Alt+Drag", Group::Edit),
    ("Move, resize or drop without snapping", "Mod+Drag", Group::Edit),
    ("Add to the selection", "Shift+Click", Group::Edit),
    ("Nearest node in a direction", "Mod+Arrow", Group::Go),
    ("Cancel, leave a field, close, deselect", "Escape", Group::Go),
    ("Move the page", "Space+Drag Wheel", Group::View),
    ("Move the page while nothing is selected", "Arrow Shift+Arrow", Group::View),
    ("Zoom at the pointer", "Mod+Wheel", Group::View),
];

impl Act {
    /// Its record.
    pub fn action(self) -> &'static Action {
        // Names and records are made of the same list.
        &ACTIONS[self as usize]
    }

    /// True for what moves the camera alone: a gesture goes on meanwhile.
    pub(crate) fn is_camera(self) -> bool {
        matches!(self, Self::FitAll | Self::FitSelection | Self::ResetZoom | Self::ZoomIn | Self::ZoomOut)
    }
}

/// The action of a key.
pub fn by_key(key: &str, code: &str, held: Modifiers) -> Option<Act> {
    ACTIONS.iter().find(|action| shortcut::fits(action.keys, key, code, held)).map(|action| action.act)
}
