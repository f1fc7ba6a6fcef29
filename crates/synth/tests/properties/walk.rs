//! The walk against a model that knows no ranges: it tries packets with certain addresses one by one.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use groundplan_synth::design::sketch;
use groundplan_synth::network::walk::{Stop, Verdict, trace};
use proptest::prelude::*;

/// A range by its first address and prefix length.
type Range = (Ipv4Addr, u8);

/// A rule of a security group: ports and a range, or the group of the other side.
#[derive(Clone, Debug)]
struct Rule {
    ports: (u16, u16),
    range: Option<Range>,
}

/// An entry of a network ACL.
#[derive(Clone, Debug)]
struct Entry {
    number: u16,
    allows: bool,
    outward: bool,
    ports: (u16, u16),
    range: Range,
}

/// Two subnets with one interface each.
#[derive(Clone, Debug)]
struct Network {
    outward: Vec<Rule>,
    inward: Vec<Rule>,
    /// The network ACLs of both subnets; none for the VPC's own.
    walls: [Option<Vec<Entry>>; 2],
    /// Routes beside the local one, which lead to an interface that hands nothing on.
    detours: Vec<Range>,
}

const PORT: u16 = 2049;
const SUBNETS: [Range; 2] = [(Ipv4Addr::new(10, 0, 1, 0), 24), (Ipv4Addr::new(10, 0, 2, 0), 24)];

fn range() -> impl Strategy<Value = Range> {
    let known = [
        ("0.0.0.0", 0),
        ("10.0.0.0", 16),
        ("10.0.1.0", 24),
        ("10.0.2.0", 24),
        ("10.0.1.0", 25),
        ("10.0.2.128", 25),
        ("10.0.1.7", 32),
        ("10.0.0.0", 22),
        ("192.168.0.0", 16),
    ];
    prop::sample::select(known.map(|(first, prefix)| (first.parse().expect("an address"), prefix)).to_vec())
}

fn ports() -> impl Strategy<Value = (u16, u16)> {
    prop::sample::select(vec![(PORT, PORT), (0, 65535), (1024, 65535), (443, 443), (32768, 60999), (2000, 3000)])
}

fn rule() -> impl Strategy<Value = Rule> {
    (ports(), prop::option::weighted(0.7, range())).prop_map(|(ports, range)| Rule { ports, range })
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (any::<bool>(), any::<bool>(), ports(), range());
    prop::collection::vec(entry, 0..6).prop_map(|all| {
        let numbered = (1..).zip(all);
        numbered.map(|(number, (allows, outward, ports, range))| Entry { number: number * 10, allows, outward, ports, range }).collect()
    })
}

fn network() -> impl Strategy<Value = Network> {
    let rules = || prop::collection::vec(rule(), 1..4);
    let wall = || prop::option::weighted(0.5, entries());
    let detours = prop::collection::vec(prop::sample::select(vec![SUBNETS[1], (Ipv4Addr::new(10, 0, 2, 0), 25)]), 0..2);
    let detours = prop_oneof![4 => Just(Vec::new()), 1 => detours];
    (rules(), rules(), [wall(), wall()], detours).prop_map(|(outward, inward, walls, detours)| Network { outward, inward, walls, detours })
}

// The model

fn holds(range: Range, address: Ipv4Addr) -> bool {
    let mask = u32::MAX.checked_shl(32 - u32::from(range.1)).unwrap_or(0);
    u32::from(range.0) & mask == u32::from(address) & mask
}

fn within(ports: (u16, u16), port: u16) -> bool {
    (ports.0..=ports.1).contains(&port)
}

fn lets(rules: &[Rule], port: u16, other: Ipv4Addr) -> bool {
    rules.iter().any(|rule| within(rule.ports, port) && rule.range.is_none_or(|range| holds(range, other)))
}

fn through(wall: Option<&[Entry]>, outward: bool, port: u16, other: Ipv4Addr) -> bool {
    let Some(entries) = wall else { return true };
    let fits = |entry: &&Entry| entry.outward == outward && within(entry.ports, port) && holds(entry.range, other);
    entries.iter().find(fits).is_some_and(|entry| entry.allows)
}

/// Whether one packet arrives and its answer comes back.
fn arrives(network: &Network, (from, own_port): (Ipv4Addr, u16), to: Ipv4Addr) -> bool {
    let [first, second] = [network.walls[0].as_deref(), network.walls[1].as_deref()];
    lets(&network.outward, PORT, to)
        && through(first, true, PORT, to)
        && !network.detours.iter().any(|range| holds(*range, to))
        && through(second, false, PORT, from)
        && lets(&network.inward, PORT, from)
        && through(second, true, own_port, from)
        && through(first, false, own_port, to)
}

/// Every packet that is tried: addresses from all halves of both subnets, ports from all parts of their range.
/// That a client's own port is the very one that a rule for a program names is a chance of one in thousands, which nobody can work with.
fn tried(network: &Network) -> Vec<bool> {
    let hosts = [5, 7, 100, 130, 250];
    let mut all = Vec::new();
    for from in hosts {
        for to in hosts {
            for own_port in [1024, 1999, 2500, 5000, 40000, 65535] {
                all.push(arrives(network, (Ipv4Addr::new(10, 0, 1, from), own_port), Ipv4Addr::new(10, 0, 2, to)));
            }
        }
    }
    all
}

// The design of it

fn rules_text(rules: &[Rule], other: &str, member: &str) -> String {
    let rule = |rule: &Rule| {
        let peer = match rule.range {
            Some((first, prefix)) => format!("CidrIp={first}/{prefix}"),
            None => format!("{member}=!GetAtt {other}.GroupId"),
        };
        format!("{{IpProtocol=tcp, FromPort={}, ToPort={}, {peer}}}", rule.ports.0, rule.ports.1)
    };
    rules.iter().map(rule).collect::<Vec<_>>().join(", ")
}

fn text(network: &Network) -> String {
    let mut text = String::from(
        "vpc main cidr=10.0.0.0/16\n  subnet one cidr=10.0.1.0/24 access=isolated zone=1\n  subnet two cidr=10.0.2.0/24 access=isolated zone=2\n",
    );
    let outward = rules_text(&network.outward, "There", "DestinationSecurityGroupId");
    let inward = rules_text(&network.inward, "Here", "SourceSecurityGroupId");
    let _ = writeln!(
        text,
        "resource here type=AWS::EC2::SecurityGroup properties={{GroupDescription=x, VpcId=!Ref MainVpc, SecurityGroupEgress=[{outward}]}}"
    );
    let _ = writeln!(
        text,
        "resource there type=AWS::EC2::SecurityGroup properties={{GroupDescription=x, VpcId=!Ref MainVpc, SecurityGroupIngress=[{inward}]}}"
    );
    let _ = writeln!(
        text,
        "resource program type=AWS::ECS::Service properties={{NetworkConfiguration={{AwsvpcConfiguration={{Subnets=[!Ref OneSubnet], SecurityGroups=[!Ref Here]}}}}}}"
    );
    let _ = writeln!(
        text,
        "resource files type=AWS::EFS::MountTarget properties={{FileSystemId=fs-1, SubnetId=!Ref TwoSubnet, SecurityGroups=[!Ref There]}}"
    );
    for (index, (wall, subnet)) in network.walls.iter().zip(["OneSubnet", "TwoSubnet"]).enumerate() {
        let Some(entries) = wall else { continue };
        let _ = writeln!(text, "resource wall-{index} type=AWS::EC2::NetworkAcl properties={{VpcId=!Ref MainVpc}}");
        let _ = writeln!(
            text,
            "resource around-{index} type=AWS::EC2::SubnetNetworkAclAssociation properties={{SubnetId=!Ref {subnet}, NetworkAclId=!Ref Wall{index}}}"
        );
        for entry in entries {
            let _ = writeln!(
                text,
                "resource entry-{index}-{number} type=AWS::EC2::NetworkAclEntry properties={{NetworkAclId=!Ref Wall{index}, RuleNumber={number}, RuleAction={action}, Egress={egress}, Protocol=6, CidrBlock={first}/{prefix}, PortRange={{From={from}, To={to}}}}}",
                number = entry.number,
                action = if entry.allows { "allow" } else { "deny" },
                egress = entry.outward,
                first = entry.range.0,
                prefix = entry.range.1,
                from = entry.ports.0,
                to = entry.ports.1,
            );
        }
    }
    for (index, (first, prefix)) in network.detours.iter().enumerate() {
        let _ = writeln!(
            text,
            "resource detour-{index} type=AWS::EC2::Route properties={{RouteTableId=!Ref OneRouteTable, DestinationCidrBlock={first}/{prefix}, NetworkInterfaceId=eni-1}}"
        );
    }
    text
}

/// True when every range holds a whole subnet or nothing of it, and every port range all ports of the answers or none: then all is known.
fn is_clear(network: &Network) -> bool {
    let ranges = network.outward.iter().chain(&network.inward).filter_map(|rule| rule.range);
    let entries = || network.walls.iter().flatten().flatten();
    let mut all = ranges.chain(entries().map(|entry| entry.range));
    let clear_range = all.all(|(_, prefix)| prefix <= 24);
    clear_range && network.detours.is_empty() && entries().all(|entry| entry.ports.0 <= 1024 && [443, 65535].contains(&entry.ports.1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]
    #[test]
    fn the_walk_says_what_every_single_packet_does(network in network()) {
        let parsed = sketch::parse(&text(&network));
        prop_assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
        let stop = |name: &str| Stop::Node(parsed.design.find(name).expect("it is in the sketch"));
        let found = trace(&parsed.design, stop("program"), stop("files"), None).expect("both are places");
        let packets = tried(&network);
        match found.verdict {
            Verdict::Passes => prop_assert!(packets.iter().all(|arrives| *arrives), "{:#?}", found),
            Verdict::Blocked => prop_assert!(packets.iter().all(|arrives| !*arrives), "{:#?}", found),
            Verdict::CannotTell => prop_assert!(!is_clear(&network), "{:#?}", found),
        }
    }
}
