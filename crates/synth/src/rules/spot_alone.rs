//! Spare capacity may be taken away all at once.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{scaling, service};
use crate::design::Design;
use crate::meaning::forwards;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP052",
    name: "spot-alone",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
All tasks behind a load balancer run on spare capacity.

AWS takes Spot capacity back with two minutes' notice whenever it needs it, sometimes all of it in a zone. With a few tasks on demand first, \
the service keeps answering.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true spot_percent=100
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true spot_percent=100 spot_base=1
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(service::KIND.id) {
        let base = service::spot_base(&node.fields);
        // A base that is a parameter may be anything.
        let has_base = base.0.as_ref().is_some_and(|value| value.is_expression() || value.as_number().unwrap_or(0) > 0);
        let is_behind = design.connections_to(id).any(|(_, connection)| connection.verb == forwards::VERB.id);
        if !is_behind || has_base || scaling::spot_percent(node) < 100 {
            continue;
        }
        let message = format!("{} answers requests with Spot tasks alone: AWS may take all of them back", label(design, id));
        let change = patch(design, |edit| edit.set_field(id, "spot_base", Some(Value::Number(1))));
        findings.report(message).on(id).field("spot_base").fix("Run one task on demand first", change);
    }
}
