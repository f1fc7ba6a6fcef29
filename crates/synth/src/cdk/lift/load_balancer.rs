//! Application load balancers.

use super::{Arguments, Fields, Lifted, Lifter, flag, member, network, seconds};
use crate::cdk::python::{Code, Statement};
use crate::cdk::writer::{Face, Writer, target};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::ElasticLoadBalancingV2::LoadBalancer", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_elasticloadbalancingv2/ApplicationLoadBalancer.html>.
static FACE: Face = Face {
    reference: "load_balancer_arn",
    attributes: &[
        ("LoadBalancerArn", "load_balancer_arn"),
        ("DNSName", "load_balancer_dns_name"),
        ("CanonicalHostedZoneID", "load_balancer_canonical_hosted_zone_id"),
        ("LoadBalancerFullName", "load_balancer_full_name"),
        ("LoadBalancerName", "load_balancer_name"),
    ],
};

const ADDRESSES: &[(&str, &str)] = &[("ipv4", "IPV4"), ("dualstack", "DUAL_STACK")];

/// Attributes that the construct has a word for.
const WORDS: &[(&str, &str)] = &[
    ("idle_timeout.timeout_seconds", "idle_timeout"),
    ("routing.http.drop_invalid_header_fields.enabled", "drop_invalid_header_fields"),
    ("routing.http2.enabled", "http2_enabled"),
    ("deletion_protection.enabled", "deletion_protection"),
];

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    fields.expect("Type", &Value::text("application"))?;
    let scheme = fields.take("Scheme")?;
    let internet_facing = match scheme.as_text()? {
        "internet-facing" => true,
        "internal" => false,
        _ => return None,
    };
    let subnets = fields.take("Subnets")?;
    arguments.convert("load_balancer_name", fields.take("Name"), |name| writer.text(name))?;
    arguments.add("internet_facing", Some(Code::flag(internet_facing)));
    arguments.convert("ip_address_type", fields.take("IpAddressType"), |value| member("elbv2.IpAddressType", value, ADDRESSES))?;
    let groups = fields.take("SecurityGroups")?;
    let groups: Vec<String> =
        groups.as_list()?.iter().map(|group| writer.construct_behind(group, "GroupId").map(str::to_owned)).collect::<Option<_>>()?;
    let mut groups = groups.into_iter();
    arguments.add("security_group", Some(Code::atom(groups.next()?)));
    let mut others = Vec::new();
    let attributes = fields.take("LoadBalancerAttributes");
    for (key, value) in attributes.as_ref().map_or(Some(Vec::new()), super::pairs_of)? {
        let text = value.as_text()?;
        match WORDS.iter().find(|(own, _)| *own == key) {
            Some((_, word @ "idle_timeout")) => arguments.add(word, Some(seconds(&Value::Number(text.parse().ok()?))?)),
            Some((_, word)) => arguments.add(word, Some(flag(&Value::Flag(text.parse().ok()?))?)),
            None => others.push((key, text.to_owned())),
        }
    }
    // The construct writes this one in any case.
    arguments.0.iter().any(|(name, _)| name == "deletion_protection").then_some(())?;
    fields.done()?;
    let first = target(subnets.as_list()?.first()?, "").and_then(|id| writer.template.resources.get(id))?;
    let vpc = first.property("VpcId")?.clone();
    let vpc = network::vpc(writer, &vpc)?;
    let selection = network::subnets(writer, &subnets)?;
    arguments.0.insert(0, ("vpc".to_owned(), Code::atom(vpc)));
    arguments.0.insert(1, ("vpc_subnets".to_owned(), selection));
    let mut lifted = Lifted::new("elbv2.ApplicationLoadBalancer", arguments.0, &FACE);
    for group in groups {
        lifted.then.push(Box::new(move |variable| {
            Statement::run(Code::call(format!("{variable}.add_security_group"), [Code::atom(group.clone())]))
        }));
    }
    for (key, text) in others {
        lifted.then.push(Box::new(move |variable| {
            Statement::run(Code::call(format!("{variable}.set_attribute"), [Code::text(&key), Code::text(&text)]))
        }));
    }
    Some(lifted)
}
