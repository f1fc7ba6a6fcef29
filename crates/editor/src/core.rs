//! What tools work on: the shown design, its history, selection and camera, and what the current event has said so far.

use std::collections::BTreeSet;
use std::sync::Arc;

use groundplan_synth::design::{Design, NodeId, Patch, canvas};
use groundplan_synth::picture::{Collapsed, collapsed, layout};

use crate::command::{self, Collapse, Command, Connect, Fragment, Refusal, Write};
use crate::event::Input;
use crate::geometry::{PagePoint, ScreenPoint, ScreenSize, Viewport};
use crate::history::History;
use crate::hit::{self, Hit, Routes};
use crate::item::{Item, Selection};
use crate::tree;
use crate::update::{Cursor, Preview, Wanted};

const READ_ONLY: &str = "This design is for looking: choose Edit a copy above the canvas to change it";

/// The state of the editor without the tool.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches")]
pub(crate) struct Core {
    pub(crate) design: Design,
    pub(crate) history: History,
    pub(crate) selection: Selection,
    pub(crate) viewport: Viewport,
    pub(crate) screen: ScreenSize,
    pub(crate) routes: Routes,
    /// What the template calls its resources.
    pub(crate) taken_names: Arc<BTreeSet<String>>,
    pub(crate) clipboard: Fragment,
    /// What was copied last, as a sketch.
    pub(crate) copied: String,
    pub(crate) hover: Option<Item>,
    pub(crate) revision: u64,
    /// The hand tool is chosen, or space is held.
    pub(crate) hand: bool,
    pub(crate) space: bool,
    /// Moves rest on the grid.
    pub(crate) grid: bool,
    /// The design is for looking: nothing changes it.
    pub(crate) read_only: bool,
    /// The first resize fits the design, unless the camera was set before.
    pub(crate) camera_set: bool,
    /// Where the pointer is over the canvas: there something is added. True for where a menu opened, which the pointer leaves the
    /// canvas for.
    pub(crate) place: Option<(ScreenPoint, bool)>,
    /// Where the right button went down: its going up opens the menu.
    pub(crate) asked: Option<ScreenPoint>,
    /// The last click: what, or the empty canvas, and when in milliseconds.
    pub(crate) clicked: Option<(Option<Item>, f64)>,
    // What the current event has said.
    pub(crate) changed: Patch,
    pub(crate) hint: String,
    pub(crate) refusal: Option<String>,
    pub(crate) cursor: Cursor,
    pub(crate) preview: Preview,
    pub(crate) edit_name: Option<NodeId>,
    pub(crate) gone: String,
    pub(crate) wanted: Option<Wanted>,
    pub(crate) glides: bool,
}

impl Core {
    /// The page point under a screen point.
    pub(crate) fn page(&self, at: ScreenPoint) -> PagePoint {
        self.viewport.page_from_screen(at)
    }

    /// The pointer is somewhere.
    pub(crate) fn points_at(&mut self, input: &Input) {
        self.place = Some((input.at, false)).filter(|(at, _)| !input.is_covered && self.screen.contains(*at));
    }

    /// Wants the menu at a point to which the pointer points.
    pub(crate) fn want_menu(&mut self, at: ScreenPoint) {
        self.place = Some((at, true));
        self.wanted = Some(Wanted::Menu(at));
    }

    /// What lies under a screen point.
    pub(crate) fn hit(&self, at: ScreenPoint) -> Option<Hit> {
        hit::hit(&self.design, &self.routes, self.viewport, at)
    }

    /// A node's name; empty when it is gone.
    pub(crate) fn name(&self, id: NodeId) -> String {
        self.design.node(id).map(|node| node.name.clone()).unwrap_or_default()
    }

    /// The design on which the open gesture is planned.
    pub(crate) fn base(&self) -> &Design {
        self.history.base().unwrap_or(&self.design)
    }

    /// Begins a gesture.
    pub(crate) fn begin(&mut self) {
        self.history.begin(&self.design, &self.selection);
    }

    /// Shows a command of the open gesture; answers its patch.
    pub(crate) fn show(&mut self, command: &dyn Command) -> Result<Patch, Refusal> {
        if self.read_only {
            return Err(Refusal::new(READ_ONLY));
        }
        let patch = command.plan(self.base())?;
        let change = self.history.preview(&mut self.design, patch.clone()).map_err(|error| Refusal::new(error.to_string()))?;
        self.changed = self.changed.then(&change);
        Ok(patch)
    }

    /// Ends the open gesture; what is shown stays.
    pub(crate) fn commit(&mut self) {
        self.selection.keep_existing(&self.design);
        if self.history.commit(&self.selection) {
            self.revision += 1;
        }
    }

    /// Ends the open gesture; what it showed is taken back.
    pub(crate) fn cancel(&mut self) {
        if let Some((change, selection)) = self.history.cancel(&mut self.design) {
            self.changed = self.changed.then(&change);
            self.selection = selection;
        }
    }

    /// Does a command as one step and selects what it created. Answers whether it was done.
    pub(crate) fn run(&mut self, command: &dyn Command) -> bool {
        match command.plan(&self.design) {
            Ok(patch) => {
                let created = command::created(&patch);
                let after = if created.is_empty() { self.selection.clone() } else { created };
                self.record(&patch, after, false)
            }
            Err(refusal) => self.refuse(refusal.reason),
        }
    }

    /// Joins two nodes and selects the connection. The choice of its meaning that may follow belongs to the same step.
    pub(crate) fn connect(&mut self, command: &Connect) -> bool {
        match command.plan(&self.design) {
            Ok(patch) => {
                self.history.end_burst();
                self.record(&patch, command::created(&patch), true)
            }
            Err(refusal) => self.refuse(refusal.reason),
        }
    }

    /// Does a command as one step; what is selected stays selected. With `burst` it joins the step before.
    pub(crate) fn run_quietly(&mut self, command: &dyn Command, burst: bool) -> bool {
        match command.plan(&self.design) {
            Ok(patch) => self.record(&patch, self.selection.clone(), burst),
            Err(refusal) => self.refuse(refusal.reason),
        }
    }

    /// Collapses containers, or expands them when all are collapsed.
    pub(crate) fn collapse(&mut self, mut nodes: Vec<NodeId>) -> bool {
        nodes.retain(|id| tree::is_container(&self.design, *id));
        let collapsed = !nodes.iter().all(|id| self.design.node(*id).is_some_and(|node| canvas::is_collapsed(node)));
        let expands = !collapsed;
        let before = self.design.clone();
        let done = self.run_quietly(&Collapse { nodes: nodes.clone(), collapsed }, false);
        let covered = if done && expands { self.newly_covered(&before, &nodes) } else { 0 };
        if covered > 0 {
            // It is done all the same; this stays to be read.
            self.refuse(format!("It lies over {covered} more now: move them, or arrange everything"));
        }
        done
    }

    /// How many siblings nodes lie over that they did not before.
    fn newly_covered(&self, before: &Design, nodes: &[NodeId]) -> usize {
        let covered = |design: &Design, node: NodeId, other: NodeId| {
            collapsed::frame_of(design, node).zip(collapsed::frame_of(design, other)).is_some_and(|(one, other)| one.overlaps(other))
        };
        let is_new = |node: NodeId, other: NodeId| other != node && covered(&self.design, node, other) && !covered(before, node, other);
        let siblings = |node: NodeId| self.design.children(self.design.ancestors(node).first().copied());
        nodes.iter().map(|node| siblings(*node).into_iter().filter(|other| is_new(*node, *other)).count()).sum()
    }

    /// Does what was written, as a part of the step of writing, and selects what stands where it was written.
    pub(crate) fn write(&mut self, command: &Write<'_>, item: Option<Item>) -> bool {
        let patch = match command.plan(&self.design) {
            Ok(patch) => with_frames(&self.design, patch),
            Err(refusal) => return self.refuse(refusal.reason),
        };
        let after = item.map_or_else(|| self.selection.clone(), |item| Selection::from_iter([item]));
        if patch.is_empty() {
            self.selection = after;
            return true;
        }
        self.record(&patch, after, true)
    }

    /// Applies a patch as one step.
    pub(crate) fn record(&mut self, patch: &Patch, mut after: Selection, burst: bool) -> bool {
        if patch.is_empty() {
            return true;
        }
        if self.read_only {
            return self.refuse(READ_ONLY.to_owned());
        }
        after.keep_existing_after(&self.design, patch);
        match self.history.record(&mut self.design, patch, &self.selection, &after, burst) {
            Ok(()) => {
                self.changed = self.changed.then(patch);
                self.selection = after;
                self.revision += 1;
                true
            }
            Err(error) => self.refuse(error.to_string()),
        }
    }

    /// Puts another design in place of this one, as one step.
    pub(crate) fn open(&mut self, design: &Design, document: String) -> bool {
        if self.read_only {
            return self.refuse(READ_ONLY.to_owned());
        }
        let patch = Patch::between(&self.design, design);
        match self.history.open(&mut self.design, &patch, document, &self.selection) {
            Ok(()) => {
                self.changed = self.changed.then(&patch);
                self.selection = Selection::default();
                self.revision += 1;
                true
            }
            Err(error) => self.refuse(error.to_string()),
        }
    }

    /// Says why something cannot be done.
    pub(crate) fn refuse(&mut self, reason: String) -> bool {
        self.refusal = Some(reason);
        false
    }

    /// Takes back or does again.
    pub(crate) fn travel(&mut self, back: bool) -> bool {
        if self.read_only {
            return self.refuse(READ_ONLY.to_owned());
        }
        let step = if back { self.history.undo(&mut self.design) } else { self.history.redo(&mut self.design) };
        let Some((change, selection)) = step else { return false };
        self.changed = self.changed.then(&change);
        self.selection = selection;
        self.selection.keep_existing(&self.design);
        self.revision += 1;
        true
    }

    /// Selects, and with a member of a group the whole group.
    pub(crate) fn select_with_group(&mut self, mut selection: Selection) {
        for id in selection.nodes() {
            let group = self.design.node(id).and_then(|node| canvas::group_of(node));
            let hidden = Collapsed::of(&self.design);
            let members = group.into_iter().flat_map(|group| canvas::members(&self.design, group));
            for member in members.filter(|member| !hidden.is_hidden(*member)) {
                selection.add(Item::Node(member));
            }
        }
        self.select(selection);
    }

    /// Selects an item beside the others, with its group, or that item no longer.
    pub(crate) fn toggle(&mut self, item: Item) -> bool {
        let mut selection = self.selection.clone();
        selection.toggle(item);
        if !selection.contains(item) {
            self.select(selection);
        } else if item.exists_in(&self.design) {
            self.select_with_group(selection);
        }
        true
    }

    /// Selects, which ends a burst of nudges.
    pub(crate) fn select(&mut self, selection: Selection) {
        if selection != self.selection {
            self.history.end_burst();
            self.selection = selection;
        }
    }
}

/// The patch with a frame for every node that it leaves without one: a fix adds a gateway and does not know where there is room.
pub(crate) fn with_frames(design: &Design, patch: Patch) -> Patch {
    let mut after = design.clone();
    if patch.apply(&mut after).is_err() {
        return patch;
    }
    patch.then(&layout::place_missing(&after))
}
