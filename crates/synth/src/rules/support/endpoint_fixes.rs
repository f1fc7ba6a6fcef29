//! The repair for tasks that cannot start in an isolated subnet: the endpoints that are missing.

use std::collections::BTreeSet;

use super::{and, patch};
use crate::catalog::endpoint;
use crate::design::{Design, Edit, Node, NodeId};
use crate::network;
use crate::ordered::Ordered;
use crate::prices;
use crate::rules::Fix;
use crate::value::Value;

/// `endpoint logs is`, `endpoints ecr.api and s3 are`.
pub(in crate::rules) fn words(missing: &[&str]) -> String {
    let words: Vec<String> = missing.iter().map(ToString::to_string).collect();
    match missing {
        [one] => format!("endpoint {one} is"),
        _ => format!("endpoints {} are", and(&words)),
    }
}

/// The services whose endpoints tasks miss in any of the subnets.
pub(in crate::rules) fn missing(design: &Design, id: NodeId, subnets: &[NodeId]) -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    for service in subnets.iter().flat_map(|subnet| network::missing_endpoints(design, id, *subnet)) {
        if !all.contains(&service) {
            all.push(service);
        }
    }
    all
}

/// Adds endpoints for services to a VPC.
pub(in crate::rules) fn add(edit: &mut Edit<'_>, vpc: NodeId, services: &[&'static str]) {
    for service in services {
        let name = edit.design().free_name(&format!("{}-{}", service.replace('.', "-"), endpoint::KIND.id));
        let mut node = Node::new(endpoint::KIND.id, name);
        node.parent = Some(vpc);
        if Some(*service) != endpoint::service(&node.fields).value().as_ref().and_then(Value::as_text) {
            node.fields.insert(endpoint::SERVICE.to_owned(), Value::text(*service));
        }
        edit.add_node(node);
    }
}

/// How many of them are interface endpoints: those of S3 and DynamoDB are gateways, which are free.
fn interfaces(services: &[&str]) -> usize {
    services.iter().filter(|service| ![endpoint::S3, "dynamodb"].contains(*service)).count()
}

/// What new endpoints for services cost a month in US dollars, in each zone with a subnet that is not public.
pub(in crate::rules) fn month_usd(design: &Design, vpc: NodeId, services: &[&str]) -> f64 {
    let inner = network::subnets_of(design, vpc).into_iter().filter(|subnet| !network::is_public(design, *subnet));
    let zones: BTreeSet<Option<i64>> = inner.map(|subnet| network::zone_of(design, subnet)).to_set();
    prices::INTERFACE_ENDPOINT_MONTH_USD * (interfaces(services) * zones.len().max(1)) as f64
}

/// Adds endpoints for the services to the VPC. They help only when every image is in a private registry of ECR.
pub(in crate::rules) fn add_missing(design: &Design, id: NodeId, missing: &[&'static str]) -> Option<Fix> {
    let vpc = network::vpc_of(design, id).filter(|_| network::images_are_within_reach(design, id) && !missing.is_empty())?;
    let change = patch(design, |edit| add(edit, vpc, missing));
    let interfaces = interfaces(missing);
    let price = month_usd(design, vpc, missing);
    let words: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let title = if interfaces == 0 {
        format!("Add the gateway endpoint of {} (free)", and(&words))
    } else {
        format!("Add endpoints for {}", and(&words))
    };
    Some(Fix { title, monthly_usd: Some(price), patch: change })
}
