//! Everything that a role may do, by what it does it to.

use super::decide::Decision;
use super::document::{Caller, Effect, Statement};
use super::evaluate::{Layer, Policy};
use super::stack::Stack;
use super::text::{Nature, Piece, Text};
use crate::design::NodeId;
use crate::ordered::Order;

/// Actions on one thing that are decided alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The node that is acted on; nothing when no node of the design is meant.
    pub target: Option<NodeId>,
    /// The ARN as the statement writes it, names of the design in it: `arn:aws:s3:::${PhotosBucket}/*`.
    pub resource: String,
    /// The actions as the statements write them, sorted.
    pub actions: Vec<String>,
    /// What becomes of such a call.
    pub decision: Decision,
}

impl Stack<'_> {
    /// What the statements allow that a role or a resource has for it: by target, those of the design first, then by ARN.
    /// Statements that are refused by others are listed with what refuses them.
    pub fn listing(&self, role: &str) -> Vec<Row> {
        let (Some(own), Some(caller)) = (self.roles.get(role), self.caller(role)) else { return Vec::new() };
        let of_resources = self.of_resources.iter().map(|(owner, policy)| (Some(owner.as_str()), policy));
        let all = own.policies.iter().map(|policy| (None, policy)).chain(of_resources);
        let mut rows: Vec<Row> = Vec::new();
        for (owner, policy) in all.filter(|(_, policy)| policy.layer != Layer::Boundary) {
            for statement in policy.statements.iter().filter(|statement| allows(policy, statement, &caller)) {
                let resources = self.resources(statement, owner);
                self.list(&mut rows, role, &actions(statement), &resources);
            }
        }
        sorted(rows)
    }

    /// What becomes of the calls that one statement of a role is about, whether it allows or denies them. Where it names everything, these
    /// are the calls on what the design has of the kind.
    pub fn listing_of(&self, role: &str, statement: &Statement) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let resources = self.resources(statement, None);
        for one in actions(statement) {
            let met = if resources == [Text(vec![Piece::Any])] { self.met(&one) } else { Vec::new() };
            self.list(&mut rows, role, &[one], if met.is_empty() { &resources } else { &met });
        }
        sorted(rows)
    }

    /// What the design has on which an action acts, or those for which a pattern stands.
    fn met(&self, (action, written): &(Text, String)) -> Vec<Text> {
        if !written.contains(['*', '?']) {
            let subjects = self.design.nodes().flat_map(|(id, _)| self.subjects(id, written));
            return subjects.map(|subject| subject.arn).collect();
        }
        let service = action.split(':', 2).swap_remove(0);
        let is_of = |arn: &Text| arn.split(':', 6).get(2).is_some_and(|own| *own == service);
        self.arns.iter().map(|(_, arn)| arn.clone()).filter(is_of).collect()
    }

    /// Adds what becomes of actions on resources.
    fn list(&self, rows: &mut Vec<Row>, role: &str, actions: &[(Text, String)], resources: &[Text]) {
        for resource in resources {
            for (action, written) in actions {
                let subject = resource.clone().into_subject();
                let Some(decision) = self.decide(role, action, &subject) else { continue };
                self.add(rows, resource, written.clone(), decision);
            }
        }
    }

    fn add(&self, rows: &mut Vec<Row>, resource: &Text, action: String, decision: Decision) {
        let shown = resource.to_string();
        // Reasons differ by action where several connections meet in one statement; they are joined.
        let alike = |row: &&mut Row| {
            let same = |one: &Decision, other: &Decision| {
                one.verdict == other.verdict
                    && one.why == other.why
                    && one.depends == other.depends
                    && one
                        .deciding
                        .iter()
                        .map(|one| (&one.text, &one.reasons))
                        .eq(other.deciding.iter().map(|one| (&one.text, &one.reasons)))
            };
            row.resource == shown && same(&row.decision, &decision)
        };
        if let Some(row) = rows.iter_mut().find(alike) {
            if let Err(place) = row.actions.binary_search(&action) {
                row.actions.insert(place, action);
            }
            return;
        }
        let target = self.owner(resource).and_then(|id| self.node_of(id));
        rows.push(Row { target, resource: shown, actions: vec![action], decision });
    }

    /// The resources that a statement names. In a resource's own policy `*` is the resource.
    fn resources(&self, statement: &Statement, owner: Option<&str>) -> Vec<Text> {
        let Some(resources) = &statement.resources else { return Vec::new() };
        if resources.but {
            let names = resources.patterns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return vec![Text::token(format!("everything but {names}"), Nature::Open)];
        }
        let own = owner.and_then(|owner| self.resolver.arn(owner));
        let resource = |pattern: &Text| match &own {
            Some(own) if pattern.0 == [Piece::Any] => own.clone(),
            _ => pattern.clone(),
        };
        resources.patterns.iter().map(resource).collect()
    }
}

/// Those of the design first, then by ARN.
fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.order_by_key(|row| (row.target.is_none(), row.target, row.resource.clone(), row.actions.clone()));
    rows
}

/// True for a statement that allows a caller something.
fn allows(policy: &Policy, statement: &Statement, caller: &Caller) -> bool {
    if statement.effect != Effect::Allow {
        return false;
    }
    let meant = statement.means(caller);
    policy.layer == Layer::Identity || !meant.role.is_no() || !meant.everyone.is_no()
}

/// The actions of a statement, each with what is written.
fn actions(statement: &Statement) -> Vec<(Text, String)> {
    if statement.actions.but {
        let words = format!("everything but {}", statement.written_actions.join(", "));
        return vec![(Text::token(&words, Nature::Open), words)];
    }
    let subjects = statement.actions.patterns.iter().map(|pattern| pattern.clone().into_subject());
    subjects.zip(statement.written_actions.iter().cloned()).collect()
}
