//! What a container waits for has to be possible.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, task_definition};
use crate::design::{ConnectionId, Design, NodeId};
use crate::meaning::waits_for;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP037",
    name: "waits-for-condition",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A container waits for something that cannot happen.

Containers wait for others of their own task, never in a circle. To wait until another one is healthy, that one needs a health command; to wait \
until it has ended, it must not be essential, because the task ends with an essential container.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container prepare port=\"\"
      container app port=8080
web -> public-a : runs
app -> prepare : waits-for condition=SUCCESS
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container prepare port=\"\" essential=false
      container app port=8080
web -> public-a : runs
app -> prepare : waits-for condition=SUCCESS
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(waits_for::VERB.id) {
        let Some((from, to)) = connection.nodes() else { continue };
        if task_definition::around(design, from) != task_definition::around(design, to) {
            let message = format!("{} waits for {}, which belongs to another task", label(design, from), name(design, to));
            findings
                .report(message)
                .on(from)
                .on_connection(id)
                .fix("Remove the connection", patch(design, |edit| edit.remove_connection(id)));
            continue;
        }
        if waits_for_itself(design, from) {
            let message = format!("{} waits for itself in a circle by {}", label(design, from), name(design, to));
            let finding = findings.report(message).on(from).on_connection(id);
            finding.aws_says("Container dependencies must not be circular.");
            finding.fix("Remove the connection", patch(design, |edit| edit.remove_connection(id)));
            continue;
        }
        let condition = waits_for::condition(&connection.fields).text();
        match condition.as_str() {
            "HEALTHY" => check_healthy(design, findings, id, from, to),
            "COMPLETE" | "SUCCESS" => check_end(design, findings, id, from, to),
            _ => {}
        }
    }
}

fn check_healthy(design: &Design, findings: &mut Findings, id: ConnectionId, from: NodeId, to: NodeId) {
    let has_check = design.node(to).is_some_and(|node| container::health_command(&node.fields).value().is_some());
    if has_check {
        return;
    }
    let message = format!("{} waits until {} is healthy, but that has no health command", label(design, from), name(design, to));
    let finding = findings.report(message).on(to).on_connection(id).field("health_command");
    finding.aws_says(format!("Container {} has a HEALTHY dependency on a container without a health check.", name(design, from)));
    let change = patch(design, |edit| edit.set_connection_field(id, "condition", None));
    finding.fix(format!("Wait only until {} has started", name(design, to)), change);
}

fn check_end(design: &Design, findings: &mut Findings, id: ConnectionId, from: NodeId, to: NodeId) {
    let essential = design.node(to).is_some_and(|node| container::essential(&node.fields).flag());
    if !essential {
        return;
    }
    let message =
        format!("{} waits until {} has ended, but that is essential: the task ends with it", label(design, from), name(design, to));
    let finding = findings.report(message).on(to).on_connection(id).field("essential");
    let change = patch(design, |edit| edit.set_field(to, "essential", Some(Value::Flag(false))));
    finding.fix(format!("Make {} not essential", name(design, to)), change);
}

/// True when a way of connections leads back to where it starts.
fn waits_for_itself(design: &Design, id: NodeId) -> bool {
    let mut seen: Vec<NodeId> = Vec::new();
    let mut open = design.targets(id, waits_for::VERB.id);
    while let Some(next) = open.pop() {
        if next == id {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(design.targets(next, waits_for::VERB.id));
        }
    }
    false
}
