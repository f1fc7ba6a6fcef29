//! Bounds alone move nothing.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{scaling, service};
use crate::design::Design;
use crate::value::Value;

/// What the number of tasks can follow.
const FOLLOWED: &[&str] = &["scale_cpu", "scale_memory", "scale_requests", "scale_schedule"];

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP055",
    name: "nothing-scales",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A service has bounds for its number of tasks, but nothing that moves it.

Scaling needs something to follow: a target for CPU, for memory or for requests per task, or a schedule. With bounds alone the number stays \
where it is, whatever the load.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true scale_most=4
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true scale_most=4 scale_cpu=60
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(service::KIND.id) {
        let follows = FOLLOWED.iter().any(|field| node.fields.get(field).is_some_and(|value| value.as_text() != Some("")));
        if !scaling::is_on(node) || follows {
            continue;
        }
        let message = format!("{} has bounds for its tasks, but nothing moves their number", label(design, id));
        let change = patch(design, |edit| edit.set_field(id, "scale_cpu", Some(Value::Number(60))));
        findings.report(message).on(id).field("scale_cpu").fix("Follow the CPU use, aiming at 60 %", change);
    }
}
