//! The execution role starts tasks, the task role is the program's: neither does the other's work.

use super::support::policies::Written;
use super::support::taken_over::{self, TakenOver};
use super::support::{label, name, names, patch, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::role;
use crate::design::{Design, End, NodeId, Patch};
use crate::iam::actions;
use crate::iam::document::Effect;
use crate::iam::evaluate::{Layer, Policy};
use crate::iam::stack::Stack;
use crate::iam::text::Text;
use crate::meaning::{assumes, starts_with};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP095",
    name: "mixed-roles",
    severity: Severity::Warning,
    stage: Stage::Run,
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
    policies::each(design, &mut |stack, written| {
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
        // A drawn task role takes the statement over; without one, connections give the program what it may be meant for.
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
            _ if all_of_it => {
                if let Some((title, change)) = taken_over::of_statement(design, stack, starting, written) {
                    finding.fix(title, change);
                }
            }
            _ => {}
        }
    });
    check_policies(design, findings, id, &|stack, policy| starter_policy(design, stack, policy, (id, starting)));
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

/// Policies of AWS that have what the agent does in them, whatever else: AWS's own instructions attach them to execution roles.
/// Sources: the rule's and <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-install-ECS.html>.
const BY_AWS: &[&str] = &[
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonEC2ContainerRegistryFullAccess",
    "AmazonEC2ContainerRegistryPowerUser",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMReadOnlyAccess",
    "CloudWatchAgentServerPolicy",
    "CloudWatchLogsFullAccess",
    "SecretsManagerReadWrite",
];

/// The one that holds what the agent alone does.
const STANDARD: &str = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

/// A policy that is in the wrong place: what is said of it, the first action that is denied, and the repair.
struct Misplaced {
    message: String,
    first: String,
    fix: Option<(String, Patch)>,
}

/// Looks at the policies of a role that stand elsewhere: with AWS, or as resources of their own.
fn check_policies(design: &Design, findings: &mut Findings, id: NodeId, look: &dyn Fn(&Stack<'_>, &Policy) -> Option<Misplaced>) {
    if !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        let role = stack.names.of(id, "Role").and_then(|role| Some((role, stack.roles.get(role)?)));
        for policy in role.iter().flat_map(|(_, role)| &role.policies).filter(|policy| policy.layer == Layer::Identity) {
            let is_elsewhere = policy.name.starts_with("arn:") || role.is_some_and(|(role, _)| policy.resource != role);
            let Some(found) = look(stack, policy).filter(|_| is_elsewhere) else { continue };
            let finding = findings.report(found.message).on(id).field("managed_policies");
            finding
                .aws_says(format!("is not authorized to perform: {0} because no identity-based policy allows the {0} action", found.first));
            if let Some((title, change)) = found.fix {
                finding.fix(title, change);
            }
        }
    });
}

/// A policy of an execution role that is for the program.
fn starter_policy(design: &Design, stack: &Stack<'_>, policy: &Policy, (id, starting): (NodeId, &[NodeId])) -> Option<Misplaced> {
    let called = policy.name.rsplit('/').next().unwrap_or_default();
    let allowing = || policy.statements.iter().filter(|statement| statement.effect == Effect::Allow && !statement.actions.but);
    let is_readable = policy.statements.iter().all(|statement| statement.doubts.is_empty());
    let foreign: Vec<String> = allowing()
        .filter(|_| is_readable)
        .flat_map(|statement| &statement.written_actions)
        .filter(|action| !is_one_of(action, OF_THE_AGENT))
        .cloned()
        .collect();
    // Of most policies that AWS manages the names alone are known, and those say whose they are.
    let by_name = || ["FullAccess", "ReadOnly", "PowerUser"].iter().any(|part| called.contains(part)) && actions::is_managed(&policy.name);
    if BY_AWS.contains(&called) || (foreign.is_empty() && (is_readable || !by_name())) {
        return None;
    }
    let what = match foreign.as_slice() {
        [] => String::new(),
        [one] => format!(" with {one}"),
        [one, others @ ..] => format!(" with {one} and {} more", others.len()),
    };
    let message = format!(
        "{} has {called}{what}, but with an execution role only the agent of {} makes calls, not the program",
        label(design, id),
        names(design, starting)
    );
    let first = foreign.first().cloned().unwrap_or_else(|| "…".to_owned());
    let fix = without(design, stack, policy, id).and_then(|taken| {
        let roles: Vec<NodeId> = starting.iter().flat_map(|service| design.targets(*service, assumes::VERB.id)).collect();
        if let [own] = roles.as_slice() {
            let (moved, taken) = taken;
            let mut after = design.clone();
            taken.apply(&mut after).ok()?;
            let there = after.node(*own).and_then(|node| node.fields.get("managed_policies")).and_then(Value::as_list).unwrap_or_default();
            let all = Value::List([there, std::slice::from_ref(&moved)].concat());
            let given = patch(&after, |edit| edit.set_field(*own, "managed_policies", Some(all)));
            return Some((format!("Move it to {}", name(design, *own)), taken.then(&given)));
        }
        let resources: Vec<Text> =
            allowing().flat_map(|statement| statement.resources.iter().flat_map(|resources| resources.patterns.clone())).collect();
        let over = TakenOver::of((design, stack), starting, (&foreign, &resources));
        let title = if over.is_empty() {
            format!("Take it out: then nobody may call what {called} allows")
        } else {
            format!("Let connections take its place: {}; then nobody may call what else {called} allows", over.words(design))
        };
        Some((title, over.in_place_of(design, &taken.1)?))
    });
    Some(Misplaced { message, first, fix })
}

/// The value by which a role has a policy, and the patch that takes it from the role; nothing when the policy names the role.
fn without(design: &Design, stack: &Stack<'_>, policy: &Policy, id: NodeId) -> Option<(Value, Patch)> {
    let attached = design.node(id)?.fields.get("managed_policies")?.as_list()?;
    let place = attached.iter().position(|value| stack.policy_named(value) == policy.name)?;
    let left: Vec<Value> = attached.iter().enumerate().filter(|(index, _)| *index != place).map(|(_, value)| value.clone()).collect();
    let change = patch(design, |edit| edit.set_field(id, "managed_policies", (!left.is_empty()).then_some(Value::List(left))));
    Some((attached[place].clone(), change))
}

/// A task role with what only the agent needs.
fn check_program(design: &Design, findings: &mut Findings, id: NodeId, assuming: &[NodeId]) {
    check_policies(design, findings, id, &|stack, policy| {
        let message = format!(
            "{} has AmazonECSTaskExecutionRolePolicy, but images are pulled with the execution role of {}, before the program runs",
            label(design, id),
            names(design, assuming)
        );
        let fix = || without(design, stack, policy, id).map(|(_, taken)| ("Take it out".to_owned(), taken));
        (policy.name == STANDARD).then(|| Misplaced { message, first: OF_THE_AGENT_ALONE[0].to_owned(), fix: fix() })
    });
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
