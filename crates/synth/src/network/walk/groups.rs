//! Security groups: stateful, so only the side that opens a connection is asked. What one rule of one group admits is admitted.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html>.

use std::collections::BTreeMap;

use super::hop::{Ground, Hop, Step};
use super::peers::{Group, Guard, Peer, holds};
use super::resolve::{self, Known, Named};
use super::topology::{EGRESS, INGRESS, Network, SECURITY_GROUP};
use crate::ordered::Order;
use crate::template::Properties;
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

/// Where a rule stands.
struct Rule {
    /// The resource that has it.
    resource: String,
    /// Its place in the group's own list; nothing for a resource that is a rule.
    inline: Option<usize>,
}

/// The rules of one group for one direction.
#[derive(Default)]
pub(super) struct Rules {
    all: Vec<Rule>,
    /// The places of those that admit a group of the template, by its logical id: they say nothing about anybody else.
    about_group: BTreeMap<String, Vec<usize>>,
    /// The places of all others.
    about_others: Vec<usize>,
    /// What may admit as well, but only deployment knows.
    open: Option<String>,
    /// True when everything may go out since there is no rule.
    lets_all_out: bool,
}

impl Rules {
    /// The rules that may admit the other side of a packet, in the order in which they are asked.
    fn that_may_admit(&self, peer: &Peer) -> Vec<&Rule> {
        let groups = match &peer.groups {
            Guard::Open(_) => return self.all.iter().collect(),
            Guard::Nothing => &[][..],
            Guard::Groups(groups) => groups,
        };
        let own = groups.iter().filter_map(|group| if let Group::Own(id) = group { self.about_group.get(id) } else { None });
        let mut places: Vec<usize> = own.flatten().chain(&self.about_others).copied().collect();
        places.order();
        places.dedup();
        places.into_iter().filter_map(|place| self.all.get(place)).collect()
    }
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
    let mut unsure: Option<(String, String)> = None;
    for group in groups {
        let rules = ground.network.rules_of(group, direction);
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
        for rule in rules.that_may_admit(peer) {
            let Some(members) = rule.members(ground.network, direction) else { continue };
            match matches(ground.network, members, port, peer).and(|| ground.network.is_there(&rule.resource)) {
                Known::Yes => {
                    let text = ground.words(|| format!("{} lets tcp {port} {way} {}", group_name(ground, group), peer.name));
                    let hop = Hop::passes(step, text).rule(ground.words(|| rule_words(ground, members, direction)));
                    return Some(decided(ground, hop, group, Some(&rule.resource), direction));
                }
                Known::Unsure(words) => unsure = unsure.or_else(|| Some((words, rule.resource.clone()))),
                Known::No => {}
            }
        }
        unsure = unsure.or_else(|| Some((rules.open.clone()?, String::new())));
    }
    let names: Vec<String> = groups.iter().map(|group| group_name(ground, group)).collect();
    let first = groups.first()?;
    if let Some((words, resource)) = unsure {
        let text = format!("whether {} lets tcp {port} {way} {} is open: {words}", and(&names), peer.name);
        return Some(decided(ground, Hop::unsure(step, text), first, Some(resource.as_str()).filter(|id| !id.is_empty()), direction));
    }
    let mut written: Vec<String> = groups
        .iter()
        .flat_map(|group| {
            let rules = ground.network.rules_of(group, direction);
            rules
                .all
                .iter()
                .filter_map(|rule| Some(rule_words(ground, rule.members(ground.network, direction)?, direction)))
                .collect::<Vec<_>>()
        })
        .collect();
    written.dedup();
    let only = if written.is_empty() { "no rule".to_owned() } else { format!("only {}", and(&written)) };
    let text = format!("{} does not let tcp {port} {way} {}", and(&names), peer.name);
    Some(decided(ground, Hop::blocked(step, text).rule(only), first, None, direction))
}

/// The inbound rules of guards that admit anything but the groups of other guards, in words.
pub(super) fn beside(ground: &Ground<'_>, guards: &[Guard], others: &[Guard]) -> Option<Vec<String>> {
    let groups = |guards: &[Guard]| {
        let mut all: Vec<Group> = Vec::new();
        for guard in guards {
            let Guard::Groups(groups) = guard else { return None };
            all.extend(groups.iter().cloned());
        }
        Some(all)
    };
    let (own, others) = (groups(guards)?, groups(others)?);
    let mut found: Vec<String> = Vec::new();
    for group in own.iter().enumerate().filter(|(at, group)| !own[..*at].contains(group)).map(|(_, group)| group) {
        let rules = ground.network.rules_of(group, Direction::In);
        let members = rules.all.iter().filter_map(|rule| rule.members(ground.network, Direction::In));
        let is_other = |rule: &Members<'_>| group_named(*rule).is_some_and(|named| others.contains(&group_of(ground.network, named)));
        found.extend(members.filter(|rule| !is_other(rule)).map(|rule| rule_words(ground, rule, Direction::In)));
        found.extend(matches!(group, Group::Default(_)).then(|| format!("all traffic from {}", group_name(ground, group))));
        found.extend(rules.open.clone());
    }
    found.dedup();
    Some(found)
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
        Group::Own(id) => ground.called(id).to_owned(),
        Group::Default(vpc) => format!("the default security group of {}", ground.called(vpc)),
        Group::Foreign(words) => format!("security group {words}"),
    }
}

impl Rule {
    fn members<'a>(&self, network: &'a Network, direction: Direction) -> Option<Members<'a>> {
        let resource = network.resource(&self.resource)?;
        let Some(place) = self.inline else { return Some(Members::All(&resource.properties)) };
        let (properties, name) = (&resource.properties, direction.names().0);
        // Every walk through a group asks just some of its rules.
        let one = if properties.is_list(name) { properties.item(name, place) } else { properties.get(name) };
        one?.as_map().map(Members::Part)
    }
}

/// What a rule says: the properties of a resource, or an item of a list among them.
#[derive(Clone, Copy)]
enum Members<'a> {
    All(&'a Properties),
    Part(&'a Map),
}

impl<'a> Members<'a> {
    fn get(self, name: &str) -> Option<&'a Value> {
        match self {
            Self::All(properties) => properties.get(name),
            Self::Part(map) => map.get(name),
        }
    }
}

/// What the rules of a group hang on.
pub(super) fn key(group: &Group) -> String {
    match group {
        Group::Own(id) => id.clone(),
        Group::Default(vpc) => format!("{vpc}.DefaultSecurityGroup"),
        Group::Foreign(words) => words.clone(),
    }
}

/// Reads the rules of a group.
pub(super) fn read(network: &Network, group: &Group, direction: Direction) -> Rules {
    let (property, kind) = direction.names();
    if let Group::Foreign(words) = group {
        return Rules { open: Some(format!("the rules of {words} are not in the template")), ..Rules::default() };
    }
    let own = if let Group::Own(id) = group { network.resource(id).map(|resource| (id, &resource.properties)) } else { None };
    let mut open: Option<String> = None;
    let mut all: Vec<Rule> = Vec::new();
    // Of rules only what they are about is read here.
    let items = own.and_then(|(_, properties)| properties.items(property, &ABOUT));
    let inline = |id: &str, place: usize| Rule { resource: id.to_owned(), inline: Some(place) };
    if let (Some((id, _)), Some(items)) = (own, &items) {
        all.extend((0..items.len()).map(|place| inline(id, place)));
    } else if let Some((id, written)) = own.and_then(|(id, properties)| Some((id, properties.get(property)?))) {
        let inline = |place: usize| inline(id, place);
        match written {
            Value::Map(_) => all.push(inline(0)),
            Value::List(items) => {
                all.extend(items.iter().enumerate().filter(|(_, item)| item.as_map().is_some()).map(|(place, _)| inline(place)));
                open = items.iter().find(|item| item.as_map().is_none()).map(resolve::open);
            }
            other => open = Some(resolve::open(other)),
        }
    }
    let has_inline = !all.is_empty() || open.is_some();
    let beside = network.hanging(kind, &key(group));
    all.extend(beside.iter().map(|id| Rule { resource: id.clone(), inline: None }));
    open = open.or_else(|| network.loose(kind).first().map(|id| format!("only deployment knows the group of {id}")));
    let mut lets_all_out = false;
    if direction == Direction::Out && !has_inline {
        // Without a rule of its own a group lets everything out. Whether that rule stays beside resources of type SecurityGroupEgress
        // the documentation does not say: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>.
        lets_all_out = matches!(group, Group::Default(_)) || (beside.is_empty() && open.is_none());
        if !lets_all_out {
            open = open.or_else(|| Some("whether AWS's own rule for everything stays is not documented".to_owned()));
        }
    }
    let mut rules = Rules { all, open, lets_all_out, ..Rules::default() };
    for (place, rule) in rules.all.iter().enumerate() {
        let about = match (rule.inline, &items) {
            (Some(place), Some(items)) => items.get(place).map(|item| Members::Part(item)),
            _ => rule.members(network, direction),
        };
        let about = about.and_then(group_named);
        match about.map(|value| group_of(network, value)) {
            Some(Group::Own(id)) => rules.about_group.entry(id).or_default().push(place),
            _ => rules.about_others.push(place),
        }
    }
    rules
}

/// The members of a rule that say whether it is about a group, and which.
const ABOUT: [&str; 3] = ["SourceSecurityGroupId", "DestinationSecurityGroupId", "CidrIp"];

/// The group that a rule admits, where it says one and no range.
fn group_named(rule: Members<'_>) -> Option<&Value> {
    let [source, destination, range] = ABOUT;
    let group = rule.get(source).or_else(|| rule.get(destination));
    group.filter(|_| rule.get(range).is_none())
}

/// Whether a rule is about tcp on a port and about the other side.
fn matches(network: &Network, rule: Members<'_>, port: u16, peer: &Peer) -> Known {
    about_port(rule, port).and(|| about_peer(network, rule, peer))
}

fn about_port(rule: Members<'_>, port: u16) -> Known {
    let protocol = match rule.get("IpProtocol") {
        None => return Known::No,
        Some(value) if value.is_expression() => return Known::Unsure(resolve::open(value)),
        Some(value) => value.display(),
    };
    let is = |words: &[&str]| words.iter().any(|word| protocol.eq_ignore_ascii_case(word));
    if is(&["-1", "all"]) {
        return Known::Yes;
    }
    if !is(&["tcp", "6"]) {
        return Known::No;
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

fn about_peer(network: &Network, rule: Members<'_>, peer: &Peer) -> Known {
    if let Some(range) = rule.get("CidrIp") {
        return match resolve::range(network.template(), range) {
            Ok(range) => holds(range, &peer.addresses),
            Err(words) => Known::Unsure(words),
        };
    }
    if let Some(group) = group_named(rule) {
        return about_group(network, group, peer);
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

fn about_group(network: &Network, group: &Value, peer: &Peer) -> Known {
    let named = group_of(network, group);
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
pub(super) fn group_of(network: &Network, value: &Value) -> Group {
    match resolve::named(network.template(), value) {
        Named::Resource(vpc, Some("DefaultSecurityGroup")) => Group::Default(vpc.to_owned()),
        Named::Resource(id, _) if network.resource(id).is_some_and(|found| found.kind == SECURITY_GROUP) => Group::Own(id.to_owned()),
        Named::Literal(text) => Group::Foreign(text.to_owned()),
        _ => Group::Foreign(value.display()),
    }
}

/// A rule in AWS's words: `tcp 8080 from security group of site`.
fn rule_words(ground: &Ground<'_>, rule: Members<'_>, direction: Direction) -> String {
    let text = |name: &str| rule.get(name).map(Value::display);
    let protocol = text("IpProtocol").unwrap_or_default();
    let traffic = match (protocol.as_str(), text("FromPort"), text("ToPort")) {
        ("-1", ..) => "all traffic".to_owned(),
        (_, Some(from), Some(to)) if from != to => format!("{protocol} {from}-{to}"),
        (_, Some(from), _) => format!("{protocol} {from}"),
        _ => protocol,
    };
    let group = rule.get("SourceSecurityGroupId").or_else(|| rule.get("DestinationSecurityGroupId"));
    let group = group.map(|group| group_name(ground, &group_of(ground.network, group)));
    let others = ["CidrIp", "CidrIpv6", "SourcePrefixListId", "DestinationPrefixListId", "SourceSecurityGroupName"];
    let other = group.or_else(|| others.iter().find_map(|name| text(name))).unwrap_or_default();
    format!("{traffic} {} {other}", if direction == Direction::In { "from" } else { "to" })
}
