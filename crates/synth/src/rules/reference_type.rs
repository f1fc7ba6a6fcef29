//! A reference leads to a resource of the type that the property takes.

use super::support::{label, raw};
use super::{Findings, Rule, Severity};
use crate::design::{Design, NodeId};
use crate::template::Template;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP112",
    name: "reference-type",
    severity: Severity::Error,
    docs: "\
A raw resource refers to a resource of another type than its property takes.

For the template every reference is a text, so `Cluster: !Ref Vpc` passes as well as `Cluster: !Ref Cluster`. The service gets an id that it does \
not know, and the deployment fails there.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
resource near type=AWS::EC2::RouteTable properties={VpcId=!Ref MainVpc}
resource rule type=AWS::EC2::Route properties={RouteTableId=!Ref MainVpc, DestinationCidrBlock=192.168.0.0/16, NetworkInterfaceId=eni-1}
",
    passing: "\
vpc main cidr=10.0.0.0/16
resource near type=AWS::EC2::RouteTable properties={VpcId=!Ref MainVpc}
resource rule type=AWS::EC2::Route properties={RouteTableId=!Ref Near, DestinationCidrBlock=192.168.0.0/16, NetworkInterfaceId=eni-1}
",
    check,
};

/// Types whose properties have these meanings.
const LOOKED_AT: &[&str] = &["AWS::EC2::", "AWS::ECS::", "AWS::ElasticLoadBalancingV2::"];

/// Properties, the type that they name, and what the service says of another id.
const PROPERTIES: &[(&str, &str, &str)] = &[
    ("Cluster", "AWS::ECS::Cluster", "Cluster not found. (ClusterNotFoundException)"),
    ("TaskDefinition", "AWS::ECS::TaskDefinition", "TaskDefinition not found."),
    ("VpcId", "AWS::EC2::VPC", "The vpc ID '{}' does not exist (InvalidVpcID.NotFound)"),
    ("SubnetId", "AWS::EC2::Subnet", "The subnet ID '{}' does not exist (InvalidSubnetID.NotFound)"),
    ("SubnetIds", "AWS::EC2::Subnet", "The subnet ID '{}' does not exist (InvalidSubnetID.NotFound)"),
    ("Subnets", "AWS::EC2::Subnet", "The subnet ID '{}' does not exist (InvalidSubnetID.NotFound)"),
    ("RouteTableId", "AWS::EC2::RouteTable", "The routeTable ID '{}' does not exist (InvalidRouteTableID.NotFound)"),
    ("SecurityGroupIds", "AWS::EC2::SecurityGroup", "The security group '{}' does not exist (InvalidGroup.NotFound)"),
    ("SecurityGroups", "AWS::EC2::SecurityGroup", "The security group '{}' does not exist (InvalidGroup.NotFound)"),
    ("NatGatewayId", "AWS::EC2::NatGateway", "The natGateway ID '{}' does not exist (InvalidNatGatewayID.NotFound)"),
    ("InternetGatewayId", "AWS::EC2::InternetGateway", "The internetGateway ID '{}' does not exist (InvalidInternetGatewayID.NotFound)"),
    ("NetworkAclId", "AWS::EC2::NetworkAcl", "The networkAcl ID '{}' does not exist (InvalidNetworkAclID.NotFound)"),
    ("TargetGroupArn", "AWS::ElasticLoadBalancingV2::TargetGroup", "'{}' is not a valid target group ARN"),
    ("LoadBalancerArn", "AWS::ElasticLoadBalancingV2::LoadBalancer", "'{}' is not a valid load balancer ARN"),
    ("ListenerArn", "AWS::ElasticLoadBalancingV2::Listener", "'{}' is not a valid listener ARN"),
];

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, LOOKED_AT) else { return };
    for (node, _, resource) in raw::all(design, &made.0) {
        if LOOKED_AT.iter().any(|start| resource.kind.starts_with(start)) {
            for (name, value) in &resource.properties {
                look(design, findings, &made.0, node, (name, value));
            }
        }
    }
}

fn look(design: &Design, findings: &mut Findings, template: &Template, node: NodeId, (name, value): (&str, &Value)) {
    match value {
        Value::List(items) => items.iter().for_each(|item| look(design, findings, template, node, (name, item))),
        Value::Map(members) => {
            for (name, value) in members {
                look(design, findings, template, node, (name, value));
            }
        }
        // An attribute may be anything, such as the output of a nested stack.
        Value::Call(function, argument) if function == "Ref" => {
            let Some((_, expected, aws_says)) = PROPERTIES.iter().find(|(property, _, _)| *property == name) else { return };
            let Some(id) = argument.as_text() else { return };
            let Some(found) = template.resources.get(id).filter(|found| found.kind != *expected) else { return };
            let message = format!("{}, {name}: {id} is of type {}, expected {expected}", label(design, node), found.kind);
            findings.report(message).on(node).field("properties").aws_says(aws_says.replace("{}", id));
        }
        _ => {}
    }
}
