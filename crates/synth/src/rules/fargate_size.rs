//! Fargate has fixed pairs of CPU and memory.

use super::support::{label, patch};
use super::{Findings, Rule, Severity};
use crate::catalog::{fargate, task_definition};
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP004",
    name: "fargate-size",
    severity: Severity::Error,
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
        let (Some(cpu), Some(memory)) = (task_definition::cpu(&node.fields).number(), task_definition::memory(&node.fields).number())
        else {
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
