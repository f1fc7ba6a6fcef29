//! A route table has one route to a destination, a load balancer one listener on a port.

use super::support::{label, name, raw};
use super::{Findings, Rule, Severity};
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP111",
    name: "taken-twice",
    severity: Severity::Error,
    docs: "\
Two raw resources take the same place: a destination of a route table, or a port of a load balancer.

Each is right by itself, so the template passes every look at single resources. The service makes one of them and refuses the other, and the stack \
rolls back.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource again type=AWS::EC2::Route properties={RouteTableId=!Ref PublicARouteTable, DestinationCidrBlock=0.0.0.0/0, GatewayId=!Ref MainInternetGateway} depends_on=[MainGatewayAttachment]
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource again type=AWS::EC2::Route properties={RouteTableId=!Ref PublicARouteTable, DestinationIpv6CidrBlock=\"::/0\", GatewayId=!Ref MainInternetGateway} depends_on=[MainGatewayAttachment]
",
    check,
};

/// A type with what tells its resources apart, and what the service says of the second one.
const PLACES: &[(&str, &[&str], &str)] = &[
    ("AWS::EC2::Route", &["RouteTableId", "DestinationCidrBlock"], "The route identified by {} already exists. (RouteAlreadyExists)"),
    ("AWS::EC2::Route", &["RouteTableId", "DestinationIpv6CidrBlock"], "The route identified by {} already exists. (RouteAlreadyExists)"),
    (
        "AWS::ElasticLoadBalancingV2::Listener",
        &["LoadBalancerArn", "Port"],
        "A listener already exists on this port for this load balancer '{}' (DuplicateListener)",
    ),
    ("AWS::ElasticLoadBalancingV2::ListenerRule", &["ListenerArn", "Priority"], "Priority '{}' is currently in use (PriorityInUse)"),
    (
        "AWS::EC2::SubnetRouteTableAssociation",
        &["SubnetId"],
        "the specified association for route table conflicts with an existing association",
    ),
];

fn check(design: &Design, findings: &mut Findings) {
    let kinds: Vec<&str> = PLACES.iter().map(|(kind, _, _)| *kind).collect();
    let Some(made) = raw::template(design, &kinds) else { return };
    for (kind, properties, aws_says) in PLACES {
        for (node, id, resource) in raw::of_type(design, &made.0, kind) {
            // What is made under a condition may take turns.
            let is_sure = |resource: &crate::template::Resource| !resource.attributes.contains_key("Condition");
            let taken: Option<Vec<_>> = properties.iter().map(|property| resource.property(property)).collect();
            let Some(taken) = taken.filter(|_| is_sure(resource)) else { continue };
            let same = |other: &crate::template::Resource| {
                other.kind == *kind
                    && is_sure(other)
                    && properties.iter().zip(&taken).all(|(property, own)| other.property(property) == Some(*own))
            };
            let mut before = made.0.resources.iter().take_while(|(other, _)| *other != id);
            let drawn = made.0.resources.iter().find(|(other, resource)| {
                *other != id
                    && same(resource)
                    && resource.node.is_some_and(|other| design.node(other).is_some_and(|node| node.kind != "resource"))
            });
            let Some((first, _)) = before.find(|(_, other)| same(other)).or(drawn) else { continue };
            let place = taken.last().map_or_else(String::new, |value| value.display());
            let message = format!("{} takes {place} of {}, which {first} has already", label(design, node), taken[0].display());
            let finding = findings.report(message).on(node).field("properties").aws_says(aws_says.replace("{}", &place));
            finding.fix(format!("Remove {}", name(design, node)), super::support::patch(design, |edit| edit.remove_node(node)));
        }
    }
}
