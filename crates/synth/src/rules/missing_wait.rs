//! CloudFormation knows of an order only what properties and `DependsOn` say.

use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::resource;
use crate::design::{Design, NodeId};
use crate::template::{Resource, Template, references};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP116",
    name: "missing-wait",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A raw resource needs another one that CloudFormation may make after it.

CloudFormation makes in parallel what does not name each other. A service registers its tasks with a target group, which takes a listener that \
forwards there; a route to the internet gateway and a load balancer that faces the internet take the gateway's attachment to the VPC. No property \
says so, so it works or fails by chance. Name the other resource in `DependsOn`.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
resource site type=AWS::ElasticLoadBalancingV2::LoadBalancer properties={Type=application, Scheme=internet-facing, Subnets=[!Ref PublicASubnet, !Ref PublicBSubnet]}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
resource site type=AWS::ElasticLoadBalancingV2::LoadBalancer properties={Type=application, Scheme=internet-facing, Subnets=[!Ref PublicASubnet, !Ref PublicBSubnet]} depends_on=[MainGatewayAttachment]
",
    check,
};

const ATTACHMENT: &str = "AWS::EC2::VPCGatewayAttachment";
const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const ROUTE: &str = "AWS::EC2::Route";
const SERVICE: &str = "AWS::ECS::Service";
const FORWARDING: &[&str] = &["AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"];

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, &[BALANCER, ROUTE, SERVICE]) else { return };
    let template = &made.0;
    for (node, id, resource) in raw::all(design, template) {
        let Some(Missing { others, what, aws_says }) = missing(template, resource) else { continue };
        let waits = raw::waits_for(template, id);
        if others.iter().any(|other| waits.contains(other.as_str())) {
            continue;
        }
        let message = if others.is_empty() {
            format!("{} needs {what}, and the template has none", label(design, node))
        } else {
            format!("{} does not wait for {}, {what} that it needs", label(design, node), others.join(" or "))
        };
        let finding = findings.report(message).on(node).field("depends_on").aws_says(aws_says);
        if let Some(other) = others.first() {
            finding.fix(format!("Let it wait for {other}"), waiting(design, node, other));
        }
    }
}

/// What a resource needs to be there before it.
struct Missing {
    /// The logical ids, one of which is enough.
    others: Vec<String>,
    what: &'static str,
    aws_says: String,
}

fn missing(template: &Template, resource: &Resource) -> Option<Missing> {
    match resource.kind.as_str() {
        SERVICE => {
            let entries = resource.property("LoadBalancers")?.as_list()?.iter().filter_map(|entry| entry.as_map()?.get("TargetGroupArn"));
            let groups: Vec<&str> = entries.filter_map(|value| raw::named(template, value)).map(|(id, _)| id).collect();
            let first = groups.first()?;
            let forwards = |other: &Resource| {
                FORWARDING.contains(&other.kind.as_str())
                    && other.properties.values().flat_map(references::of).any(|reference| groups.contains(&reference.name()))
            };
            let others = template.resources.iter().filter(|(_, other)| forwards(other)).map(|(id, _)| id.clone()).collect();
            let aws_says = format!("The target group with targetGroupArn {first} does not have an associated load balancer.");
            Some(Missing { others, what: "a listener", aws_says })
        }
        ROUTE => {
            let (gateway, _) =
                raw::named(template, resource.property("GatewayId")?).filter(|(_, found)| found.kind == "AWS::EC2::InternetGateway")?;
            let others = attachments(template, "InternetGatewayId", &[gateway])?;
            let aws_says = "route table rtb-… and network gateway igw-… belong to different networks".to_owned();
            Some(Missing { others, what: "the attachment of the internet gateway", aws_says })
        }
        BALANCER if resource.property("Scheme").is_none_or(|scheme| scheme.as_text() == Some("internet-facing")) => {
            let subnets = resource.property("Subnets")?.as_list()?;
            let subnets = subnets.iter().filter_map(|value| raw::named(template, value));
            let vpcs: Vec<&str> = subnets.filter_map(|(_, subnet)| Some(raw::named(template, subnet.property("VpcId")?)?.0)).collect();
            vpcs.first()?;
            let others = attachments(template, "VpcId", &vpcs)?;
            let aws_says = "VPC vpc-… has no internet gateway (InvalidSubnet)".to_owned();
            Some(Missing { others, what: "the attachment of the internet gateway", aws_says })
        }
        _ => None,
    }
}

/// The attachments of a gateway or VPC; nothing when one of them names what only the deployment knows.
fn attachments(template: &Template, property: &str, of: &[&str]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for (id, attachment) in template.resources.iter().filter(|(_, resource)| resource.kind == ATTACHMENT) {
        let (named, _) = raw::named(template, attachment.property(property)?)?;
        if of.contains(&named) {
            found.push(id.clone());
        }
    }
    Some(found)
}

fn waiting(design: &Design, node: NodeId, other: &str) -> crate::design::Patch {
    let own = design.node(node).and_then(|node| resource::depends_on(&node.fields).value());
    let mut all = own.as_ref().and_then(Value::as_list).unwrap_or_default().to_vec();
    all.push(Value::text(other));
    patch(design, |edit| edit.set_field(node, "depends_on", Some(Value::List(all))))
}
