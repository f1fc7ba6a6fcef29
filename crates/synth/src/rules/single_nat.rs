//! One NAT gateway is in one zone.

use std::collections::BTreeMap;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::nat_gateway;
use crate::design::{Connection, Design, Node, NodeId};
use crate::meaning::routes;
use crate::network::{self, Egress};
use crate::prices::{NAT_GATEWAY_MONTH_USD, PUBLIC_ADDRESS_MONTH_USD};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP061",
    name: "single-nat",
    severity: Severity::Info,
    stage: Stage::Run,
    docs: "\
Private subnets of several zones share one NAT gateway.

When its zone fails, tasks in the other zones are up but reach nothing outside: no image, no log, no AWS service. It is a fair way to save \
money where that may happen; a gateway in each zone costs its hourly price again and saves the traffic between zones.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  subnet private-b cidr=10.0.11.0/24 access=private zone=2
private-a -> nat-a : routes
private-b -> nat-a : routes
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
    nat nat-b
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  subnet private-b cidr=10.0.11.0/24 access=private zone=2
private-a -> nat-a : routes
private-b -> nat-b : routes
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(nat_gateway::KIND.id) {
        let Some(own) = node.parent.and_then(|subnet| network::zone_of(design, subnet)) else { continue };
        let mut elsewhere: BTreeMap<i64, Vec<NodeId>> = BTreeMap::new();
        let Some(vpc) = network::vpc_of(design, id) else { continue };
        for subnet in network::subnets_of(design, vpc).into_iter().filter(|subnet| network::egress(design, *subnet) == Egress::Nat(id)) {
            if let Some(zone) = network::zone_of(design, subnet).filter(|zone| *zone != own) {
                elsewhere.entry(zone).or_default().push(subnet);
            }
        }
        if elsewhere.is_empty() {
            continue;
        }
        let message = format!("{} serves other zones too: when zone {own} fails, they reach nothing outside", label(design, id));
        let finding = findings.report(message).on(id);
        let Some(homes) = elsewhere.keys().map(|zone| public_subnet(design, id, *zone)).collect::<Option<Vec<NodeId>>>() else { continue };
        let change = patch(design, |edit| {
            for (home, subnets) in homes.iter().zip(elsewhere.values()) {
                let mut gateway = Node::new(nat_gateway::KIND.id, edit.design().free_name(&format!("{}-2", name(design, id))));
                gateway.parent = Some(*home);
                let gateway = edit.add_node(gateway);
                for subnet in subnets {
                    let old: Vec<_> =
                        edit.design().connections_from(*subnet).filter(|(_, old)| old.to.node() == Some(id)).map(|(id, _)| id).collect();
                    for old in old {
                        edit.remove_connection(old);
                    }
                    edit.connect(Connection::new(*subnet, gateway, routes::VERB.id));
                }
            }
        });
        finding.fix("Give each zone a gateway of its own", change);
        finding.costs((NAT_GATEWAY_MONTH_USD + PUBLIC_ADDRESS_MONTH_USD) * homes.len() as f64);
    }
}

/// A public subnet of a zone in the VPC of a gateway.
fn public_subnet(design: &Design, gateway: NodeId, zone: i64) -> Option<NodeId> {
    let all = network::subnets_of(design, network::vpc_of(design, gateway)?);
    all.into_iter().find(|subnet| network::is_public(design, *subnet) && network::zone_of(design, *subnet) == Some(zone))
}
