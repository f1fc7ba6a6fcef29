//! A route table has one route to a destination, a load balancer one listener on a port.

use std::collections::{BTreeMap, BTreeSet};

use super::support::{label, name, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::ordered::{Order, Ordered};
use crate::template::Resource;
use crate::value::Value;
use ipnet::IpNet;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP111",
    name: "taken-twice",
    severity: Severity::Error,
    stage: Stage::Deployment,
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
        "A listener already exists on this port for this load balancer (DuplicateListener)",
    ),
    ("AWS::ElasticLoadBalancingV2::ListenerRule", &["ListenerArn", "Priority"], "Priority '{}' is currently in use (PriorityInUse)"),
    (
        "AWS::EC2::SubnetRouteTableAssociation",
        &["SubnetId"],
        "the specified association for route table … conflicts with an existing association (Resource.AlreadyAssociated)",
    ),
];

fn check(design: &Design, findings: &mut Findings) {
    let kinds: Vec<&str> = PLACES.iter().map(|(kind, _, _)| *kind).collect();
    let Some(made) = raw::template(design, &kinds) else { return };
    for (kind, properties, aws_says) in PLACES {
        let place = |resource: &Resource| -> Option<Vec<String>> {
            // What is made under a condition may take turns.
            let is_meant = resource.kind == *kind && !resource.attributes.contains_key("Condition");
            properties.iter().map(|property| resource.property(property).filter(|_| is_meant).map(written)).collect()
        };
        let mut taken: BTreeMap<Vec<String>, &str> = BTreeMap::new();
        // What is drawn comes first: the raw resource beside it is the one too many.
        let written: BTreeSet<&str> = raw::of_type(design, &made.0, kind).map(|(_, id, _)| id).to_set();
        let mut all: Vec<(&String, &Resource)> = made.0.resources.iter().filter(|(_, resource)| resource.kind == *kind).collect();
        all.order_by_key(|(id, _)| written.contains(id.as_str()));
        for (id, resource) in all {
            let Some(own) = place(resource) else { continue };
            let Some(first) = taken.get(&own) else {
                taken.insert(own, id);
                continue;
            };
            let Some(node) = resource.node else { continue };
            let words =
                |property: Option<&&str>| property.and_then(|name| resource.property(name)).map_or_else(String::new, Value::display);
            let last = words(properties.last());
            let message = format!("{} takes {last} of {}, which {first} has already", label(design, node), words(properties.first()));
            let finding = findings.report(message).on(node).aws_says(aws_says.replace("{}", &last));
            finding.fix(format!("Remove {}", name(design, node)), patch(design, |edit| edit.remove_node(node)));
        }
    }
}

/// A value as a text that is the same for the same place: a range counts by its network, so `10.1.0.9/16` is `10.1.0.0/16`.
fn written(value: &Value) -> String {
    let range = value.as_text().and_then(|text| text.parse::<IpNet>().ok());
    range.map_or_else(|| value.to_text().to_json().to_string(), |range| range.trunc().to_string())
}
