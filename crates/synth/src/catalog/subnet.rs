//! The subnet: a part of the VPC's range in one availability zone, with its own way out.

use super::{Idle, Shape, availability_zone, vpc};
use crate::design::{Design, Node, NodeId};
use crate::network::{self, Egress};
use crate::synthesize::Builder;
use crate::value::Value;

kind! {
    /// A part of the VPC's address range in one availability zone.
    /// Its route table decides what it is: a public one leads to the internet gateway, a private one to a NAT gateway
    /// (it can call out, nobody can call in), an isolated one reaches the VPC alone. Each gets a route table of its own.
    "subnet", "Subnet" {
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
        group: Network,
        category: Networking,
        shape: Shape::Frame { layer: 3 },
        place: Row,
        parents: &["zone", "vpc"],
        glyph: &["M4 5h16v14H4z", "M4 10h16", "M9 10v9"],
        caption: |_, _, node| format!("{} · {}", cidr(&node.fields).text(), access(&node.fields).text()),
        style: |node| match access(&node.fields).text().as_str() {
            "public" => "subnet-public",
            "private" => "subnet-private",
            _ => "subnet-isolated",
        },
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// The IPv4 range, within the VPC's and apart from other subnets', /16 to /28. AWS keeps five addresses of each.
    cidr "IPv4 range" in "Addresses": Cidr { shortest: 16, longest: 28 } => Text("10.0.0.0/24"), unit "CIDR",
        source "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
    /// Where its default route leads: public to the internet gateway, private to a NAT gateway, isolated nowhere.
    access "Access" in "Routing": Choice(&["public", "private", "isolated"]) => Text("private"), takes Literals(Structure);
    /// The number of its availability zone when it is not drawn in one, counted from 1.
    zone "Zone number" in "Place": Number { least: 1, most: 6 } => Number(1), takes Literals(Computed);
    /// Whether instances started here get a public address. Fargate tasks ignore it: their service decides.
    public_addresses "Public addresses" in "Addresses": Flag => Flag(false),
        source "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// A reference to a subnet's resource.
pub fn reference(builder: &Builder<'_>, subnet: NodeId) -> Value {
    Value::reference(builder.logical_id(subnet, "Subnet"))
}

/// A reference to the route table of a subnet.
pub fn route_table(builder: &Builder<'_>, subnet: NodeId) -> Value {
    Value::reference(builder.logical_id(subnet, "RouteTable"))
}

/// The logical id of a subnet's default route: what needs the internet from there waits for it.
pub fn default_route_id(builder: &Builder<'_>, subnet: NodeId) -> String {
    builder.logical_id(subnet, "DefaultRoute")
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let index = network::zone_of(builder.design, id).unwrap_or(1) - 1;
    let zones = Value::Call("GetAZs".to_owned(), Box::new(Value::text("")));
    let zone = Value::Call("Select".to_owned(), Box::new(Value::List(vec![Value::Number(index), zones])));
    let vpc_id = vpc::reference(builder, id);
    let subnet = builder.add_tagged(
        id,
        "Subnet",
        "AWS::EC2::Subnet",
        true,
        [
            ("VpcId", vpc_id.clone()),
            ("AvailabilityZone", Some(zone)),
            ("CidrBlock", cidr(&node.fields).value()),
            ("MapPublicIpOnLaunch", public_addresses(&node.fields).value()),
        ],
    );
    let table = builder.add_tagged(id, "RouteTable", "AWS::EC2::RouteTable", true, [("VpcId", vpc_id)]);
    builder.add(
        id,
        "RouteTableAssociation",
        "AWS::EC2::SubnetRouteTableAssociation",
        [("SubnetId", Some(Value::reference(subnet))), ("RouteTableId", Some(Value::reference(&table)))],
    );
    let table = Some(Value::reference(table));
    let everywhere = Some(Value::text("0.0.0.0/0"));
    match network::egress(builder.design, id) {
        Egress::Internet => {
            let Some(vpc) = network::vpc_of(builder.design, id) else { return };
            let gateway = Value::reference(vpc::gateway_id(builder, vpc));
            let route = builder.add(
                id,
                "DefaultRoute",
                "AWS::EC2::Route",
                [("RouteTableId", table), ("DestinationCidrBlock", everywhere), ("GatewayId", Some(gateway))],
            );
            let attachment = vpc::attachment_id(builder, vpc);
            if let Some(route) = builder.resource(&route) {
                route.wait_for(attachment);
            }
        }
        Egress::Nat(nat) => {
            let gateway = Value::reference(builder.logical_id(nat, "NatGateway"));
            builder.add(
                id,
                "DefaultRoute",
                "AWS::EC2::Route",
                [("RouteTableId", table), ("DestinationCidrBlock", everywhere), ("NatGatewayId", Some(gateway))],
            );
        }
        Egress::None => {}
    }
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let mut around = design.ancestors(id).into_iter().filter_map(|id| design.node(id));
    (field == "zone" && around.any(|node| node.kind == availability_zone::KIND.id)).then_some("the zone around it says which one it is")
}
