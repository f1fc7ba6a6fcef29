//! The application load balancer.

use super::{Given, Idle, Metric, Metrics, Need, Shape, listeners, resource, security_group, subnet, vpc};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{forwards, spans};
use crate::network;
use crate::synthesize::Builder;
use crate::template::references;
use crate::value::{Value, map};

kind! {
    /// Takes HTTP requests and hands each to a healthy task of the service behind it.
    /// It spans at least two subnets in different zones: public ones when it faces the internet. Its listeners forward to the
    /// services it is connected to; several are told apart by host, path, header and more on their connections.
    "load-balancer", "Application load balancer" {
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
        group: Traffic,
        category: Networking,
        shape: Shape::Card,
        place: Span,
        parents: &["vpc"],
        glyph: &["M12 4a2 2 0 1 0 0 4a2 2 0 1 0 0-4z", "M12 8v5", "M5 16v-3h14v3", "M3 16h4v4H3z", "M17 16h4v4h-4z", "M12 13v3", "M10 16h4v4h-4z"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        metrics: &METRICS,
        idle: &IDLE_FIELDS,
    }

    /// Internet-facing: it has public addresses. Internal: only the VPC reaches it. A change replaces it.
    scheme "Scheme" in "Reach": Choice(&["internet-facing", "internal"]) => Text("internet-facing"), takes Literals(Structure);
    /// What its addresses are: IPv4 alone or both families; both needs subnets with IPv6 ranges.
    address_type "Address type" in "Reach": Choice(&["ipv4", "dualstack", "dualstack-without-public-ipv4"]) => Text("ipv4");
    /// The protocol of the main listener. HTTPS needs a certificate.
    protocol "Protocol" in "Listener": Choice(&["HTTP", "HTTPS"]) => Text("HTTP"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html";
    /// The port of the main listener.
    port "Port" in "Listener": Number { least: 1, most: 65535 } => Number(80), takes Known;
    /// The ARN of a certificate that is there already, for HTTPS, in the same region. A connection `secured-by` to a certificate
    /// of the design makes it unnecessary.
    certificate "Certificate ARN" in "Listener": Text { most: 2048 } => Nothing;
    /// The security policy for HTTPS: which protocol versions and ciphers are accepted.
    ssl_policy "TLS policy" in "Listener": Name { also: "-", most: 128 } => Text("ELBSecurityPolicy-TLS13-1-2-2021-06"),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html";
    /// Whether port 80 answers with a redirect (301) to HTTPS when the main listener is HTTPS. People type names without `https://`.
    /// It does nothing while a listener of your own uses port 80.
    redirect_http "Redirect HTTP" in "Listener": Flag => Flag(true), takes Literals(Structure),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html";
    /// Further listeners, each with a port of its own: `{Port=8443, Protocol=HTTPS}`. HTTPS ones may have a `CertificateArn` and an
    /// `SslPolicy`, else they take those of the load balancer. Connections name a listener by its port.
    listeners "Further listeners" in "Listener": Entries => Nothing, within &[("Port", Names), ("Protocol", Structure)],
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html";
    /// How long a silent connection stays open. Keep it below the application's own time-out.
    idle_timeout "Idle timeout" in "Behaviour": Number { least: 1, most: 4000 } => Number(60), unit "seconds",
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html";
    /// How long a client may keep one connection at most. Empty gives an hour.
    client_keep_alive "Client keep-alive" in "Behaviour": Number { least: 60, most: 604_800 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html";
    /// Whether header fields that break the rules are dropped before they reach the application.
    drop_invalid_headers "Drop invalid headers" in "Headers": Flag => Flag(true);
    /// Whether clients may speak HTTP/2.
    http2 "HTTP/2" in "Behaviour": Flag => Flag(true);
    /// How it treats requests that two servers could read in two ways. Empty is `defensive`.
    desync_mode "Desync mitigation" in "Behaviour": Choice(&["monitor", "defensive", "strictest"]) => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html";
    /// What happens to the `X-Forwarded-For` header, in which the application finds the client's address. Empty is `append`.
    forwarded_for "X-Forwarded-For" in "Headers": Choice(&["append", "preserve", "remove"]) => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html";
    /// Whether `X-Forwarded-For` also says the client's port.
    forwarded_port "Client port" in "Headers": Flag => Flag(false);
    /// Whether the application gets the `Host` header as the client wrote it.
    preserve_host "Preserve host" in "Headers": Flag => Flag(false);
    /// Whether the application is told the TLS version and cipher in two headers.
    tls_headers "TLS headers" in "Headers": Flag => Flag(false);
    /// Whether requests pass when the web application firewall cannot be asked.
    waf_fail_open "Pass without WAF" in "Behaviour": Flag => Flag(false);
    /// Whether a zone that is in trouble can be taken out of its addresses.
    zonal_shift "Zonal shift" in "Behaviour": Flag => Flag(false),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html";
    /// The name of a bucket that gets a line for each request. The bucket's policy must let the log delivery service write.
    access_log_bucket "Access log bucket" in "Logs": Text { most: 63 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html";
    /// What the names of access log files start with.
    access_log_prefix "Access log prefix" in "Logs": Text { most: 512 } => Nothing;
    /// The name of a bucket that gets a line for each connection of a client.
    connection_log_bucket "Connection log bucket" in "Logs": Text { most: 63 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-connection-logging.html";
    /// What the names of connection log files start with.
    connection_log_prefix "Connection log prefix" in "Logs": Text { most: 512 } => Nothing;
    /// Capacity that is kept ready for a rush, in load balancer capacity units. It is billed whether it is used or not.
    least_capacity "Least capacity" in "Behaviour": Number { least: 100, most: 100_000 } => Nothing, unit "LCU",
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html";
    /// Whether it refuses to be deleted. The stack cannot be destroyed while it does.
    deletion_protection "Deletion protection" in "Behaviour": Flag => Flag(false);
    /// A fixed name of up to 32 letters, digits and hyphens that does not start with `internal-`. It blocks replacement; leave it empty.
    load_balancer_name "Fixed name" in "Words": Name { also: "-", most: 32 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need {
            fields: &["access_log_prefix"],
            of: "access_log_bucket",
            values: &[],
            since: "it has no access log bucket of its own; a connection has a prefix of its own",
        },
        Need {
            fields: &["connection_log_prefix"],
            of: "connection_log_bucket",
            values: &[],
            since: "it has no connection log bucket of its own",
        },
    ],
    why: idle,
};

fn caption(design: &Design, id: NodeId, node: &Node) -> String {
    let ports: Vec<String> = listeners::all(node).iter().map(|listener| format!(":{}", listener.port.display())).collect();
    let listener = format!("{} {}", protocol(&node.fields).text(), ports.join(" "));
    let mut targets: Vec<String> =
        forwards::targets(design, id).into_iter().map(|target| format!(":{}", Given(Some(target.port)).shown(design))).collect();
    targets.dedup();
    if targets.is_empty() { listener } else { format!("{listener} → {}", targets.join(" ")) }
}

/// True when it has public addresses.
pub fn faces_internet(node: &Node) -> bool {
    scheme(&node.fields).text() == "internet-facing"
}

/// The logical id of the load balancer itself.
pub fn balancer_id(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "LoadBalancer")
}

/// The attributes that are always written, and those that were set to something else than AWS's default.
fn attributes(node: &Node) -> Value {
    let fields = &node.fields;
    let flag = |given: super::Given| given.value().filter(|value| *value != Value::Flag(false));
    let mut all: Vec<(&str, Option<Value>)> = vec![
        ("idle_timeout.timeout_seconds", idle_timeout(fields).value()),
        ("client_keep_alive.seconds", client_keep_alive(fields).value()),
        ("routing.http.drop_invalid_header_fields.enabled", drop_invalid_headers(fields).value()),
        ("routing.http2.enabled", http2(fields).value()),
        ("routing.http.desync_mitigation_mode", desync_mode(fields).value()),
        ("routing.http.xff_header_processing.mode", forwarded_for(fields).value()),
        ("routing.http.xff_client_port.enabled", flag(forwarded_port(fields))),
        ("routing.http.preserve_host_header.enabled", flag(preserve_host(fields))),
        ("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", flag(tls_headers(fields))),
        ("waf.fail_open.enabled", flag(waf_fail_open(fields))),
        ("zonal_shift.config.enabled", flag(zonal_shift(fields))),
        ("deletion_protection.enabled", deletion_protection(fields).value()),
    ];
    let logs = [
        (
            access_log_bucket(fields),
            access_log_prefix(fields),
            ["access_logs.s3.enabled", "access_logs.s3.bucket", "access_logs.s3.prefix"],
        ),
        (
            connection_log_bucket(fields),
            connection_log_prefix(fields),
            ["connection_logs.s3.enabled", "connection_logs.s3.bucket", "connection_logs.s3.prefix"],
        ),
    ];
    for (bucket, prefix, [enabled, name, path]) in logs {
        if let Some(bucket) = bucket.value() {
            all.extend([(enabled, Some(Value::Flag(true))), (name, Some(bucket)), (path, prefix.value())]);
        }
    }
    Value::List(all.into_iter().filter_map(|(key, value)| Some(attribute(key, &value?))).collect())
}

/// An attribute of a load balancer or target group: its value is text, whatever it is.
pub fn attribute(key: &str, value: &Value) -> Value {
    map([("Key", Value::text(key)), ("Value", value.to_text())])
}

static METRICS: Metrics = Metrics {
    namespace: "AWS/ApplicationELB",
    metrics: &[
        Metric::sum("HTTPCode_ELB_5XX_Count"),
        Metric::sum("HTTPCode_Target_5XX_Count"),
        Metric::sum("HTTPCode_Target_4XX_Count"),
        Metric::average("TargetResponseTime"),
        Metric::sum("RequestCount"),
        Metric::sum("RejectedConnectionCount"),
        Metric::sum("TargetConnectionErrorCount"),
        Metric::sum("ActiveConnectionCount"),
    ],
    dimensions: |builder, id| vec![("LoadBalancer", Value::attribute(&builder.logical_id(id, "LoadBalancer"), "LoadBalancerFullName"))],
};

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    security_group::derive(builder, id, &format!("What load balancer {} lets in and out", node.name));
    let subnets = builder.design.targets(id, spans::VERB.id);
    let references = subnets.iter().map(|subnet| subnet::reference(builder, *subnet)).collect();
    let groups = security_group::references(builder, id);
    let balancer = builder.add_tagged(
        id,
        "LoadBalancer",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        false,
        [
            ("Type", Some(Value::text("application"))),
            ("Name", load_balancer_name(&node.fields).value()),
            ("Scheme", scheme(&node.fields).value()),
            ("IpAddressType", address_type(&node.fields).value()),
            ("Subnets", Some(Value::List(references))),
            ("SecurityGroups", Some(groups)),
            ("LoadBalancerAttributes", Some(attributes(node))),
            ("MinimumLoadBalancerCapacity", least_capacity(&node.fields).value().map(|units| map([("CapacityUnits", units)]))),
        ],
    );
    let vpc = network::vpc_of(builder.design, id).filter(|vpc| faces_internet(node) && vpc::has_gateway(builder.design, *vpc));
    let attachment = vpc.map(|vpc| vpc::attachment_id(builder, vpc));
    if let (Some(resource), Some(attachment)) = (builder.resource(&balancer), attachment) {
        resource.wait_for(attachment);
    }
    // Addresses of both families take the IPv6 ranges that raw resources give the subnets. Whether they are wanted may be a parameter.
    let ranges = ipv6_ranges(builder, &subnets);
    builder.wait_for(&balancer, ranges);
    listeners::synthesize(builder, id, node, &balancer);
    let scheme_of_address = protocol(&node.fields).text().to_lowercase();
    let usual = if scheme_of_address == "https" { "443" } else { "80" };
    let name = builder.logical_id(id, "Url");
    let address = port(&node.fields).decides(&[usual], |port| {
        let host = Value::sub(format!("{scheme_of_address}://${{{balancer}.DNSName}}"));
        let port = if port.display() == usual { Vec::new() } else { vec![Value::text(":"), port.clone()] };
        Some(Value::joined([host].into_iter().chain(port).chain([Value::text("/")])))
    });
    if let Some(address) = address {
        builder.output(&name, &format!("Address of load balancer {}", node.name), address);
    }
}

/// The resource type that gives a subnet an IPv6 range.
pub const IPV6_RANGE: &str = "AWS::EC2::SubnetCidrBlock";

/// The names of the raw resources that give subnets an IPv6 range.
fn ipv6_ranges(builder: &Builder<'_>, subnets: &[NodeId]) -> Vec<String> {
    let subnets: Vec<String> = subnets.iter().map(|subnet| builder.logical_id(*subnet, "Subnet")).collect();
    let ranges = builder.design.nodes_of(resource::KIND.id).filter(|(_, node)| resource::r#type(&node.fields).text() == IPV6_RANGE);
    let names_one = |node: &Node| {
        let named = resource::written_properties(node).get("SubnetId").map(references::of).unwrap_or_default();
        named.iter().any(|reference| subnets.iter().any(|subnet| subnet == reference.name()))
    };
    ranges.filter(|(_, node)| names_one(node)).map(|(_, node)| node.name.clone()).collect()
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let all = listeners::all(design.node(id)?);
    let is_secure = all.iter().any(|listener| listener.secure);
    match field {
        "certificate" | "ssl_policy" if !is_secure => Some("no listener takes HTTPS"),
        "redirect_http" if !all.first().is_some_and(|main| main.secure) => Some("its main listener takes HTTP"),
        "redirect_http" if all.iter().any(|listener| listener.port.as_number() == Some(80)) => Some("a listener of its own uses port 80"),
        _ => None,
    }
}
