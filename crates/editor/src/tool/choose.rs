//! Connecting by keyboard: arrows choose the node at the free end, Enter connects, Escape leaves.

use groundplan_synth::design::NodeId;
use groundplan_synth::ordered::Order;
use groundplan_synth::picture::collapsed;

use super::connect;
use super::joins::Joins;
use crate::command::move_middle;
use crate::core::Core;
use crate::geometry::PagePoint;

/// A connection whose end the keyboard chooses.
#[derive(Clone, Debug)]
pub(crate) struct Choosing {
    pub(crate) joins: Joins,
    /// The targets: those that leave the meaning as it is before others, the nearest first.
    targets: Vec<NodeId>,
    chosen: usize,
}

impl Choosing {
    /// Begins; `None` when nothing can be at the free end, and why is said.
    pub(crate) fn new(core: &mut Core, joins: Joins) -> Option<Self> {
        let here = middle_of(core, joins.fixed());
        let mut targets = joins.targets(core);
        let distance = |id: NodeId| {
            let there = middle_of(core, id);
            ((there.x - here.x).hypot(there.y - here.y) * 16.0) as i64
        };
        targets.order_by_key(|id| (!joins.keeps_meaning(&core.design, *id), distance(*id), *id));
        if targets.is_empty() {
            let name = core.name(joins.fixed());
            core.refuse(match joins {
                Joins::New(_) => format!("Nothing here can take a connection from {name}"),
                Joins::End { is_start: true, .. } => format!("Nothing else here can lead to {name}"),
                Joins::End { .. } => format!("Nothing else here can take this connection from {name}"),
            });
            return None;
        }
        Some(Self { joins, targets, chosen: 0 }.aimed(core))
    }

    // Choosing -> Choosing
    pub(crate) fn next(mut self, core: &mut Core, forward: bool) -> Self {
        let count = self.targets.len().max(1);
        self.chosen = (self.chosen + if forward { 1 } else { count - 1 }) % count;
        self.aimed(core)
    }

    /// Lets the target be seen.
    fn aimed(self, core: &mut Core) -> Self {
        if let Some(frame) = self.targets.get(self.chosen).and_then(|id| collapsed::frame_for(&core.design, *id)) {
            core.bring_into_view(frame);
        }
        self.shown(core)
    }

    pub(crate) fn shown(self, core: &mut Core) -> Self {
        let over = self.targets.get(self.chosen).copied();
        let start = middle_of(core, self.joins.fixed());
        let to = over.map_or(start, |over| middle_of(core, over));
        connect::show(core, &self.joins, start, to, &self.targets, over);
        self
    }

    // Choosing -> Idle
    pub(crate) fn done(self, core: &mut Core) {
        core.preview.connecting = None;
        core.hint.clear();
        core.refusal = None;
        if let Some(over) = self.targets.get(self.chosen) {
            self.joins.join(core, *over);
        }
    }
}

fn middle_of(core: &Core, id: NodeId) -> PagePoint {
    collapsed::frame_for(&core.design, id).map(move_middle).unwrap_or_default()
}
