//! Security groups: stateful, so only the side that opens a connection is asked. What one rule of one group admits is admitted.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>.

use super::hop::{Ground, Hop, Step};
use super::peers::{Group, Guard, Peer, holds};
use super::resolve::{self, Known, Named};
use super::topology::{EGRESS, INGRESS, SECURITY_GROUP};
use crate::value::{Map, Value};
use crate::words::and;

/// Which rules of a group are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Those for what may come in.
    In,
    /// Those for what may go out.
    Out,
}

impl Direction {
    fn step(self) -> Step {
        if self == Self::In { Step::GroupIn } else { Step::GroupOut }
    }
    /// The property of a group, and the type of a rule beside it.
    fn names(self) -> (&'static str, &'static str) {
        if self == Self::In { ("SecurityGroupIngress", INGRESS) } else { ("SecurityGroupEgress", EGRESS) }
    }
    fn fields(self) -> &'static [&'static str] {
        if self == Self::In { &["ingress"] } else { &["egress", "outbound"] }
    }
}

/// A rule and the resource that has it.
struct Rule<'a> {
    members: &'a Map,
    resource: &'a str,
}

/// The rules of one group for one direction.
struct Rules<'a> {
    all: Vec<Rule<'a>>,
    /// What may admit as well, but only deployment knows.
    open: Option<String>,
    /// True when everything may go out since there is no rule.
    lets_all_out: bool,
}

/// Asks the groups that guard one side whether they let a packet in or out.
pub(super) fn admits(ground: &Ground<'_>, owner: &str, guard: &Guard, direction: Direction, port: u16, peer: &Peer) -> Option<Hop> {
    let step = direction.step();
    let groups = match guard {
        Guard::Nothing => return None,
        Guard::Open(words) => return Some(Hop::unsure(step, format!("the security groups of {owner}: {words}"))),
        Guard::Groups(groups) => groups,
    };
    let way = if direction == Direction::In { "in from" } else { "out to" };
    let mut unsure: Option<(String, &str)> = None;
    let mut written: Vec<String> = Vec::new();
    for group in groups {
        let rules = rules(ground, group, direction);
        if let (Group::Default(_), Direction::In, Guard::Groups(others)) = (group, direction, &peer.groups)
            && others.contains(group)
        {
            let hop = Hop::passes(step, format!("{} lets in whatever has it", group_name(ground, group)));
            return Some(decided(ground, hop.rule("all traffic from itself"), group, None, direction));
        }
        if rules.lets_all_out {
            let hop = Hop::passes(step, format!("{} lets everything out", group_name(ground, group)));
            return Some(decided(ground, hop.rule("all traffic to 0.0.0.0/0"), group, None, direction));
        }
        for rule in &rules.all {
            let there = ground.network.is_there(rule.resource);
            match matches(ground, rule.members, port, peer).and(|| there) {
                Known::Yes => {
                    let text = format!("{} lets tcp {port} {way} {}", group_name(ground, group), peer.name);
                    let hop = Hop::passes(step, text).rule(rule_words(ground, rule.members, direction));
                    return Some(decided(ground, hop, group, Some(rule.resource), direction));
                }
                Known::Unsure(words) => unsure = unsure.or(Some((words, rule.resource))),
                Known::No => written.push(rule_words(ground, rule.members, direction)),
            }
        }
        unsure = unsure.or(rules.open.map(|words| (words, "")));
    }
    let names: Vec<String> = groups.iter().map(|group| group_name(ground, group)).collect();
    let first = groups.first()?;
    if let Some((words, resource)) = unsure {
        let text = format!("whether {} lets tcp {port} {way} {} is open: {words}", and(&names), peer.name);
        return Some(decided(ground, Hop::unsure(step, text), first, Some(resource).filter(|id| !id.is_empty()), direction));
    }
    written.dedup();
    let only = if written.is_empty() { "no rule".to_owned() } else { format!("only {}", and(&written)) };
    let text = format!("{} does not let tcp {port} {way} {}", and(&names), peer.name);
    Some(decided(ground, Hop::blocked(step, text).rule(only), first, None, direction))
}

fn decided(ground: &Ground<'_>, hop: Hop, group: &Group, rule: Option<&str>, direction: Direction) -> Hop {
    let of_group = match group {
        Group::Own(id) | Group::Default(id) => id.as_str(),
        Group::Foreign(_) => return hop,
    };
    // The node of the group decides, also where the rule is a resource of its own.
    let mut hop = ground.decided(hop, of_group, direction.fields());
    if let Some(rule) = rule {
        rule.clone_into(&mut hop.resource);
        hop = hop.node(ground.network.node(rule));
    }
    hop
}

/// `security group of web`.
fn group_name(ground: &Ground<'_>, group: &Group) -> String {
    match group {
        Group::Own(id) => ground.called(id),
        Group::Default(vpc) => format!("the default security group of {}", ground.called(vpc)),
        Group::Foreign(words) => format!("security group {words}"),
    }
}

fn rules<'a>(ground: &'a Ground<'_>, group: &Group, direction: Direction) -> Rules<'a> {
    let (property, kind) = direction.names();
    let network = ground.network;
    let (id, key) = match group {
        Group::Own(id) => (Some(id.as_str()), id.clone()),
        Group::Default(vpc) => (None, format!("{vpc}.DefaultSecurityGroup")),
        Group::Foreign(words) => {
            let open = Some(format!("the rules of {words} are not in the template"));
            return Rules { all: Vec::new(), open, lets_all_out: false };
        }
    };
    let mut open: Option<String> = None;
    let mut all: Vec<Rule<'a>> = Vec::new();
    let inline = id.and_then(|id| network.resource(id)).and_then(|resource| resource.property(property));
    if let Some((id, _)) = id.and_then(|id| network.template().resources.get_key_value(id)) {
        match inline {
            None => {}
            Some(Value::Map(members)) => all.push(Rule { members, resource: id }),
            Some(Value::List(items)) => {
                all.extend(items.iter().filter_map(Value::as_map).map(|members| Rule { members, resource: id }));
                open = items.iter().find(|item| item.as_map().is_none()).map(resolve::open);
            }
            Some(other) => open = Some(resolve::open(other)),
        }
    }
    let has_inline = !all.is_empty() || open.is_some();
    let beside = network.hanging(kind, &key);
    all.extend(beside.iter().filter_map(|id| Some(Rule { members: &network.resource(id)?.properties, resource: id })));
    open = open.or_else(|| network.loose(kind).first().map(|id| format!("only deployment knows the group of {id}")));
    if direction == Direction::Out && !has_inline {
        // Without a rule of its own a group lets everything out. Whether that rule stays beside resources of type SecurityGroupEgress
        // the documentation does not say: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>.
        if matches!(group, Group::Default(_)) || (beside.is_empty() && open.is_none()) {
            return Rules { all, open, lets_all_out: true };
        }
        open = open.or_else(|| Some("whether AWS's own rule for everything stays is not documented".to_owned()));
    }
    Rules { all, open, lets_all_out: false }
}

/// Whether a rule is about tcp on a port and about the other side.
fn matches(ground: &Ground<'_>, rule: &Map, port: u16, peer: &Peer) -> Known {
    about_port(rule, port).and(|| about_peer(ground, rule, peer))
}

fn about_port(rule: &Map, port: u16) -> Known {
    let protocol = match rule.get("IpProtocol") {
        None => return Known::No,
        Some(value) if value.is_expression() => return Known::Unsure(resolve::open(value)),
        Some(value) => value.display().to_lowercase(),
    };
    match protocol.as_str() {
        "-1" | "all" => return Known::Yes,
        "tcp" | "6" => {}
        _ => return Known::No,
    }
    let bound = |name: &str| rule.get(name).map(resolve::number);
    match (bound("FromPort"), bound("ToPort")) {
        (Some(Ok(-1)), _) => Known::Yes,
        (Some(Ok(from)), Some(Ok(to))) => Known::certain((from..=to).contains(&i64::from(port))),
        (Some(Err(words)), _) | (_, Some(Err(words))) => Known::Unsure(words),
        // TCP without a range is refused at deployment.
        _ => Known::No,
    }
}

fn about_peer(ground: &Ground<'_>, rule: &Map, peer: &Peer) -> Known {
    let template = ground.network.template();
    if let Some(range) = rule.get("CidrIp") {
        return match resolve::range(template, range) {
            Ok(range) => holds(range, &peer.addresses),
            Err(words) => Known::Unsure(words),
        };
    }
    if let Some(group) = rule.get("SourceSecurityGroupId").or_else(|| rule.get("DestinationSecurityGroupId")) {
        return about_group(ground, group, peer);
    }
    if let Some(list) = rule.get("SourcePrefixListId").or_else(|| rule.get("DestinationPrefixListId")) {
        let words = format!("which addresses the prefix list {} has is known in the account only", list.display());
        return Known::Unsure(words);
    }
    if let Some(name) = rule.get("SourceSecurityGroupName") {
        return Known::Unsure(format!("{} is a group by its name", name.display()));
    }
    // Only IPv6 ranges are left, and the walk goes over IPv4.
    Known::No
}

fn about_group(ground: &Ground<'_>, group: &Value, peer: &Peer) -> Known {
    let named = group_of(ground, group);
    let groups = match (&peer.groups, &named) {
        (Guard::Nothing, Group::Foreign(name)) if peer.is_cloudfront => {
            return Known::Unsure(format!("whether {name} is the group of CloudFront is known in the account only"));
        }
        (Guard::Nothing, _) => return Known::No,
        (Guard::Groups(groups), _) => groups,
        (Guard::Open(words), _) => return Known::Unsure(words.clone()),
    };
    match named {
        Group::Foreign(words) if group.is_expression() => Known::Unsure(words),
        named => Known::certain(groups.contains(&named)),
    }
}

/// The group that a value names.
pub(super) fn group_of(ground: &Ground<'_>, value: &Value) -> Group {
    match resolve::named(ground.network.template(), value) {
        Named::Resource(vpc, Some("DefaultSecurityGroup")) => Group::Default(vpc.to_owned()),
        Named::Resource(id, _) if ground.network.resource(id).is_some_and(|found| found.kind == SECURITY_GROUP) => {
            Group::Own(id.to_owned())
        }
        Named::Literal(text) => Group::Foreign(text.to_owned()),
        _ => Group::Foreign(value.display()),
    }
}

/// A rule in AWS's words: `tcp 8080 from security group of site`.
fn rule_words(ground: &Ground<'_>, rule: &Map, direction: Direction) -> String {
    let text = |name: &str| rule.get(name).map(Value::display);
    let protocol = text("IpProtocol").unwrap_or_default();
    let traffic = match (protocol.as_str(), text("FromPort"), text("ToPort")) {
        ("-1", ..) => "all traffic".to_owned(),
        (_, Some(from), Some(to)) if from != to => format!("{protocol} {from}-{to}"),
        (_, Some(from), _) => format!("{protocol} {from}"),
        _ => protocol,
    };
    let group = rule.get("SourceSecurityGroupId").or_else(|| rule.get("DestinationSecurityGroupId"));
    let group = group.map(|group| group_name(ground, &group_of(ground, group)));
    let others = ["CidrIp", "CidrIpv6", "SourcePrefixListId", "DestinationPrefixListId", "SourceSecurityGroupName"];
    let other = group.or_else(|| others.iter().find_map(|name| text(name))).unwrap_or_default();
    format!("{traffic} {} {other}", if direction == Direction::In { "from" } else { "to" })
}
