//! A statement by hand about something with which nothing is connected.

use super::support::{label, name, patch, policies, told};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{self, role};
use crate::design::{Connection, Design, NodeId};
use crate::meaning::{access, assumes, starts_with};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP101",
    name: "unused-statement",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
A role is allowed something on a thing of the design with which nothing that has the role is connected.

Either nobody uses the permission any more, and it only widens what a stolen credential reaches; or the picture does not show a call that is \
made. A connection shows it and brings the statement along, just what is needed.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials",
    flagged: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
table votes
role worker statements=[{Effect=Allow, Action=dynamodb:GetItem, Resource=!GetAtt VotesTable.Arn}]
web -> open : runs
web -> worker : assumes
",
    passing: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
table votes
role worker
web -> open : runs
web -> worker : assumes
app -> votes : read
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let told = told::all(design);
    policies::each(design, &mut |stack, written| {
        let is_role = design.node(written.node).is_some_and(|node| node.kind == role::KIND.id);
        if !is_role || !written.allows() {
            return;
        }
        let mut targets: Vec<NodeId> = Vec::new();
        for target in written.named_resources().iter().filter_map(|pattern| stack.target(pattern)) {
            let can_be_called = design.node(target).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.access.is_some());
            if can_be_called && !targets.contains(&target) {
                targets.push(target);
            }
        }
        let users = users(design, written.node);
        let connected = |target: NodeId| {
            design.connections_to(target).any(|(_, connection)| connection.from.node().is_some_and(|from| users.contains(&from)))
        };
        // A variable that names it says as much as a connection.
        let is_told =
            |target: NodeId| told.iter().any(|one| users.contains(&one.container) && stack.node_of(&one.resource) == Some(target));
        for target in targets.iter().copied().filter(|target| !connected(*target) && !is_told(*target)) {
            let actions = written.statement.written_actions.join(", ");
            let message = format!(
                "{} is about {} ({actions}), with which nothing that has the role is connected",
                written.place(design),
                label(design, target)
            );
            let finding = findings.report(message).on(written.node).field(written.field).entry(written.entry());
            // A connection whose grant has all of the actions takes the statement's place.
            let user = users.iter().copied().find(|user| {
                *user != written.node && design.node(*user).is_some_and(|node| access::PRINCIPALS.contains(&node.kind.as_str()))
            });
            let kind = design.node(target).and_then(|node| catalog::kind_of(node));
            let grants = kind.and_then(|kind| kind.access).map_or(&[][..], |access| access.grants);
            let covers = |grant: &&catalog::Grant| {
                let all: Vec<&str> = grant.allows.iter().flat_map(|allowed| allowed.actions).copied().collect();
                written.named_actions().iter().all(|action| all.iter().any(|known| known.eq_ignore_ascii_case(action)))
            };
            if let (Some(user), Some(grant), [_]) = (user, grants.iter().find(covers), targets.as_slice())
                && !written.named_actions().is_empty()
            {
                let taken = written.change(design, &|_| None);
                let mut after = design.clone();
                if taken.apply(&mut after).is_ok() {
                    let drawn = patch(&after, |edit| {
                        edit.connect(Connection::new(user, target, grant.verb));
                    });
                    finding.fix(
                        format!("Connect {} with {} ({}) in its place", name(design, user), name(design, target), grant.verb),
                        taken.then(&drawn),
                    );
                }
            }
            finding.fix("Take the statement out", written.change(design, &|_| None));
        }
    });
}

/// Everything that makes calls with a role: itself, the services and tasks that have it, and their containers.
fn users(design: &Design, role: NodeId) -> Vec<NodeId> {
    let mut users = vec![role];
    for service in [assumes::VERB.id, starts_with::VERB.id].into_iter().flat_map(|verb| design.sources(role, verb)) {
        users.push(service);
        users.extend(design.descendants(service));
    }
    users
}
