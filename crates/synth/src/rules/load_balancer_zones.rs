//! An application load balancer stands in two zones or more, in one fitting subnet of each.

use std::collections::{BTreeMap, BTreeSet};

use super::support::{label, name, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{load_balancer, vpc};
use crate::design::{Connection, ConnectionId, Design, End, NodeId};
use crate::meaning::{requests, spans};
use crate::network::{is_public, is_subnet, may_be_public, subnets_of, vpc_of, zone_of};
use crate::ordered::Ordered;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP003",
    name: "load-balancer-zones",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A load balancer spans fewer than two zones, two subnets of one zone, or a subnet that does not fit its scheme.

An application load balancer has an address in one subnet of each of its zones and needs at least two zones, so that it survives the loss of one. \
When it faces the internet these subnets have to be public: in a private subnet it is created, but requests to its address there never get an answer.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> web : forwards
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
site -> public-a : spans
site -> public-b : spans
",
    check,
};

/// The scheme of a load balancer with public addresses.
const INTERNET_FACING: &str = "internet-facing";
/// The scheme of one that only its VPC reaches.
const INTERNAL: &str = "internal";

/// A connection to a subnet and the subnet.
type Spanned = (ConnectionId, NodeId);

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        let connections = design.connections().filter(|(_, connection)| is_span(connection, id));
        let spanned: Vec<Spanned> = connections.filter_map(|(connection, record)| Some((connection, record.to.node()?))).collect();
        let spanned: Vec<Spanned> = spanned.into_iter().filter(|(_, subnet)| is_subnet(design, *subnet)).collect();
        let zones: Option<Vec<i64>> = spanned.iter().map(|(_, subnet)| zone_of(design, *subnet)).collect();
        // A zone that is known only at deployment may be any: nothing can be said about the number of zones.
        if let Some(zones) = zones {
            check_count(design, findings, id, &spanned, &zones);
            check_repetition(design, findings, id, &spanned, &zones);
        }
        if load_balancer::scheme(&node.fields).text() == INTERNET_FACING {
            check_access(design, findings, id, &spanned);
        }
    }
}

fn is_span(connection: &Connection, balancer: NodeId) -> bool {
    connection.verb == spans::VERB.id && connection.from == End::Node(balancer)
}

fn check_count(design: &Design, findings: &mut Findings, id: NodeId, spanned: &[Spanned], zones: &[i64]) {
    let different: BTreeSet<i64> = zones.iter().copied().to_set();
    if different.len() >= 2 {
        return;
    }
    let subnets: Vec<NodeId> = spanned.iter().map(|(_, subnet)| *subnet).collect();
    let stands = match (different.first(), subnets.as_slice()) {
        (Some(zone), [_, ..]) => format!("spans only zone {zone} ({})", names(design, &subnets)),
        _ => "spans no subnet".to_owned(),
    };
    let message = format!("{} {stands}: it needs subnets in two zones", label(design, id));
    let finding = findings.report(message).on(id).aws_says("At least two subnets in two different Availability Zones must be specified");
    let added = candidates(design, id, &different, 2 - different.len());
    if different.len() + added.len() >= 2 {
        let change = patch(design, |edit| {
            for subnet in &added {
                edit.connect(Connection::new(id, *subnet, spans::VERB.id));
            }
        });
        let also = if spanned.is_empty() { "Span" } else { "Also span" };
        finding.fix(format!("{also} {}", names(design, &added)), change);
    }
}

/// Subnets of other zones that fit the scheme, the first of each zone.
fn candidates(design: &Design, id: NodeId, without: &BTreeSet<i64>, count: usize) -> Vec<NodeId> {
    let Some(vpc) = vpc_of(design, id) else {
        return Vec::new();
    };
    let mut by_zone: BTreeMap<i64, NodeId> = BTreeMap::new();
    for subnet in subnets_of(design, vpc).into_iter().filter(|subnet| fits(design, id, *subnet)) {
        if let Some(zone) = zone_of(design, subnet).filter(|zone| !without.contains(zone)) {
            by_zone.entry(zone).or_insert(subnet);
        }
    }
    by_zone.into_values().take(count).collect()
}

/// A load balancer that faces the internet stands in public subnets, an internal one in the others.
fn fits(design: &Design, balancer: NodeId, subnet: NodeId) -> bool {
    let scheme = design.node(balancer).map(|node| load_balancer::scheme(&node.fields).text());
    (scheme.as_deref() == Some(INTERNET_FACING)) == is_public(design, subnet)
}

fn check_repetition(design: &Design, findings: &mut Findings, id: NodeId, spanned: &[Spanned], zones: &[i64]) {
    for (index, ((connection, subnet), zone)) in spanned.iter().zip(zones).enumerate() {
        let Some(earlier) = zones[..index].iter().position(|other| other == zone) else {
            continue;
        };
        let first = spanned[earlier].1;
        let message = if first == *subnet {
            format!("{} spans {} twice", label(design, id), name(design, *subnet))
        } else {
            format!("{} spans two subnets of zone {zone}: {}", label(design, id), names(design, &[first, *subnet]))
        };
        let finding = findings.report(message).on(id).on_connection(*connection);
        finding.aws_says("A load balancer cannot be attached to multiple subnets in the same Availability Zone");
        let change = patch(design, |edit| edit.remove_connection(*connection));
        finding.fix(format!("Leave {} out", name(design, *subnet)), change);
    }
}

fn check_access(design: &Design, findings: &mut Findings, id: NodeId, spanned: &[Spanned]) {
    for (connection, subnet) in spanned.iter().filter(|(_, subnet)| !may_be_public(design, *subnet)) {
        let message = format!("{} faces the internet but spans {}, which is not public", label(design, id), name(design, *subnet));
        let finding = findings.report(message).on(id).on_connection(*connection);
        let around = vpc_of(design, id);
        let has_gateway = around.is_none_or(|vpc| vpc::has_gateway(design, vpc));
        finding.aws_says(if has_gateway { "connection timed out" } else { "VPC … has no internet gateway (InvalidSubnet)" });
        let taken = |other: NodeId| spanned.iter().any(|(_, taken)| *taken == other);
        let zone = zone_of(design, *subnet);
        let subnets = around.map(|vpc| subnets_of(design, vpc)).unwrap_or_default();
        let instead = subnets.into_iter().find(|other| is_public(design, *other) && zone_of(design, *other) == zone && !taken(*other));
        if let Some(instead) = instead {
            let change = patch(design, |edit| edit.connection(*connection, |connection| connection.to = End::Node(instead)));
            finding.fix(format!("Span {} instead", name(design, instead)), change);
        }
        // Nobody outside reaches an internal one.
        if design.sources(id, requests::VERB.id).is_empty() {
            let change = patch(design, |edit| edit.set_field(id, "scheme", Some(INTERNAL.into())));
            finding.fix("Make it internal", change);
        }
    }
}
