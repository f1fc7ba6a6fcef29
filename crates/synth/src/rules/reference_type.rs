//! A reference leads to a resource of the type that the property takes.

use super::support::{label, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::{Design, NodeId};
use crate::template::Template;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP112",
    name: "reference-type",
    severity: Severity::Error,
    stage: Stage::Deployment,
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

/// Properties, the type that they name, and the beginning of its ids or what the service says of another thing.
const PROPERTIES: &[(&str, &str, Says)] = &[
    ("Cluster", "AWS::ECS::Cluster", Says::Words("Cluster not found. (ClusterNotFoundException)")),
    ("TaskDefinition", "AWS::ECS::TaskDefinition", Says::Words("TaskDefinition not found.")),
    ("VpcId", "AWS::EC2::VPC", Says::Id("vpc-...")),
    ("SubnetId", "AWS::EC2::Subnet", Says::Id("subnet-...")),
    ("SubnetIds", "AWS::EC2::Subnet", Says::Id("subnet-...")),
    ("Subnets", "AWS::EC2::Subnet", Says::Id("subnet-...")),
    ("RouteTableId", "AWS::EC2::RouteTable", Says::Id("rtb-...")),
    ("SecurityGroupIds", "AWS::EC2::SecurityGroup", Says::Id("sg-...")),
    ("SecurityGroups", "AWS::EC2::SecurityGroup", Says::Id("sg-...")),
    ("NatGatewayId", "AWS::EC2::NatGateway", Says::Id("nat-...")),
    ("InternetGatewayId", "AWS::EC2::InternetGateway", Says::Id("igw-...")),
    ("NetworkAclId", "AWS::EC2::NetworkAcl", Says::Id("acl-...")),
    ("TargetGroupArn", "AWS::ElasticLoadBalancingV2::TargetGroup", Says::Words("'…' is not a valid target group ARN")),
    ("LoadBalancerArn", "AWS::ElasticLoadBalancingV2::LoadBalancer", Says::Words("'…' is not a valid load balancer ARN")),
    ("ListenerArn", "AWS::ElasticLoadBalancingV2::Listener", Says::Words("'…' is not a valid listener ARN")),
];

/// What a service says of an id of another type.
#[derive(Clone, Copy)]
enum Says {
    Words(&'static str),
    /// EC2 looks at the beginning of an id before it looks for the thing.
    Id(&'static str),
}

impl Says {
    /// Empty for what other services say of an id of EC2: their words are not known.
    fn text(self, kind: &str) -> String {
        match self {
            Self::Words(words) => words.to_owned(),
            Self::Id(start) if kind.starts_with("AWS::EC2::") => format!("Invalid id: \"…\" (expecting \"{start}\")"),
            Self::Id(_) => String::new(),
        }
    }
}

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, LOOKED_AT) else { return };
    for (node, _, resource) in raw::all(design, &made.0) {
        if LOOKED_AT.iter().any(|start| resource.kind.starts_with(start)) {
            for (name, value) in &resource.properties {
                look(design, findings, &made.0, (node, &resource.kind), (name, value));
            }
        }
    }
}

fn look(design: &Design, findings: &mut Findings, template: &Template, (node, kind): (NodeId, &str), (name, value): (&str, &Value)) {
    match value {
        Value::List(items) => items.iter().for_each(|item| look(design, findings, template, (node, kind), (name, item))),
        Value::Map(members) => {
            for (name, value) in members {
                look(design, findings, template, (node, kind), (name, value));
            }
        }
        // An attribute may be anything, such as the output of a nested stack.
        Value::Call(function, argument) if function == "Ref" => {
            let Some((_, expected, says)) = PROPERTIES.iter().find(|(property, _, _)| *property == name) else { return };
            let Some(id) = argument.as_text() else { return };
            let Some(found) = template.resources.get(id).filter(|found| found.kind != *expected) else { return };
            let message = format!("{}, {name}: {id} is of type {}, expected {expected}", label(design, node), found.kind);
            findings.report(message).on(node).field("properties").aws_says(says.text(kind));
        }
        _ => {}
    }
}
