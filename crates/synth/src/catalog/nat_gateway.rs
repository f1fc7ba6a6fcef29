//! The NAT gateway: the way out of private subnets.

use super::{Idle, Shape, subnet, vpc};
use crate::design::{Design, Node, NodeId};
use crate::network;
use crate::synthesize::Builder;
use crate::value::Value;

kind! {
    /// Lets private subnets call out without being reachable from outside.
    /// It stands in a public subnet with an elastic address, or directly in the VPC: then it is regional, spreads over the zones by itself
    /// and needs no public subnet. Private subnets use the one they are connected to, else the one
    /// in their zone, else any of the VPC. It is billed by the hour and by the gigabyte, each one.
    "nat", "NAT gateway" {
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
        group: Network,
        category: Networking,
        shape: Shape::Card,
        place: Item,
        parents: &["subnet", "vpc"],
        glyph: &["M4 6h9v12H4z", "M9 12h11", "M16.5 8.5L20 12l-3.5 3.5"],
        caption: |design, id, node| match connectivity(&node.fields).text().as_str() {
            "private" => "private address".to_owned(),
            _ if is_regional(design, id) => "regional".to_owned(),
            _ => "elastic address".to_owned(),
        },
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// Public: it has an elastic address and reaches the internet. Private: it reaches other private networks only.
    connectivity "Connectivity" in "Addresses": Choice(&["public", "private"]) => Text("public"), takes Literals(Structure);
    /// The allocation id (`eipalloc-…`) of an elastic address that exists already; empty makes a new one.
    allocation_id "Existing address" in "Addresses": Text { most: 64 } => Nothing;
    /// The elastic addresses of a regional gateway by zone, each as `{AvailabilityZone=eu-west-1a, AllocationIds=[eipalloc-…]}`. Empty lets AWS
    /// take addresses and zones as they are needed.
    zone_addresses "Zone addresses" in "Addresses": Entries => Nothing,
        source "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html";
    /// How long open connections may go on when it is deleted. AWS's own default holds when this is empty.
    drain_seconds "Drain time" in "Removal": Number { least: 1, most: 4000 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// True for a gateway that lies in the VPC and in no subnet.
pub fn is_regional(design: &Design, id: NodeId) -> bool {
    !design.ancestors(id).into_iter().any(|ancestor| network::is_subnet(design, ancestor)) && network::vpc_of(design, id).is_some()
}

/// A regional gateway: it belongs to the VPC, and the attached internet gateway is its way out.
fn add_regional(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let Some(vpc) = network::vpc_of(builder.design, id) else { return };
    let attachment = vpc::attachment_id(builder, vpc);
    let vpc_id = vpc::reference(builder, id);
    let gateway = builder.add_tagged(
        id,
        "NatGateway",
        "AWS::EC2::NatGateway",
        true,
        [
            ("VpcId", vpc_id),
            ("AvailabilityMode", Some(Value::text("regional"))),
            ("ConnectivityType", Some(Value::text("public"))),
            ("AvailabilityZoneAddresses", zone_addresses(&node.fields).value()),
            ("MaxDrainDurationSeconds", drain_seconds(&node.fields).value()),
        ],
    );
    if let Some(resource) = builder.resource(&gateway) {
        resource.wait_for(attachment);
    }
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let Some(place) = builder.design.ancestors(id).into_iter().find(|ancestor| network::is_subnet(builder.design, *ancestor)) else {
        add_regional(builder, id, node);
        return;
    };
    let attachment = network::vpc_of(builder.design, id).filter(|vpc| vpc::has_gateway(builder.design, *vpc));
    let attachment = attachment.map(|vpc| vpc::attachment_id(builder, vpc));
    let public = connectivity(&node.fields).text() != "private";
    let allocation = match allocation_id(&node.fields).value() {
        _ if !public => None,
        Some(existing) => Some(existing),
        None => {
            let address = builder.add_tagged(id, "ElasticIp", "AWS::EC2::EIP", true, [("Domain", Some(Value::text("vpc")))]);
            if let (Some(resource), Some(attachment)) = (builder.resource(&address), &attachment) {
                resource.wait_for(attachment);
            }
            Some(Value::attribute(&address, "AllocationId"))
        }
    };
    let subnet_id = subnet::reference(builder, place);
    let gateway = builder.add_tagged(
        id,
        "NatGateway",
        "AWS::EC2::NatGateway",
        true,
        [
            ("SubnetId", Some(subnet_id)),
            ("ConnectivityType", connectivity(&node.fields).value()),
            ("AllocationId", allocation),
            ("MaxDrainDurationSeconds", drain_seconds(&node.fields).value()),
        ],
    );
    let route = subnet::default_route_id(builder, place);
    if let Some(resource) = builder.resource(&gateway).filter(|_| public) {
        // A gateway that starts before its subnet's route leads out reports a failure to reach the internet.
        resource.wait_for(route);
    }
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let is_private = connectivity(&design.node(id)?.fields).text() == "private";
    match (field, is_regional(design, id)) {
        ("zone_addresses", false) => Some("it stands in one subnet: addresses by zone are for a regional gateway"),
        ("allocation_id", true) => Some("a regional gateway has its addresses by zone"),
        ("allocation_id", false) if is_private => Some("a private gateway has no elastic address"),
        _ => None,
    }
}
