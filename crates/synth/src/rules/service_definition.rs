//! A service that somebody wrote has to fit its task definition.

use super::support::{and, label, nearest, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::{Design, NodeId};
use crate::template::{Resource, Template};
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP143",
    name: "service-definition",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A raw service and its task definition do not go together.

Each is right by itself, so no look at single resources shows it. Tasks with the network mode `awsvpc`, which all of Fargate have, take the subnets of \
their network configuration. The load balancer's entry names a container of the task definition and one of its ports. Without a launch type a service \
puts its tasks on instances of EC2, unless its cluster has a strategy of its own: a service for Fargate says `LaunchType=FARGATE`.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet inner cidr=10.0.0.0/24 access=isolated zone=1
resource all type=AWS::ECS::Cluster
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29}]}
resource web type=AWS::ECS::Service properties={Cluster=!Ref All, TaskDefinition=!Ref Work, LaunchType=FARGATE}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet open cidr=10.0.0.0/24 access=public zone=1
resource all type=AWS::ECS::Cluster
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29}]}
resource web type=AWS::ECS::Service properties={Cluster=!Ref All, TaskDefinition=!Ref Work, LaunchType=FARGATE, NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref OpenSubnet], AssignPublicIp=ENABLED}}}
",
    check,
};

const SERVICE: &str = "AWS::ECS::Service";
const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";
const CLUSTER: &str = "AWS::ECS::Cluster";

/// What gives a cluster instances or a strategy, or may do so.
const MAY_BRING_INSTANCES: &[&str] = &[
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::CloudFormation::Stack",
    "AWS::EC2::EC2Fleet",
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::SpotFleet",
    "AWS::ECS::CapacityProvider",
    "AWS::ECS::ClusterCapacityProviderAssociations",
];

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, &[SERVICE]) else { return };
    for (node, _, service) in raw::of_type(design, &made.0, SERVICE) {
        let definition = service.property("TaskDefinition").and_then(|value| raw::named(&made.0, value));
        let Some((_, definition)) = definition.filter(|(_, found)| found.kind == TASK_DEFINITION) else { continue };
        let is_awsvpc = definition.property("NetworkMode").and_then(Value::as_text) == Some("awsvpc");
        if is_awsvpc && lies_nowhere(service) {
            let message = format!("{} names no subnets, which its tasks take with the network mode awsvpc", label(design, node));
            let finding = findings.report(message).on(node).field("properties");
            finding.aws_says("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
        }
        check_place(design, findings, node, (&made.0, service, definition));
        for entry in raw::entries(service.property("LoadBalancers")) {
            check_target(design, findings, node, entry, definition);
        }
    }
}

/// True for a service that certainly has no subnets.
pub(super) fn lies_nowhere(service: &Resource) -> bool {
    let Some(configuration) = service.property("NetworkConfiguration") else { return true };
    let Some(configuration) = configuration.as_map() else { return false };
    let Some(inner) = configuration.get("AwsvpcConfiguration") else { return true };
    let Some(inner) = inner.as_map() else { return false };
    inner.get("Subnets").is_none_or(|subnets| subnets.as_list().is_some_and(<[Value]>::is_empty))
}

/// Where tasks go that say nothing of it.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>.
fn check_place(design: &Design, findings: &mut Findings, node: NodeId, (template, service, definition): (&Template, &Resource, &Resource)) {
    let says = ["LaunchType", "CapacityProviderStrategy", "DeploymentController"].iter().any(|name| service.property(name).is_some());
    let wanted = definition.property("RequiresCompatibilities").and_then(Value::as_list).unwrap_or_default();
    if says || wanted.is_empty() || !wanted.iter().all(|one| one.as_text() == Some("FARGATE")) {
        return;
    }
    let cluster = service.property("Cluster").and_then(|value| raw::named(template, value)).filter(|(_, found)| found.kind == CLUSTER);
    let Some((_, cluster)) = cluster else {
        let question = format!("whether {} finds a place for its tasks", label(design, node));
        let why = "it names no launch type, so the strategy of its cluster decides, which is not in the design";
        findings.cannot_tell(question, why).on(node).field("properties");
        return;
    };
    let may_bring = |other: &Resource| MAY_BRING_INSTANCES.contains(&other.kind.as_str());
    if cluster.property("DefaultCapacityProviderStrategy").is_some() || template.resources.values().any(may_bring) {
        return;
    }
    let message = format!(
        "{} names no launch type, so its tasks go on instances of EC2, of which the design shows none, and they are meant for Fargate",
        label(design, node)
    );
    let finding = findings.report(message).on(node).field("properties");
    finding.aws_says(
        "was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
    );
    let change = raw::change_properties(design, node, |all| {
        all.insert("LaunchType".to_owned(), Value::text("FARGATE"));
    });
    finding.fix("Let it run on Fargate", change);
}

/// The container and the port that a load balancer's entry names.
fn check_target(design: &Design, findings: &mut Findings, node: NodeId, entry: &Map, definition: &Resource) {
    let Some(containers) = raw::maps(definition.property("ContainerDefinitions")) else { return };
    let names: Option<Vec<&str>> = containers.iter().map(|own| own.get("Name")?.as_text()).collect();
    let (Some(names), Some(name)) = (names, entry.get("ContainerName").and_then(Value::as_text)) else { return };
    let Some(container) = containers.iter().zip(&names).find(|(_, own)| **own == name).map(|(own, _)| own) else {
        let meant = nearest(name, names.iter().copied()).map_or_else(String::new, |meant| format!("; is {meant} meant?"));
        let message = format!("{} sends requests to container {name}, which its tasks do not have{meant}", label(design, node));
        let finding = findings.report(message).on(node).field("properties");
        finding.aws_says(format!("The container {name} does not exist in the task definition."));
        return;
    };
    let mappings = raw::maps(container.get("PortMappings"));
    let ports: Option<Vec<i64>> = mappings.and_then(|all| all.into_iter().map(|own| own.get("ContainerPort")?.as_number()).collect());
    let (Some(ports), Some(port)) = (ports, entry.get("ContainerPort").and_then(Value::as_number)) else { return };
    if ports.contains(&port) {
        return;
    }
    let has = if ports.is_empty() {
        "which has none".to_owned()
    } else {
        format!("which has {}", and(&ports.iter().map(ToString::to_string).collect::<Vec<_>>()))
    };
    let message = format!("{} sends requests to port {port} of container {name}, {has}", label(design, node));
    let finding = findings.report(message).on(node).field("properties");
    finding.aws_says(format!("The container {name} did not have a container port {port} defined."));
    for own in ports {
        let change = raw::change_properties(design, node, |all| {
            let Some(Value::List(entries)) = all.get_mut("LoadBalancers") else { return };
            for written in entries.iter_mut() {
                if let Value::Map(members) = written
                    && *members == *entry
                {
                    members.insert("ContainerPort".to_owned(), Value::Number(own));
                }
            }
        });
        finding.fix(format!("Send them to port {own}"), change);
    }
}
