//! A load balancer has every zone enabled in which its tasks run.

use super::support::walks::{Walked, ends};
use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::load_balancer;
use crate::design::{Connection, Design, NodeId};
use crate::meaning::{forwards, runs, spans};
use crate::network::walk::Step;
use crate::network::{is_public, is_subnet, subnets_of, vpc_of, zone_of};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP087",
    name: "unused-zone",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
Tasks run in a zone that their load balancer does not have.

A load balancer sends requests to targets in its enabled zones alone. Tasks in another zone are registered and stay unused: you pay for them, and \
the others do all the work.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet public-c cidr=10.0.2.0/24 access=public zone=3
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-c : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet public-c cidr=10.0.2.0/24 access=public zone=3
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> public-c : spans
site -> web : forwards
web -> public-a : runs
web -> public-c : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for walked in ends(design).blocked.iter().filter(|walked| walked.is(forwards::VERB.id, &[Step::Zone])) {
        let subnets = design.targets(walked.from, spans::VERB.id);
        let zones: Vec<Option<i64>> = subnets.iter().map(|subnet| zone_of(design, *subnet)).collect();
        let places = design.targets(walked.to, runs::VERB.id).into_iter();
        let unused = places.filter(|place| is_subnet(design, *place) && !zones.contains(&zone_of(design, *place)));
        let unused: Vec<NodeId> = unused.collect();
        for place in &unused {
            report(design, findings, walked, *place);
        }
    }
}

fn report(design: &Design, findings: &mut Findings, walked: &Walked, place: NodeId) {
    let (balancer, service) = (walked.from, walked.to);
    let zone = zone_of(design, place).map_or_else(String::new, |zone| format!(" (zone {zone})"));
    let message =
        format!("{} sends nothing to the tasks of {} in {}{zone}", label(design, balancer), name(design, service), name(design, place));
    let finding = findings.report(message).on(balancer).on_connection(walked.connection);
    finding.aws_says(&walked.hop.aws_says);
    let faces = design.node(balancer).is_some_and(|node| load_balancer::faces_internet(node));
    let all = vpc_of(design, balancer).map(|vpc| subnets_of(design, vpc)).unwrap_or_default();
    let fits = |id: &NodeId| zone_of(design, *id) == zone_of(design, place) && is_public(design, *id) == faces;
    if let Some(also) = all.into_iter().find(fits) {
        let change = patch(design, |edit| {
            edit.connect(Connection::new(balancer, also, spans::VERB.id));
        });
        finding.fix(format!("Also span {}", name(design, also)), change);
    }
    let leaving = design.connections_from(service).filter(|(_, record)| record.verb == runs::VERB.id);
    let there: Vec<_> = leaving.filter(|(_, record)| record.to.node() == Some(place)).map(|(id, _)| id).collect();
    if design.targets(service, runs::VERB.id).len() > there.len() {
        let change = patch(design, |edit| there.iter().for_each(|id| edit.remove_connection(*id)));
        finding.fix(format!("Run no tasks in {}", name(design, place)), change);
    }
}
