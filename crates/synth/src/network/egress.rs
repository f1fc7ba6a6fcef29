//! The way from a subnet to the internet, decided once for synthesis and rules.
//!
//! A subnet is public when its route table leads to an internet gateway, whatever its tasks' addresses are.
//! Source: <https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html>

use crate::catalog::{availability_zone, nat_gateway, subnet, vpc};
use crate::design::{Design, NodeId};
use crate::meaning::routes;
use crate::ordered::Order;

/// The access of a subnet whose default route leads to the internet gateway.
pub const PUBLIC: &str = "public";
/// The access of a subnet whose default route leads to a NAT gateway.
pub const PRIVATE: &str = "private";

/// Where a subnet's default route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Egress {
    /// To the internet gateway of the VPC.
    Internet,
    /// To a NAT gateway.
    Nat(NodeId),
    /// Nowhere: only the VPC itself is reached.
    None,
}

/// Where the default route of a subnet leads.
///
/// A public subnet's leads to the internet gateway. A private one's leads to the NAT gateway that a connection names, else to the one
/// in its own zone (traffic between zones costs money), else to the first of the VPC; a NAT gateway counts only with a public
/// address and in a public subnet of the same VPC, because elsewhere it has no way out itself. An isolated one's leads nowhere.
pub fn egress(design: &Design, subnet: NodeId) -> Egress {
    // Every service asks for each of its subnets.
    let of_all = design.once(|design| Ways(design.nodes_of(subnet::KIND.id).map(|(id, _)| (id, way_out(design, id))).collect()));
    match of_all.0.binary_search_by_key(&subnet, |(id, _)| *id) {
        Ok(place) => of_all.0[place].1,
        Err(_) => way_out(design, subnet),
    }
}

/// The ways out of all subnets, in the order of their ids.
struct Ways(Vec<(NodeId, Egress)>);

fn way_out(design: &Design, subnet: NodeId) -> Egress {
    let Some(node) = design.node(subnet) else {
        return Egress::None;
    };
    if is_public(design, subnet) {
        return Egress::Internet;
    }
    if subnet::access(&node.fields).text() != PRIVATE {
        return Egress::None;
    }
    let Some(vpc) = vpc_of(design, subnet) else {
        return Egress::None;
    };
    let usable = |nat: &NodeId| vpc_of(design, *nat) == Some(vpc) && leads_out(design, *nat);
    if let Some(named) = design.targets(subnet, routes::VERB.id).first() {
        return if usable(named) { Egress::Nat(*named) } else { Egress::None };
    }
    let gateways: Vec<NodeId> = design.nodes_of(nat_gateway::KIND.id).map(|(id, _)| id).filter(usable).collect();
    let zone = zone_of(design, subnet);
    let in_zone = gateways.iter().find(|nat| zone.is_some() && subnet_of(design, **nat).and_then(|place| zone_of(design, place)) == zone);
    in_zone.or(gateways.first()).map_or(Egress::None, |nat| Egress::Nat(*nat))
}

/// True for a VPC with a regional NAT gateway: one that lies in no subnet and serves all zones.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html>.
pub fn has_regional_gateway(design: &Design, vpc: NodeId) -> bool {
    design.nodes_of(nat_gateway::KIND.id).any(|(id, _)| nat_gateway::is_regional(design, id) && vpc_of(design, id) == Some(vpc))
}

/// True for a NAT gateway with a public address in a public subnet, or a regional one.
fn leads_out(design: &Design, nat: NodeId) -> bool {
    let gateway = design.node(nat).filter(|node| node.kind == nat_gateway::KIND.id);
    let has_address = gateway.is_some_and(|node| nat_gateway::connectivity(&node.fields).text() != "private");
    has_address && subnet_of(design, nat).map_or_else(|| vpc_of(design, nat).is_some(), |place| is_public(design, place))
}

/// True for a subnet.
pub fn is_subnet(design: &Design, id: NodeId) -> bool {
    design.node(id).is_some_and(|node| node.kind == subnet::KIND.id)
}

/// True for a subnet whose access is public.
pub fn is_public(design: &Design, subnet: NodeId) -> bool {
    design.node(subnet).is_some_and(|node| node.kind == subnet::KIND.id && subnet::access(&node.fields).text() == PUBLIC)
}

/// The subnets of a VPC, zone by zone.
pub fn subnets_of(design: &Design, vpc: NodeId) -> Vec<NodeId> {
    let mut within: Vec<NodeId> =
        design.nodes_of(subnet::KIND.id).map(|(id, _)| id).filter(|id| vpc_of(design, *id) == Some(vpc)).collect();
    within.order();
    design.in_tree_order().into_iter().filter(|id| within.binary_search(id).is_ok()).collect()
}

/// The number of the availability zone that a subnet lies in: of the zone it is drawn in, else what its own field says.
pub fn zone_of(design: &Design, subnet: NodeId) -> Option<i64> {
    match nearest(design, subnet, availability_zone::KIND.id).and_then(|zone| design.node(zone)) {
        Some(zone) => availability_zone::number(&zone.fields).number(),
        None => subnet::zone(&design.node(subnet)?.fields).number(),
    }
}

/// The VPC that a node lies in.
pub fn vpc_of(design: &Design, id: NodeId) -> Option<NodeId> {
    nearest(design, id, vpc::KIND.id)
}

fn subnet_of(design: &Design, id: NodeId) -> Option<NodeId> {
    nearest(design, id, subnet::KIND.id)
}

fn nearest(design: &Design, id: NodeId, kind: &str) -> Option<NodeId> {
    design.nearest(id, |node| node.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch;

    const TWO_ZONES: &str = "
vpc main cidr=10.0.0.0/16
  zone a number=1
    subnet public-a cidr=10.0.0.0/24 access=public
      nat nat-a
    subnet private-a cidr=10.0.10.0/24 access=private
  zone b number=2
    subnet public-b cidr=10.0.1.0/24 access=public
      nat nat-b
    subnet private-b cidr=10.0.11.0/24 access=private
    subnet isolated-b cidr=10.0.21.0/24 access=isolated
  zone c number=3
    subnet private-c cidr=10.0.12.0/24 access=private
";

    /// `expected` is `internet`, `none` or the name of a NAT gateway.
    #[track_caller]
    fn check(text: &str, subnet: &str, expected: &str) {
        let design = sketch::parse(text).design;
        let found = match egress(&design, design.find(subnet).unwrap()) {
            Egress::Internet => "internet".to_owned(),
            Egress::None => "none".to_owned(),
            Egress::Nat(nat) => design.node(nat).unwrap().name.clone(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn the_default_route_follows_access_and_zone() {
        check(TWO_ZONES, "public-a", "internet");
        check(TWO_ZONES, "private-a", "nat-a");
        check(TWO_ZONES, "private-b", "nat-b");
        check(TWO_ZONES, "isolated-b", "none");
        check(TWO_ZONES, "private-c", "nat-a");
    }

    #[test]
    fn a_named_gateway_wins() {
        check(&format!("{TWO_ZONES}\nprivate-a -> nat-b : routes\n"), "private-a", "nat-b");
    }

    #[test]
    fn a_gateway_in_a_private_subnet_leads_nowhere() {
        let text = "
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
    nat nat-a
";
        check(text, "private-a", "none");
        check(&format!("{text}\nprivate-a -> nat-a : routes\n"), "private-a", "none");
    }

    #[test]
    fn a_private_gateway_leads_to_other_networks_only() {
        check(&TWO_ZONES.replace("nat nat-a", "nat nat-a connectivity=private"), "private-a", "nat-b");
    }

    #[test]
    fn subnets_and_zones_are_found() {
        let design = sketch::parse(TWO_ZONES).design;
        let subnets = subnets_of(&design, design.find("main").unwrap());
        let names: Vec<&str> = subnets.iter().map(|id| design.node(*id).unwrap().name.as_str()).collect();
        assert_eq!(names, ["public-a", "private-a", "public-b", "private-b", "isolated-b", "private-c"]);
        assert_eq!(zone_of(&design, subnets[3]), Some(2));
        let lone = sketch::parse("vpc main cidr=10.0.0.0/16\n  subnet one cidr=10.0.0.0/24 zone=2\n").design;
        assert_eq!(zone_of(&lone, lone.find("one").unwrap()), Some(2));
    }
}
