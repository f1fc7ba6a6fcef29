//! The one behind must wait at least as long as the one in front.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::load_balancer;
use crate::design::Design;
use crate::meaning::fetches_from;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP073",
    name: "answer-timeout",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
CloudFront waits longer for an answer than its load balancer does.

The load balancer ends a connection on which nothing was sent for its idle timeout. When CloudFront waits longer for the answer, slow \
requests end with error 504 from the load balancer, and the longer time has no effect.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    flagged: "\
internet users
distribution cdn
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site idle_timeout=10
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
users -> cdn : requests
cdn -> site : fetches-from secret_header=\"\" prefix_list=pl-4fa04526
",
    passing: "\
internet users
distribution cdn
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
users -> cdn : requests
cdn -> site : fetches-from
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(fetches_from::VERB.id) {
        let Some((from, to)) = connection.nodes() else { continue };
        let Some(balancer) = design.node(to).filter(|node| node.kind == load_balancer::KIND.id) else { continue };
        let (waits, idle) =
            (fetches_from::read_timeout(&connection.fields).number(), load_balancer::idle_timeout(&balancer.fields).number());
        let (Some(waits), Some(idle)) = (waits, idle) else { continue };
        if idle >= waits {
            continue;
        }
        let message =
            format!("{} waits {waits} seconds for an answer, but {} gives up after {idle}", label(design, from), name(design, to));
        let finding = findings.report(message).on(to).on_connection(id).field("idle_timeout").aws_says("504 Gateway Time-out");
        let change = patch(design, |edit| edit.set_field(to, "idle_timeout", Some(Value::Number(waits))));
        finding.fix(format!("Let {} wait {waits} seconds", name(design, to)), change);
    }
}
