//! A task consists of at least one essential container.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, task_definition};
use crate::design::{Design, Node, NodeId};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP008",
    name: "essential-container",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A service has no container, or none that is essential.

A task is its containers, and it lives as long as its essential ones: when one of them stops, the task is replaced. \
Without any, there is nothing to run or nothing that says when the task has failed, and the task definition is refused.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 essential=false
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
web -> public-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in task_definition::all(design) {
        let containers = task_definition::containers(design, id);
        if containers.is_empty() {
            let finding = findings.report(format!("{} has no container: there is nothing to run", label(design, id))).on(id);
            finding.aws_says("Container list cannot be empty.");
            let change = patch(design, |edit| {
                let mut node = Node::new(container::KIND.id, edit.design().free_name("app"));
                node.parent = Some(id);
                edit.add_node(node);
            });
            finding.fix("Add a container", change);
            continue;
        }
        // An expression may turn out true at deployment, so only a plain `false` counts against a container.
        let essential = |id: &NodeId| {
            let given = design.node(*id).map(|node| container::essential(&node.fields));
            given.is_some_and(|given| !given.is_off())
        };
        if containers.iter().any(essential) {
            continue;
        }
        let finding = findings.report(format!("{} has no essential container: nothing says when a task has failed", label(design, id)));
        finding.on(id).aws_says("Task definition doesn't have any essential container.");
        for container in containers {
            let change = patch(design, |edit| edit.set_field(container, "essential", Some(Value::Flag(true))));
            finding.fix(format!("Make {} essential", name(design, container)), change);
        }
    }
}
