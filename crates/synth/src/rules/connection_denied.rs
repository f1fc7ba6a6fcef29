//! What a connection grants stays within what the role can be given, and the resource allows it.

use std::collections::{BTreeMap, BTreeSet};

use super::support::grants;
use super::{Findings, Rule, Severity, Stage};
use crate::design::{Design, NodeId};
use crate::iam::evaluate::Why;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP092",
    name: "connection-denied",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A connection grants something that a permissions boundary or the policy of the resource does not let through.

A permissions boundary is the most that a role can do: what it does not allow is denied, whatever the role's own policies say. A key decides in \
its own policy who may use it. The template deploys, and the call is denied at run time.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    flagged: "\
bucket photos
role worker permissions_boundary=arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess
worker -> photos : write
",
    passing: "\
bucket photos
role worker permissions_boundary=arn:aws:iam::aws:policy/AmazonS3FullAccess
worker -> photos : write
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    grants::each_denied(design, &mut |_, denied| {
        let cut_off = match denied.decision.why {
            Why::OutsideBoundary => "the permissions boundary",
            Why::ResourceDoesNotAllow => "the policy of the resource",
            _ => return,
        };
        let actions = denied.actions.join(", ");
        let finding =
            findings.report(format!("{}: {cut_off} of {} does not allow {actions} on {}", denied.reason, denied.role, denied.resource));
        if let Some(node) = denied.node {
            finding.on(node);
        }
        if let Some(connection) = denied.connection {
            finding.on_connection(connection);
        }
        let first = denied.actions.first().copied().unwrap_or_default();
        let layer = if denied.decision.why == Why::OutsideBoundary { "permissions boundary" } else { "resource-based policy" };
        finding.aws_says(format!(
            "is not authorized to perform: {first} on resource: {} because no {layer} allows the {first} action",
            denied.resource
        ));
    });
    // Once a role: what decides about one of its calls mostly decides about all.
    let mut open: BTreeMap<String, Open> = BTreeMap::new();
    grants::each_open(design, &mut |_, denied| {
        let own = open.entry(denied.role.clone()).or_default();
        own.node = denied.node;
        own.calls.push(format!("{} on {}", denied.actions.join(", "), denied.resource));
        own.depends.extend(denied.decision.depends.iter().cloned());
    });
    for (role, Open { node, calls, depends }) in open {
        let more = if calls.len() > 1 { format!(" and {} more", calls.len() - 1) } else { String::new() };
        let depends: Vec<String> = depends.into_iter().collect();
        let told = findings.cannot_tell(format!("whether {role} may call {}{more}", calls[0]), depends.join(", "));
        if let Some(node) = node {
            told.on(node);
        }
    }
}

/// What nobody can tell of a role: its node, the calls, and what decides about them.
#[derive(Default)]
struct Open {
    node: Option<NodeId>,
    calls: Vec<String>,
    depends: BTreeSet<String>,
}
