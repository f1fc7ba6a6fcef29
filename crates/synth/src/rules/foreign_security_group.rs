//! A security group guards what lies in its own VPC.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::guards;
use crate::network::vpc_of;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP078",
    name: "foreign-security-group",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A security group guards something in another VPC.

A security group belongs to one VPC, and a network interface takes groups of its own VPC alone. Peering does not change that: a rule may name a \
group of the other side, an interface may not have it.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster work
    task report public_address=true
      container app port=\"\"
vpc other cidr=10.1.0.0/16
  subnet far-a cidr=10.1.10.0/24 access=isolated zone=1
  security-group own
report -> public-a : runs
own -> report : guards
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  security-group own
  cluster work
    task report public_address=true
      container app port=\"\"
vpc other cidr=10.1.0.0/16
  subnet far-a cidr=10.1.10.0/24 access=isolated zone=1
report -> public-a : runs
own -> report : guards
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(guards::VERB.id) {
        let Some((group, guarded)) = connection.nodes() else { continue };
        let (Some(one), Some(other)) = (vpc_of(design, group), vpc_of(design, guarded)) else { continue };
        if one == other {
            continue;
        }
        let message = format!(
            "{} lies in {} and guards {}, which lies in {}",
            label(design, group),
            name(design, one),
            name(design, guarded),
            name(design, other)
        );
        let finding = findings.report(message).on(group).on_connection(id);
        finding.aws_says("Security group and subnet belong to different networks. (InvalidParameter)");
        finding.fix("Remove the connection", patch(design, |edit| edit.remove_connection(id)));
    }
}
