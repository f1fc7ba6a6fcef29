//! Leads connections that share a line to another node, or lets them start at another one.

use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, End, NodeId, Patch};
use groundplan_synth::meaning::Verb;

use super::connect::{already_there, is_there, joining};
use super::{Command, Refusal};

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
        let (from, to) = from.node().zip(to.node()).ok_or_else(gone)?;
        let verbs = joining(design, from, to, None)?;
        let verb = verbs.iter().find(|verb| verb.id == connection.verb).copied().unwrap_or(verbs[0]);
        if is_there(design, from, to, verb.id, &self.connections) {
            return Err(already_there(design, from, to, verb.id));
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
