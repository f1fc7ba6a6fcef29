//! What a gesture of connecting joins: a new connection and its start, or the end of one that is there and its other end.

use groundplan_synth::design::{ConnectionId, Design, NodeId, Patch};
use groundplan_synth::meaning::Verb;
use groundplan_synth::picture::{Collapsed, bundle};

use crate::command::{Command, Connect, Reattach, Refusal, verbs_between};
use crate::core::Core;

/// What is joined.
#[derive(Clone, Debug)]
pub(crate) enum Joins {
    /// A new connection starts at a node.
    New(NodeId),
    /// The connections of a line get another end.
    End {
        /// All that share the line.
        connections: Vec<ConnectionId>,
        /// The node at the end that stays.
        stays: NodeId,
        /// The node at the end that is led elsewhere.
        leaves: NodeId,
        /// True for the end at which they start.
        is_start: bool,
    },
}

impl Joins {
    /// An end of a line; `None` when it has no two nodes, or leads to what a collapsed container hides: it stands for several then.
    pub(crate) fn end(design: &Design, id: ConnectionId, is_start: bool) -> Option<Self> {
        let (from, to) = design.connection(id)?.nodes()?;
        if Collapsed::of(design).bundle(design, id).is_some() {
            return None;
        }
        let (stays, leaves) = if is_start { (to, from) } else { (from, to) };
        Some(Self::End { connections: bundle(design, id), stays, leaves, is_start })
    }

    /// The node at the end that stays.
    pub(crate) fn fixed(&self) -> NodeId {
        match self {
            Self::New(from) => *from,
            Self::End { stays, .. } => *stays,
        }
    }

    /// Where it starts and ends when the free end is at a node.
    pub(crate) fn ends(&self, over: NodeId) -> (NodeId, NodeId) {
        match self {
            Self::End { stays, is_start: true, .. } => (over, *stays),
            _ => (self.fixed(), over),
        }
    }

    /// What it would mean, or why it cannot be.
    pub(crate) fn verb(&self, design: &Design, over: NodeId) -> Result<&'static Verb, Refusal> {
        match self {
            Self::New(from) => Connect { from: *from, to: over, verb: None }.verb(design),
            Self::End { connections, is_start, .. } => {
                let command = Reattach { connections: connections.clone(), is_start: *is_start, to: over };
                let mut verbs = connections.iter().map(|id| command.verb(design, *id));
                let first = verbs.next().unwrap_or_else(|| Err(Refusal::new("This connection is no longer there")))?;
                verbs.try_for_each(|verb| verb.map(drop))?;
                Ok(first)
            }
        }
    }

    /// True when a connection that is led elsewhere goes on meaning what it means; a new one means what it will.
    pub(crate) fn keeps_meaning(&self, design: &Design, over: NodeId) -> bool {
        let Self::End { connections, .. } = self else { return true };
        let first = connections.first().and_then(|id| design.connection(*id));
        self.verb(design, over).is_ok_and(|verb| first.is_some_and(|connection| connection.verb == verb.id))
    }

    /// The ids of the verbs between which one can choose.
    pub(crate) fn choices(&self, design: &Design, over: NodeId) -> Vec<&'static str> {
        let (from, to) = self.ends(over);
        verbs_between(design, from, to).iter().map(|verb| verb.id).collect()
    }

    /// The nodes at which the free end can be, in the order of their ids; not the one where it is.
    pub(crate) fn targets(&self, core: &Core) -> Vec<NodeId> {
        let here = match self {
            Self::New(_) => None,
            Self::End { leaves, .. } => Some(*leaves),
        };
        let accepts = |id: &NodeId| Some(*id) != here && self.verb(&core.design, *id).is_ok();
        core.design.nodes().map(|(id, _)| id).filter(accepts).collect()
    }

    /// What joining them would change.
    pub(crate) fn plan(&self, design: &Design, over: NodeId) -> Result<Patch, Refusal> {
        match self {
            Self::New(from) => Connect { from: *from, to: over, verb: None }.plan(design),
            Self::End { connections, is_start, .. } => {
                Reattach { connections: connections.clone(), is_start: *is_start, to: over }.plan(design)
            }
        }
    }

    /// Joins them.
    pub(crate) fn join(self, core: &mut Core, over: NodeId) {
        match self {
            Self::New(from) => core.connect(&Connect { from, to: over, verb: None }),
            Self::End { leaves, .. } if leaves == over => true,
            Self::End { connections, is_start, .. } => core.run_quietly(&Reattach { connections, is_start, to: over }, false),
        };
    }
}
