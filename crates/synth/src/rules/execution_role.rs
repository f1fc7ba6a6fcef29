//! The agent that starts a task needs a role to pull the image and to open the log stream.

use super::support::{label, name, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, role, task_definition};
use crate::design::{Connection, Design, End, NodeId};
use crate::meaning::{injects, logs, pulls, starts_with};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP007",
    name: "execution-role",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
A service has no execution role that works, although starting its tasks takes one.

Before a container runs, the agent pulls its image and opens its log stream, and it does so with the execution role, not with the task role that \
the program in the container uses. A private image or a log group needs one, exactly one, and it has to trust `ecs-tasks.amazonaws.com`.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true execution_role=none
      container app port=8080
repository unicorn
log-group lines
role starter
app -> unicorn : pulls
app -> lines : logs
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
repository unicorn
log-group lines
role starter
app -> unicorn : pulls
app -> lines : logs
web -> public-a : runs
web -> starter : starts-with
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in task_definition::all(design) {
        let targets = design.targets(id, starts_with::VERB.id);
        let roles: Vec<NodeId> = targets.into_iter().filter(|target| is_role(design, *target)).collect();
        if roles.is_empty() {
            check_missing(design, findings, id);
        }
        if roles.len() > 1 {
            check_several(design, findings, id, &roles);
        }
        for role in roles {
            check_trust(design, findings, id, role);
        }
    }
}

fn is_role(design: &Design, id: NodeId) -> bool {
    design.node(id).is_some_and(|node| node.kind == role::KIND.id)
}

fn check_missing(design: &Design, findings: &mut Findings, id: NodeId) {
    let derived = design.node(id).is_none_or(|node| task_definition::execution_role(&node.fields).text() != "none");
    if derived {
        return;
    }
    let needed =
        |verb: &str| task_definition::containers(design, id).into_iter().any(|container| !design.targets(container, verb).is_empty());
    let own_secrets = || {
        let containers = task_definition::containers(design, id);
        containers.iter().filter_map(|id| design.node(*id)).any(|node| container::secrets(&node.fields).value().is_some())
    };
    let (purpose, aws_says) = if needed(pulls::VERB.id) {
        ("pull its image", "Fargate requires task definition to have execution role ARN to support ECR images.")
    } else if needed(logs::VERB.id) {
        ("write its logs", "Fargate requires task definition to have execution role ARN to support log driver awslogs.")
    } else if needed(injects::VERB.id) || own_secrets() {
        (
            "read what its containers are given",
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        )
    } else {
        return;
    };
    let finding = findings.report(format!("{} has no execution role, which it needs to {purpose}", label(design, id)));
    finding.on(id).field("execution_role").aws_says(aws_says);
    let change = patch(design, |edit| edit.set_field(id, "execution_role", None));
    finding.fix("Let one be made with just what is needed", change);
    // A role without any task is one that somebody drew for this and has not connected yet.
    let idle = design.nodes_of(role::KIND.id).filter(|(role, node)| design.connections_of(*role).next().is_none() && trusts_tasks(node));
    for (role, node) in idle {
        let change = patch(design, |edit| {
            edit.set_field(id, "execution_role", None);
            edit.connect(Connection::new(id, role, starts_with::VERB.id));
        });
        finding.fix(format!("Start it with {}", node.name), change);
    }
}

fn check_several(design: &Design, findings: &mut Findings, id: NodeId, roles: &[NodeId]) {
    let message = format!("{} starts with {}: a task definition names one execution role", label(design, id), names(design, roles));
    let finding = findings.report(message).on(id);
    for kept in roles {
        let others: Vec<_> = design
            .connections_of(id)
            .filter(|(_, record)| record.verb == starts_with::VERB.id && record.from == End::Node(id))
            .filter(|(_, record)| record.to != End::Node(*kept) && record.to.node().is_some_and(|to| roles.contains(&to)))
            .map(|(connection, _)| connection)
            .collect();
        // The same role twice: one of the two connections is enough.
        if others.is_empty() {
            continue;
        }
        let change = patch(design, |edit| others.iter().for_each(|connection| edit.remove_connection(*connection)));
        finding.fix(format!("Keep {} alone", name(design, *kept)), change);
    }
}

fn trusts_tasks(node: &crate::design::Node) -> bool {
    let trust = role::trust(&node.fields);
    trust.text() == role::TASKS || trust.0.is_some_and(|value| value.is_expression())
}

fn check_trust(design: &Design, findings: &mut Findings, id: NodeId, role: NodeId) {
    let Some(node) = design.node(role).filter(|node| !trusts_tasks(node)) else {
        return;
    };
    let trust = role::trust(&node.fields).text();
    let trust = if trust.is_empty() { "nobody".to_owned() } else { trust };
    let message = format!("{} starts with role {}, which trusts {trust} and not {}", label(design, id), node.name, role::TASKS);
    let finding = findings.report(message).on(role).field("trust");
    finding.aws_says(format!(
        "ECS was unable to assume the role '{}' that was provided for this task. Please verify that the role being passed has the proper trust relationship",
        node.name
    ));
    let change = patch(design, |edit| edit.set_field(role, "trust", None));
    finding.fix(format!("Let it trust {}", role::TASKS), change);
}
