//! The statements that roles need: each step grants its own, and the policy of a role is made of all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use crate::meaning;
use crate::ordered::Ordered;
use crate::permissions::{Statement, merged};
use crate::template::Resource;
use crate::value::{Value, map};

/// The policy of a role with the statements that connections need.
pub const CONNECTIONS: &str = "connections";

/// The property of a role that has it.
pub(super) const POLICIES: &str = "Policies";

/// The steps that granted the statements of each role, in the order of the statements.
pub(super) type Granters = BTreeMap<String, Vec<usize>>;

/// What a step grants to a role in the place of what it granted before.
pub(super) struct Grant {
    pub(super) role: String,
    pub(super) step: usize,
    pub(super) statements: Vec<Statement>,
}

impl Builder<'_> {
    /// Grants a statement to the role with a logical id.
    pub fn allow(&mut self, role: &str, mut statement: Statement) {
        if statement.reason.is_empty()
            && let Some(connection) = statement.connection.and_then(|id| self.design.connection(id))
            && let Some((from, to)) = connection.nodes()
        {
            let phrase = meaning::by_id(&connection.verb).map_or(connection.verb.as_str(), |verb| verb.phrase);
            statement.reason = format!("{} {phrase} {}", self.name(from), self.name(to));
        }
        self.statements.entry(role.to_owned()).or_default().push(statement);
        self.granters.entry(role.to_owned()).or_default().push(self.step);
    }
}

impl Grant {
    /// Puts the statements among those of the role.
    pub(super) fn put(self, all: &mut BTreeMap<String, Vec<Statement>>, granters: &mut Granters) {
        let steps = granters.entry(self.role.clone()).or_default();
        let place = steps.partition_point(|step| *step < self.step)..steps.partition_point(|step| *step <= self.step);
        steps.splice(place.clone(), self.statements.iter().map(|_| self.step));
        all.entry(self.role).or_default().splice(place, self.statements);
    }
}

/// Gives a role the policy with its statements.
pub(super) fn add_policy(role: &mut Resource, statements: &[Statement]) {
    role.comment.extend(reasons(statements));
    role.push(POLICIES, policy(statements));
}

/// Gives a role other statements than before, of which there were some.
pub(super) fn replace_policy(role: &mut Resource, (old, new): (&[Statement], &[Statement])) {
    role.comment.truncate(role.comment.len().saturating_sub(reasons(old).len()));
    role.comment.extend(reasons(new));
    let named = |policy: &Value| policy.as_map().is_some_and(|policy| policy.get("PolicyName") == Some(&Value::text(CONNECTIONS)));
    if let Some(Value::List(policies)) = role.properties.get_mut(POLICIES)
        && let Some(own) = policies.iter_mut().rev().find(|own| named(own))
    {
        *own = policy(new);
    }
}

pub(super) fn policy(statements: &[Statement]) -> Value {
    let document = map([("Version", Value::text("2012-10-17")), ("Statement", Value::List(merged(statements)))]);
    map([("PolicyName", Value::text(CONNECTIONS)), ("PolicyDocument", document)])
}

/// Why a role has its statements, for the reader of the template.
fn reasons(statements: &[Statement]) -> Vec<String> {
    let reasons: BTreeSet<&String> = statements.iter().map(|statement| &statement.reason).to_set();
    reasons.into_iter().map(|reason| format!("allows: {reason}")).collect()
}
