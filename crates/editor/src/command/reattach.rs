//! Leads connections that share a line to another node, or lets them start at another one.

use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, End, NodeId, Patch};
use groundplan_synth::meaning::{self, Verb};

use super::{Command, Refusal, verbs_between};

/// Gives connections another end.
pub struct Reattach {
    /// The connections: those whose line was taken.
    pub connections: Vec<ConnectionId>,
    /// True for the end at which they start.
    pub is_start: bool,
    /// The node to which that end comes.
    pub to: NodeId,
}

impl Reattach {
    /// The two ends of a connection as they would be.
    fn ends(&self, connection: &Connection) -> (End, End) {
        let to = End::Node(self.to);
        if self.is_start { (to, connection.to.clone()) } else { (connection.from.clone(), to) }
    }

    /// What a connection would mean with its other end: the same as before where that fits, else the likeliest.
    pub fn verb(&self, design: &Design, id: ConnectionId) -> Result<&'static Verb, Refusal> {
        let gone = || Refusal::new("One end of the connection is no longer there");
        let connection = design.connection(id).ok_or_else(gone)?;
        let (from, to) = self.ends(connection);
        let (Some(from_id), Some(to_id)) = (from.node(), to.node()) else { return Err(gone()) };
        let (Some(from_node), Some(to_node)) = (design.node(from_id), design.node(to_id)) else { return Err(gone()) };
        if from_id == to_id {
            return Err(Refusal::new(format!("{} cannot be connected to itself", from_node.name)));
        }
        let verbs = verbs_between(design, from_id, to_id);
        let Some(verb) = verbs.iter().find(|verb| verb.id == connection.verb).or(verbs.first()) else {
            return Err(match (catalog::kind_of(from_node), catalog::kind_of(to_node)) {
                (Some(from), Some(to)) => Refusal::new(meaning::refusal(from, to)),
                _ => Refusal::new("This version does not know how to connect a kind of thing that it does not know"),
            });
        };
        let twin = design
            .connections_between(from_id, to_id)
            .any(|(other, there)| !self.connections.contains(&other) && there.verb == verb.id && there.from == from && there.to == to);
        if twin {
            return Err(Refusal::new(format!("\"{} -> {} : {}\" is already there", from_node.name, to_node.name, verb.id)));
        }
        Ok(verb)
    }
}

impl Command for Reattach {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        let mut taken: Vec<&str> = Vec::new();
        for id in &self.connections {
            let verb = self.verb(design, *id)?;
            let Some(connection) = design.connection(*id) else { continue };
            // Two connections of a line that come to mean the same are one.
            if taken.contains(&verb.id) {
                edit.remove_connection(*id);
                continue;
            }
            taken.push(verb.id);
            let (from, to) = self.ends(connection);
            edit.connection(*id, |connection| {
                (connection.from, connection.to) = (from, to);
                verb.id.clone_into(&mut connection.verb);
                connection.fields.retain(|name, _| verb.field(name).is_some());
            });
        }
        Ok(edit.finish())
    }
}
