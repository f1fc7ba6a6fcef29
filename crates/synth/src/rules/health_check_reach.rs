//! Something answers the health check on a port of its own.

use super::support::walks::ends;
use super::support::{name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::forwards;
use crate::network::walk::Step;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP079",
    name: "health-check-reach",
    severity: Severity::Warning,
    stage: Stage::Start,
    docs: "\
A health check asks a port that no container of the service names, or that it cannot reach.

A target group may check another port than the one that gets the requests. Nothing but the program knows whether it listens there; where no container \
names the port, it is mostly left over from an earlier version. Tasks that do not answer are stopped and started again for ever.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards health_port=9090
web -> private-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080 ports=[9090]
site -> public-a : spans
site -> public-b : spans
site -> web : forwards health_port=9090
web -> private-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for walked in ends(design).blocked.iter().filter(|walked| walked.is(forwards::VERB.id, &[Step::HealthCheck])) {
        let Some(record) = design.connection(walked.connection) else { continue };
        let port = forwards::health_port(&record.fields).text();
        let message = format!("The health check of {} asks port {port}: {}", name(design, walked.to), walked.hop.rule);
        let finding = findings.report(message).on(walked.to).on_connection(walked.connection).field("health_port");
        finding.aws_says(format!(
            "(service {}) (port {port}) is unhealthy in (target-group) due to (reason Request timed out)",
            name(design, walked.to)
        ));
        let change = patch(design, |edit| edit.connection(walked.connection, |record| drop(record.fields.remove("health_port"))));
        finding.fix("Check the port that gets the requests", change);
    }
    for walked in ends(design).open.iter().filter(|walked| walked.is(forwards::VERB.id, &[Step::HealthCheck])) {
        let question = format!("whether the health check of {} is answered", name(design, walked.to));
        findings.cannot_tell(question, &walked.hop.text).on(walked.to).on_connection(walked.connection).field("health_port");
    }
}
