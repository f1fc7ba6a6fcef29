//! The virtual private cloud: the network that everything else stands in.

use super::Shape;
use crate::design::{Design, Node, NodeId};
use crate::meaning::origins;
use crate::network;
use crate::synthesize::Builder;
use crate::value::Value;

kind! {
    /// An isolated network of your own in one region, with its own address range.
    /// Subnets divide it by availability zone and by who can reach them. An internet gateway is added and attached
    /// as soon as one of its subnets is public; one VPC has at most one.
    "vpc", "VPC" {
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
        group: Network,
        category: Networking,
        shape: Shape::Frame { layer: 1 },
        place: Body,
        parents: &[""],
        glyph: &["M7 18a4 4 0 0 1-.6-7.95A5.5 5.5 0 0 1 17 9.2A4.4 4.4 0 0 1 17 18z", "M10 13.5h4v3h-4z", "M11 13.5v-1a1 1 0 0 1 2 0v1"],
        caption: |_, _, node| cidr(&node.fields).text(),
        style: |_| "vpc",
        synthesize: synthesize,
    }

    /// The IPv4 range of the VPC, from /16 (65,536 addresses) to /28 (16). It cannot be changed after creation.
    cidr "IPv4 range" in "Addresses": Cidr { shortest: 16, longest: 28 } => Text("10.0.0.0/16"), unit "CIDR";
    /// Whether the VPC's resolver answers names. Interface endpoints and most AWS calls need it.
    dns_support "DNS resolution" in "Names": Flag => Flag(true),
        source "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html";
    /// Whether instances get public names, and private names of endpoints resolve.
    dns_hostnames "DNS hostnames" in "Names": Flag => Flag(true),
        source "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html";
    /// Whether instances share hardware with other accounts. Fargate tasks need `default`.
    tenancy "Tenancy" in "Hardware": Choice(&["default", "dedicated"]) => Text("default"),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html";
}

/// True when the VPC has an internet gateway: because one of its subnets is public, a regional NAT gateway leads out, or CloudFront
/// reaches into it.
pub fn has_gateway(design: &Design, vpc: NodeId) -> bool {
    let has_public = || network::subnets_of(design, vpc).into_iter().any(|subnet| network::is_public(design, subnet));
    origins::reaches_into(design, vpc) || network::has_regional_gateway(design, vpc) || has_public()
}

/// The logical id of the internet gateway's attachment: what needs the internet waits for it.
pub fn attachment_id(builder: &Builder<'_>, vpc: NodeId) -> String {
    builder.logical_id(vpc, "GatewayAttachment")
}

/// The logical id of the internet gateway.
pub fn gateway_id(builder: &Builder<'_>, vpc: NodeId) -> String {
    builder.logical_id(vpc, "InternetGateway")
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let vpc = builder.add_tagged(
        id,
        "Vpc",
        "AWS::EC2::VPC",
        true,
        [
            ("CidrBlock", cidr(&node.fields).value()),
            ("EnableDnsSupport", dns_support(&node.fields).value()),
            ("EnableDnsHostnames", dns_hostnames(&node.fields).value()),
            ("InstanceTenancy", tenancy(&node.fields).value()),
        ],
    );
    if has_gateway(builder.design, id) {
        let gateway = builder.add_tagged(id, "InternetGateway", "AWS::EC2::InternetGateway", true, []);
        builder.add(
            id,
            "GatewayAttachment",
            "AWS::EC2::VPCGatewayAttachment",
            [("VpcId", Some(Value::reference(vpc))), ("InternetGatewayId", Some(Value::reference(gateway)))],
        );
    }
}

/// A reference to the VPC that a node lies in; nothing when it lies in none, which a rule reports.
pub fn reference(builder: &Builder<'_>, inside: NodeId) -> Option<Value> {
    network::vpc_of(builder.design, inside).map(|vpc| Value::reference(builder.logical_id(vpc, "Vpc")))
}
