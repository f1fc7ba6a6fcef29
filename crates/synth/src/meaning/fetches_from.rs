//! A distribution fetches what it does not have from an origin.

use super::origins;
use crate::catalog::{bucket, load_balancer, record};
use crate::design::{Connection, ConnectionId, Design, NodeId};
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

verb! {
    /// Makes a load balancer or bucket an origin of a distribution, for all paths or for some.
    /// An internet-facing load balancer then refuses requests without a secret that only the distribution sends, since everybody
    /// could go round CloudFront otherwise. An internal one is reached inside your VPC, as a VPC origin. A bucket stays private: only
    /// this distribution may read its objects.
    "fetches-from" {
        phrase: "fetches from",
        source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html",
        line: Traffic,
        joins: &[("distribution", "load-balancer"), ("distribution", "bucket")],
        label: |design, connection| match path(&connection.fields).shown(design) {
            all if all.is_empty() => "fetches".to_owned(),
            some => format!("fetches {some}"),
        },
        synthesize: synthesize,
    }

    /// The paths that this origin answers, such as `/api/*`. Empty takes all that no other connection takes; just one may be empty.
    path "Path" in "Requests": Text { most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html";
    /// What browsers that come with plain HTTP get.
    viewer_protocol "HTTP from browsers" in "Requests": Choice(&["redirect-to-https", "https-only", "allow-all"]) => Text("redirect-to-https");
    /// The methods that get through: `read` is GET and HEAD, `options` also OPTIONS. Automatic takes all for a load balancer, `read`
    /// for a bucket.
    methods "Methods" in "Requests": Choice(&["automatic", "read", "options", "all"]) => Text("automatic"), takes Literals(Structure);
    /// What is kept and for how long. Automatic keeps what a bucket has for a day and nothing of a load balancer, whose pages may
    /// differ from user to user. The id of a policy of your own goes here as an expression: `!Sub "658327ea-…"`, or a
    /// parameter that does not say which values it allows.
    cache_policy "Cache policy" in "Cache": Choice(super::origins::CACHE_POLICIES) => Text("automatic"), takes Both,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html";
    /// What of a request the origin gets to see. Automatic sends a load balancer everything, a bucket nothing.
    request_policy "Request policy" in "Cache": Choice(super::origins::REQUEST_POLICIES) => Text("automatic"), takes Both,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html";
    /// Headers that are added to the answers, for instance those that make browsers more careful.
    response_policy "Response policy" in "Cache": Choice(super::origins::RESPONSE_POLICIES) => Text("none"), takes Both,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html";
    /// Whether answers are compressed for browsers that can read it.
    compress "Compress" in "Cache": Flag => Flag(true),
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html";
    /// A folder that is put before every path on its way to the origin, such as `/site`.
    origin_path "Origin path" in "Origin": Text { most: 255 } => Nothing;
    /// A name of the load balancer that its certificate covers, which CloudFront checks with HTTPS. Empty takes a record that resolves
    /// to the load balancer, else its own name.
    origin_domain "Origin name" in "Origin": Text { most: 253 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html";
    /// How CloudFront speaks with a load balancer. Automatic does as its main listener.
    origin_protocol "Origin protocol" in "Origin": Choice(&["automatic", "http-only", "https-only", "match-viewer"]) => Text("automatic"), takes Literals(Structure);
    /// How long it waits for an answer.
    read_timeout "Response timeout" in "Origin": Number { least: 1, most: 120 } => Number(30), unit "seconds",
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html";
    /// How long it keeps a silent connection.
    keep_alive "Keep-alive" in "Origin": Number { least: 1, most: 120 } => Number(5), unit "seconds";
    /// How often it tries to connect.
    attempts "Attempts" in "Origin": Number { least: 1, most: 3 } => Number(3);
    /// How long it waits for a connection.
    connect_timeout "Connection timeout" in "Origin": Number { least: 1, most: 10 } => Number(10), unit "seconds";
    /// The region of a further cache in front of the origin, that all places ask first.
    shield_region "Origin Shield" in "Origin": Name { also: "-", most: 32 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html";
    /// Whether a bucket says 404 to paths that it does not have instead of 403: the distribution may then ask what is in it.
    list_bucket "Say 404" in "Protection": Flag => Flag(false), takes Literals(Structure),
        source "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html";
    /// The header with the secret that an internet-facing load balancer asks for. The secret is made by Secrets Manager and stands in
    /// no template. Empty leaves the load balancer open for everybody.
    secret_header "Secret header" in "Protection": NameOrNone { also: "-", most: 40 } => Text("X-Origin-Verify"),
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html";
    /// The id of the prefix list `com.amazonaws.global.cloudfront.origin-facing` in your region; the only addresses that are then let
    /// in. `aws ec2 describe-managed-prefix-lists` prints it. It counts as 55 rules of 60. Empty lets in everybody who can reach the
    /// load balancer.
    prefix_list "Prefix list" in "Protection": Name { also: "-", most: 32 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html";
}

/// What a distribution has of its connections.
pub struct Served {
    /// The origins.
    pub origins: Vec<Value>,
    /// How requests are answered that no path takes; nothing when there is no connection.
    pub default: Option<Value>,
    /// How the others are, in the order of the drawing.
    pub by_path: Vec<Value>,
}

/// The connections of a distribution to its origins, in the order of the drawing.
pub fn connections(design: &Design, distribution: NodeId) -> Vec<(ConnectionId, std::sync::Arc<Connection>)> {
    let leaving = design.connections_from(distribution).filter(|(_, connection)| connection.verb == VERB.id);
    leaving.filter(|(_, connection)| connection.nodes().is_some()).map(|(id, connection)| (id, connection.clone())).collect()
}

/// The origins and behaviours of a distribution. Connections whose origins are the same share one.
pub fn origins_and_behaviours(builder: &Builder<'_>, distribution: NodeId) -> Served {
    let mut served = Served { origins: Vec::new(), default: None, by_path: Vec::new() };
    let mut known: Vec<(Map, String)> = Vec::new();
    let mut all = connections(builder.design, distribution);
    // Something must take what no path takes: without an own one it is the first connection.
    let default = all.iter().position(|(_, connection)| path(&connection.fields).value().is_none()).unwrap_or(0);
    if default < all.len() {
        let first = all.remove(default);
        all.insert(0, first);
    }
    for (index, (_, connection)) in all.iter().enumerate() {
        let Some(target) = connection.to.node() else { continue };
        let Some(origin) = origins::origin(builder, target, connection) else { continue };
        let same = known.iter().find(|(other, _)| *other == origin).map(|(_, id)| id.clone());
        let id = same.unwrap_or_else(|| {
            let stem = builder.stem(target).to_owned();
            let taken = known.iter().filter(|(_, id)| id.starts_with(&stem)).count();
            let id = if taken == 0 { stem } else { format!("{stem}{}", taken + 1) };
            let mut written = Map::from_iter([("Id".to_owned(), Value::text(&id))]);
            written.extend(origin.clone());
            served.origins.push(Value::Map(written));
            known.push((origin, id.clone()));
            id
        });
        let behaviour = origins::behaviour(builder.design, target, connection, &id, index > 0);
        if index == 0 {
            served.default = Some(behaviour);
        } else {
            served.by_path.push(behaviour);
        }
    }
    served
}

/// The connections of distributions that fetch from a load balancer.
fn fetching(design: &Design, target: NodeId) -> impl Iterator<Item = &std::sync::Arc<Connection>> {
    let all = design.connections_to(target).map(|(_, connection)| connection);
    all.filter(|connection| connection.verb == VERB.id && connection.from.node().is_some())
}

/// The header that a load balancer asks for: that of the first distribution which sends one. An internal one asks for none, since
/// nobody can go round CloudFront there.
pub fn asked_header(design: &Design, balancer: NodeId) -> Option<Value> {
    let header = fetching(design, balancer).find_map(|connection| secret_header(&connection.fields).value())?;
    design.node(balancer).is_some_and(|node| load_balancer::faces_internet(node)).then_some(header)
}

/// The secret in a header, resolved by CloudFormation when it deploys.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html>.
pub fn secret_value(builder: &Builder<'_>, balancer: NodeId) -> Value {
    Value::sub(format!("{{{{resolve:secretsmanager:${{{}}}:SecretString:::}}}}", builder.logical_id(balancer, SECRET)))
}

/// The condition of a load balancer's rules that a request comes through a distribution; nothing when it asks for no secret.
pub fn secret_condition(builder: &Builder<'_>, balancer: NodeId) -> Option<Value> {
    let header = asked_header(builder.design, balancer)?;
    let config = map([("HttpHeaderName", header), ("Values", Value::List(vec![secret_value(builder, balancer)]))]);
    Some(map([("Field", Value::text("http-header")), ("HttpHeaderConfig", config)]))
}

const SECRET: &str = "OriginSecret";

/// The name by which browsers know a load balancer: of a record that resolves to it or to a distribution in front of it.
pub fn public_name(design: &Design, balancer: NodeId) -> Option<Value> {
    let in_front = fetching(design, balancer).filter_map(|connection| connection.from.node());
    let mut known = in_front.chain([balancer]).flat_map(|node| record::resolving(design, node));
    known.find_map(|id| record::name(design, id))
}

/// Why a field of a connection changes nothing.
pub fn idle(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let connection = design.connection(id)?;
    let target = connection.to.node()?;
    let node = design.node(target)?;
    if node.kind != load_balancer::KIND.id {
        let of_balancers = matches!(field, "origin_domain" | "origin_protocol" | "keep_alive" | "secret_header" | "prefix_list");
        return of_balancers.then_some("it is about load balancers, and CloudFront asks buckets in its own way");
    }
    let is_internal = !load_balancer::faces_internet(node);
    let mut others = fetching(design, target);
    match field {
        "list_bucket" => Some("it is about buckets"),
        "secret_header" if is_internal => Some("nobody can go round CloudFront to an internal load balancer"),
        "secret_header" => {
            let own = secret_header(&connection.fields).value();
            (own != asked_header(design, target)).then_some("the load balancer asks for the header of an earlier connection")
        }
        "origin_protocol" if is_internal => {
            let first = others.next()?;
            let differs = origin_protocol(&first.fields).value() != origin_protocol(&connection.fields).value();
            differs.then_some("CloudFront speaks with an internal load balancer as the first connection to it says")
        }
        _ => None,
    }
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((distribution, target)) = connection.nodes() else { return };
    let Some(node) = builder.design.node(target).cloned() else { return };
    if node.kind == bucket::KIND.id {
        origins::open_bucket(builder, distribution, target, connection);
    }
    if node.kind == load_balancer::KIND.id {
        origins::open(builder, distribution, target, connection);
        if asked_header(builder.design, target).is_some() {
            add_secret(builder, distribution, target);
        }
        if !load_balancer::faces_internet(&node) {
            origins::add_vpc_origin(builder, target, connection);
        }
    }
}

/// Makes the secret once, whatever the number of connections.
fn add_secret(builder: &mut Builder<'_>, distribution: NodeId, balancer: NodeId) {
    let secret = builder.logical_id(balancer, SECRET);
    if builder.has(&secret) {
        return;
    }
    let words = format!("What {} sends to {} to show that a request comes through it", builder.name(distribution), builder.name(balancer));
    // Letters and digits alone: a condition's values take no comma, star or question mark as they are.
    let form = map([("PasswordLength", Value::Number(32)), ("ExcludePunctuation", Value::Flag(true))]);
    builder.add_tagged(
        balancer,
        SECRET,
        "AWS::SecretsManager::Secret",
        false,
        [("Description", Some(Value::text(words.chars().take(2048).collect::<String>()))), ("GenerateSecretString", Some(form))],
    );
}
