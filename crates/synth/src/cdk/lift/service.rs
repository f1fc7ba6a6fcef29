//! Fargate services.

use std::collections::BTreeSet;

use super::{Arguments, Fields, LISTENER, LISTENER_RULE, Lifted, Lifter, flag, member, network, seconds, security_group};
use crate::cdk::order::uses;
use crate::cdk::python::{Code, Statement};
use crate::cdk::writer::{Face, Writer, target};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::ECS::Service", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ecs/FargateService.html>.
static FACE: Face = Face { reference: "service_arn", attributes: &[("Name", "service_name"), ("ServiceArn", "service_arn")] };

const VERSIONS: &[(&str, &str)] = &[("LATEST", "LATEST"), ("1.4.0", "VERSION1_4"), ("1.3.0", "VERSION1_3")];
const TAG_SOURCES: &[(&str, &str)] = &[("SERVICE", "SERVICE"), ("TASK_DEFINITION", "TASK_DEFINITION")];

/// A container that a load balancer sends requests to.
struct Attachment {
    group: String,
    container: Code,
    port: Code,
}

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    arguments.add("cluster", Some(Code::atom(writer.construct_behind(&fields.take("Cluster")?, "")?)));
    arguments.add("task_definition", Some(Code::atom(writer.construct_behind(&fields.take("TaskDefinition")?, "")?)));
    arguments.convert("service_name", fields.take("ServiceName"), |name| writer.text(name))?;
    arguments.add("desired_count", Some(writer.number(&fields.take("DesiredCount")?)?));
    match (fields.take("LaunchType"), fields.take("CapacityProviderStrategy")) {
        (Some(launch), None) => (launch == Value::text("FARGATE")).then_some(())?,
        (None, Some(strategy)) => {
            let providers = strategy.as_list()?.iter().map(|value| provider(writer, value)).collect::<Option<_>>()?;
            arguments.add("capacity_provider_strategies", Some(Code::List(providers)));
        }
        _ => return None,
    }
    arguments.convert("platform_version", fields.take("PlatformVersion"), |value| member("ecs.FargatePlatformVersion", value, VERSIONS))?;
    deployment(writer, &mut arguments, &fields.take("DeploymentConfiguration")?)?;
    arguments.convert("enable_execute_command", fields.take("EnableExecuteCommand"), flag)?;
    arguments.convert("propagate_tags", fields.take("PropagateTags"), |value| member("ecs.PropagatedTagSource", value, TAG_SOURCES))?;
    arguments.convert("health_check_grace_period", fields.take("HealthCheckGracePeriodSeconds"), seconds)?;
    let mut configuration = Fields::within(&fields.take("NetworkConfiguration")?)?;
    let mut own_network = Fields::within(&configuration.take("AwsvpcConfiguration")?)?;
    configuration.done()?;
    let public = own_network.take("AssignPublicIp")?;
    arguments.add("assign_public_ip", Some(Code::flag(public == Value::text("ENABLED"))));
    let groups = own_network.take("SecurityGroups")?;
    let subnets = own_network.take("Subnets")?;
    own_network.done()?;
    let variables =
        groups.as_list()?.iter().map(|group| Some(Code::atom(writer.construct_behind(group, "GroupId")?))).collect::<Option<_>>()?;
    arguments.add("security_groups", Some(Code::List(variables)));
    let mut waits = BTreeSet::new();
    let attachments = attachments(writer, fields.take("LoadBalancers"), &groups, &mut waits)?;
    // The construct gives every service with a load balancer a grace period.
    (attachments.is_empty() || arguments.0.iter().any(|(name, _)| name == "health_check_grace_period")).then_some(())?;
    fields.done()?;
    arguments.add("vpc_subnets", Some(network::subnets(writer, &subnets)?));
    let mut lifted = Lifted { waits, ..Lifted::new("ecs.FargateService", arguments.0, &FACE) };
    for Attachment { group, container, port } in attachments {
        lifted.then.push(Box::new(move |variable| {
            let container = [("container_name", container.clone()), ("container_port", port.clone())];
            let target = Code::named(format!("{variable}.load_balancer_target"), container);
            Statement::run(Code::call(format!("{group}.add_target"), [target]))
        }));
    }
    Some(lifted)
}

fn provider(writer: &Writer<'_>, value: &Value) -> Option<Code> {
    let mut fields = Fields::within(value)?;
    let mut arguments = Arguments::default();
    arguments.add("capacity_provider", Some(writer.text(&fields.take("CapacityProvider")?)?));
    arguments.convert("base", fields.take("Base"), |number| writer.number(number))?;
    arguments.convert("weight", fields.take("Weight"), |number| writer.number(number))?;
    fields.done()?;
    Some(Code::named("ecs.CapacityProviderStrategy", arguments.0))
}

fn deployment(writer: &Writer<'_>, arguments: &mut Arguments, value: &Value) -> Option<()> {
    let mut fields = Fields::within(value)?;
    arguments.add("min_healthy_percent", Some(writer.number(&fields.take("MinimumHealthyPercent")?)?));
    arguments.add("max_healthy_percent", Some(writer.number(&fields.take("MaximumPercent")?)?));
    let mut breaker = Fields::within(&fields.take("DeploymentCircuitBreaker")?)?;
    let parts = [("enable", flag(&breaker.take("Enable")?)?), ("rollback", flag(&breaker.take("Rollback")?)?)];
    breaker.done()?;
    arguments.add("circuit_breaker", Some(Code::named("ecs.DeploymentCircuitBreaker", parts)));
    fields.done()
}

/// The load balancers' targets. Attaching one opens its port between the groups at both ends; where the template opens it as well,
/// CDK sees that the rule is there.
fn attachments(writer: &Writer<'_>, value: Option<Value>, groups: &Value, waits: &mut BTreeSet<String>) -> Option<Vec<Attachment>> {
    let Some(value) = value else { return Some(Vec::new()) };
    let attach = |balancer: &Value| {
        let mut fields = Fields::within(balancer)?;
        let arn = fields.take("TargetGroupArn")?;
        let port = fields.take("ContainerPort")?;
        let Value::Number(number) = port else { return None };
        let container = writer.text(&fields.take("ContainerName")?)?;
        fields.done()?;
        let id = target(&arn, "")?;
        let group = writer.construct(id)?.to_owned();
        for (listener, resource) in
            writer.template.resources.iter().filter(|(_, resource)| matches!(resource.kind.as_str(), LISTENER | LISTENER_RULE))
        {
            if !uses(resource).contains(id) {
                continue;
            }
            writer.construct(listener)?;
            for outer in groups_of_balancer(writer, resource)? {
                for inner in groups.as_list()? {
                    security_group::opens(writer, target(&outer, "GroupId")?, target(inner, "GroupId")?, number).then_some(())?;
                }
            }
            waits.insert(listener.clone());
        }
        Some(Attachment { group, container, port: Code::number(number) })
    };
    value.as_list()?.iter().map(attach).collect()
}

/// The security groups of the load balancer that a listener or a rule belongs to.
fn groups_of_balancer(writer: &Writer<'_>, resource: &Resource) -> Option<Vec<Value>> {
    let resources = &writer.template.resources;
    let listener = match resource.property("ListenerArn") {
        Some(listener) => resources.get(target(listener, "")?)?,
        None => resource,
    };
    let balancer = resources.get(target(listener.property("LoadBalancerArn")?, "")?)?;
    Some(balancer.property("SecurityGroups")?.as_list()?.to_vec())
}
