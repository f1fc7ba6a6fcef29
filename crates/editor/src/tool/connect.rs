//! A connection follows the pointer: the nodes that can take it are known from the start, over the others the reason is said.

use groundplan_synth::design::{NodeId, canvas};
use groundplan_synth::picture::Collapsed;

use super::joins::Joins;
use crate::core::Core;
use crate::event::Input;
use crate::geometry::PagePoint;
use crate::hit;
use crate::item::{Item, Selection};
use crate::update::{self, Cursor};

/// A drag from a port, or of an end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Connecting {
    pub(crate) last: Input,
    pub(crate) joins: Joins,
    start: PagePoint,
    targets: Vec<NodeId>,
}

/// Shows a connection that is being drawn: its target's refusal or what it would mean.
pub(crate) fn show(core: &mut Core, joins: &Joins, start: PagePoint, to: PagePoint, targets: &[NodeId], over: Option<NodeId>) {
    let verbs = over.map(|over| joins.choices(&core.design, over)).unwrap_or_default();
    let planned = over.map(|over| (over, joins.verb(&core.design, over)));
    core.hint = match &planned {
        Some((_, Err(refusal))) => refusal.reason.clone(),
        Some((over, Ok(verb))) => {
            let (from, to) = joins.ends(*over);
            format!("{} {} {}", core.name(from), verb.phrase, core.name(to))
        }
        None => match joins {
            Joins::New(from) => format!("Connect {}: choose where it leads", core.name(*from)),
            Joins::End { stays, is_start: true, .. } => format!("Choose what leads to {}", core.name(*stays)),
            Joins::End { stays, .. } => format!("Choose where {} leads", core.name(*stays)),
        },
    };
    let refusal = planned.and_then(|(over, verb)| verb.err().map(|refusal| closed(core, over).unwrap_or(refusal.reason)));
    if let Some(reason) = &refusal {
        core.hint.clone_from(reason);
    }
    core.cursor = if refusal.is_some() { Cursor::NotAllowed } else { Cursor::Crosshair };
    core.refusal.clone_from(&refusal);
    let from = joins.fixed();
    core.preview.connecting = Some(update::Connecting { from, start, to, targets: targets.to_vec(), over, verbs, refusal });
}

/// Why something in a collapsed container cannot be aimed at.
fn closed(core: &Core, over: NodeId) -> Option<String> {
    let node = core.design.node(over).filter(|node| canvas::is_collapsed(node) && core.design.has_children(over))?;
    Some(format!("{} is collapsed: expand it first to connect what lies in it", node.name))
}

impl Connecting {
    /// Begins at a port of a node, or at the end of a line that stays.
    pub(crate) fn new(core: &mut Core, joins: Joins, at: PagePoint, start: Input) -> Self {
        if let Joins::New(from) = joins {
            core.select(Selection::only(Item::Node(from)));
        }
        // What nobody sees is no target of a pointer; by its name the keyboard chooses it.
        let hidden = Collapsed::of(&core.design);
        let mut targets = joins.targets(core);
        targets.retain(|id| !hidden.is_hidden(*id));
        Self { last: start, joins, start: at, targets }
    }

    /// The node under the pointer: one that can take the connection before one that merely lies above it,
    /// because a subnet is covered by the cluster that spans it.
    fn over(&self, core: &Core, input: &Input) -> Option<NodeId> {
        let under = hit::nodes_at(&core.design, core.page(input.at));
        let fixed = self.joins.fixed();
        let around = core.design.ancestors(fixed);
        let taking = under.iter().copied().find(|id| self.targets.contains(id));
        // The containers around the start are where the pointer comes through, not what it aims at.
        taking.or_else(|| under.into_iter().find(|id| *id != fixed && !around.contains(id)))
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let over = self.over(core, input);
        show(core, &self.joins, self.start, core.page(input.at), &self.targets, over);
        self
    }

    // Connecting -> Idle
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        core.preview.connecting = None;
        core.hint.clear();
        if let Some(over) = self.over(core, input) {
            self.joins.join(core, over);
        }
    }
}
