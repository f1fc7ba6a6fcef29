//! A distribution: the behaviour that takes a request and the origin that it is fetched from.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html>.

use super::balancer::Request;
use super::hop::{Go, Ground, Hop, Step, Way};
use super::peers::{Addresses, Guard, Peer};
use super::resolve::{self, Named};
use super::topology::{BALANCER, BUCKET_POLICY};
use crate::value::{Map, Value};

/// Where an origin leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To a bucket, by its logical id.
    Bucket(String),
    /// To a load balancer, by its logical id; over a VPC origin or not.
    Balancer { id: String, inside: bool },
    /// To something that is not in the template.
    Elsewhere(String),
}

/// A behaviour with its origin.
pub(super) struct Fetch<'a> {
    /// The paths, `*` for the default one.
    pub(super) path: String,
    behaviour: &'a Map,
    origin: &'a Map,
    /// Where the origin leads.
    pub(super) lead: Lead,
}

/// CloudFront as the origins see it.
pub(super) fn peer() -> Peer {
    let addresses = Addresses::Public("the addresses of CloudFront".to_owned());
    Peer { name: "CloudFront".to_owned(), addresses, groups: Guard::Nothing, is_cloudfront: true }
}

fn config<'a>(ground: &'a Ground<'_>, id: &str) -> Option<&'a Map> {
    ground.network.property(id, "DistributionConfig")?.as_map()
}

fn maps<'a>(config: &'a Map, name: &str) -> Vec<&'a Map> {
    config.get(name).and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map).collect()
}

fn text(map: &Map, name: &str) -> String {
    map.get(name).map(Value::display).unwrap_or_default()
}

/// The behaviours of a distribution in the order in which they are asked.
pub(super) fn fetches<'a>(ground: &'a Ground<'_>, id: &str) -> Vec<Fetch<'a>> {
    let Some(config) = config(ground, id) else { return Vec::new() };
    let origins = maps(config, "Origins");
    let default = config.get("DefaultCacheBehavior").and_then(Value::as_map);
    let all = maps(config, "CacheBehaviors").into_iter().chain(default);
    let fetch = |behaviour: &'a Map| {
        let wanted = text(behaviour, "TargetOriginId");
        let origin = origins.iter().find(|origin| text(origin, "Id") == wanted)?;
        let path = behaviour.get("PathPattern").map_or_else(|| "*".to_owned(), Value::display);
        Some(Fetch { path, behaviour, origin, lead: lead(ground, origin) })
    };
    all.filter_map(fetch).collect()
}

fn lead(ground: &Ground<'_>, origin: &Map) -> Lead {
    let network = ground.network;
    let template = network.template();
    if let Some(inside) = resolve::at(origin.get("VpcOriginConfig"), &["VpcOriginId"]) {
        let origin = resolve::resource(template, Some(inside));
        let arn = origin.and_then(|origin| resolve::at(network.property(origin, "VpcOriginEndpointConfig"), &["Arn"]));
        return match resolve::resource(template, arn) {
            Some(id) => Lead::Balancer { id: id.to_owned(), inside: true },
            None => Lead::Elsewhere(inside.display()),
        };
    }
    let Some(domain) = origin.get("DomainName") else { return Lead::Elsewhere("no domain".to_owned()) };
    if let Named::Resource(id, _) = resolve::named(template, domain) {
        let kind = network.resource(id).map_or("", |resource| resource.kind.as_str());
        match kind {
            "AWS::S3::Bucket" => return Lead::Bucket(id.to_owned()),
            BALANCER => return Lead::Balancer { id: id.to_owned(), inside: false },
            _ => {}
        }
    }
    // A name of one's own: a record of the template may say whose it is.
    let records = network.of_type(super::topology::RECORD).iter();
    let mut alike = records.filter(|record| network.property(record, "Name").is_some_and(|name| same_name(name, domain)));
    let target = alike.find_map(|record| resolve::resource(template, resolve::at(network.property(record, "AliasTarget"), &["DNSName"])));
    match target.filter(|id| network.resource(id).is_some_and(|resource| resource.kind == BALANCER)) {
        Some(id) => Lead::Balancer { id: id.to_owned(), inside: false },
        None => Lead::Elsewhere(domain.display()),
    }
}

/// A name may end in the dot of the root.
fn same_name(one: &Value, other: &Value) -> bool {
    one == other || one.display().trim_end_matches('.') == other.display().trim_end_matches('.')
}

/// A request that came through: the origin's port and what CloudFront adds to the request.
pub(super) struct Fetched {
    pub(super) port: u16,
    pub(super) request: Request,
}

/// From a viewer to a distribution and on to one of its origins; without an origin just to the distribution.
pub(super) fn enter(ground: &Ground<'_>, way: &mut Way, id: &str, mut port: u16, fetch: Option<&Fetch<'_>>) -> Go<Option<Fetched>> {
    let name = ground.called(id);
    let config = config(ground, id);
    let enabled = config.and_then(|config| config.get("Enabled")).map_or(Some(false), Value::as_flag);
    match enabled {
        Some(true) => {}
        Some(false) => return way.end(ground.decided(Hop::blocked(Step::Place, format!("{name} is not enabled")), id, &["enabled"])),
        None => {
            let hop = Hop::unsure(Step::Place, format!("whether {name} is enabled is known at deployment only"));
            way.go(ground.decided(hop, id, &["enabled"]))?;
        }
    }
    if ![80, 443].contains(&port) {
        let hop = Hop::blocked(Step::Place, format!("{name} answers on ports 80 and 443 alone, not on {port}"));
        return way.end(ground.decided(hop, id, &[]).says("connection timed out"));
    }
    let Some(fetch) = fetch else {
        way.go(ground.decided(Hop::passes(Step::Place, format!("{name} answers on port {port} everywhere")), id, &["price_class"]))?;
        return Some(None);
    };
    let policy = text(fetch.behaviour, "ViewerProtocolPolicy");
    let which = if fetch.path == "*" { "the default cache behavior".to_owned() } else { format!("the cache behavior for {}", fetch.path) };
    let decided = |hop: Hop| ground.decided(hop.rule(format!("{} → {}, {policy}", fetch.path, text(fetch.origin, "Id"))), id, &[]);
    if port == 80 && policy == "https-only" {
        let hop = Hop::blocked(Step::Behaviour, format!("{which} of {name} takes HTTPS alone"));
        return way.end(decided(hop).says("HTTP 403"));
    }
    if port == 80 && policy == "redirect-to-https" {
        way.go(decided(Hop::passes(Step::Behaviour, format!("{name} redirects to HTTPS :443"))))?;
        port = 443;
    }
    way.go(decided(Hop::passes(Step::Behaviour, format!("{which} of {name} takes the request"))))?;
    let origin = format!("origin {}", text(fetch.origin, "Id"));
    match &fetch.lead {
        Lead::Bucket(bucket) => {
            bucket_admits(ground, way, id, bucket, fetch)?;
            Some(None)
        }
        Lead::Balancer { id: balancer, inside } => {
            let custom =
                if *inside { vpc_origin(ground, fetch.origin) } else { fetch.origin.get("CustomOriginConfig").and_then(Value::as_map) };
            let asked = origin_port(custom, port);
            let along = ground.along(ground.network.node(id), ground.network.node(balancer));
            let hop = Hop::passes(Step::Origin, format!("CloudFront asks {} on port {asked}", ground.called(balancer)));
            let mut hop = ground.decided(hop.rule(origin_words(&origin, custom, *inside)), id, &[]).node(ground.network.node(balancer));
            hop.connections = along;
            let headers = maps(fetch.origin, "OriginCustomHeaders");
            let headers =
                headers.into_iter().filter_map(|header| Some((header.get("HeaderName")?.clone(), header.get("HeaderValue")?.clone())));
            way.go(hop)?;
            Some(Some(Fetched { port: asked, request: Request { headers: headers.collect() } }))
        }
        Lead::Elsewhere(domain) => {
            way.end(decided(Hop::unsure(Step::Origin, format!("{origin} of {name} leads to {domain}, which is not in the template"))))
        }
    }
}

fn vpc_origin<'a>(ground: &'a Ground<'_>, origin: &Map) -> Option<&'a Map> {
    let inside = resolve::at(origin.get("VpcOriginConfig"), &["VpcOriginId"]);
    let id = resolve::resource(ground.network.template(), inside)?;
    ground.network.property(id, "VpcOriginEndpointConfig")?.as_map()
}

/// The port on which an origin is asked: that of its protocol, which may follow the viewer's.
fn origin_port(config: Option<&Map>, viewer: u16) -> u16 {
    let number = |name: &str, usual: u16| {
        let own = config.and_then(|config| config.get(name)).and_then(Value::as_number);
        own.and_then(|port| u16::try_from(port).ok()).unwrap_or(usual)
    };
    let policy = config.map(|config| text(config, "OriginProtocolPolicy")).unwrap_or_default();
    match policy.as_str() {
        "http-only" => number("HTTPPort", 80),
        "match-viewer" if viewer == 80 => number("HTTPPort", 80),
        _ => number("HTTPSPort", 443),
    }
}

fn origin_words(origin: &str, config: Option<&Map>, inside: bool) -> String {
    let policy = config.map(|config| text(config, "OriginProtocolPolicy")).unwrap_or_default();
    format!("{origin}, {policy}{}", if inside { ", VPC origin" } else { "" })
}

/// Whether the policy of a bucket lets CloudFront read: a bucket that is not public asks for that.
/// Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>.
fn bucket_admits(ground: &Ground<'_>, way: &mut Way, id: &str, bucket: &str, fetch: &Fetch<'_>) -> Go {
    let network = ground.network;
    let name = ground.called(bucket);
    let along = ground.along(network.node(id), network.node(bucket));
    let finish = |hop: Hop, decides: &str| {
        let mut hop = ground.decided(hop, decides, &[]).node(network.node(id)).node(network.node(bucket));
        hop.connections.clone_from(&along);
        hop
    };
    if fetch.origin.get("OriginAccessControlId").is_none() {
        let text = format!("the origin signs no requests: whether {name} lets everybody read is not followed");
        return way.go(finish(Hop::unsure(Step::Origin, text), id));
    }
    // A policy may name the bucket by its own name.
    let by_name = |policy: &&String| {
        let own = network.property(bucket, "BucketName");
        own.is_some() && network.property(policy, "Bucket") == own
    };
    let policies = network.hanging(BUCKET_POLICY, bucket).iter().chain(network.of_type(BUCKET_POLICY).iter().filter(by_name));
    let mut allowing = policies.filter(|policy| {
        let document = network.property(policy, "PolicyDocument");
        let statements = resolve::at(document, &["Statement"]);
        let statements = statements.map_or(&[][..], |all| all.as_list().unwrap_or(std::slice::from_ref(all)));
        statements.iter().filter_map(Value::as_map).any(lets_cloudfront_read)
    });
    if let Some(policy) = allowing.next() {
        let hop = Hop::passes(Step::Origin, format!("{name} lets CloudFront read its objects"))
            .rule("Allow s3:GetObject to cloudfront.amazonaws.com");
        way.go(finish(hop, policy))
    } else if let Some(policy) = network.loose(BUCKET_POLICY).first() {
        let text =
            format!("whether {name} lets CloudFront read its objects is open: which bucket {policy} is for is known at deployment only");
        way.go(finish(Hop::unsure(Step::Origin, text), policy))
    } else {
        let hop = Hop::blocked(Step::Origin, format!("the policy of {name} does not let CloudFront read its objects"));
        way.go(finish(hop.rule("no statement for cloudfront.amazonaws.com").says("AccessDenied (HTTP 403)"), bucket))
    }
}

fn lets_cloudfront_read(statement: &Map) -> bool {
    let principal = statement.get("Principal").map(Value::display).unwrap_or_default();
    let reads = |action: &str| ["s3:getobject", "s3:get*", "s3:*", "*"].contains(&action.to_ascii_lowercase().as_str());
    text(statement, "Effect") == "Allow"
        && (principal.contains("cloudfront.amazonaws.com") || principal.contains('*'))
        && (text(statement, "Action").split(", ").any(reads) || statement.contains_key("NotAction"))
}

/// The distributions that fetch from a bucket or load balancer, with the behaviour that does.
pub(super) fn in_front<'a>(ground: &'a Ground<'_>, target: &str) -> Vec<(&'a str, Fetch<'a>)> {
    let all = ground.network.of_type(super::topology::DISTRIBUTION).iter();
    all.flat_map(|id| fetches(ground, id).into_iter().map(move |fetch| (id.as_str(), fetch)))
        .filter(|(_, fetch)| match &fetch.lead {
            Lead::Bucket(id) | Lead::Balancer { id, .. } => id == target,
            Lead::Elsewhere(_) => false,
        })
        .collect()
}
