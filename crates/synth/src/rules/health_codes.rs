//! Health checks look for codes from 200 to 499.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::forwards;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP071",
    name: "health-codes",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A health check waits for a code that no target can give.

A load balancer compares the answer of a target with single codes or ranges from 200 to 499. Other codes are refused when the target group \
is made.",
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
site -> web : forwards health_codes=500
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
site -> web : forwards health_codes=200-299
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(forwards::VERB.id) {
        let Some((_, service)) = connection.nodes() else { continue };
        // gRPC has codes of its own, from 0 to 99; without a text the version is chosen at deployment.
        let codes = forwards::health_codes(&connection.fields).text();
        let version = forwards::protocol_version(&connection.fields).text();
        if codes.is_empty() || ["GRPC", ""].contains(&version.as_str()) {
            continue;
        }
        let fits = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let code = |text: &str| text.trim().parse::<u16>().ok().filter(|code| (200..=499).contains(code));
            matches!((code(from), code(to)), (Some(from), Some(to)) if from <= to)
        };
        let Some(wrong) = codes.split(',').find(|part| !fits(part)) else { continue };
        let message =
            format!("Health checks of {} wait for \"{wrong}\", which is no code or range from 200 to 499", label(design, service));
        let change = patch(design, |edit| edit.set_connection_field(id, "health_codes", None));
        findings.report(message).on(service).on_connection(id).field("health_codes").fix("Wait for 200", change);
    }
}
