//! A health check ends before the next one starts.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::forwards;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP044",
    name: "health-check-timing",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A target group's health check may take as long as the pause between two of them.

The load balancer gives up a check after the timeout and starts the next one after the interval. The timeout has to be shorter, or the \
target group cannot be created.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    flagged: "\
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
site -> web : forwards health_timeout=30
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
site -> web : forwards health_timeout=10
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(forwards::VERB.id) {
        let Some((_, service)) = connection.nodes() else { continue };
        let fields = &connection.fields;
        let (Some(timeout), Some(interval)) = (forwards::health_timeout(fields).number(), forwards::health_interval(fields).number())
        else {
            continue;
        };
        if timeout < interval {
            continue;
        }
        let message =
            format!("Health checks of {} may take {timeout} seconds, but the next one starts after {interval}", label(design, service));
        let finding = findings.report(message).on(service).on_connection(id).field("health_timeout");
        // As the API says it: <https://github.com/terraform-linters/tflint-ruleset-aws/issues/404>.
        finding.aws_says("Health check interval must be greater than the timeout.");
        let shorter = Value::Number((interval - 1).clamp(2, 5));
        let change = patch(design, |edit| edit.set_connection_field(id, "health_timeout", Some(shorter)));
        finding.fix("Give up sooner", change);
    }
}
