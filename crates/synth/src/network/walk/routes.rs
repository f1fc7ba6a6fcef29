//! Route tables: the longest prefix that holds an address decides, and the local route comes with every table.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html>.

use crate::ordered::Order;
use ipnet::Ipv4Net;

use super::hop::{Ground, Hop, Step};
use super::peers::{Addresses, holds};
use super::resolve::{self, Known, Named};
use super::topology::ROUTE;

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To an address of the VPC itself.
    Local,
    /// To an internet gateway, by its logical id.
    InternetGateway(String),
    /// To a NAT gateway, by its logical id.
    Nat(String),
    /// Over a peering connection, by its logical id.
    Peering(String),
    /// Somewhere that the walk does not follow, in words.
    Elsewhere(String),
}

/// A route that decides.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// Where it leads.
    pub(super) target: Target,
    /// The route's logical id; empty for the local route.
    pub(super) route: String,
    /// `0.0.0.0/0 → NAT gateway nat-a`.
    pub(super) rule: String,
}

struct Route {
    range: Ipv4Net,
    target: Target,
    id: String,
    there: Known,
}

/// The properties that say where a route leads.
const TARGETS: &[&str] = &[
    "GatewayId",
    "NatGatewayId",
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "VpcEndpointId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
];

/// The routes of a subnet, the longest prefix first, and why there may be others.
pub(super) struct Routes {
    all: Vec<Route>,
    open: Option<String>,
}

fn routes(ground: &Ground<'_>, subnet: &str) -> Routes {
    let network = ground.network;
    let mut open: Option<String> = None;
    let mut all: Vec<Route> = Vec::new();
    for range in network.vpc(subnet).map(|vpc| network.ranges_of_vpc(vpc)).unwrap_or_default() {
        match range {
            Ok(range) => all.push(Route { range, target: Target::Local, id: String::new(), there: Known::Yes }),
            Err(words) => open = open.or(Some(words)),
        }
    }
    for id in network.table(subnet).map(|table| network.hanging(ROUTE, table)).unwrap_or_default() {
        // A route with an IPv6 destination says nothing about IPv4; those of prefix lists belong to gateway endpoints.
        let Some(destination) = network.property(id, "DestinationCidrBlock") else { continue };
        match resolve::range(network.template(), destination) {
            Ok(range) => all.push(Route { range, target: target(ground, id), id: id.clone(), there: network.is_there(id) }),
            Err(words) => open = open.or(Some(words)),
        }
    }
    all.order_by_key(|route| std::cmp::Reverse(route.range.prefix_len()));
    Routes { all, open }
}

/// Finds the route of a subnet for some addresses: the one that decides, or the hop with which the way ends.
pub(super) fn choose(ground: &Ground<'_>, subnet: &str, to: &str, addresses: &Addresses) -> Result<Chosen, Box<Hop>> {
    let network = ground.network;
    let table = network.table(subnet);
    let place = table.unwrap_or(subnet);
    let fails = |hop: Hop| Box::new(ground.decided(hop.node(network.node(subnet)), place, &["access"]));
    if network.has_foreign_table(subnet) {
        let text = format!("the route table of {} is not in the template", ground.called(subnet));
        return Err(fails(Hop::unsure(Step::Route, text)));
    }
    let known = network.routes(subnet, || routes(ground, subnet));
    let (routes, open) = (&known.all, known.open.clone());
    let mut possible: Vec<(&Route, String)> = Vec::new();
    for route in routes {
        match holds(route.range, addresses).and(|| route.there.clone()) {
            Known::No => {}
            Known::Unsure(words) => possible.push((route, words)),
            Known::Yes => {
                let chosen = Chosen { target: route.target.clone(), route: route.id.clone(), rule: ground.words(|| rule(ground, route)) };
                let other = possible.into_iter().find(|(other, _)| other.target != route.target);
                // A range that is open may be longer than the one that was found, unless that is the VPC's own.
                let open = open.filter(|_| route.target != Target::Local);
                return match other.map(|(other, words)| (rule(ground, other), words)).or(open.map(|words| (String::new(), words))) {
                    None => Ok(chosen),
                    Some((rule, words)) => {
                        let name = table_name(ground, subnet);
                        Err(fails(Hop::unsure(Step::Route, format!("the route of {name} to {to} is open: {words}")).rule(rule)))
                    }
                };
            }
        }
    }
    let name = table_name(ground, subnet);
    if let Some((rule, words)) =
        possible.first().map(|(route, words)| (rule(ground, route), words.clone())).or(open.map(|words| (String::new(), words)))
    {
        return Err(fails(Hop::unsure(Step::Route, format!("whether {name} leads to {to} is open: {words}")).rule(rule)));
    }
    let all: Vec<String> = routes.iter().map(|route| rule(ground, route)).collect();
    let only = if all.is_empty() { "no route".to_owned() } else { format!("only {}", crate::words::and(&all)) };
    Err(fails(Hop::blocked(Step::Route, format!("{name} has no route to {to}")).rule(only)))
}

/// How the table is called that a subnet uses.
pub(super) fn table_name(ground: &Ground<'_>, subnet: &str) -> String {
    match ground.network.table(subnet) {
        Some(table) => ground.called(table).to_owned(),
        None => format!("the main route table of {}", ground.called(subnet)),
    }
}

/// The hop of a route that was found.
pub(super) fn hop(ground: &Ground<'_>, subnet: &str, to: &str, chosen: &Chosen) -> Hop {
    let network = ground.network;
    let text = ground.words(|| format!("{} leads to {to}", table_name(ground, subnet)));
    let hop = Hop::passes(Step::Route, text).rule(&chosen.rule);
    let decides = if chosen.route.is_empty() { network.table(subnet).unwrap_or(subnet) } else { &chosen.route };
    ground.decided(hop.node(network.node(subnet)), decides, &["access"])
}

fn target(ground: &Ground<'_>, route: &str) -> Target {
    let network = ground.network;
    let Some((name, value)) = TARGETS.iter().find_map(|name| Some((*name, network.property(route, name)?))) else {
        return Target::Elsewhere("nothing".to_owned());
    };
    let Named::Resource(id, _) = resolve::named(network.template(), value) else { return Target::Elsewhere(value.display()) };
    let kind = network.resource(id).map_or("", |resource| resource.kind.as_str());
    match (name, kind) {
        ("GatewayId", "AWS::EC2::InternetGateway") => Target::InternetGateway(id.to_owned()),
        ("NatGatewayId", _) => Target::Nat(id.to_owned()),
        ("VpcPeeringConnectionId", _) => Target::Peering(id.to_owned()),
        _ => Target::Elsewhere(ground.called(id).to_owned()),
    }
}

fn rule(ground: &Ground<'_>, route: &Route) -> String {
    let target = match &route.target {
        Target::Local => "local".to_owned(),
        Target::InternetGateway(id) | Target::Nat(id) | Target::Peering(id) => ground.called(id).to_owned(),
        Target::Elsewhere(words) => words.clone(),
    };
    format!("{} → {target}", route.range)
}
