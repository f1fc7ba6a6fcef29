//! Something is pressed: a short way makes it a drag, letting go makes it a click.

use groundplan_synth::design::{ConnectionId, NodeId, canvas};
use groundplan_synth::picture::{collapsed, drawn_as};

use super::connect::Connecting;
use super::joins::Joins;
use super::marquee::Marquee;
use super::moving::Moving;
use super::resize::Resizing;
use super::{Tool, drag_threshold};
use crate::core::Core;
use crate::event::{Input, PointerKind};
use crate::geometry::PagePoint;
use crate::hit::{self, Handle, Hit, Side};
use crate::item::{Item, Selection};
use crate::update::Wanted;

/// Two clicks within this time are a double click, in milliseconds.
const DOUBLE_CLICK_MS: f64 = 450.0;

/// A finger that rests so long asks for the menu, in milliseconds.
pub(crate) const LONG_PRESS_MS: f64 = 500.0;

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// A port: the start of a connection.
    Port(NodeId, Side),
    /// A resize handle.
    Handle(NodeId, Handle),
    /// The button that collapses a container or expands it.
    Fold(NodeId),
    /// A node or a connection.
    Hit(Hit),
    /// An end of the selected connection; true for the one at which it starts.
    End(ConnectionId, bool),
    /// The empty canvas.
    Canvas,
}

/// Where on the page the end of a connection is that stays.
fn other_end(core: &Core, id: ConnectionId, is_start: bool) -> Option<PagePoint> {
    let line = core.routes.get(&drawn_as(&core.design, id))?;
    let (x, y) = if is_start { line.last() } else { line.first() }?;
    Some(PagePoint::new(f64::from(*x), f64::from(*y)))
}

fn is_locked(core: &Core, node: NodeId) -> bool {
    core.design.node(node).is_some_and(|node| canvas::is_locked(node))
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
            Target::Port(node, side) => {
                let frame = collapsed::frame_of(&core.design, node).unwrap_or_default();
                Tool::Connecting(Connecting::new(core, Joins::New(node), hit::port(frame, side), self.start).moved(core, input))
            }
            Target::End(id, is_start) => match (Joins::end(&core.design, id, is_start), other_end(core, id, is_start)) {
                (Some(joins), Some(at)) => Tool::Connecting(Connecting::new(core, joins, at, self.start).moved(core, input)),
                _ => Tool::Pressing(self),
            },
            // Pressing -> Resizing
            Target::Handle(node, handle) => Tool::Resizing(Resizing::new(core, node, handle, self.start).moved(core, input)),
            // Pressing -> Marquee
            Target::Canvas => Tool::Marquee(Marquee::new(core, self.start, self.selection).moved(core, input)),
            Target::Hit(Hit::Inside(node)) if (self.start.modifiers.shift && !self.was_selected) || is_locked(core, node) => {
                Tool::Marquee(Marquee::new(core, self.start, self.selection).moved(core, input))
            }
            // Pressing -> Moving
            Target::Hit(Hit::Solid(Item::Node(node)) | Hit::Inside(node)) | Target::Fold(node) => {
                Tool::Moving(Moving::new(core, node, self.start, self.selection).moved(core, input))
            }
            // Pressing -> Pressing: a connection is where its ends are
            Target::Hit(Hit::Solid(Item::Connection(_))) => Tool::Pressing(self),
        }
    }

    /// True when resting asks for the menu: a mouse has another button for it.
    pub(crate) fn is_long(&self) -> bool {
        self.start.pointer != PointerKind::Mouse
    }

    // Pressing -> Idle: a long press, the menu is about what lies under it
    pub(crate) fn tick(self, core: &mut Core, time_ms: f64) -> Tool {
        if !self.is_long() || time_ms - self.start.time_ms < LONG_PRESS_MS {
            return Tool::Pressing(self);
        }
        let item = self.item();
        if !item.is_some_and(|item| self.selection.contains(item)) {
            core.select_with_group(item.into_iter().collect());
        }
        core.clicked = None;
        core.want_menu(self.start.at);
        Tool::Idle
    }

    fn item(&self) -> Option<Item> {
        match self.target {
            Target::Hit(hit) => Some(hit.item()),
            Target::Port(node, _) | Target::Handle(node, _) | Target::Fold(node) => Some(Item::Node(node)),
            Target::End(id, _) => Some(Item::Connection(id)),
            Target::Canvas => None,
        }
    }

    // Pressing -> Idle: a click
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        let shift = self.start.modifiers.shift;
        let item = self.item();
        let is_double = core.clicked.is_some_and(|(last, time_ms)| last == item && input.time_ms - time_ms <= DOUBLE_CLICK_MS);
        core.clicked = (!is_double).then_some((item, input.time_ms));
        let Some(item) = item else {
            if !shift {
                core.select(Selection::default());
            }
            if is_double {
                core.wanted = Some(Wanted::Add(Some(input.at)));
            }
            return;
        };
        let waited = matches!(self.target, Target::Hit(Hit::Inside(_))) && !self.was_selected;
        if shift && (self.was_selected || waited) {
            let mut selection = core.selection.clone();
            selection.toggle(item);
            core.select(selection);
        } else if is_double && !shift {
            // The second click means the one, also within a group.
            core.select(Selection::only(item));
        } else if !shift {
            core.select_with_group(Selection::only(item));
        }
        let node = item.node();
        let is_closed = node.and_then(|id| core.design.node(id)).is_some_and(|node| canvas::is_collapsed(node));
        match node {
            Some(node) if !shift && (matches!(self.target, Target::Fold(_)) || (is_double && is_closed)) => {
                core.clicked = None;
                core.collapse(vec![node]);
            }
            _ if is_double && !shift => core.edit_name = node,
            _ => {}
        }
    }
}
