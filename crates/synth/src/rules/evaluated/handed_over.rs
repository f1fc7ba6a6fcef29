//! Who knows the name of a store does not yet have its key.

use super::support::{label, name, patch, policies};
use super::{Findings, Rule, Severity};
use crate::catalog::{self, Access, container};
use crate::design::{Connection, Design, NodeId};
use crate::iam::stack::{Stack, Use};
use crate::template::references::{self, Reference};
use crate::value::Value;

/// How many of a kind's verbs are offered.
const OFFERED: usize = 2;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP094",
    name: "handed-over",
    severity: Severity::Error,
    docs: "\
A container is told the name of a store that it may not use.

A variable carries the name of a table, bucket or queue into the program, so the program means to use it; but its task role has no \
permission for it, and every call is denied at run time. A connection such as `read` gives the permission and the variable.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 environment={VOTES=!Ref VotesTable}
table votes
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 environment={VOTES=!Ref VotesTable}
table votes
web -> public-a : runs
app -> votes : read
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let mut handed: Vec<(NodeId, String, String)> = Vec::new();
    for (id, node) in design.nodes_of(container::KIND.id) {
        let environment = container::environment(&node.fields);
        for (variable, value) in environment.0.as_ref().and_then(Value::as_map).into_iter().flatten() {
            for reference in references::of(value) {
                if let Reference::Name(resource) | Reference::Resource(resource) = reference {
                    handed.push((id, variable.clone(), resource));
                }
            }
        }
    }
    // Most designs hand names over by their connections, and then nobody needs the policies.
    if handed.is_empty() {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for (container, variable, resource) in &handed {
            check_one(design, findings, stack, (*container, variable, resource));
        }
    });
}

fn check_one(design: &Design, findings: &mut Findings, stack: &Stack<'_>, (container, variable, resource): (NodeId, &str, &str)) {
    let Some(target) = stack.node_of(resource) else { return };
    let kind = design.node(target).and_then(|node| catalog::kind_of(node));
    let Some(Access { grants, .. }) = kind.and_then(|kind| kind.access) else { return };
    // A role that is not in the design may hold anything.
    let Ok(role) = stack.role_of(container, Use::AtRunTime) else { return };
    // A statement about an ARN that names no node may be about this one too.
    if stack.listing(&role).iter().any(|row| row.target.is_none_or(|other| other == target)) {
        return;
    }
    let message =
        format!("{} gets the name of {} in {variable}, but its task role may not use it", label(design, container), label(design, target));
    let finding = findings.report(message).on(container).field("environment");
    let first = grants.iter().flat_map(|grant| grant.allows).flat_map(|allowed| allowed.actions).next();
    if let Some(action) = first {
        finding.aws_says(format!("is not authorized to perform: {action} because no identity-based policy allows the {action} action"));
    }
    for grant in grants.iter().take(OFFERED) {
        let change = patch(design, |edit| {
            edit.connect(Connection::new(container, target, grant.verb));
        });
        finding.fix(format!("Connect {} with {} by {}", name(design, container), name(design, target), grant.verb), change);
    }
}
