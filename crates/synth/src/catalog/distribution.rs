//! The CloudFront distribution.

use super::{Idle, Need, Shape, certificate};
use crate::design::{Design, Node, NodeId};
use crate::meaning::fetches_from;
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

kind! {
    /// Answers requests close to the people who ask: from its cache, or by fetching from a load balancer or bucket.
    /// CloudFront stands outside your region, in hundreds of places, with HTTPS from the first minute. Each connection `fetches-from`
    /// is an origin with the paths that it answers; the one without a path takes all others.
    "distribution", "CloudFront distribution" {
        source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-overview.html",
        group: Traffic,
        category: Networking,
        shape: Shape::Card,
        place: Outside,
        parents: &[""],
        glyph: &["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6z", "M5.6 5.6L9.9 9.9", "M14.1 14.1l4.3 4.3", "M18.4 5.6L14.1 9.9", "M9.9 14.1l-4.3 4.3"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// Further names that it answers to, each covered by its certificate. Empty takes the names of the connected certificate.
    aliases "Names" in "Names": List => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html";
    /// The oldest TLS version and ciphers that it accepts, when it has a certificate of yours.
    least_tls "Least TLS" in "Names": Choice(&["TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"]) => Text("TLSv1.2_2021"),
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html";
    /// The page for requests of `/` alone, without a slash in front: `index.html`. A load balancer needs none.
    root_object "Root object" in "Pages": Text { most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html";
    /// What is answered instead of an error of the origin. A single-page application answers its own page to paths that its bucket
    /// does not have: `{ErrorCode=403, ResponseCode=200, ResponsePagePath=/index.html}`.
    error_responses "Error pages" in "Pages": Entries => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html";
    /// Where it answers from: 100 is North America, Europe and Israel, 200 most of the world, All everywhere. Fewer places cost less.
    price_class "Price class" in "Reach": Choice(&["PriceClass_100", "PriceClass_200", "PriceClass_All"]) => Text("PriceClass_100"),
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html";
    /// The versions of HTTP that browsers may speak. HTTP/1.1 always works.
    http_version "HTTP version" in "Reach": Choice(&["http1.1", "http2", "http3", "http2and3"]) => Text("http2and3"),
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html";
    /// Whether it has IPv6 addresses.
    ipv6 "IPv6" in "Reach": Flag => Flag(true);
    /// Whether the countries below are the only ones that are served, or the ones that are not.
    geo_restriction "Countries" in "Reach": Choice(&["none", "whitelist", "blacklist"]) => Text("none"), takes Known,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html";
    /// Country codes of two letters for the restriction, such as `DE`.
    geo_countries "Country codes" in "Reach": List => Nothing;
    /// The ARN of a web ACL of scope CLOUDFRONT, which lies in us-east-1.
    web_acl "Web ACL" in "Reach": Text { most: 2048 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html";
    /// The domain of a bucket that gets a line for each request, such as `logs.s3.amazonaws.com`. The bucket must allow ACLs.
    log_bucket "Log bucket" in "Logs": Text { most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html";
    /// What the names of log files start with.
    log_prefix "Log prefix" in "Logs": Text { most: 256 } => Nothing;
    /// Whether logs name cookies.
    log_cookies "Log cookies" in "Logs": Flag => Flag(false);
    /// Whether it answers at all.
    enabled "Enabled" in "Reach": Flag => Flag(true);
    /// What it is for. Up to 128 characters.
    comment "Comment" in "Words": Text { most: 128 } => Nothing;
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need {
            fields: &["geo_countries"],
            of: "geo_restriction",
            values: &["whitelist", "blacklist"],
            since: "no country is treated in another way",
        },
        Need { fields: &["log_prefix", "log_cookies"], of: "log_bucket", values: &[], since: "it has no log bucket" },
    ],
    why: idle,
};

fn caption(design: &Design, id: NodeId, node: &Node) -> String {
    match names(design, id, node).first() {
        Some(name) => super::Given(Some(name.clone())).shown(design),
        None => price_class(&node.fields).text().replace('_', " "),
    }
}

/// The logical id of the distribution.
pub fn distribution_id(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "Distribution")
}

/// The names that it answers to beside its own one at cloudfront.net.
pub fn names(design: &Design, id: NodeId, node: &Node) -> Vec<Value> {
    if let Some(own) = aliases(&node.fields).value().as_ref().and_then(Value::as_list) {
        return own.to_vec();
    }
    let first = certificate::securing(design, id).into_iter().next().and_then(|securing| design.node(securing));
    first.map(|first| certificate::names(first)).unwrap_or_default()
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let securing = certificate::securing(builder.design, id).into_iter().next();
    let viewer = securing.and_then(|securing| certificate::reference(builder, securing)).map(|arn| {
        let least = least_tls(fields).value().unwrap_or_else(|| Value::text("TLSv1.2_2021"));
        map([("AcmCertificateArn", arn), ("SslSupportMethod", Value::text("sni-only")), ("MinimumProtocolVersion", least)])
    });
    let own = aliases(fields).value().filter(Value::is_expression);
    let names = own.or_else(|| Some(Value::List(names(builder.design, id, node))).filter(|names| names.as_list() != Some(&[])));
    let restrictions = geo_restriction(fields).decides(&["none"], |kind| {
        let mut geo = Map::from_iter([("RestrictionType".to_owned(), kind.clone())]);
        geo.extend(geo_countries(fields).value().map(|countries| ("Locations".to_owned(), countries)));
        (kind.as_text() != Some("none")).then(|| map([("GeoRestriction", Value::Map(geo))]))
    });
    let logging = log_bucket(fields).value().map(|bucket| {
        let members = [("Bucket", Some(bucket)), ("Prefix", log_prefix(fields).value()), ("IncludeCookies", log_cookies(fields).value())];
        Value::Map(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    });
    let served = fetches_from::origins_and_behaviours(builder, id);
    let members = [
        ("Enabled", enabled(fields).value()),
        ("Comment", comment(fields).value()),
        ("Aliases", names.filter(|_| viewer.is_some())),
        ("ViewerCertificate", viewer),
        ("DefaultRootObject", root_object(fields).value()),
        ("PriceClass", price_class(fields).value()),
        ("HttpVersion", http_version(fields).value()),
        ("IPV6Enabled", ipv6(fields).value()),
        ("Restrictions", restrictions),
        ("WebACLId", web_acl(fields).value()),
        ("Logging", logging),
        ("Origins", Some(Value::List(served.origins))),
        ("DefaultCacheBehavior", served.default),
        ("CacheBehaviors", (!served.by_path.is_empty()).then_some(Value::List(served.by_path))),
        ("CustomErrorResponses", error_responses(fields).value()),
    ];
    let config: Map = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    let distribution =
        builder.add_tagged(id, "Distribution", "AWS::CloudFront::Distribution", false, [("DistributionConfig", Some(Value::Map(config)))]);
    let name = builder.logical_id(id, "Url");
    let address = Value::sub(format!("https://${{{distribution}.DomainName}}/"));
    builder.output(&name, &format!("Address of distribution {}", node.name), address);
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let is_open = certificate::securing(design, id).is_empty();
    (matches!(field, "aliases" | "least_tls") && is_open)
        .then_some("it has no certificate of yours, and CloudFront's own covers its own name alone")
}
