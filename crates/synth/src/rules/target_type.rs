//! Tasks on Fargate are targets by their address.

use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::resource;
use crate::design::Design;
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP113",
    name: "target-type",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A raw service registers its tasks with a target group whose targets are instances.

A task with a network interface of its own is found by its address: its target group has the target type `ip`. Without a target type, a target group \
takes instances. The service refuses it, and the stack rolls back.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource behind type=AWS::ElasticLoadBalancingV2::TargetGroup properties={VpcId=!Ref MainVpc, Protocol=HTTP, Port=8080}
resource rule type=AWS::ElasticLoadBalancingV2::ListenerRule properties={ListenerArn=arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1/2, Priority=10, Conditions=[{Field=path-pattern, PathPatternConfig={Values=[\"/*\"]}}], Actions=[{Type=forward, TargetGroupArn=!Ref Behind}]}
resource web type=AWS::ECS::Service properties={LaunchType=FARGATE, TaskDefinition=web, NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref PublicASubnet], AssignPublicIp=ENABLED}}, LoadBalancers=[{ContainerName=app, ContainerPort=8080, TargetGroupArn=!Ref Behind}]} depends_on=[Rule]
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource behind type=AWS::ElasticLoadBalancingV2::TargetGroup properties={VpcId=!Ref MainVpc, Protocol=HTTP, Port=8080, TargetType=ip}
resource rule type=AWS::ElasticLoadBalancingV2::ListenerRule properties={ListenerArn=arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1/2, Priority=10, Conditions=[{Field=path-pattern, PathPatternConfig={Values=[\"/*\"]}}], Actions=[{Type=forward, TargetGroupArn=!Ref Behind}]}
resource web type=AWS::ECS::Service properties={LaunchType=FARGATE, TaskDefinition=web, NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref PublicASubnet], AssignPublicIp=ENABLED}}, LoadBalancers=[{ContainerName=app, ContainerPort=8080, TargetGroupArn=!Ref Behind}]} depends_on=[Rule]
",
    check,
};

const SERVICE: &str = "AWS::ECS::Service";

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, &[SERVICE]) else { return };
    for (node, _, service) in raw::of_type(design, &made.0, SERVICE) {
        let own_interface = service.property("NetworkConfiguration").is_some();
        let entries = service.property("LoadBalancers").and_then(|value| value.as_list()).unwrap_or_default();
        for value in entries.iter().filter(|_| own_interface).filter_map(|entry| entry.as_map()?.get("TargetGroupArn")) {
            let Some((id, group)) = raw::named(&made.0, value) else { continue };
            let kind = match group.property("TargetType") {
                None => "instance".to_owned(),
                Some(kind) if kind.is_expression() => continue,
                Some(kind) => kind.display(),
            };
            if kind == "ip" {
                continue;
            }
            let message =
                format!("{} registers tasks with {id}, whose target type is {kind}: tasks with addresses take ip", label(design, node));
            let finding = findings.report(message).on(group.node.unwrap_or(node)).field("properties");
            finding.aws_says(format!(
                "The provided target group {id} has target type {kind}, which is incompatible with the awsvpc network mode specified in the task definition."
            ));
            let own = group.node.and_then(|id| design.node(id).map(|node| (id, node))).filter(|(_, node)| node.kind == resource::KIND.id);
            let Some((id, node)) = own else { continue };
            let mut properties: Map = resource::written_properties(node);
            properties.insert("TargetType".to_owned(), Value::text("ip"));
            let change = patch(design, |edit| edit.set_field(id, "properties", Some(Value::Map(properties))));
            finding.fix("Set the target type to ip", change);
        }
    }
}
