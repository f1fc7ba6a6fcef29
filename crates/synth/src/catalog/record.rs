//! The DNS record.

use super::{Given, Idle, Shape, distribution, hosted_zone, listeners, load_balancer};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{belongs_to, resolves_to};
use crate::synthesize::Builder;
use crate::template::decisions::decide;
use crate::value::{Value, map};

kind! {
    /// Gives a name in a hosted zone its addresses or other facts.
    /// One that `resolves-to` a load balancer or distribution is an alias: it follows their changing addresses, costs nothing and may
    /// stand at the top of a domain, where a CNAME may not. Without such a connection it gives the values that you write.
    "record", "DNS record" {
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html",
        group: Traffic,
        category: Networking,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M5 4h14v16H5z", "M9 9h6", "M9 13h6", "M9 17h3", "M3 8h2", "M3 16h2"],
        caption: |design, id, node| {
            let name = Given(name(design, id)).shown(design);
            let is_alias = !design.targets(id, resolves_to::VERB.id).is_empty();
            if is_alias { name } else { format!("{} {name}", type_of(&node.fields).text()) }
        },
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// The full name: `www.example.com`. Empty takes the zone's own domain.
    domain "Name" in "Record": Text { most: 253 } => Nothing;
    /// What it says of the name: A gives IPv4 addresses, AAAA IPv6 ones, CNAME another name, TXT text, MX mail servers.
    type_of "Type" in "Record": Choice(&["A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "SRV", "TXT"]) => Text("A"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html";
    /// Whether an alias also gets an AAAA record, for IPv6. The distribution or load balancer must have IPv6 addresses.
    ipv6 "Also IPv6" in "Record": Flag => Flag(false), takes Literals(Structure);
    /// How long resolvers may keep the answer. An alias takes its target's.
    ttl "TTL" in "Record": Number { least: 0, most: 2_147_483_647 } => Number(300), unit "seconds";
    /// The values, each as it stands in a zone file; texts of a TXT record in quotation marks. Unused by an alias.
    values "Values" in "Record": List => Nothing;
    /// Whether an alias stops answering while its load balancer has no healthy task. Route 53 does not check distributions.
    evaluate_health "Evaluate health" in "Routing": Flag => Flag(false),
        source "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html";
    /// The share of answers that go to this one of several records with the same name and type. It needs a set name.
    weight "Weight" in "Routing": Number { least: 0, most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html";
    /// The region for whose neighbours this one of several records with the same name and type is meant. It needs a set name.
    latency_region "Latency region" in "Routing": Name { also: "-", most: 64 } => Nothing,
        source "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-latency.html";
    /// Tells several records with the same name and type apart.
    set_name "Set name" in "Routing": Text { most: 128 } => Nothing;
    /// What it is for. Up to 256 characters.
    comment "Comment" in "Words": Text { most: 256 } => Nothing;
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// The zone of every distribution's addresses.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-route53-recordset-aliastarget.html>.
const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

/// The full name of a record: its own, else that of its zone.
pub fn name(design: &Design, id: NodeId) -> Option<Value> {
    let node = design.node(id)?;
    let zone = || design.node(*design.targets(id, belongs_to::VERB.id).first()?);
    domain(&node.fields).value().or_else(|| zone().and_then(|zone| hosted_zone::domain(&zone.fields).value()))
}

/// The records that resolve to a node.
pub fn resolving(design: &Design, target: NodeId) -> Vec<NodeId> {
    design.sources(target, resolves_to::VERB.id)
}

/// Why a field of a record does nothing, in words after "since".
pub fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let targets = design.targets(id, resolves_to::VERB.id);
    let is_alias = !targets.is_empty();
    let of_distribution = targets.first().and_then(|target| design.node(*target)).is_some_and(|node| node.kind == distribution::KIND.id);
    match field {
        "evaluate_health" if of_distribution => Some("Route 53 knows the health of no distribution"),
        "values" | "ttl" if is_alias => Some("an alias answers with what its target has"),
        "ipv6" | "evaluate_health" if !is_alias => Some("it is for an alias, and this record resolves to nothing of the design"),
        _ => None,
    }
}

/// Where an alias points.
fn alias(builder: &Builder<'_>, id: NodeId, node: &Node) -> Option<Value> {
    let target = builder.design.targets(id, resolves_to::VERB.id).into_iter().next()?;
    let kind = builder.design.node(target)?.kind.as_str();
    let (name, zone, health) = if kind == distribution::KIND.id {
        let distribution = distribution::distribution_id(builder, target);
        (Value::attribute(&distribution, "DomainName"), Value::text(CLOUDFRONT_ZONE), Value::Flag(false))
    } else {
        let balancer = load_balancer::balancer_id(builder, target);
        let zone = Value::attribute(&balancer, "CanonicalHostedZoneID");
        (Value::attribute(&balancer, "DNSName"), zone, evaluate_health(&node.fields).value().unwrap_or(Value::Flag(false)))
    };
    Some(map([("DNSName", name), ("HostedZoneId", zone), ("EvaluateTargetHealth", health)]))
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let alias = alias(builder, id, node);
    let first = type_of(&node.fields).value();
    add(builder, id, node, "Record", first, alias.clone());
    if alias.is_some() && ipv6(&node.fields).flag() && type_of(&node.fields).text() == "A" {
        add(builder, id, node, "Ipv6Record", Some(Value::text("AAAA")), alias.clone());
    }
    if alias.is_some()
        && let Some(address) = address(builder.design, id)
    {
        let output = builder.logical_id(id, "Url");
        builder.output(&output, &format!("Address by record {}", node.name), address);
    }
}

/// The address for browsers: with HTTPS when what the record resolves to takes it on its usual port.
fn address(design: &Design, id: NodeId) -> Option<Value> {
    let name = name(design, id)?;
    let with =
        |secure: bool| Some(Value::joined([Value::text(if secure { "https://" } else { "http://" }), name.clone(), Value::text("/")]));
    let target = design.node(*design.targets(id, resolves_to::VERB.id).first()?)?;
    if target.kind == distribution::KIND.id {
        return with(true);
    }
    let listeners = listeners::all(target);
    let secure = || listeners.iter().filter(|listener| listener.secure);
    if secure().any(|listener| listener.port.as_number() == Some(443)) {
        return with(true);
    }
    let chosen = secure().find(|listener| listener.port.is_expression());
    chosen.map_or_else(|| with(false), |chosen| decide(&chosen.port, &["443"], &|port| with(port.display() == "443")))
}

fn add(builder: &mut Builder<'_>, id: NodeId, node: &Node, suffix: &str, type_of: Option<Value>, alias: Option<Value>) {
    let zone = builder.design.targets(id, belongs_to::VERB.id).first().and_then(|zone| hosted_zone::reference(builder, *zone));
    let own = alias.is_none();
    builder.add(
        id,
        suffix,
        "AWS::Route53::RecordSet",
        [
            ("HostedZoneId", zone),
            ("Name", name(builder.design, id)),
            ("Type", type_of),
            ("AliasTarget", alias),
            ("TTL", ttl(&node.fields).value().map(|ttl| ttl.to_text()).filter(|_| own)),
            ("ResourceRecords", values(&node.fields).value().filter(|_| own)),
            ("SetIdentifier", set_name(&node.fields).value()),
            ("Weight", weight(&node.fields).value()),
            ("Region", latency_region(&node.fields).value()),
            ("Comment", comment(&node.fields).value()),
        ],
    );
}
