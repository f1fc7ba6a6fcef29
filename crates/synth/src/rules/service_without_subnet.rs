//! A service runs its tasks in subnets.

use std::collections::BTreeMap;

use super::support::{label, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::task_definition;
use crate::design::{Connection, Design, NodeId};
use crate::meaning::runs;
use crate::network::{Egress, egress, is_public, is_subnet, subnets_of, vpc_of, zone_of};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP014",
    name: "service-without-subnet",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A service runs in no subnet.

Every Fargate task gets a network interface in one of its service's subnets, so a service without a subnet cannot be created. \
Two subnets in different zones keep the service up when one zone fails.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
web -> private-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in task_definition::all(design) {
        if design.targets(id, runs::VERB.id).into_iter().any(|target| is_subnet(design, target)) {
            continue;
        }
        let finding = findings.report(format!("{} runs in no subnet: its tasks have nowhere to be", label(design, id))).on(id);
        finding.aws_says("subnets can not be empty.");
        let Some(vpc) = vpc_of(design, id) else {
            continue;
        };
        let private = one_a_zone(design, vpc, |subnet| matches!(egress(design, subnet), Egress::Nat(_)));
        let run_in = |subnets: &[NodeId], with_address: bool| {
            patch(design, |edit| {
                for subnet in subnets {
                    edit.connect(Connection::new(id, *subnet, runs::VERB.id));
                }
                if with_address {
                    edit.set_field(id, "public_address", Some(true.into()));
                }
            })
        };
        if !private.is_empty() {
            finding.fix(format!("Run it in {}", names(design, &private)), run_in(&private, false));
        }
        let public = one_a_zone(design, vpc, |subnet| is_public(design, subnet));
        if !public.is_empty() {
            finding.fix(format!("Run it in {} with a public address", names(design, &public)), run_in(&public, true));
        }
    }
}

/// The first fitting subnet of each zone.
fn one_a_zone(design: &Design, vpc: NodeId, fits: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
    let mut by_zone: BTreeMap<Option<i64>, NodeId> = BTreeMap::new();
    for subnet in subnets_of(design, vpc).into_iter().filter(|subnet| fits(*subnet)) {
        by_zone.entry(zone_of(design, subnet)).or_insert(subnet);
    }
    by_zone.into_values().collect()
}
