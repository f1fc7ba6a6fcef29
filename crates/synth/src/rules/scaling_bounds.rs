//! The least number of tasks is not above the greatest.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::service;
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP054",
    name: "scaling-bounds",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Scaling has a lower bound above its upper one.

The number of tasks moves between both bounds. Application Auto Scaling refuses a target whose least number is greater than its greatest, \
and the stack fails.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true scale_least=6 scale_most=4 scale_cpu=60
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true scale_least=2 scale_most=4 scale_cpu=60
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(service::KIND.id) {
        let fields = &node.fields;
        let least = service::scale_least(fields).value().or_else(|| service::desired_count(fields).value());
        let least = least.and_then(|least| least.as_number());
        let (Some(least), Some(most)) = (least, service::scale_most(fields).number()) else { continue };
        if least <= most {
            continue;
        }
        let finding = findings.report(format!("{} runs at least {least} tasks, but at most {most}", label(design, id)));
        finding.on(id).field("scale_most").aws_says("Maximum capacity cannot be less than minimum capacity");
        let change = patch(design, |edit| edit.set_field(id, "scale_most", Some(Value::Number(least))));
        finding.fix(format!("Allow up to {least} tasks"), change);
        let change = patch(design, |edit| edit.set_field(id, "scale_least", Some(Value::Number(most))));
        finding.fix(format!("Start from {most} tasks"), change);
    }
}
