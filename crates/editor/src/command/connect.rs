//! Joins two nodes by the likeliest verb that fits.

use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, End, NodeId, Patch};
use groundplan_synth::meaning::{self, Verb};

use super::{Command, Refusal};

/// Joins two nodes.
pub struct Connect {
    /// Where the connection starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// The verb's id; `None` takes the first that fits and is not there yet.
    pub verb: Option<String>,
}

/// The verbs that can join two nodes, the likeliest first.
pub fn verbs_between(design: &Design, from: NodeId, to: NodeId) -> Vec<&'static Verb> {
    let kind = |id: NodeId| design.node(id).and_then(|node| catalog::kind_of(node));
    match (kind(from), kind(to)) {
        (Some(one), Some(other)) if from != to => meaning::between(one, other),
        _ => Vec::new(),
    }
}

/// The verbs that can join two nodes, or those with the wanted id alone; or why there are none.
pub(crate) fn joining(design: &Design, from: NodeId, to: NodeId, wanted: Option<&str>) -> Result<Vec<&'static Verb>, Refusal> {
    let (Some(from_node), Some(to_node)) = (design.node(from), design.node(to)) else {
        return Err(Refusal::new("One end of the connection is no longer there"));
    };
    if from == to {
        return Err(Refusal::new(format!("{} cannot be connected to itself", from_node.name)));
    }
    let (Some(from_kind), Some(to_kind)) = (catalog::kind_of(from_node), catalog::kind_of(to_node)) else {
        return Err(Refusal::new("This version does not know how to connect a kind of thing that it does not know"));
    };
    let mut verbs = meaning::between(from_kind, to_kind);
    verbs.retain(|verb| wanted.is_none_or(|wanted| verb.id == wanted));
    if verbs.is_empty() { Err(Refusal::new(meaning::refusal(from_kind, to_kind))) } else { Ok(verbs) }
}

/// True when a connection other than these joins two nodes by a verb.
pub(crate) fn is_there(design: &Design, from: NodeId, to: NodeId, verb: &str, except: &[ConnectionId]) -> bool {
    let is_same = |connection: &Connection| connection.verb == verb && connection.from == End::Node(from) && connection.to == End::Node(to);
    design.connections_between(from, to).any(|(id, other)| is_same(other) && !except.contains(&id))
}

/// The refusal of a connection that is there already.
pub(crate) fn already_there(design: &Design, from: NodeId, to: NodeId, verb: &str) -> Refusal {
    let name = |id: NodeId| design.node(id).map(|node| node.name.clone()).unwrap_or_default();
    Refusal::new(format!("\"{} -> {} : {verb}\" is already there", name(from), name(to)))
}

impl Connect {
    /// The verb that would join the two, or why none can.
    pub fn verb(&self, design: &Design) -> Result<&'static Verb, Refusal> {
        let verbs = joining(design, self.from, self.to, self.verb.as_deref())?;
        let free = verbs.iter().find(|verb| !is_there(design, self.from, self.to, verb.id, &[]));
        free.copied().ok_or_else(|| already_there(design, self.from, self.to, verbs[0].id))
    }
}

impl Command for Connect {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let verb = self.verb(design)?;
        let mut edit = Edit::new(design);
        edit.connect(Connection::new(self.from, self.to, verb.id));
        Ok(edit.finish())
    }
}
