//! A public address is of use only in a public subnet.

use super::support::{label, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{subnet, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::runs;
use crate::network::{is_subnet, may_be_public};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP088",
    name: "useless-public-address",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
Tasks have public addresses in subnets that no internet gateway serves.

A public address works through a route to the internet gateway. In a private subnet packets leave through the NAT gateway, whose address the world \
sees; the task's own one is billed by the hour and reached by nobody.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
web -> private-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
web -> private-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in task_definition::all(design).filter(|(_, node)| task_definition::public_address(&node.fields).flag()) {
        let subnets: Vec<NodeId> = design.targets(id, runs::VERB.id).into_iter().filter(|target| is_subnet(design, *target)).collect();
        let open =
            |id: &NodeId| design.node(*id).is_some_and(|node| subnet::access(&node.fields).0.is_some_and(|value| value.is_expression()));
        if subnets.is_empty() || subnets.iter().any(|subnet| may_be_public(design, *subnet) || open(subnet)) {
            continue;
        }
        let kind = if subnets.len() == 1 { "is not a public subnet" } else { "are not public subnets" };
        let message = format!("{} gives its tasks public addresses, but {} {kind}", label(design, id), names(design, &subnets));
        let finding = findings.report(message).on(id).field("public_address");
        finding.fix("Leave the public address out", patch(design, |edit| edit.set_field(id, "public_address", None)));
    }
}
