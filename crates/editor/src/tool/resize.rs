//! The edges of a frame follow the pointer.

use groundplan_synth::design::NodeId;

use super::{Input, idle};
use crate::command::Resize;
use crate::core::Core;
use crate::geometry::PagePoint;
use crate::hit::Handle;
use crate::item::{Item, Selection};

/// A drag of a handle.
#[derive(Clone, Debug)]
pub(crate) struct Resizing {
    pub(crate) last: Input,
    node: NodeId,
    handle: Handle,
    from: PagePoint,
}

impl Resizing {
    pub(crate) fn new(core: &mut Core, node: NodeId, handle: Handle, start: Input) -> Self {
        core.begin();
        core.selection = Selection::only(Item::Node(node));
        Self { last: start, node, handle, from: core.page(start.at) }
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let point = core.page(input.at);
        let (dx, dy) = ((point.x - self.from.x).round() as i32, (point.y - self.from.y).round() as i32);
        let grid = core.grid && !input.modifiers.command();
        if let Err(refusal) = core.show(&Resize { node: self.node, handle: self.handle, dx, dy, grid }) {
            core.refuse(refusal.reason);
        }
        let size = core.design.node(self.node).and_then(|node| node.frame).unwrap_or_default();
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
