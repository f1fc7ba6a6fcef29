//! A path starts with a slash.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::forwards;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP072",
    name: "health-path",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A health check asks for a path without a slash at its start.

The load balancer sends the path as it is written. Without the slash it is no path of HTTP, and the target group cannot be created.",
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
site -> web : forwards health_path=health
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
site -> web : forwards health_path=/health
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(forwards::VERB.id) {
        let Some((_, service)) = connection.nodes() else { continue };
        let path = forwards::health_path(&connection.fields).text();
        if path.is_empty() || path.starts_with('/') {
            continue;
        }
        let message = format!("Health checks of {} ask for \"{path}\", which does not start with /", label(design, service));
        let right = Value::text(format!("/{path}"));
        let change = patch(design, |edit| edit.set_connection_field(id, "health_path", Some(right)));
        findings.report(message).on(service).on_connection(id).field("health_path").fix(format!("Ask for /{path}"), change);
    }
}
