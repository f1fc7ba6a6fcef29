//! The addresses that subnets have for tasks.

use std::collections::BTreeSet;

use crate::catalog::{load_balancer, nat_gateway, scaling, service};
use crate::design::{Design, NodeId};
use crate::meaning::{runs, spans};
use crate::network::{addresses, endpoint_subnets, endpoints_of, is_subnet, range_of, vpc_of};
use crate::ordered::Ordered;

/// Services whose tasks share subnets, and how many of them there are and can be.
pub(in crate::rules) struct Room {
    /// The services, in the order of the drawing.
    pub(in crate::rules) services: Vec<NodeId>,
    /// The subnets.
    pub(in crate::rules) subnets: Vec<NodeId>,
    /// How many tasks run.
    pub(in crate::rules) tasks: u64,
    /// How many addresses there are for them.
    pub(in crate::rules) addresses: u64,
}

/// For each set of subnets that some service has: the services that have no others, with the number of their tasks. `per_balancer` is how many
/// addresses a load balancer takes in each of its subnets. Nothing where a number or range is known at deployment only.
pub(in crate::rules) fn all(design: &Design, count: fn(&crate::design::Node) -> Option<i64>, per_balancer: u64) -> Vec<Room> {
    let of = |id: NodeId| -> BTreeSet<NodeId> {
        design.targets(id, runs::VERB.id).into_iter().filter(|subnet| is_subnet(design, *subnet)).to_set()
    };
    let services: Vec<(NodeId, BTreeSet<NodeId>, u64)> = design
        .nodes_of(service::KIND.id)
        .filter_map(|(id, node)| Some((id, of(id), u64::try_from(count(node)?).ok()?)))
        .filter(|(_, subnets, _)| !subnets.is_empty())
        .collect();
    let sets: BTreeSet<&BTreeSet<NodeId>> = services.iter().map(|(_, subnets, _)| subnets).to_set();
    let room = |set: &BTreeSet<NodeId>| {
        let within = services.iter().filter(|(_, subnets, _)| subnets.is_subset(set));
        let (ids, counts): (Vec<NodeId>, Vec<u64>) = within.map(|(id, _, tasks)| (*id, *tasks)).unzip();
        let addresses = set.iter().map(|subnet| free(design, *subnet, per_balancer)).sum::<Option<u64>>()?;
        Some(Room {
            services: ids,
            subnets: set.iter().copied().collect(),
            tasks: counts.into_iter().fold(0, u64::saturating_add),
            addresses,
        })
    };
    sets.into_iter().filter_map(room).collect()
}

/// The addresses of a subnet that nothing else takes.
fn free(design: &Design, subnet: NodeId, per_balancer: u64) -> Option<u64> {
    let range = range_of(design, subnet)?;
    let vpc = vpc_of(design, subnet)?;
    let endpoints = endpoints_of(design, vpc).into_iter().filter(|id| {
        let is_interface = design.node(*id).is_some_and(|node| !crate::catalog::endpoint::is_gateway(node));
        is_interface && endpoint_subnets(design, *id).contains(&subnet)
    });
    let gateways = design.nodes_of(nat_gateway::KIND.id).filter(|(_, node)| node.parent == Some(subnet));
    let balancers = design.sources(subnet, spans::VERB.id).into_iter().to_set().into_iter();
    let balancers = balancers.filter(|id| design.node(*id).is_some_and(|node| node.kind == load_balancer::KIND.id));
    let taken = (endpoints.count() + gateways.count()) as u64 + balancers.count() as u64 * per_balancer;
    Some(addresses::usable(range).saturating_sub(taken))
}

/// The tasks of a service that run in any case; nothing when deployment decides.
pub(in crate::rules) fn least(node: &crate::design::Node) -> Option<i64> {
    let least = scaling::is_on(node).then(|| service::scale_least(&node.fields)).filter(|least| least.0.is_some());
    least.unwrap_or_else(|| service::desired_count(&node.fields)).number()
}

/// The most tasks of a service that run when it scales.
pub(in crate::rules) fn most(node: &crate::design::Node) -> Option<i64> {
    if scaling::is_on(node) { service::scale_most(&node.fields).number() } else { service::desired_count(&node.fields).number() }
}
