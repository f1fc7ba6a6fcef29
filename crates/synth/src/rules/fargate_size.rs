//! Fargate has fixed pairs of CPU and memory.

use super::support::numbers::{choice, numbers};
use super::support::{and, label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{fargate, task_definition};
use crate::design::{Design, NodeId};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP004",
    name: "fargate-size",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A task's CPU and memory do not go together on Fargate.

Fargate runs tasks in sizes of a fixed table: each CPU value goes with a range of memory, roughly two to eight times as many MiB as CPU units. \
Any other pair is refused when the task definition is registered. Raise the smaller of the two: a task pays for both by the second.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=256 memory=4096 public_address=true
      container app port=8080
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=4096 public_address=true
      container app port=8080
web -> public-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in task_definition::all(design) {
        let (cpu, memory) = (task_definition::cpu(&node.fields), task_definition::memory(&node.fields));
        let (Some(cpu), Some(memory)) = (cpu.number(), memory.number()) else {
            if let (Some(cpu), Some(memory)) = (cpu.0, memory.0) {
                by_expression(design, findings, id, (&cpu, &memory));
            }
            continue;
        };
        // A CPU value that does not exist at all is no size; the field's own form says so.
        let Some(offer) = fargate::memory(cpu).filter(|offer| !offer.offers(memory)) else {
            continue;
        };
        let message = format!("{} asks for {memory} MiB with {cpu} CPU units, which go with {}", label(design, id), offer.words());
        let finding = findings.report(message).on(id).field("memory");
        finding.aws_says(format!("No Fargate configuration exists for given values: {cpu} CPU, {memory} memory"));
        if let Some(nearest) = offer.nearest(memory) {
            let change = patch(design, |edit| edit.set_field(id, "memory", Some(Value::Number(nearest))));
            finding.fix(format!("Set memory to {nearest} MiB"), change);
        }
        let nearest = fargate::cpu_for(memory).into_iter().min_by_key(|other| other.abs_diff(cpu));
        if let Some(nearest) = nearest {
            let change = patch(design, |edit| edit.set_field(id, "cpu", Some(Value::Number(nearest))));
            finding.fix(format!("Set CPU to {nearest} units"), change);
        }
    }
}

/// A size of which a parameter decides: right or wrong for certain only when all values that it allows are.
fn by_expression(design: &Design, findings: &mut Findings, id: NodeId, (cpu, memory): (&Value, &Value)) {
    let all: Option<Vec<bool>> = sizes(design, cpu, memory).map(|all| all.into_iter().map(|(cpu, memory)| offers(cpu, memory)).collect());
    if all.as_ref().is_some_and(|all| all.iter().all(|fits| *fits)) {
        return;
    }
    if all.is_some_and(|all| !all.contains(&true)) {
        let message =
            format!("{} asks for {} MiB with {} CPU units, and no value makes a size", label(design, id), memory.display(), cpu.display());
        let finding = findings.report(message).on(id).field(if memory.is_expression() { "memory" } else { "cpu" });
        finding.aws_says("No Fargate configuration exists for given values");
        return;
    }
    let open: Vec<String> = [cpu, memory].into_iter().filter(|value| value.is_expression()).map(Value::display).collect();
    let question =
        format!("whether {} MiB with {} CPU units of {} is a size that Fargate has", memory.display(), cpu.display(), label(design, id));
    let field = if cpu.is_expression() { "cpu" } else { "memory" };
    findings.cannot_tell(question, format!("{} may have a value that does not go with the other", and(&open))).on(id).field(field);
}

/// The pairs that two values may be; nothing when one of them is not known.
fn sizes(design: &Design, cpu: &Value, memory: &Value) -> Option<Vec<(i64, i64)>> {
    // Two choices by one condition are made together.
    if let (Some((first, cpus)), Some((second, memories))) = (choice(cpu), choice(memory))
        && first == second
    {
        let all: Option<Vec<_>> = cpus.iter().zip(memories).map(|(cpu, memory)| sizes(design, cpu, memory)).collect();
        return all.map(|all| all.concat());
    }
    let (cpus, memories) = (numbers(design, cpu)?, numbers(design, memory)?);
    Some(cpus.iter().flat_map(|cpu| memories.iter().map(|memory| (*cpu, *memory))).collect())
}

fn offers(cpu: i64, memory: i64) -> bool {
    // A CPU value that does not exist at all is found by the rule about values.
    fargate::memory(cpu).is_none_or(|offer| offer.offers(memory))
}
