//! Joins two nodes by the likeliest verb that fits.

use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, Design, Edit, End, NodeId, Patch};
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

impl Connect {
    /// The verb that would join the two, or why none can.
    pub fn verb(&self, design: &Design) -> Result<&'static Verb, Refusal> {
        let (Some(from), Some(to)) = (design.node(self.from), design.node(self.to)) else {
            return Err(Refusal::new("One end of the connection is no longer there"));
        };
        if self.from == self.to {
            return Err(Refusal::new(format!("{} cannot be connected to itself", from.name)));
        }
        let (Some(from_kind), Some(to_kind)) = (catalog::kind_of(from), catalog::kind_of(to)) else {
            return Err(Refusal::new("This version does not know how to connect a kind of thing that it does not know"));
        };
        let mut verbs = meaning::between(from_kind, to_kind);
        if let Some(wanted) = &self.verb {
            verbs.retain(|verb| verb.id == wanted);
        }
        let Some(likeliest) = verbs.first() else { return Err(Refusal::new(meaning::refusal(from_kind, to_kind))) };
        let is_there = |verb: &Verb| {
            let same = |connection: &Connection| {
                connection.verb == verb.id && connection.from == End::Node(self.from) && connection.to == End::Node(self.to)
            };
            design.connections().any(|(_, connection)| same(connection))
        };
        let Some(verb) = verbs.iter().find(|verb| !is_there(verb)) else {
            return Err(Refusal::new(format!("\"{} -> {} : {}\" is already there", from.name, to.name, likeliest.id)));
        };
        Ok(verb)
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
