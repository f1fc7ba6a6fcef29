//! Rules of a listener are tried one after the other.

use std::collections::BTreeSet;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::load_balancer;
use crate::design::Design;
use crate::meaning::{forwards, routing};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP074",
    name: "rule-priority",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Two rules of one listener have the same priority.

A listener tries its rules in the order of their priorities, so each has its own. A second rule with the same one cannot be created.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
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
site -> web : forwards path=/a/* priority=10
site -> web : forwards path=/b/* priority=10
site -> web : forwards
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
site -> web : forwards path=/a/* priority=10
site -> web : forwards path=/b/* priority=20
site -> web : forwards
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(load_balancer::KIND.id) {
        let mut taken: BTreeSet<(String, i64)> = BTreeSet::new();
        for (connection, record) in design.connections_from(id).filter(|(_, record)| record.verb == forwards::VERB.id) {
            let Some(priority) = forwards::priority(&record.fields).number() else { continue };
            // A rule without conditions is the listener's own and has no priority.
            if routing::conditions(&record.fields).is_empty() {
                continue;
            }
            let listener = routing::listener_of(design, id, record).map(|listener| listener.port.display()).unwrap_or_default();
            if taken.insert((listener.clone(), priority)) {
                continue;
            }
            let to = record.to.node().map(|to| name(design, to)).unwrap_or_default();
            let message = format!("{} has two rules with priority {priority}; one of them forwards to {to}", label(design, id));
            let finding = findings.report(message).on(id).on_connection(connection).field("priority");
            finding.aws_says(format!("Priority '{priority}' is currently in use"));
            let mut free = priority;
            while taken.contains(&(listener.clone(), free)) {
                free += 1;
            }
            let value = Value::Number(free);
            let change = patch(design, |edit| edit.set_connection_field(connection, "priority", Some(value)));
            finding.fix(format!("Give it priority {free}"), change);
        }
    }
}
