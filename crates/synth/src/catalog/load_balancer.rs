//! The application load balancer with its listener.

use super::{Shape, security_group, subnet, vpc};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{forwards, spans};
use crate::network;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Takes HTTP requests and hands each to a healthy task of the service behind it.
    /// It spans at least two subnets in different zones: public ones when it faces the internet. Its listener forwards to the
    /// services it is connected to; several are told apart by the path on their connection.
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
    }

    /// Internet-facing: it has public addresses. Internal: only the VPC reaches it. A change replaces it.
    scheme "Scheme" in "Reach": Choice(&["internet-facing", "internal"]) => Text("internet-facing");
    /// What its addresses are: IPv4 alone or both families; both needs subnets with IPv6 ranges.
    address_type "Address type" in "Reach": Choice(&["ipv4", "dualstack"]) => Text("ipv4");
    /// The protocol of the listener. HTTPS needs a certificate.
    protocol "Protocol" in "Listener": Choice(&["HTTP", "HTTPS"]) => Text("HTTP"),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html";
    /// The port of the listener.
    port "Port" in "Listener": Number { least: 1, most: 65535 } => Number(80);
    /// The ARN of the certificate for HTTPS, in the same region.
    certificate "Certificate ARN" in "Listener": Text { most: 2048 } => Nothing;
    /// The security policy for HTTPS: which protocol versions and ciphers are accepted.
    ssl_policy "TLS policy" in "Listener": Name { also: "-", most: 128 } => Text("ELBSecurityPolicy-TLS13-1-2-2021-06"),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html";
    /// How long a silent connection stays open. Keep it below the application's own time-out.
    idle_timeout "Idle timeout" in "Behaviour": Number { least: 1, most: 4000 } => Number(60), unit "seconds",
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html";
    /// Whether header fields that break the rules are dropped before they reach the application.
    drop_invalid_headers "Drop invalid headers" in "Behaviour": Flag => Flag(true);
    /// Whether clients may speak HTTP/2.
    http2 "HTTP/2" in "Behaviour": Flag => Flag(true);
    /// Whether it refuses to be deleted. The stack cannot be destroyed while it does.
    deletion_protection "Deletion protection" in "Behaviour": Flag => Flag(false);
    /// A fixed name of up to 32 letters, digits and hyphens that does not start with `internal-`. It blocks replacement; leave it empty.
    load_balancer_name "Fixed name" in "Words": Name { also: "-", most: 32 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html";
}

fn caption(design: &Design, id: NodeId, node: &Node) -> String {
    let listener = format!("{} :{}", protocol(&node.fields).text(), port(&node.fields).text());
    let mut targets: Vec<String> = forwards::targets(design, id).into_iter().map(|target| format!(":{}", target.port)).collect();
    targets.dedup();
    if targets.is_empty() { listener } else { format!("{listener} → {}", targets.join(" ")) }
}

/// The logical id of the listener: services wait for it.
pub fn listener_id(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "Listener")
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    security_group::derive(builder, id, &format!("What load balancer {} lets in and out", node.name));
    let attribute = |key: &str, value: String| map([("Key", Value::text(key)), ("Value", Value::text(value))]);
    let attributes = vec![
        attribute("idle_timeout.timeout_seconds", idle_timeout(&node.fields).text()),
        attribute("routing.http.drop_invalid_header_fields.enabled", drop_invalid_headers(&node.fields).text()),
        attribute("routing.http2.enabled", http2(&node.fields).text()),
        attribute("deletion_protection.enabled", deletion_protection(&node.fields).text()),
    ];
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
            ("LoadBalancerAttributes", Some(Value::List(attributes))),
        ],
    );
    let internet_facing = scheme(&node.fields).text() == "internet-facing";
    let vpc = network::vpc_of(builder.design, id).filter(|vpc| internet_facing && vpc::has_gateway(builder.design, *vpc));
    let attachment = vpc.map(|vpc| vpc::attachment_id(builder, vpc));
    if let (Some(resource), Some(attachment)) = (builder.resource(&balancer), attachment) {
        resource.wait_for(attachment);
    }
    add_listener(builder, id, node, &balancer);
    let scheme_of_address = protocol(&node.fields).text().to_lowercase();
    let port = port(&node.fields).text();
    let suffix = if matches!((scheme_of_address.as_str(), port.as_str()), ("http", "80") | ("https", "443")) {
        String::new()
    } else {
        format!(":{port}")
    };
    let name = builder.logical_id(id, "Url");
    let address = Value::sub(format!("{scheme_of_address}://${{{balancer}.DNSName}}{suffix}/"));
    builder.output(&name, &format!("Address of load balancer {}", node.name), address);
}

fn add_listener(builder: &mut Builder<'_>, id: NodeId, node: &Node, balancer: &str) {
    let secure = protocol(&node.fields).text() == "HTTPS";
    let certificates = certificate(&node.fields).value().filter(|_| secure).map(|arn| Value::List(vec![map([("CertificateArn", arn)])]));
    let nothing_yet = map([
        ("Type", Value::text("fixed-response")),
        (
            "FixedResponseConfig",
            map([
                ("StatusCode", Value::text("404")),
                ("ContentType", Value::text("text/plain")),
                ("MessageBody", Value::text("No service takes this request")),
            ]),
        ),
    ]);
    builder.add(
        id,
        "Listener",
        "AWS::ElasticLoadBalancingV2::Listener",
        [
            ("LoadBalancerArn", Some(Value::reference(balancer))),
            ("Protocol", protocol(&node.fields).value()),
            ("Port", port(&node.fields).value()),
            ("Certificates", certificates),
            ("SslPolicy", ssl_policy(&node.fields).value().filter(|_| secure)),
            ("DefaultActions", Some(Value::List(vec![nothing_yet]))),
        ],
    );
}
