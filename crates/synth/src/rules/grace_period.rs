//! New tasks need time before failed health checks count.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::service;
use crate::design::Design;
use crate::meaning::forwards;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP043",
    name: "grace-period",
    severity: Severity::Warning,
    stage: Stage::Start,
    docs: "\
Health checks of the load balancer count from a task's first second.

A container that starts slower than the checks allow is killed and replaced, again and again, although nothing is wrong with it. The grace \
period is the time in which ECS ignores failed checks of a new task.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true grace_period=0
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(service::KIND.id) {
        let is_behind = design.connections_to(id).any(|(_, connection)| connection.verb == forwards::VERB.id);
        let grace = service::grace_period(&node.fields).number();
        if !is_behind || !node.fields.contains_key("grace_period") {
            continue;
        }
        if grace != Some(0) {
            continue;
        }
        let message = format!("{} has no grace period: a task that starts slowly is killed before it can answer", label(design, id));
        let finding = findings.report(message).on(id).field("grace_period");
        finding.aws_says("Task failed ELB health checks in (target-group …)");
        finding.fix("Wait 60 seconds, the default", patch(design, |edit| edit.set_field(id, "grace_period", None)));
    }
}
