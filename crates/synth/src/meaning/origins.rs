//! Origins and behaviours of a distribution, as CloudFormation writes them.

use super::fetches_from as verb;
use crate::catalog::{Given, bucket, listeners, load_balancer, record, resource_policy, security_group, vpc};
use crate::design::{Connection, Design, Node, NodeId};
use crate::network;
use crate::parameters;
use crate::synthesize::Builder;
use crate::template::references;
use crate::value::{Map, Value, map};

/// The names of CloudFront's own cache policies; [`MANAGED`] has their ids.
pub const CACHE_POLICIES: &[&str] = &[
    "automatic",
    "CachingOptimized",
    "CachingOptimizedForUncompressedObjects",
    "CachingDisabled",
    "UseOriginCacheControlHeaders",
    "UseOriginCacheControlHeaders-QueryStrings",
];

/// The names of CloudFront's own origin request policies.
pub const REQUEST_POLICIES: &[&str] = &[
    "automatic",
    "none",
    "AllViewer",
    "AllViewerExceptHostHeader",
    "AllViewerAndCloudFrontHeaders-2022-06",
    "CORS-CustomOrigin",
    "CORS-S3Origin",
    "UserAgentRefererHeaders",
];

/// The names of CloudFront's own response headers policies.
pub const RESPONSE_POLICIES: &[&str] = &[
    "none",
    "SecurityHeadersPolicy",
    "SimpleCORS",
    "CORS-With-Preflight",
    "CORS-and-SecurityHeadersPolicy",
    "CORS-with-preflight-and-SecurityHeadersPolicy",
];

/// The ids of CloudFront's own policies, the same in every account. Sources:
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html>,
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html>,
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html>.
const MANAGED: &[(&str, &str)] = &[
    ("CachingOptimized", "658327ea-f89d-4fab-a63d-7e88639e58f6"),
    ("CachingOptimizedForUncompressedObjects", "b2884449-e4de-46a7-ac36-70bc7f1ddd6d"),
    ("CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
    ("UseOriginCacheControlHeaders", "83da9c7e-98b4-4e11-a168-04f0df8e2c65"),
    ("UseOriginCacheControlHeaders-QueryStrings", "4cc15a8a-d715-48a4-82b8-cc0b614638fe"),
    ("AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
    ("AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac"),
    ("AllViewerAndCloudFrontHeaders-2022-06", "33f36d7e-f396-46d9-90e0-52428a34d9dc"),
    ("CORS-CustomOrigin", "59781a5b-3903-41f3-afcb-af62929ccde1"),
    ("CORS-S3Origin", "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"),
    ("UserAgentRefererHeaders", "acba4595-bd28-49b8-b9fe-13317c0390fa"),
    ("SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03"),
    ("SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c"),
    ("CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd"),
    ("CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c"),
    ("CORS-with-preflight-and-SecurityHeadersPolicy", "eaab4381-ed33-4a86-88ca-d9558dc6cd63"),
];

/// The id of a policy by its name; an expression is the id of one's own. `none` leaves it out.
fn policy(design: &Design, given: &Given, names: &[&str], automatic: &str) -> Option<Value> {
    let settings = design.settings();
    // A resource's id is known too late for conditions, and stands for itself.
    if let Some(own) = given.value().filter(|own| !references::are_known_before(own, settings)) {
        return Some(own);
    }
    // A parameter that allows just these names leaves nothing else to its last one.
    let allowed = given.value().and_then(|own| parameters::allowed_values(&own, settings));
    let last = allowed.filter(|allowed| allowed.iter().all(|name| names.contains(&name.as_str()))).and_then(|mut allowed| allowed.pop());
    let id = |name: &str| MANAGED.iter().find(|(known, _)| *known == name).map(|(_, id)| Value::text(*id));
    given.decides(names, |value| match value.as_text().or(last.as_deref()) {
        None => Some(value.clone()),
        Some("automatic") => id(automatic),
        Some(name) if names.contains(&name) => id(name),
        Some(own) => Some(Value::text(own)),
    })
}

/// How requests are answered by an origin: its paths, the methods, the cache.
pub fn behaviour(design: &Design, target: NodeId, connection: &Connection, origin: &str, by_path: bool) -> Value {
    let fields = &connection.fields;
    let is_balancer = design.node(target).is_some_and(|node| node.kind == load_balancer::KIND.id);
    let (cache, request, methods) =
        if is_balancer { ("CachingDisabled", "AllViewer", "all") } else { ("CachingOptimized", "none", "read") };
    let chosen = verb::methods(fields).text();
    let methods: &[&str] = match if chosen == "automatic" { methods } else { chosen.as_str() } {
        "all" => &["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        "options" => &["GET", "HEAD", "OPTIONS"],
        _ => &["GET", "HEAD"],
    };
    let members = [
        ("PathPattern", verb::path(fields).value().filter(|_| by_path)),
        ("TargetOriginId", Some(Value::text(origin))),
        ("ViewerProtocolPolicy", verb::viewer_protocol(fields).value()),
        ("AllowedMethods", Some(Value::list(methods.iter().copied()))),
        ("CachePolicyId", policy(design, &verb::cache_policy(fields), CACHE_POLICIES, cache)),
        ("OriginRequestPolicyId", policy(design, &verb::request_policy(fields), REQUEST_POLICIES, request)),
        ("ResponseHeadersPolicyId", policy(design, &verb::response_policy(fields), RESPONSE_POLICIES, "none")),
        ("Compress", verb::compress(fields).value()),
    ];
    Value::Map(present(members))
}

fn present<const N: usize>(mut members: [(&str, Option<Value>); N]) -> Map {
    crate::value::present(&mut members)
}

/// An origin without its id.
pub fn origin(builder: &Builder<'_>, target: NodeId, connection: &Connection) -> Option<Map> {
    let fields = &connection.fields;
    let node = builder.design.node(target)?;
    let is_bucket = node.kind == bucket::KIND.id;
    let shield = verb::shield_region(fields).value();
    let shield = shield.map(|region| map([("Enabled", Value::Flag(true)), ("OriginShieldRegion", region)]));
    let mut origin = present([
        ("DomainName", Some(if is_bucket { bucket_domain(builder, target) } else { domain(builder, target, connection) })),
        ("OriginPath", verb::origin_path(fields).value()),
        ("ConnectionAttempts", verb::attempts(fields).value()),
        ("ConnectionTimeout", verb::connect_timeout(fields).value()),
        ("OriginShield", shield),
    ]);
    if is_bucket {
        origin.insert("OriginAccessControlId".to_owned(), Value::attribute(&builder.logical_id(target, ACCESS_CONTROL), "Id"));
        // Empty where access control signs the requests, but CloudFormation wants to see that the origin is a bucket.
        let mut config = map([("OriginAccessIdentity", Value::text(""))]);
        if let (Value::Map(members), Some(seconds)) = (&mut config, fields.get("read_timeout")) {
            members.insert("OriginReadTimeout".to_owned(), seconds.clone());
        }
        origin.insert("S3OriginConfig".to_owned(), config);
        return Some(origin);
    }
    let (read, keep) = (verb::read_timeout(fields).value(), verb::keep_alive(fields).value());
    if !load_balancer::faces_internet(node) {
        let id = Value::attribute(&builder.logical_id(target, VPC_ORIGIN), "Id");
        let config = present([("VpcOriginId", Some(id)), ("OriginReadTimeout", read), ("OriginKeepaliveTimeout", keep)]);
        origin.insert("VpcOriginConfig".to_owned(), Value::Map(config));
        return Some(origin);
    }
    let (http, https) = ports(node);
    let config = present([
        ("OriginProtocolPolicy", Some(protocol(node, connection))),
        ("HTTPPort", Some(http)),
        ("HTTPSPort", Some(https)),
        ("OriginSSLProtocols", Some(Value::list(["TLSv1.2"]))),
        ("OriginReadTimeout", read),
        ("OriginKeepaliveTimeout", keep),
    ]);
    origin.insert("CustomOriginConfig".to_owned(), Value::Map(config));
    // What the load balancer asks for, whichever connection says so: it cannot ask for two.
    if let Some(name) = verb::asked_header(builder.design, target) {
        let header = map([("HeaderName", name), ("HeaderValue", verb::secret_value(builder, target))]);
        origin.insert("OriginCustomHeaders".to_owned(), Value::List(vec![header]));
    }
    Some(origin)
}

/// The name of a bucket in its region: the global one redirects while a new bucket is not known everywhere.
fn bucket_domain(builder: &Builder<'_>, target: NodeId) -> Value {
    Value::attribute(&builder.logical_id(target, "Bucket"), "RegionalDomainName")
}

/// The name under which CloudFront asks a load balancer.
fn domain(builder: &Builder<'_>, target: NodeId, connection: &Connection) -> Value {
    let own = verb::origin_domain(&connection.fields).value();
    let recorded = || record::resolving(builder.design, target).into_iter().find_map(|id| record::name(builder.design, id));
    own.or_else(recorded).unwrap_or_else(|| Value::attribute(&load_balancer::balancer_id(builder, target), "DNSName"))
}

/// How CloudFront speaks with a load balancer.
fn protocol(node: &Node, connection: &Connection) -> Value {
    let chosen = verb::origin_protocol(&connection.fields).value();
    let secure = listeners::all(node).first().is_some_and(|main| main.secure);
    let main = Value::text(if secure { "https-only" } else { "http-only" });
    chosen.filter(|chosen| chosen.as_text() != Some("automatic")).unwrap_or(main)
}

/// The ports for HTTP and HTTPS: those of the first listeners that speak them, else the usual ones.
fn ports(node: &Node) -> (Value, Value) {
    let all = listeners::all(node);
    let first = |secure: bool, usual: i64| {
        all.iter().find(|listener| listener.secure == secure).map_or(Value::Number(usual), |listener| listener.port.clone())
    };
    (first(false, 80), first(true, 443))
}

/// Lets CloudFront in to a load balancer, on the ports that it asks.
///
/// CloudFront comes from its origin-facing addresses, also to a VPC origin: a rule for the VPC's own range would keep it out.
/// Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html>.
pub fn open(builder: &mut Builder<'_>, distribution: NodeId, balancer: NodeId, connection: &Connection) {
    let Some(node) = builder.design.node(balancer).cloned() else { return };
    let (http, https) = ports(&node);
    let asked = match protocol(&node, connection).as_text() {
        Some("http-only") => vec![http],
        Some("https-only") => vec![https],
        _ => vec![http, https],
    };
    let words = security_group::plain(&format!("Requests through {}", builder.name(distribution)));
    for port in asked {
        let rule = match verb::prefix_list(&connection.fields).value() {
            Some(list) => security_group::tcp(&port, "SourcePrefixListId", list, &words),
            None => security_group::tcp(&port, "CidrIp", Value::text("0.0.0.0/0"), &words),
        };
        security_group::add_rule(builder, balancer, "SecurityGroupIngress", &rule);
    }
}

const ACCESS_CONTROL: &str = "OriginAccessControl";

/// Lets just this distribution read a bucket's objects: it signs its requests, and the bucket's policy names it.
/// Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>.
pub fn open_bucket(builder: &mut Builder<'_>, distribution: NodeId, target: NodeId, connection: &Connection) {
    let control = builder.logical_id(target, ACCESS_CONTROL);
    if !builder.has(&control) {
        // Names are unique in the account: the stack's own id keeps two copies apart.
        let name = Value::sub(format!("${{AWS::StackName}}-{}", builder.stem(target)));
        let config = map([
            ("Name", name),
            ("OriginAccessControlOriginType", Value::text("s3")),
            ("SigningBehavior", Value::text("always")),
            ("SigningProtocol", Value::text("sigv4")),
        ]);
        builder.add(target, ACCESS_CONTROL, "AWS::CloudFront::OriginAccessControl", [("OriginAccessControlConfig", Some(config))]);
    }
    let distribution = builder.logical_id(distribution, "Distribution");
    let arn = Value::sub(format!("arn:${{AWS::Partition}}:cloudfront::${{AWS::AccountId}}:distribution/${{{distribution}}}"));
    let condition = || Some(map([("StringEquals", map([("AWS:SourceArn", arn.clone())]))]));
    let service = || Value::text("cloudfront.amazonaws.com");
    let objects = bucket::objects(builder, target);
    let writes = matches!(verb::methods(&connection.fields).text().as_str(), "all");
    let actions: &[&str] = if writes { &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] } else { &["s3:GetObject"] };
    bucket::allow(builder, target, resource_policy::allow_service(service(), actions, objects, condition()));
    // Without the right to list, a bucket answers 403 instead of 404 to paths that it does not have.
    if verb::list_bucket(&connection.fields).flag() {
        let arn = bucket::arn(builder, target);
        bucket::allow(builder, target, resource_policy::allow_service(service(), &["s3:ListBucket"], arn, condition()));
    }
}

const VPC_ORIGIN: &str = "VpcOrigin";

/// Makes an internal load balancer reachable for CloudFront, once.
pub fn add_vpc_origin(builder: &mut Builder<'_>, balancer: NodeId, connection: &Connection) {
    let origin = builder.logical_id(balancer, VPC_ORIGIN);
    let Some(node) = builder.design.node(balancer).cloned().filter(|_| !builder.has(&origin)) else { return };
    let (http, https) = ports(&node);
    let name = Value::sub(format!("${{AWS::StackName}}-{}", builder.stem(balancer)));
    let config = map([
        ("Name", name),
        ("Arn", Value::reference(load_balancer::balancer_id(builder, balancer))),
        ("OriginProtocolPolicy", protocol(&node, connection)),
        ("HTTPPort", http),
        ("HTTPSPort", https),
        ("OriginSSLProtocols", Value::list(["TLSv1.2"])),
    ]);
    let origin = builder.add_tagged(balancer, VPC_ORIGIN, "AWS::CloudFront::VpcOrigin", false, [("VpcOriginEndpointConfig", Some(config))]);
    // CloudFront takes only VPCs with an internet gateway, although no route needs to lead to it.
    let attachment = network::vpc_of(builder.design, balancer).map(|vpc| vpc::attachment_id(builder, vpc));
    if let (Some(resource), Some(attachment)) = (builder.resource(&origin), attachment) {
        resource.wait_for(attachment);
    }
}

/// True when a distribution fetches from an internal load balancer of a VPC.
pub fn reaches_into(design: &Design, vpc: NodeId) -> bool {
    let internal = design.nodes_of(load_balancer::KIND.id).filter(|(_, node)| !load_balancer::faces_internet(node));
    let mut internal = internal.filter(|(id, _)| network::vpc_of(design, *id) == Some(vpc));
    internal.any(|(id, _)| !design.sources(id, verb::VERB.id).is_empty())
}
