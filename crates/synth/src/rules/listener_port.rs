//! Every listener has a port of its own, and connections name one that is there.

use std::collections::BTreeSet;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{listeners, load_balancer};
use crate::design::Design;
use crate::meaning::forwards;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP033",
    name: "listener-port",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Two listeners of a load balancer have one port, or a connection names a port without a listener.

A port can be listened to once: the second listener cannot be created. A connection that names a port on which nothing listens belongs to no \
rule that its author had in mind; its requests would go by the main listener.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site port=80 listeners=[{Port=80, Protocol=HTTP}]
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site port=80 listeners=[{Port=8080, Protocol=HTTP}]
site -> public-a : spans
site -> public-b : spans
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        let mut ports = BTreeSet::new();
        let mut at_deployment = false;
        for listener in listeners::all(node) {
            let Some(port) = listener.port.as_number() else {
                at_deployment = true;
                continue;
            };
            if !ports.insert(port) {
                let finding = findings.report(format!("{} listens twice on port {port}", label(design, id))).on(id).field("listeners");
                finding.aws_says("A listener already exists on this port for this load balancer");
            }
        }
        for target in forwards::targets(design, id) {
            let Some(connection) = design.connection(target.connection) else { continue };
            let Some(port) = forwards::listener(&connection.fields).number().filter(|port| !at_deployment && !ports.contains(port)) else {
                continue;
            };
            let message = format!(
                "{} forwards requests of port {port} to {}, but it has no listener there",
                label(design, id),
                name(design, target.service)
            );
            let change = patch(design, |edit| edit.connection(target.connection, |connection| drop(connection.fields.remove("listener"))));
            findings.report(message).on(id).on_connection(target.connection).field("listener").fix("Take the main listener", change);
        }
    }
}
