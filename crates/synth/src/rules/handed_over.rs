//! Who knows the name of a store does not yet have its key.

use super::support::{label, name, patch, policies, told};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{self, Access, user_pool};
use crate::design::{Connection, Design, NodeId};
use crate::iam::stack::{Stack, Use};
use crate::meaning::fetches_from;

/// How many of a kind's verbs are offered.
const OFFERED: usize = 2;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP094",
    name: "handed-over",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A container is told the name of a store that it may not use.

A variable carries the name of a table, bucket or queue into the program, which is of use to who calls it; but its task role has no \
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
    let told = told::all(design);
    // Most designs hand names over by their connections, and then nobody needs the policies.
    if told.is_empty() {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for one in &told {
            check_one(design, findings, stack, (one.container, &one.variable, &one.resource));
        }
    });
}

/// True for what a program names without calling it: tokens are verified with a user pool's id and its public keys, and the objects of a
/// bucket behind a distribution are fetched by browsers.
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>.
fn serves_without_permission(design: &Design, target: NodeId) -> bool {
    let is_pool = design.node(target).is_some_and(|node| node.kind == user_pool::KIND.id);
    is_pool || !design.sources(target, fetches_from::VERB.id).is_empty()
}

fn check_one(design: &Design, findings: &mut Findings, stack: &Stack<'_>, (container, variable, resource): (NodeId, &str, &str)) {
    let Some(target) = stack.node_of(resource) else { return };
    let kind = design.node(target).and_then(|node| catalog::kind_of(node));
    if serves_without_permission(design, target) {
        return;
    }
    let Some(Access { grants, .. }) = kind.and_then(|kind| kind.access) else { return };
    // A role that is not in the design may hold anything.
    let Ok(role) = stack.role_of(container, Use::AtRunTime) else { return };
    let first = grants.iter().flat_map(|grant| grant.allows).flat_map(|allowed| allowed.actions).next();
    // What is for another service says nothing about this store, even on `*`.
    let service = first.and_then(|action| action.split_once(':')).map_or("", |(service, _)| service);
    let is_about =
        |action: &String| action.split_once(':').is_none_or(|(other, _)| other.eq_ignore_ascii_case(service) || other.contains('*'));
    // A statement about an ARN that names no node may be about this one too.
    let may = stack.listing(&role).iter().any(|row| row.target.is_none_or(|other| other == target) && row.actions.iter().any(is_about));
    if may {
        return;
    }
    let message =
        format!("{} gets the name of {} in {variable}, but its task role may not use it", label(design, container), label(design, target));
    let finding = findings.report(message).on(container).field("environment");
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
