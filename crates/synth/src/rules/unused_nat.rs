//! A NAT gateway costs money whether anybody uses it or not.

use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::nat_gateway;
use crate::design::{Design, NodeId};
use crate::network::{self, Egress};
use crate::prices::{NAT_GATEWAY_MONTH_USD, PUBLIC_ADDRESS_MONTH_USD};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP060",
    name: "unused-nat",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
No subnet routes to a NAT gateway.

It is billed by the hour with its address, and nothing goes through it. Every private subnet takes the gateway in its own zone, or the one \
it is connected to with `routes`; a regional one serves all private subnets of its VPC.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet private-a cidr=10.0.10.0/24 access=isolated zone=1
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
private-a -> nat-a : routes
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(nat_gateway::KIND.id) {
        // One in a private subnet has another fault, and a private one may lead to networks that nobody drew.
        let is_meant = nat_gateway::is_regional(design, id) || node.parent.is_some_and(|parent| network::is_public(design, parent));
        let leads_out = is_meant && nat_gateway::connectivity(&node.fields).text() != "private";
        let Some(vpc) = network::vpc_of(design, id).filter(|_| leads_out && !raw::named_nodes(design).has(id)) else { continue };
        let serves = |subnet: NodeId| network::egress(design, subnet) == Egress::Nat(id);
        if network::subnets_of(design, vpc).into_iter().any(serves) {
            continue;
        }
        let message = format!("{} is billed, but no subnet routes to it", label(design, id));
        let finding = findings.report(message).on(id);
        finding.fix("Remove it", patch(design, |edit| edit.remove_node(id)));
        finding.costs(-(NAT_GATEWAY_MONTH_USD + PUBLIC_ADDRESS_MONTH_USD));
    }
}
