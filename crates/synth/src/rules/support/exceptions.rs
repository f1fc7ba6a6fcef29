//! Exceptions: a design may allow what a rule finds, on one node or connection and with a reason.
//!
//! They are kept where they hold, in the member `allow` of a node or connection (`allow={http-only="A workshop without a domain"}`),
//! so that they go along when it is renamed, moved, copied or deleted.

use super::super::{Finding, Rule};
use super::patch;
use crate::design::{ConnectionId, Design, Fields, NodeId, Patch};
use crate::value::{Map, Value};

/// The member that holds the exceptions: a map of rule names to reasons.
pub const FIELD: &str = "allow";

/// The reason for which the design allows a finding.
pub fn reason(design: &Design, finding: &Finding) -> Option<String> {
    let of = |fields: &Fields| given(fields, finding.rule);
    let by_connection = finding.connection.and_then(|id| design.connection(id)).and_then(|connection| of(&connection.fields));
    by_connection.or_else(|| of(&design.node(finding.node?)?.fields))
}

fn given(fields: &Fields, rule: &Rule) -> Option<String> {
    let Some(Value::Map(reasons)) = fields.get(FIELD) else { return None };
    let reason = reasons.get(rule.name).or_else(|| reasons.get(rule.code))?.as_text()?.trim();
    (!reason.is_empty()).then(|| reason.to_owned())
}

/// Allows a rule to find what it finds at a connection or else at a node; `None` without either: a setting keeps no exceptions.
pub fn allow(design: &Design, node: Option<NodeId>, connection: Option<ConnectionId>, rule: &str, reason: &str) -> Option<Patch> {
    change(design, node, connection, |reasons| {
        reasons.insert(rule.to_owned(), Value::text(reason.trim()));
    })
}

/// Takes an exception back, under whichever of its names the rule is allowed.
pub fn forbid(design: &Design, node: Option<NodeId>, connection: Option<ConnectionId>, names: &[&str]) -> Option<Patch> {
    change(design, node, connection, |reasons| {
        for name in names {
            reasons.shift_remove(*name);
        }
    })
}

fn change(design: &Design, node: Option<NodeId>, connection: Option<ConnectionId>, change: impl Fn(&mut Map)) -> Option<Patch> {
    let write = |fields: &mut Fields| {
        let mut reasons = match fields.remove(FIELD) {
            Some(Value::Map(reasons)) => reasons,
            _ => Map::default(),
        };
        change(&mut reasons);
        if !reasons.is_empty() {
            fields.insert(FIELD.to_owned(), Value::Map(reasons));
        }
    };
    if let Some(id) = connection.filter(|id| design.connection(*id).is_some()) {
        return Some(patch(design, |edit| edit.connection(id, |connection| write(&mut connection.fields))));
    }
    let id = node.filter(|id| design.node(*id).is_some())?;
    Some(patch(design, |edit| edit.node(id, |node| write(&mut node.fields))))
}
