//! Decides by which verbs two nodes are joined: one, another instead, or two at once such as read and write.

use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, NodeId, Patch};
use groundplan_synth::meaning::{self, Verb};

use super::connect::verbs_between;
use super::{Command, Refusal};

/// Joins two nodes by these verbs and no others.
pub struct SetVerbs {
    /// Where the connections start.
    pub from: NodeId,
    /// Where they end.
    pub to: NodeId,
    /// The verbs' ids, at least one.
    pub verbs: Vec<String>,
}

/// A choice of verbs for two nodes: one of those that can join them, or the first two that the target grants, together.
pub fn verb_choices(design: &Design, from: NodeId, to: NodeId) -> Vec<Vec<&'static Verb>> {
    let verbs = verbs_between(design, from, to);
    let target = design.node(to).and_then(|node| groundplan_synth::catalog::kind_of(node));
    let grants = target.and_then(|kind| kind.access).map(|access| access.grants).unwrap_or_default();
    let granted: Vec<&'static Verb> =
        grants.iter().filter_map(|grant| verbs.iter().find(|verb| verb.id == grant.verb)).take(2).copied().collect();
    let mut choices: Vec<Vec<&'static Verb>> = verbs.into_iter().map(|verb| vec![verb]).collect();
    if granted.len() > 1 {
        choices.push(granted);
    }
    // What is there stays a choice, whoever drew it.
    let there = verbs_there(design, from, to);
    if there.len() > 1 && !choices.iter().any(|choice| same(choice, &there)) {
        choices.push(there);
    }
    choices
}

/// The verbs by which two nodes are joined now, in the order of the catalog.
pub fn verbs_there(design: &Design, from: NodeId, to: NodeId) -> Vec<&'static Verb> {
    let is_there = |verb: &&&'static Verb| joining(design, from, to).iter().any(|(_, connection)| connection.verb == verb.id);
    meaning::VERBS.iter().filter(is_there).copied().collect()
}

/// True when two choices have the same verbs.
pub fn same(one: &[&Verb], other: &[&Verb]) -> bool {
    one.len() == other.len() && one.iter().all(|verb| other.iter().any(|second| second.id == verb.id))
}

fn joining(design: &Design, from: NodeId, to: NodeId) -> Vec<(ConnectionId, Connection)> {
    let between = design.connections_from(from).filter(|(_, connection)| connection.to.node() == Some(to));
    between.map(|(id, connection)| (id, (**connection).clone())).collect()
}

impl Command for SetVerbs {
    /// Connections whose verb stays are left alone, others take a missing verb over, so that one that is selected stays selected.
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let can = verbs_between(design, self.from, self.to);
        let Some(wanted) = self.verbs.iter().map(|id| can.iter().find(|verb| verb.id == id).copied()).collect::<Option<Vec<_>>>() else {
            let kind = |id: NodeId| design.node(id).and_then(|node| groundplan_synth::catalog::kind_of(node));
            let reason = match (kind(self.from), kind(self.to)) {
                (Some(from), Some(to)) => meaning::refusal(from, to),
                _ => "One end of the connection is no longer there".to_owned(),
            };
            return Err(Refusal::new(reason));
        };
        if wanted.is_empty() {
            return Err(Refusal::new("A connection needs a meaning: delete it instead"));
        }
        let there = joining(design, self.from, self.to);
        let mut spare: Vec<ConnectionId> = Vec::new();
        for (id, connection) in &there {
            // A verb that this version does not know is not one of the choice, and stays.
            let is_known = meaning::by_id(&connection.verb).is_some();
            if is_known && !wanted.iter().any(|verb| verb.id == connection.verb) {
                spare.push(*id);
            }
        }
        let mut spare = spare.into_iter();
        let mut edit = Edit::new(design);
        for verb in wanted.iter().filter(|verb| !there.iter().any(|(_, connection)| connection.verb == verb.id)) {
            match spare.next() {
                Some(id) => edit.connection(id, |connection| {
                    verb.id.clone_into(&mut connection.verb);
                    connection.fields.retain(|name, _| verb.field(name).is_some());
                }),
                None => drop(edit.connect(Connection::new(self.from, self.to, verb.id))),
            }
        }
        spare.for_each(|id| edit.remove_connection(id));
        Ok(edit.finish())
    }
}
