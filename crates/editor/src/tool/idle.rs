//! Nothing is pressed: the pointer shows what it would do, and a press decides what begins.

use groundplan_synth::catalog;
use groundplan_synth::design::NodeId;
use groundplan_synth::meaning;
use groundplan_synth::picture::drawn_as;

use super::joins::Joins;
use super::press::{Pressing, Target};
use super::{Tool, pan};
use crate::core::Core;
use crate::event::{Button, Input, PointerKind};
use crate::geometry::PagePoint;
use crate::hit::{self, Handle, Hit, Side};
use crate::item::{Item, Selection};
use crate::tree;
use crate::update::Cursor;

/// What a press at a point is on.
fn target(core: &Core, input: &Input) -> Target {
    let found = core.hit(input.at);
    // A finger has no hover: it can only aim at ports that a selection shows.
    let hovered = core.hover.filter(|_| input.pointer != PointerKind::Touch);
    for node in core.selection.aimed(hovered) {
        if is_covered(core, node, found) {
            continue;
        }
        if !core.read_only && hit::is_fold_button(&core.design, core.viewport, node, input.at, input.pointer) {
            return Target::Fold(node);
        }
        if let Some(side) = port_at(core, node, input) {
            return Target::Port(node, side);
        }
        if let Some(handle) = handle_at(core, node, input) {
            return Target::Handle(node, handle);
        }
    }
    end_at(core, input).unwrap_or_else(|| found.map_or(Target::Canvas, Target::Hit))
}

/// The end of the selected connection under the pointer.
fn end_at(core: &Core, input: &Input) -> Option<Target> {
    let Some(Item::Connection(id)) = core.selection.single() else { return None };
    Joins::end(&core.design, id, true)?;
    let line = core.routes.get(&drawn_as(&core.design, id))?;
    let reach = |(x, y): &(i32, i32)| {
        let end = PagePoint::new(f64::from(*x), f64::from(*y));
        core.viewport.screen_from_page(end).distance(input.at) <= hit::port_radius(input.pointer)
    };
    let (first, last) = (line.first()?, line.last()?);
    if reach(last) {
        return Some(Target::End(id, false));
    }
    reach(first).then_some(Target::End(id, true))
}

/// A card over a frame's port is what a person means.
fn is_covered(core: &Core, node: NodeId, found: Option<Hit>) -> bool {
    let Some(Hit::Solid(Item::Node(top))) = found else { return false };
    let is_card = |id: NodeId| core.design.node(id).is_some_and(|record| !tree::is_frame(record));
    top != node && is_card(top)
}

fn port_at(core: &Core, node: NodeId, input: &Input) -> Option<Side> {
    has_ports(core, node).then(|| hit::port_at(&core.design, core.viewport, node, input.at, input.pointer)).flatten()
}

fn handle_at(core: &Core, node: NodeId, input: &Input) -> Option<Handle> {
    let is_selected = core.selection.contains(Item::Node(node));
    is_selected.then(|| hit::handle_at(&core.design, core.viewport, node, input.at, input.pointer)).flatten()
}

/// True when connections can start at a node.
pub(crate) fn has_ports(core: &Core, node: NodeId) -> bool {
    let kind = core.design.node(node).and_then(|node| catalog::kind_of(node));
    kind.is_some_and(|kind| meaning::VERBS.iter().any(|verb| verb.starts_at(kind)))
}

/// Shows what a press would do.
pub(crate) fn hover(core: &mut Core, input: &Input) {
    if core.hand || core.space {
        core.hover = None;
        core.cursor = Cursor::Grab;
        return;
    }
    let target = target(core, input);
    core.hover = match target {
        Target::Port(node, _) | Target::Handle(node, _) | Target::Fold(node) => Some(Item::Node(node)),
        Target::Hit(hit) => Some(hit.item()),
        Target::End(id, _) => Some(Item::Connection(id)),
        Target::Canvas => None,
    };
    core.cursor = match target {
        Target::Port(..) | Target::End(..) => Cursor::Crosshair,
        Target::Handle(_, handle) => cursor_of(handle),
        Target::Hit(Hit::Solid(Item::Connection(_))) | Target::Fold(_) => Cursor::Pointer,
        Target::Hit(Hit::Solid(Item::Node(_))) => Cursor::Move,
        Target::Hit(Hit::Inside(_)) | Target::Canvas => Cursor::Default,
    };
}

/// The pointer's shape over a handle.
pub(crate) fn cursor_of(handle: Handle) -> Cursor {
    match (handle.horizontal, handle.vertical) {
        (_, 0) => Cursor::ResizeHorizontal,
        (0, _) => Cursor::ResizeVertical,
        (horizontal, vertical) if horizontal == vertical => Cursor::ResizeFalling,
        _ => Cursor::ResizeRising,
    }
}

/// A press while nothing was pressed.
pub(crate) fn down(core: &mut Core, input: &Input) -> Tool {
    core.history.end_burst();
    core.asked = None;
    // Idle -> Panning
    if input.button == Button::Middle || (input.button == Button::Primary && (core.hand || core.space)) {
        core.cursor = Cursor::Grabbing;
        return Tool::Panning(pan::Panning { last: *input });
    }
    let target = target(core, input);
    let before = core.selection.clone();
    // Idle -> Idle: a menu is about what lies under it
    if input.button == Button::Secondary {
        let item = match target {
            Target::Port(node, _) | Target::Handle(node, _) | Target::Fold(node) => Some(Item::Node(node)),
            Target::Hit(hit) => Some(hit.item()),
            Target::End(id, _) => Some(Item::Connection(id)),
            Target::Canvas => None,
        };
        if !item.is_some_and(|item| core.selection.contains(item)) {
            core.select_with_group(item.into_iter().collect());
        }
        core.asked = Some(input.at);
        return Tool::Idle;
    }
    // Idle -> Pressing: what was not selected is selected at once, so that a drag moves it
    let was_selected = match target {
        Target::Hit(hit) => {
            let item = hit.item();
            let was_selected = core.selection.contains(item);
            // Shift in the empty inside of a frame begins a rectangle, as on the canvas.
            let waits = was_selected || (input.modifiers.shift && matches!(hit, Hit::Inside(_)));
            if !waits {
                let mut selection = if input.modifiers.shift { core.selection.clone() } else { Selection::default() };
                selection.add(item);
                core.select_with_group(selection);
            }
            was_selected
        }
        Target::Fold(node) => {
            let was_selected = core.selection.contains(Item::Node(node));
            if !was_selected {
                core.select_with_group(Selection::only(Item::Node(node)));
            }
            was_selected
        }
        Target::Port(..) | Target::Handle(..) | Target::End(..) | Target::Canvas => false,
    };
    Tool::Pressing(Pressing { start: *input, target, was_selected, selection: before })
}
