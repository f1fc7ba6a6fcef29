//! Security groups and the rules between them.

use super::{Absorber, Arguments, Fields, Lifted, Lifter, network};
use crate::cdk::python::{Code, Statement};
use crate::cdk::writer::{Face, Writer, target};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::EC2::SecurityGroup", lift };
pub(super) static INGRESS: Absorber =
    Absorber { kind: "AWS::EC2::SecurityGroupIngress", absorb: |writer, _, resource| absorb(writer, resource, In) };
pub(super) static EGRESS: Absorber =
    Absorber { kind: "AWS::EC2::SecurityGroupEgress", absorb: |writer, _, resource| absorb(writer, resource, Out) };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ec2/SecurityGroup.html>.
static FACE: Face =
    Face { reference: "security_group_id", attributes: &[("GroupId", "security_group_id"), ("VpcId", "security_group_vpc_id")] };

/// The direction of a rule.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    In,
    Out,
}
use Direction::{In, Out};

impl Direction {
    fn method(self) -> &'static str {
        match self {
            In => "add_ingress_rule",
            Out => "add_egress_rule",
        }
    }
    /// The property that names the group at the other end.
    fn other_group(self) -> &'static str {
        match self {
            In => "SourceSecurityGroupId",
            Out => "DestinationSecurityGroupId",
        }
    }
}

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    let vpc = fields.take("VpcId")?;
    arguments.convert("security_group_name", fields.take("GroupName"), |name| writer.text(name))?;
    arguments.convert("description", fields.take("GroupDescription"), |text| writer.text(text))?;
    let ingress = rules(writer, fields.take("SecurityGroupIngress"), In)?;
    let outward = fields.take("SecurityGroupEgress");
    let everything = outward.as_ref().is_some_and(is_everything);
    let egress = if everything { Vec::new() } else { rules(writer, outward, Out)? };
    fields.done()?;
    // Without a rule CloudFormation lets everything out, and the construct, asked for none, writes one that lets nothing out.
    (everything || !egress.is_empty()).then_some(())?;
    arguments.add("allow_all_outbound", Some(Code::flag(everything)));
    arguments.0.insert(0, ("vpc".to_owned(), Code::atom(network::vpc(writer, &vpc)?)));
    let mut lifted = Lifted::new("ec2.SecurityGroup", arguments.0, &FACE);
    for (direction, rule) in ingress.into_iter().map(|rule| (In, rule)).chain(egress.into_iter().map(|rule| (Out, rule))) {
        lifted.then.push(Box::new(move |variable| Statement::run(Code::call(format!("{variable}.{}", direction.method()), rule.clone()))));
    }
    Some(lifted)
}

/// The one rule that lets everything out, for which the construct has a word.
fn is_everything(rules: &Value) -> bool {
    let Some([rule]) = rules.as_list() else { return false };
    let is = |name: &str, text: &str| rule.as_map().and_then(|rule| rule.get(name)) == Some(&Value::text(text));
    is("IpProtocol", "-1") && is("CidrIp", "0.0.0.0/0")
}

fn rules(writer: &Writer<'_>, value: Option<Value>, direction: Direction) -> Option<Vec<Vec<Code>>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::List(items)) => items.iter().map(|item| rule(writer, Fields::within(item)?, direction)).collect(),
        Some(_) => None,
    }
}

/// The arguments of a rule: peer, port and description.
fn rule(writer: &Writer<'_>, mut fields: Fields, direction: Direction) -> Option<Vec<Code>> {
    // Without a description the library makes one up.
    let description = writer.text(&fields.take("Description")?)?;
    let number = |value: Option<Value>| match value {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    };
    let protocol = fields.take("IpProtocol")?;
    let port = match protocol.as_text()? {
        "-1" if matches!(direction, In) => Code::atom("ec2.Port.all_traffic()"),
        protocol @ ("tcp" | "udp") => {
            let (from, to) = (number(fields.take("FromPort"))?, number(fields.take("ToPort"))?);
            if from == to {
                Code::call(format!("ec2.Port.{protocol}"), [Code::number(from)])
            } else {
                Code::call(format!("ec2.Port.{protocol}_range"), [Code::number(from), Code::number(to)])
            }
        }
        _ => return None,
    };
    let peer = match (fields.take("CidrIp"), fields.take("CidrIpv6"), fields.take(direction.other_group())) {
        (Some(Value::Text(range)), None, None) if range == "0.0.0.0/0" => Code::atom("ec2.Peer.any_ipv4()"),
        (Some(range), None, None) => Code::call("ec2.Peer.ipv4", [Code::text(range.as_text()?)]),
        (None, Some(range), None) => Code::call("ec2.Peer.ipv6", [Code::text(range.as_text()?)]),
        (None, None, Some(group)) => Code::atom(writer.construct_behind(&group, "GroupId")?),
        _ => return None,
    };
    fields.done()?;
    Some(vec![peer, port, description])
}

/// A rule between two groups as a method of the one that it is for. A rule for a range stays a resource of its own.
fn absorb(writer: &mut Writer<'_>, resource: &Resource, direction: Direction) -> Option<Statement> {
    let mut fields = Fields::of(resource);
    resource.property(direction.other_group())?;
    let group = writer.construct_behind(&fields.take("GroupId")?, "GroupId")?.to_owned();
    let rule = rule(writer, fields, direction)?;
    Some(Statement::run(Code::call(format!("{group}.{}", direction.method()), rule)))
}

/// True when the template lets a port through from one group to another, at both ends.
pub(super) fn opens(writer: &Writer<'_>, outer: &str, inner: &str, port: i64) -> bool {
    let has = |group: &str, other: &str, inline: &str, kind: &str, direction: Direction| {
        let fits = |map: &crate::value::Map| {
            let number = |name: &str| map.get(name) == Some(&Value::Number(port));
            number("FromPort")
                && number("ToPort")
                && map.get("IpProtocol") == Some(&Value::text("tcp"))
                && map.get(direction.other_group()).and_then(|value| target(value, "GroupId")) == Some(other)
        };
        let resources = &writer.template.resources;
        let within = resources.get(group).and_then(|resource| resource.property(inline)).and_then(Value::as_list);
        let of_group = |resource: &&Resource| {
            resource.kind == kind && resource.property("GroupId").and_then(|value| target(value, "GroupId")) == Some(group)
        };
        within.into_iter().flatten().filter_map(Value::as_map).any(fits)
            || resources.values().filter(of_group).any(|resource| fits(&resource.properties))
    };
    has(inner, outer, "SecurityGroupIngress", INGRESS.kind, In) && has(outer, inner, "SecurityGroupEgress", EGRESS.kind, Out)
}
