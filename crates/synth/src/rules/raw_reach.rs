//! A service that is written as a template has it is reached by its load balancer and reaches what it starts with.

use super::service_definition::lies_nowhere;
use super::support::walks::{Open, open_hop, tell_open};
use super::support::{label, name, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::{Design, NodeId};
use crate::network::walk::{self, Hop, Step, Stop, Trace, Verdict};
use crate::ordered::{Order, Ordered};
use crate::template::{Resource, Template, references};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP115",
    name: "raw-reach",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
Packets to or from a raw service, load balancer or distribution do not arrive.

The load balancer has to be let in by the tasks' security group on the container's port, and by its own group on the port of its listener; the tasks \
have to reach a registry on port 443 over a public address, a NAT gateway or endpoints. Everything deploys, and then tasks stop before they start, or \
are stopped again and again because their health checks fail. A distribution asks an origin from outside: an internal load balancer takes a VPC origin. It signs its requests to a bucket, whose policy has to let it read.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource around type=AWS::EC2::SecurityGroup properties={GroupDescription=Tasks, VpcId=!Ref MainVpc, SecurityGroupEgress=[{IpProtocol=tcp, FromPort=80, ToPort=80, CidrIp=0.0.0.0/0}]}
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29}]}
resource web type=AWS::ECS::Service properties={LaunchType=FARGATE, TaskDefinition=!Ref Work, NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref PublicASubnet], SecurityGroups=[!GetAtt Around.GroupId], AssignPublicIp=ENABLED}}}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource around type=AWS::EC2::SecurityGroup properties={GroupDescription=Tasks, VpcId=!Ref MainVpc, SecurityGroupEgress=[{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=0.0.0.0/0}]}
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29}]}
resource web type=AWS::ECS::Service properties={LaunchType=FARGATE, TaskDefinition=!Ref Work, NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref PublicASubnet], SecurityGroups=[!GetAtt Around.GroupId], AssignPublicIp=ENABLED}}}
",
    check,
};

const SERVICE: &str = "AWS::ECS::Service";
const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const BUCKET: &str = "AWS::S3::Bucket";
const DISTRIBUTION: &str = "AWS::CloudFront::Distribution";
const ENDPOINT: &str = "AWS::EC2::VPCEndpoint";
const HTTPS: u16 = 443;

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, &[SERVICE, BALANCER, DISTRIBUTION]) else { return };
    let mut open: Vec<Open> = Vec::new();
    let mut ask = |from: NodeId, to: String, trace: Option<&Trace>| {
        let hop = trace.and_then(open_hop).filter(|hop| hop.step != Step::Container && hop.step != Step::TargetGroup);
        open.extend(hop.map(|hop| Open { from, to, why: hop.text.clone(), connection: None }));
    };
    for (node, _, service) in raw::of_type(design, &made.0, SERVICE) {
        let start = start(design, &made.0, node, service);
        ask(node, "the registry of its image".to_owned(), start.as_ref());
        if let Some(hop) = start.and_then(ends_at) {
            let finding =
                findings.report(format!("{} does not reach the registry of its image: {}", label(design, node), hop.text)).on(node);
            finding.aws_says(
                "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref: dial tcp: i/o timeout",
            );
        }
        for balancer in balancers(&made.0, service) {
            let trace = walk(design, Stop::Node(balancer), node);
            ask(balancer, name(design, node).to_owned(), trace.as_ref());
            let Some(hop) = trace.and_then(ends_at).filter(|hop| hop.step != Step::TargetGroup) else { continue };
            let finding = findings.report(format!("{} does not reach {}: {}", label(design, balancer), label(design, node), hop.text));
            finding.on(node).aws_says("is unhealthy in (target-group) due to (reason Request timed out)");
        }
    }
    for (node, _, balancer) in raw::of_type(design, &made.0, BALANCER) {
        let faces = balancer.property("Scheme").is_none_or(|scheme| scheme.as_text() == Some("internet-facing"));
        let trace = faces.then(|| walk(design, Stop::Internet, node)).flatten();
        if let Some(hop) = trace.as_ref().and_then(open_hop) {
            findings.cannot_tell(format!("whether {} gets requests from the internet", label(design, node)), &hop.text).on(node);
        }
        let Some(hop) = trace.and_then(ends_at) else { continue };
        let message = format!("{} does not get requests from the internet: {}", label(design, node), hop.text);
        findings.report(message).on(node).aws_says("connection timed out");
    }
    for (node, _, distribution) in raw::of_type(design, &made.0, DISTRIBUTION) {
        let named = distribution.properties.values().flat_map(references::of).to_set();
        let origins = named.iter().filter_map(|reference| made.0.resources.get(reference.name())).filter(|other| other.kind == BALANCER);
        for origin in origins.filter_map(|origin| origin.node) {
            let trace = walk(design, Stop::Node(node), origin);
            ask(node, name(design, origin).to_owned(), trace.as_ref());
            let Some(hop) = trace.and_then(ends_at) else { continue };
            let message = format!("{} does not reach {}: {}", label(design, node), label(design, origin), hop.text);
            findings.report(message).on(node).aws_says("HTTP 502 or 504 from CloudFront: The request could not be satisfied");
        }
        let buckets = named.iter().filter_map(|reference| made.0.resources.get(reference.name())).filter(|other| other.kind == BUCKET);
        for bucket in buckets.filter_map(|bucket| bucket.node) {
            // A bucket for the distribution's logs is no origin, and nothing is said of it.
            let hop = walk(design, Stop::Node(node), bucket).and_then(ends_at).filter(|hop| hop.aws_says.starts_with("AccessDenied"));
            let Some(hop) = hop else { continue };
            let message = format!("{} does not read {}: {}", label(design, node), label(design, bucket), hop.text);
            findings.report(message).on(node).aws_says(hop.aws_says);
        }
    }
    tell_open(design, findings, open);
}

/// The walk to a node.
fn walk(design: &Design, from: Stop, to: NodeId) -> Option<Trace> {
    walk::trace(design, from, Stop::Node(to), None).ok()
}

/// The hop at which packets end; nothing when they arrive or it is not known.
fn ends_at(trace: Trace) -> Option<Hop> {
    let is_blocked = trace.verdict == Verdict::Blocked;
    trace.legs.into_iter().flat_map(|leg| leg.hops).find(|hop| is_blocked && hop.verdict == Verdict::Blocked)
}

/// The walk to the registry; nothing when nobody knows which it is.
fn start(design: &Design, template: &Template, node: NodeId, service: &Resource) -> Option<Trace> {
    // A service that names no subnets is what another rule speaks of.
    if lies_nowhere(service) {
        return None;
    }
    let (_, definition) = raw::named(template, service.property("TaskDefinition")?)?;
    let containers = definition.property("ContainerDefinitions")?.as_list()?;
    let image = containers.iter().find_map(|container| container.as_map()?.get("Image"))?;
    let repository = raw::named(template, image).filter(|(_, found)| found.kind == "AWS::ECR::Repository");
    let to = match repository {
        Some((_, repository)) => Stop::Node(repository.node?),
        // What a parameter names may be a registry that an endpoint reaches.
        None if image.is_expression() => return None,
        None if image.display().contains(".dkr.ecr.") && template.resources.values().any(|other| other.kind == ENDPOINT) => return None,
        None => Stop::Internet,
    };
    walk::trace(design, Stop::Node(node), to, Some(HTTPS)).ok()
}

/// The load balancers whose listeners forward to the target groups of a service.
fn balancers(template: &Template, service: &Resource) -> Vec<NodeId> {
    let entries = service.property("LoadBalancers").and_then(|value| value.as_list()).unwrap_or_default();
    let groups = entries.iter().filter_map(|entry| raw::named(template, entry.as_map()?.get("TargetGroupArn")?));
    let groups: Vec<&str> = groups.map(|(id, _)| id).collect();
    let forwarding = |resource: &Resource| {
        resource.kind.starts_with("AWS::ElasticLoadBalancingV2::Listener")
            && resource.properties.values().flat_map(references::of).any(|reference| groups.contains(&reference.name()))
    };
    let mut found = Vec::new();
    for (id, _) in template.resources.iter().filter(|(_, resource)| forwarding(resource)) {
        let named = raw::waits_for(template, id).into_iter().filter_map(|other| template.resources.get(other));
        found.extend(named.filter(|other| other.kind == BALANCER).filter_map(|other| other.node));
    }
    found.order();
    found.dedup();
    found
}
