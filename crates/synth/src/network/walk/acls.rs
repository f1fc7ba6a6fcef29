//! Network ACLs: stateless, so both the packets there and the answers back are asked. The lowest number that matches decides.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>.

use super::groups::Direction;
use super::hop::{Ground, Hop, Step};
use super::peers::{Addresses, holds};
use super::resolve::{self, Known};
use super::topology::ACL_ENTRY;
use crate::ordered::Order;
use crate::value::Value;

/// The ports to which answers go; which of them a client takes is its own choice.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports>.
const EPHEMERAL: (i64, i64) = (1024, 65535);

/// The ports of a packet.
#[derive(Clone, Copy)]
pub(super) enum Ports {
    /// The one that is asked for.
    One(u16),
    /// Where answers go.
    Answers,
}

impl Ports {
    fn range(self) -> (i64, i64) {
        match self {
            Self::One(port) => (i64::from(port), i64::from(port)),
            Self::Answers => EPHEMERAL,
        }
    }
    fn words(self) -> String {
        match self {
            Self::One(port) => format!("tcp {port}"),
            Self::Answers => format!("the answers on tcp {}-{}", EPHEMERAL.0, EPHEMERAL.1),
        }
    }
}

/// Asks the network ACL of a subnet; nothing when it is the VPC's own, to which nothing was added: that one lets everything through.
pub(super) fn lets_through(
    ground: &Ground<'_>,
    subnet: &str,
    direction: Direction,
    ports: Ports,
    peer: &str,
    addresses: &Addresses,
) -> Option<Hop> {
    let network = ground.network;
    if network.has_no_acls() {
        return None;
    }
    let way = if direction == Direction::In { "into" } else { "out of" };
    let what = format!("{} {way} {}", ports.words(), ground.called(subnet));
    let (entries, name, of): (&[String], String, &str) = match network.acl(subnet) {
        Err(words) => {
            let hop = Hop::unsure(Step::NetworkAcl, format!("whether its network ACL lets {what} is open: {words}"));
            return Some(ground.decided(hop, subnet, &[]));
        }
        Ok(Some(acl)) => (network.hanging(ACL_ENTRY, acl), ground.called(acl).to_owned(), acl),
        Ok(None) => {
            let vpc = network.vpc(subnet)?;
            let added = network.hanging(ACL_ENTRY, &format!("{vpc}.DefaultNetworkAcl"));
            if added.is_empty() {
                return None;
            }
            (added, format!("the default network ACL of {}", ground.called(vpc)), vpc)
        }
    };
    let has_own_rule = matches!(network.acl(subnet), Ok(None));
    let peer_words = format!("{} {peer}", if direction == Direction::In { "from" } else { "to" });
    let decision = match ports {
        Ports::One(_) => decide(ground, entries, direction, ports, addresses, has_own_rule),
        Ports::Answers => decide_answers(ground, entries, direction, addresses, has_own_rule),
    };
    match decision {
        Decision::Certain { allows, entry } => {
            let verb = if allows { "lets" } else { "does not let" };
            let text = format!("{name} {verb} {what} {peer_words}");
            let rule = entry.map_or_else(
                || (if allows { "100 allow all traffic" } else { "* deny all traffic" }).to_owned(),
                |entry| entry_words(ground, entry),
            );
            let hop = if allows { Hop::passes(Step::NetworkAcl, text) } else { Hop::blocked(Step::NetworkAcl, text) };
            let hop = ground.decided(hop.rule(rule), entry.unwrap_or(of), &[]);
            Some(hop.node(network.node(subnet)))
        }
        Decision::Open { words, entry } => {
            let text = format!("whether {name} lets {what} {peer_words} is open: {words}");
            let hop = ground.decided(Hop::unsure(Step::NetworkAcl, text).rule(entry_words(ground, entry)), entry, &[]);
            Some(hop.node(network.node(subnet)))
        }
    }
}

enum Decision<'a> {
    /// An entry, or without one the rule at the end.
    Certain { allows: bool, entry: Option<&'a str> },
    /// What only deployment knows.
    Open { words: String, entry: &'a str },
}

/// So few of all ports that answers go to, that next to none of them gets through.
const FEW: i64 = 16;

/// Answers go to any of many ports. They get through when each of these is let through, and do not when at most a few are: a rule for the
/// port of a program lets answers in no more than none does.
fn decide_answers<'a>(
    ground: &Ground<'_>,
    entries: &'a [String],
    direction: Direction,
    addresses: &Addresses,
    has_own_rule: bool,
) -> Decision<'a> {
    let (least, most) = EPHEMERAL;
    let bound = |entry: &String, name: &str| resolve::at(ground.network.property(entry, "PortRange"), &[name]).and_then(Value::as_number);
    // Between two bounds all ports are alike.
    let starts = entries.iter().flat_map(|entry| [bound(entry, "From"), bound(entry, "To").map(|port| port.saturating_add(1))]);
    let mut starts: Vec<i64> = starts.flatten().filter(|port| *port > least && *port <= most).chain([least]).collect();
    starts.order();
    starts.dedup();
    let ends: Vec<i64> = starts.iter().skip(1).map(|next| next - 1).chain([most]).collect();
    let (mut open, mut denied) = (0, None);
    for (start, end) in starts.into_iter().zip(ends) {
        let Ok(port) = u16::try_from(start) else { continue };
        match decide(ground, entries, direction, Ports::One(port), addresses, has_own_rule) {
            Decision::Certain { allows: false, entry } => denied = denied.or(Some(entry)),
            _ => open += end - start + 1,
        }
    }
    match denied {
        Some(entry) if open <= FEW => Decision::Certain { allows: false, entry },
        _ => decide(ground, entries, direction, Ports::Answers, addresses, has_own_rule),
    }
}

fn decide<'a>(
    ground: &Ground<'_>,
    entries: &'a [String],
    direction: Direction,
    ports: Ports,
    addresses: &Addresses,
    has_own_rule: bool,
) -> Decision<'a> {
    let property = |entry: &str, name: &str| ground.network.property(entry, name).cloned();
    let mut numbered: Vec<(i64, &str)> = Vec::new();
    for entry in entries {
        let outward = property(entry, "Egress");
        match outward.as_ref().map_or(Some(false), Value::as_flag) {
            Some(outward) if outward != (direction == Direction::Out) => continue,
            Some(_) => {}
            None => return Decision::Open { words: outward.as_ref().map_or_else(String::new, resolve::open), entry },
        }
        match property(entry, "RuleNumber").as_ref().map(resolve::number) {
            Some(Ok(number)) => numbered.push((number, entry)),
            Some(Err(words)) => return Decision::Open { words, entry },
            None => {}
        }
    }
    numbered.order();
    // Entries that may match: what they would do has to agree with what decides for certain.
    let mut possible: Vec<(bool, &str, String)> = Vec::new();
    let mut end: Option<(bool, Option<&str>)> = None;
    for (number, entry) in numbered {
        if has_own_rule && number > 100 {
            break;
        }
        let allows = property(entry, "RuleAction").and_then(|action| Some(action.as_text()?.eq_ignore_ascii_case("allow")));
        let Some(allows) = allows else {
            return Decision::Open { words: format!("the action of rule {number} is known at deployment only"), entry };
        };
        match matches(ground, entry, ports, addresses).and(|| ground.network.is_there(entry)) {
            Known::Yes => {
                end = Some((allows, Some(entry)));
                break;
            }
            Known::Unsure(words) => possible.push((allows, entry, words)),
            Known::No => {}
        }
    }
    let (allows, entry) = end.unwrap_or((has_own_rule, None));
    match possible.into_iter().find(|(other, ..)| *other != allows) {
        Some((_, entry, words)) => Decision::Open { words, entry },
        None => Decision::Certain { allows, entry },
    }
}

fn matches(ground: &Ground<'_>, entry: &str, ports: Ports, addresses: &Addresses) -> Known {
    let property = |name: &str| ground.network.property(entry, name);
    about_ports(property("Protocol"), property("PortRange"), ports).and(|| match property("CidrBlock") {
        Some(range) => match resolve::range(ground.network.template(), range) {
            Ok(range) => holds(range, addresses),
            Err(words) => Known::Unsure(words),
        },
        // Entries with IPv6 ranges say nothing about IPv4.
        None => Known::No,
    })
}

fn about_ports(protocol: Option<&Value>, range: Option<&Value>, ports: Ports) -> Known {
    match protocol.map(resolve::number) {
        Some(Ok(-1)) => return Known::Yes,
        Some(Ok(6)) => {}
        Some(Err(words)) => return Known::Unsure(words),
        _ => return Known::No,
    }
    let bound = |name: &str| range.and_then(Value::as_map).and_then(|range| range.get(name)).map(resolve::number);
    let (least, most) = ports.range();
    match (bound("From"), bound("To")) {
        (Some(Ok(from)), Some(Ok(to))) if from <= least && most <= to => Known::Yes,
        (Some(Ok(from)), Some(Ok(to))) if to < least || most < from => Known::No,
        (Some(Ok(from)), Some(Ok(to))) => Known::Unsure(format!("ports {from}-{to} are a part of {least}-{most}")),
        (Some(Err(words)), _) | (_, Some(Err(words))) => Known::Unsure(words),
        _ => Known::No,
    }
}

/// `110 deny tcp 443 10.0.0.0/16`.
fn entry_words(ground: &Ground<'_>, entry: &str) -> String {
    let text = |name: &str| ground.network.property(entry, name).map(Value::display).unwrap_or_default();
    let port = |name: &str| resolve::at(ground.network.property(entry, "PortRange"), &[name]).map(Value::display).unwrap_or_default();
    let traffic = match (text("Protocol").as_str(), port("From"), port("To")) {
        ("-1", ..) => "all traffic".to_owned(),
        ("6", from, to) if from == to => format!("tcp {from}"),
        ("6", from, to) => format!("tcp {from}-{to}"),
        (other, ..) => format!("protocol {other}"),
    };
    format!("{} {} {traffic} {}", text("RuleNumber"), text("RuleAction").to_lowercase(), text("CidrBlock"))
}
