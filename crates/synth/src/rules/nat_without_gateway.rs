//! A NAT gateway stands in a subnet that leads to the internet.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{nat_gateway, subnet, vpc};
use crate::design::{Design, NodeId};
use crate::network::{is_public, may_be_public, subnets_of, vpc_of, zone_of};
use crate::ordered::Order;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP082",
    name: "nat-without-gateway",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
A public NAT gateway stands in a subnet that has no route to the internet gateway.

A NAT gateway uses the route table of the subnet it stands in. In a private subnet it has no way out itself: the subnets that it serves reach nothing, \
and it is billed by the hour all the same. It belongs in a public subnet, also when all tasks are in private ones.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
    nat nat-a
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(nat_gateway::KIND.id) {
        let place = design.nearest(id, |node| node.kind == subnet::KIND.id);
        let Some(place) = place.filter(|place| !may_be_public(design, *place)) else { continue };
        let open = design.node(place).is_some_and(|node| subnet::access(&node.fields).0.is_some_and(|value| value.is_expression()));
        if open || nat_gateway::connectivity(&node.fields).text() != "public" {
            continue;
        }
        let message = format!("{} stands in {}, which does not lead to the internet", label(design, id), name(design, place));
        let finding = findings.report(message).on(id);
        let around = vpc_of(design, id);
        if around.is_some_and(|vpc| !vpc::has_gateway(design, vpc)) {
            finding.aws_says("Gateway.NotAttached: Network vpc has no Internet gateway attached");
        }
        let mut public: Vec<NodeId> = around.map(|vpc| subnets_of(design, vpc)).unwrap_or_default();
        public.retain(|subnet| is_public(design, *subnet));
        public.order_by_key(|subnet| zone_of(design, *subnet) != zone_of(design, place));
        if let Some(host) = public.first() {
            let change = patch(design, |edit| {
                edit.node(id, |node| {
                    // The old frame means nothing in the new place.
                    node.frame = None;
                    node.parent = Some(*host);
                });
            });
            finding.fix(format!("Move it into {}", name(design, *host)), change);
        } else {
            let change = patch(design, |edit| edit.set_field(place, "access", Some("public".into())));
            finding.fix(format!("Make {} public", name(design, place)), change);
        }
    }
}
