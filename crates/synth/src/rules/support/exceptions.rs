//! Exceptions: a design may allow what a rule finds, on one node or connection and with a reason.
//!
//! They are kept where they hold, in the member `allow` of a node or connection (`allow={http-only="A workshop without a domain"}`),
//! so that they go along when it is renamed, moved, copied or deleted.

use std::collections::BTreeMap;

use super::super::{Finding, Rule};
use super::patch;
use crate::design::{Design, Patch};
use crate::value::{Map, Value};

/// The member that holds the exceptions: a map of rule names to reasons.
pub const FIELD: &str = "allow";

/// The reason for which the design allows a finding.
pub fn reason(design: &Design, finding: &Finding) -> Option<String> {
    let of = |fields: &BTreeMap<String, Value>| given(fields, finding.rule);
    let by_connection = finding.connection.and_then(|id| design.connection(id)).and_then(|connection| of(&connection.fields));
    by_connection.or_else(|| of(&design.node(finding.node?)?.fields))
}

fn given(fields: &BTreeMap<String, Value>, rule: &Rule) -> Option<String> {
    let Some(Value::Map(reasons)) = fields.get(FIELD) else { return None };
    let reason = reasons.get(rule.name).or_else(|| reasons.get(rule.code))?.as_text()?.trim();
    (!reason.is_empty()).then(|| reason.to_owned())
}

/// Allows a finding where it was found; `None` when it is about a setting, where no exception can be kept.
pub fn allow(design: &Design, finding: &Finding, reason: &str) -> Option<Patch> {
    change(design, finding, |reasons| {
        reasons.insert(finding.rule.name.to_owned(), Value::text(reason.trim()));
    })
}

/// Takes the exception for a finding back.
pub fn forbid(design: &Design, finding: &Finding) -> Option<Patch> {
    change(design, finding, |reasons| {
        reasons.shift_remove(finding.rule.name);
        reasons.shift_remove(finding.rule.code);
    })
}

fn change(design: &Design, finding: &Finding, change: impl Fn(&mut Map)) -> Option<Patch> {
    let write = |fields: &mut BTreeMap<String, Value>| {
        let mut reasons = match fields.remove(FIELD) {
            Some(Value::Map(reasons)) => reasons,
            _ => Map::new(),
        };
        change(&mut reasons);
        if !reasons.is_empty() {
            fields.insert(FIELD.to_owned(), Value::Map(reasons));
        }
    };
    if let Some(id) = finding.connection.filter(|id| design.connection(*id).is_some()) {
        return Some(patch(design, |edit| edit.connection(id, |connection| write(&mut connection.fields))));
    }
    let id = finding.node.filter(|id| design.node(*id).is_some())?;
    Some(patch(design, |edit| edit.node(id, |node| write(&mut node.fields))))
}
