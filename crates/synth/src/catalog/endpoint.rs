//! The VPC endpoint: the way to a service of AWS that stays inside the network.

use super::{Idle, Shape, security_group, subnet, task_definition, vpc};
use crate::design::{Design, Node, NodeId};
use crate::network;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Reaches a service of AWS from the VPC without the internet.
    /// A gateway endpoint (S3 and DynamoDB) is free and works through the route tables of subnets. An interface endpoint has an address in
    /// one subnet of each zone, answers under the service's usual name, and is billed by the hour and by the gigabyte. Tasks in isolated
    /// subnets pull an image over `ecr.api`, `ecr.dkr` and the gateway endpoint of S3, and write logs over `logs`.
    "endpoint", "VPC endpoint" {
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
        group: Network,
        category: Networking,
        shape: Shape::Card,
        place: Item,
        parents: &["vpc"],
        glyph: &["M3 12h6", "M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6z", "M15 12h6", "M12 3v3", "M12 18v3"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// The service that is reached.
    service "Service" in "Service": Choice(SERVICES) => Text("s3"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html";
    /// Another service, by the last part of its name, such as `athena`; or a whole name, such as `com.amazonaws.vpce.eu-west-1.vpce-svc-…`.
    other_service "Another service" in "Service": Name { also: ".-", most: 255 } => Nothing, takes Literals(Structure);
    /// How it is reached: `auto` is a gateway for S3 and DynamoDB and an interface for everything else.
    endpoint_type "Type" in "Service": Choice(&["auto", "interface", "gateway"]) => Text("auto"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html";
    /// Whether the service's usual name leads to an interface endpoint, so that programs need no change. The VPC needs DNS resolution and DNS hostnames.
    private_dns "Private DNS" in "Names": Flag => Flag(true),
        source "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html";
    /// Statements on what may be done through it, each as IAM writes it: `{Effect=Allow, Principal="*", Action=s3:GetObject, Resource="arn:…"}`.
    /// Without any, everything may.
    statements "Statements" in "Permissions": Statements => Nothing,
        source "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// The services that designs of containers need most.
pub const SERVICES: &[&str] = &[
    "s3",
    "dynamodb",
    "ecr.api",
    "ecr.dkr",
    "logs",
    "secretsmanager",
    "ssm",
    "ssmmessages",
    "kms",
    "sqs",
    "sns",
    "sts",
    "monitoring",
    "events",
    "ecs",
    "cognito-idp",
    "xray",
    "execute-api",
    "elasticfilesystem",
];

/// The service whose gateway endpoint carries the layers of images.
pub const S3: &str = "s3";

/// The name of the field that says which service it leads to.
pub const SERVICE: &str = "service";

/// The last part of the service's name, or its whole name.
pub fn service_name(node: &Node) -> String {
    let other = other_service(&node.fields).text();
    if other.is_empty() { service(&node.fields).text() } else { other }
}

/// True for an endpoint that works through route tables.
pub fn is_gateway(node: &Node) -> bool {
    match endpoint_type(&node.fields).text().as_str() {
        "gateway" => true,
        "interface" => false,
        _ => [S3, "dynamodb"].contains(&service_name(node).as_str()),
    }
}

fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    format!("{} · {}", service_name(node), if is_gateway(node) { "gateway" } else { "interface" })
}

/// The logical id of an endpoint.
pub fn id_of(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "Endpoint")
}

/// The name of the service for AWS: it has the region in it.
fn full_name(node: &Node) -> Value {
    let name = service_name(node);
    if name.starts_with("com.amazonaws.") || name.starts_with("aws.") {
        return Value::text(name);
    }
    Value::sub(format!("com.amazonaws.${{AWS::Region}}.{name}"))
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let gateway = is_gateway(node);
    let subnets = network::endpoint_subnets(builder.design, id);
    if !gateway {
        security_group::derive(builder, id, &format!("Who may reach the endpoint of {}", service_name(node)));
    }
    let tables = subnets.iter().map(|subnet| subnet::route_table(builder, *subnet)).collect();
    let addresses = subnets.iter().map(|subnet| subnet::reference(builder, *subnet)).collect();
    let groups = security_group::references(builder, id);
    let policy =
        statements(&node.fields).value().map(|statements| map([("Version", Value::text("2012-10-17")), ("Statement", statements)]));
    let dns = private_dns(&node.fields).value();
    builder.add_tagged(
        id,
        "Endpoint",
        "AWS::EC2::VPCEndpoint",
        true,
        [
            ("VpcId", vpc::reference(builder, id)),
            ("VpcEndpointType", Some(Value::text(if gateway { "Gateway" } else { "Interface" }))),
            ("ServiceName", Some(full_name(node))),
            ("RouteTableIds", gateway.then_some(Value::List(tables))),
            ("SubnetIds", (!gateway).then_some(Value::List(addresses))),
            ("SecurityGroupIds", (!gateway).then_some(groups)),
            // The usual name of S3 leads to its gateway endpoint; an interface has names of its own.
            ("PrivateDnsEnabled", dns.filter(|_| !gateway && service_name(node) != S3)),
            ("PolicyDocument", policy),
        ],
    );
}

/// The rules that let the tasks of the VPC in: from the group of each service and task, on the port of HTTPS.
pub(super) fn inward_rules(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    let Some(vpc) = network::vpc_of(builder.design, id) else { return Vec::new() };
    let own = security_group::groups_of(builder, id);
    let mut known: Vec<String> = Vec::new();
    let mut rules = Vec::new();
    for (owner, node) in task_definition::all(builder.design).filter(|(owner, _)| network::vpc_of(builder.design, *owner) == Some(vpc)) {
        let Some(group) = security_group::groups_of(builder, owner).into_iter().next() else { continue };
        // A group cannot name itself in its own properties; a drawn one that guards both needs a rule of its author.
        if !own.contains(&group) && !known.contains(&group) {
            let words = security_group::plain(&format!("From {} {}", node.kind, node.name));
            rules.push(security_group::tcp(&Value::Number(443), "SourceSecurityGroupId", Value::attribute(&group, "GroupId"), &words));
            known.push(group);
        }
    }
    rules
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let node = design.node(id)?;
    match field {
        "service" if other_service(&node.fields).value().is_some() => Some("another service is named"),
        "private_dns" if is_gateway(node) => Some("a gateway endpoint works through route tables, not through names"),
        "private_dns" if service_name(node) == S3 => Some("the usual name of S3 leads to its gateway endpoint"),
        _ => None,
    }
}
