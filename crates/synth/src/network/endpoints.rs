//! The way from a subnet to services of AWS without the internet: VPC endpoints, decided once for synthesis and rules.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html>

use std::collections::BTreeMap;

use super::walk::{self, WayOut};
use super::{Egress, egress, is_public, subnets_of, vpc_of, zone_of};
use crate::catalog::{container, endpoint, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::{injects, logs, pulls, spans};
use crate::synthesize::synthesized;
use crate::value::Value;

/// The endpoints that lie in a VPC, in the order in which they were drawn.
pub fn endpoints_of(design: &Design, vpc: NodeId) -> Vec<NodeId> {
    design.nodes_of(endpoint::KIND.id).map(|(id, _)| id).filter(|id| vpc_of(design, *id) == Some(vpc)).collect()
}

/// The subnets of an endpoint. A gateway endpoint stands in their route tables, an interface endpoint has an address in each: those it is
/// connected to, else the VPC's non-public subnets, else all of them; of an interface endpoint one in each zone.
pub fn endpoint_subnets(design: &Design, id: NodeId) -> Vec<NodeId> {
    let drawn = design.targets(id, spans::VERB.id);
    if !drawn.is_empty() {
        return drawn;
    }
    let Some(vpc) = vpc_of(design, id) else { return Vec::new() };
    let all = subnets_of(design, vpc);
    let inner: Vec<NodeId> = all.iter().copied().filter(|subnet| !is_public(design, *subnet)).collect();
    let subnets = if inner.is_empty() { all } else { inner };
    if design.node(id).is_some_and(|node| endpoint::is_gateway(node)) {
        return subnets;
    }
    let mut by_zone: BTreeMap<Option<i64>, NodeId> = BTreeMap::new();
    for subnet in subnets {
        by_zone.entry(zone_of(design, subnet)).or_insert(subnet);
    }
    by_zone.into_values().collect()
}

/// True when a service is reached from a subnet over an endpoint. The layers of images come over the gateway endpoint of S3 alone.
pub fn has_endpoint(design: &Design, subnet: NodeId, service: &str) -> bool {
    let Some(vpc) = vpc_of(design, subnet) else { return false };
    let drawn = endpoints_of(design, vpc).into_iter().any(|id| {
        let Some(node) = design.node(id).filter(|node| endpoint::service_name(node) == service) else { return false };
        if endpoint::is_gateway(node) {
            endpoint_subnets(design, id).contains(&subnet)
        } else {
            service != endpoint::S3 && endpoint::private_dns(&node.fields).may_be(true)
        }
    });
    drawn || (walk::has_raw_network(design) && walk::may_have_endpoint(design, subnet, service))
}

/// The endpoints that tasks need where there is no way to the internet: for the image, the logs and secrets.
pub fn endpoints_for_tasks(design: &Design, owner: NodeId) -> Vec<&'static str> {
    let containers = task_definition::containers(design, owner);
    let any = |verb: &str| containers.iter().any(|container| !design.targets(*container, verb).is_empty());
    let from_ecr = |id: &NodeId| {
        let image = design.node(*id).map(|node| container::image(&node.fields).text()).unwrap_or_default();
        !design.targets(*id, pulls::VERB.id).is_empty() || image.contains(".dkr.ecr.")
    };
    let mut needed = Vec::new();
    if containers.iter().any(from_ecr) {
        needed.extend(["ecr.api", "ecr.dkr", endpoint::S3]);
    }
    if any(logs::VERB.id) {
        needed.push("logs");
    }
    let by_field = |service: &str| {
        containers.iter().any(|id| design.node(*id).is_some_and(|node| container::secrets(&node.fields).text().contains(service)))
    };
    let by_name = || containers.iter().any(|id| names_parameter(design, *id));
    let injected = containers.iter().flat_map(|container| design.targets(*container, injects::VERB.id));
    let kinds: Vec<&str> = injected.filter_map(|id| design.node(id)).map(|node| node.kind.as_str()).collect();
    if by_field(":secretsmanager:") || kinds.contains(&crate::catalog::secret::KIND.id) {
        needed.push("secretsmanager");
    }
    if by_field(":ssm:") || by_name() || kinds.contains(&crate::catalog::ssm_parameter::KIND.id) {
        needed.push("ssm");
    }
    needed
}

/// True when a container starts with a parameter by its name: what is no ARN is the name of one in the same region.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>.
fn names_parameter(design: &Design, id: NodeId) -> bool {
    let secrets = design.node(id).and_then(|node| container::secrets(&node.fields).0);
    let mut values = secrets.as_ref().and_then(Value::as_map).into_iter().flat_map(|all| all.values());
    values.any(|value| match value {
        Value::Text(text) => !text.is_empty() && !text.starts_with("arn:"),
        Value::Call(function, argument) if function == "Ref" => {
            let named = argument.as_text().and_then(|name| synthesized(design).0.resources.get(name).map(|resource| resource.kind.clone()));
            named.is_some_and(|kind| kind == "AWS::SSM::Parameter")
        }
        _ => false,
    })
}

/// The endpoints that tasks in a subnet without a way out still need.
pub fn missing_endpoints(design: &Design, owner: NodeId, subnet: NodeId) -> Vec<&'static str> {
    endpoints_for_tasks(design, owner).into_iter().filter(|service| !has_endpoint(design, subnet, service)).collect()
}

/// True when every image of a service or task is in a registry that endpoints reach: ECR's private ones.
pub fn images_are_within_reach(design: &Design, owner: NodeId) -> bool {
    task_definition::containers(design, owner).iter().all(|id| {
        let image = design.node(*id).map(|node| container::image(&node.fields)).and_then(|given| given.0);
        let in_ecr = image.is_some_and(|image| image.is_expression() || image.display().contains(".dkr.ecr."));
        in_ecr || !design.targets(*id, pulls::VERB.id).is_empty()
    })
}

/// Where packets from a subnet for the internet go: as it is drawn, else as routes that somebody wrote have it.
pub fn way_out(design: &Design, subnet: NodeId) -> WayOut {
    match egress(design, subnet) {
        Egress::Internet => WayOut::InternetGateway,
        Egress::Nat(_) => WayOut::NatGateway,
        Egress::None if walk::has_raw_network(design) => walk::way_out(design, subnet),
        Egress::None => WayOut::Nowhere,
    }
}

/// True for a subnet that an internet gateway serves, or may serve.
pub fn may_be_public(design: &Design, subnet: NodeId) -> bool {
    matches!(way_out(design, subnet), WayOut::InternetGateway | WayOut::CannotTell)
}

/// True when there is or may be a way out of a subnet, or endpoints for all that the tasks of a service need before they run. An
/// internet gateway lets tasks out that have a public address.
pub fn reaches_image(design: &Design, owner: NodeId, subnet: NodeId) -> bool {
    let by_endpoints = || images_are_within_reach(design, owner) && missing_endpoints(design, owner, subnet).is_empty();
    let address = || design.node(owner).is_some_and(|node| task_definition::public_address(&node.fields).may_be(true));
    let leads_out = match way_out(design, subnet) {
        WayOut::Nowhere => false,
        WayOut::InternetGateway => is_public(design, subnet) || address(),
        WayOut::NatGateway | WayOut::CannotTell => true,
    };
    leads_out || by_endpoints()
}
