//! Containers share what their task has.

use super::support::{label, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, task_definition};
use crate::design::{Design, NodeId};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP045",
    name: "container-resources",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Containers ask for more CPU or memory than their task has.

On Fargate the task's size is all there is. The CPU shares of its containers must not add up to more, no container's limit may be above the \
task's memory, and a reservation not above the container's own limit; otherwise the task definition is refused.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 cpu=1024
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 cpu=256
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in task_definition::all(design) {
        let containers = task_definition::containers(design, id);
        if let Some(cpu) = task_definition::cpu(&node.fields).number() {
            check_cpu(design, findings, id, &containers, cpu);
        }
        let memory = task_definition::memory(&node.fields).number();
        for container in containers {
            check_memory(design, findings, container, memory);
        }
    }
}

fn check_cpu(design: &Design, findings: &mut Findings, id: NodeId, containers: &[NodeId], cpu: i64) {
    let asking: Vec<(NodeId, i64)> =
        containers.iter().filter_map(|one| Some((*one, container::cpu(&design.node(*one)?.fields).number()?))).collect();
    let sum: i64 = asking.iter().map(|(_, units)| units).sum();
    if asking.is_empty() || sum <= cpu {
        return;
    }
    let who: Vec<NodeId> = asking.iter().map(|(one, _)| *one).collect();
    let message = format!("{} ask for {sum} CPU units together, but {} has {cpu}", names(design, &who), label(design, id));
    let finding = findings.report(message).on(who.first().copied().unwrap_or(id)).field("cpu");
    let change = patch(design, |edit| who.iter().for_each(|one| edit.set_field(*one, "cpu", None)));
    finding.fix("Let the containers share the task's CPU freely", change);
}

fn check_memory(design: &Design, findings: &mut Findings, id: NodeId, task: Option<i64>) {
    let Some(node) = design.node(id) else { return };
    let (limit, reservation) = (container::memory_limit(&node.fields).number(), container::memory_reservation(&node.fields).number());
    if let (Some(limit), Some(task)) = (limit, task)
        && limit > task
    {
        let message = format!("{} may use {limit} MiB, but its task has {task}", label(design, id));
        let change = patch(design, |edit| edit.set_field(id, "memory_limit", None));
        findings.report(message).on(id).field("memory_limit").fix("Let the task's memory be the limit", change);
    }
    let most = limit.or(task);
    if let (Some(reservation), Some(most)) = (reservation, most)
        && reservation > most
    {
        let message = format!("{} reserves {reservation} MiB, but may use {most} at most", label(design, id));
        let change = patch(design, |edit| edit.set_field(id, "memory_reservation", Some(Value::Number(most))));
        findings.report(message).on(id).field("memory_reservation").fix(format!("Reserve {most} MiB"), change);
    }
}
