//! The execution role starts tasks, the task role is the program's: neither does the other's work.

use super::support::policies::Written;
use super::support::{label, name, names, patch, policies};
use super::{Findings, Rule, Severity};
use crate::catalog::role;
use crate::design::{Design, End, NodeId};
use crate::meaning::{assumes, starts_with};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP095",
    name: "mixed-roles",
    severity: Severity::Warning,
    docs: "\
An execution role has permissions for the program, or a task role those for starting it.

With the execution role the agent pulls the image, opens the log stream and reads secrets before a container runs; the program never has it. The \
program's own calls are made with the task role. A permission on the wrong one of the two deploys, and the call is denied. One role for both \
gives the program what only the agent needs: to pull any image and to read every secret that is injected.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
    flagged: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
table votes
role starter statements=[{Effect=Allow, Action=dynamodb:GetItem, Resource=!GetAtt VotesTable.Arn}]
web -> open : runs
web -> starter : starts-with
app -> votes : read
",
    passing: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
table votes
role starter
web -> open : runs
web -> starter : starts-with
app -> votes : read
",
    check,
};

/// What the agent does with the execution role.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>.
const OF_THE_AGENT: &[&str] = &[
    "ecr:*",
    "ecr-public:*",
    "sts:GetServiceBearerToken",
    "logs:*",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameters",
    "kms:Decrypt",
    // Files with environment variables.
    "s3:GetObject",
    "s3:GetBucketLocation",
];

/// What the agent alone does: no program pulls images.
const OF_THE_AGENT_ALONE: &[&str] =
    &["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];

fn is_one_of(action: &str, list: &[&str]) -> bool {
    let matches = |known: &&str| match known.strip_suffix('*') {
        Some(service) => action.to_ascii_lowercase().starts_with(service),
        None => action.eq_ignore_ascii_case(known),
    };
    list.iter().any(matches)
}

/// The actions of a role's statement that do not belong there, in words, and whether they are all that it allows.
fn foreign(written: &Written, id: NodeId, is_foreign: impl Fn(&str) -> bool) -> Option<(String, bool)> {
    let named = written.named_actions();
    let foreign: Vec<&str> = named.iter().map(String::as_str).filter(|action| is_foreign(action)).collect();
    let is_reported = written.node == id && written.allows() && !foreign.is_empty();
    is_reported.then(|| (foreign.join(", "), foreign.len() == named.len()))
}

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(role::KIND.id) {
        let (assuming, starting) = (design.sources(id, assumes::VERB.id), design.sources(id, starts_with::VERB.id));
        match (assuming.is_empty(), starting.is_empty()) {
            (false, false) => {
                let message = format!(
                    "{} is task role of {} and execution role of {}: the program has what only the agent needs",
                    label(design, id),
                    names(design, &assuming),
                    names(design, &starting)
                );
                let finding = findings.report(message).on(id);
                let derive = starting.iter().all(|service| assuming.contains(service));
                if derive {
                    let connections: Vec<_> = design
                        .connections_to(id)
                        .filter(|(_, connection)| connection.verb == starts_with::VERB.id)
                        .map(|(connection, _)| connection)
                        .collect();
                    let change = patch(design, |edit| connections.iter().for_each(|connection| edit.remove_connection(*connection)));
                    finding.fix("Let an execution role be made with just what is needed", change);
                }
            }
            (true, false) => check_starter(design, findings, id, &starting),
            (false, true) => check_program(design, findings, id, &assuming),
            (true, true) => {}
        }
    }
}

/// An execution role with what only a program needs.
fn check_starter(design: &Design, findings: &mut Findings, id: NodeId, starting: &[NodeId]) {
    policies::each(design, &mut |_, written| {
        let Some((actions, all_of_it)) = foreign(written, id, |action| !is_one_of(action, OF_THE_AGENT)) else { return };
        let message = format!(
            "{} allows {actions}, but with an execution role only the agent of {} makes calls, not the program",
            written.place(design),
            names(design, starting)
        );
        let finding = findings.report(message).on(id).field(written.field).entry(written.entry());
        let first = actions.split(", ").next().unwrap_or_default();
        finding.aws_says(format!("is not authorized to perform: {first} because no identity-based policy allows the {first} action"));
        let moved = written.value.clone();
        let taken = written.change(design, &|_| None);
        // A drawn task role takes the statement over; without one, the program gets what its connections say.
        let roles: Vec<NodeId> = starting.iter().flat_map(|service| design.targets(*service, assumes::VERB.id)).collect();
        match roles.as_slice() {
            [own] if all_of_it => {
                let mut after = design.clone();
                if taken.apply(&mut after).is_ok() {
                    let there =
                        after.node(*own).and_then(|node| node.fields.get(written.field)).and_then(Value::as_list).unwrap_or_default();
                    let all = Value::List([there, std::slice::from_ref(&moved)].concat());
                    let given = patch(&after, |edit| edit.set_field(*own, written.field, Some(all)));
                    finding.fix(format!("Move it to {}", name(design, *own)), taken.then(&given));
                }
            }
            _ if all_of_it => drop(finding.fix("Take the statement out", taken)),
            _ => {}
        }
    });
    // A connection from the role grants the same way, and reaches no program either.
    for (connection, record) in design.connections_from(id) {
        let is_access = record.to.node().and_then(|to| crate::catalog::kind_of(design.node(to)?)?.grant(&record.verb)).is_some();
        if let (true, [service], End::Node(to)) = (is_access, starting, &record.to) {
            let message = format!(
                "{} is an execution role: what it may do with {} the program of {} may not",
                label(design, id),
                name(design, *to),
                name(design, *service)
            );
            let finding = findings.report(message).on_connection(connection);
            let change = patch(design, |edit| edit.connection(connection, |connection| connection.from = End::Node(*service)));
            finding.fix(format!("Let it start at {}", name(design, *service)), change);
        }
    }
}

/// A task role with what only the agent needs.
fn check_program(design: &Design, findings: &mut Findings, id: NodeId, assuming: &[NodeId]) {
    policies::each(design, &mut |_, written| {
        let Some((actions, all_of_it)) = foreign(written, id, |action| is_one_of(action, OF_THE_AGENT_ALONE)) else { return };
        let message = format!(
            "{} allows {actions}, but images are pulled with the execution role of {}, before the program runs",
            written.place(design),
            names(design, assuming)
        );
        let finding = findings.report(message).on(id).field(written.field).entry(written.entry());
        if all_of_it {
            finding.fix("Take the statement out", written.change(design, &|_| None));
        }
    });
}
