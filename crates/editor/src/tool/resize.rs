//! The edges of a frame follow the pointer.

use groundplan_synth::design::{Frame, NodeId};
use groundplan_synth::picture::collapsed;

use super::idle;
use crate::command::Resize;
use crate::core::Core;
use crate::event::Input;
use crate::geometry::PagePoint;
use crate::hit::Handle;
use crate::item::{Item, Selection};
use crate::snap;

/// A drag of a handle.
#[derive(Clone, Debug)]
pub(crate) struct Resizing {
    pub(crate) last: Input,
    node: NodeId,
    handle: Handle,
    from: PagePoint,
    frame: Frame,
    siblings: Vec<Frame>,
}

impl Resizing {
    pub(crate) fn new(core: &mut Core, node: NodeId, handle: Handle, start: Input) -> Self {
        core.begin();
        core.selection = Selection::only(Item::Node(node));
        let record = core.design.node(node);
        let parent = record.and_then(|record| record.parent);
        let siblings = collapsed::drawn(&core.design).filter(|(id, other, _)| other.parent == parent && *id != node);
        Self {
            siblings: siblings.map(|(.., frame)| frame).collect(),
            frame: record.and_then(|record| record.frame).unwrap_or_default(),
            last: start,
            node,
            handle,
            from: core.page(start.at),
        }
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let point = core.page(input.at);
        let by = ((point.x - self.from.x).round() as i32, (point.y - self.from.y).round() as i32);
        // The shortcut key holds all magnets off.
        let is_free = input.modifiers.command();
        let (dx, dy) = if is_free { by } else { snap::edges(self.frame, self.handle, by, &self.siblings, core.viewport.zoom, core.grid) };
        if let Err(refusal) = core.show(&Resize { node: self.node, handle: self.handle, dx, dy }) {
            core.refuse(refusal.reason);
        }
        let size = core.design.node(self.node).and_then(|node| node.frame).unwrap_or_default();
        core.preview.guides = if is_free { Vec::new() } else { snap::edge_guides(size, self.handle, &self.siblings) };
        core.hint = format!("Resize {} to {} x {}", core.name(self.node), size.width, size.height);
        core.cursor = idle::cursor_of(self.handle);
        self
    }

    // Resizing -> Idle
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        self.moved(core, input);
        core.hint.clear();
        core.commit();
    }
}
