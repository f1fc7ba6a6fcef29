//! A connection follows the pointer: the nodes that can take it are known from the start, over the others the reason is said.

use groundplan_synth::design::NodeId;

use super::Input;
use crate::command::{Connect, verbs_between};
use crate::core::Core;
use crate::geometry::PagePoint;
use crate::hit::{self, Side};
use crate::item::{Item, Selection};
use crate::update::{self, Cursor};

/// A drag from a port.
#[derive(Clone, Debug)]
pub(crate) struct Connecting {
    pub(crate) last: Input,
    from: NodeId,
    start: PagePoint,
    targets: Vec<NodeId>,
}

/// The nodes that can take a connection from a node, in the order of their ids.
pub(crate) fn targets(core: &Core, from: NodeId) -> Vec<NodeId> {
    let accepts = |id: &NodeId| Connect { from, to: *id, verb: None }.verb(&core.design).is_ok();
    core.design.nodes().map(|(id, _)| id).filter(accepts).collect()
}

/// Shows a connection that is being drawn: its target's refusal or what it would mean.
pub(crate) fn show(core: &mut Core, from: NodeId, start: PagePoint, to: PagePoint, targets: &[NodeId], over: Option<NodeId>) {
    let verbs: Vec<&'static str> =
        over.map(|over| verbs_between(&core.design, from, over).iter().map(|verb| verb.id).collect()).unwrap_or_default();
    let planned = over.map(|over| (over, Connect { from, to: over, verb: None }.verb(&core.design)));
    core.hint = match &planned {
        Some((_, Err(refusal))) => refusal.reason.clone(),
        Some((over, Ok(verb))) => format!("{} {} {}", core.name(from), verb.phrase, core.name(*over)),
        None => format!("Connect {}: choose where it leads", core.name(from)),
    };
    let refusal = planned.and_then(|(_, verb)| verb.err()).map(|refusal| refusal.reason);
    core.cursor = if refusal.is_some() { Cursor::NotAllowed } else { Cursor::Crosshair };
    core.refusal.clone_from(&refusal);
    core.preview.connecting = Some(update::Connecting { from, start, to, targets: targets.to_vec(), over, verbs, refusal });
}

impl Connecting {
    pub(crate) fn new(core: &mut Core, from: NodeId, side: Side, start: Input) -> Self {
        core.select(Selection::only(Item::Node(from)));
        let frame = core.design.node(from).and_then(|node| node.frame).unwrap_or_default();
        Self { last: start, from, start: hit::port(frame, side), targets: targets(core, from) }
    }

    /// The node under the pointer: one that can take the connection before one that merely lies above it,
    /// because a subnet is covered by the cluster that spans it.
    fn over(&self, core: &Core, input: &Input) -> Option<NodeId> {
        let under = hit::nodes_at(&core.design, core.page(input.at));
        let around = core.design.ancestors(self.from);
        let taking = under.iter().copied().find(|id| self.targets.contains(id));
        // The containers around the start are where the pointer comes through, not what it aims at.
        taking.or_else(|| under.into_iter().find(|id| *id != self.from && !around.contains(id)))
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let over = self.over(core, input);
        show(core, self.from, self.start, core.page(input.at), &self.targets, over);
        self
    }

    // Connecting -> Idle
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        core.preview.connecting = None;
        core.hint.clear();
        if let Some(to) = self.over(core, input) {
            core.connect(&Connect { from: self.from, to, verb: None });
        }
    }
}
