//! The listeners of a load balancer: the main one, further ones, and the redirect to HTTPS.

use super::{certificate, load_balancer};
use crate::design::{Design, Node, NodeId};
use crate::meaning::fetches_from;
use crate::synthesize::Builder;
use crate::template::decisions;
use crate::value::{Map, Value, map};

/// A listener that takes requests for services.
pub struct Listener {
    /// The port.
    pub port: Value,
    /// True for HTTPS.
    pub secure: bool,
    /// What its logical id ends with.
    pub suffix: String,
    protocol: Value,
    /// The ARN of the certificate that is written on the listener itself.
    pub certificate: Option<Value>,
    policy: Option<Value>,
}

impl Listener {
    /// The logical id: rules hang on it, services wait for it.
    pub fn id(&self, builder: &Builder<'_>, balancer: NodeId) -> String {
        builder.logical_id(balancer, &self.suffix)
    }
}

/// The port of plain HTTP.
const HTTP: i64 = 80;

/// The main listener and the further ones, in the order in which they are written.
pub fn all(node: &Node) -> Vec<Listener> {
    let fields = &node.fields;
    let protocol = load_balancer::protocol(fields).value().unwrap_or_else(|| Value::text("HTTP"));
    let main = Listener {
        port: load_balancer::port(fields).value().unwrap_or(Value::Number(HTTP)),
        secure: protocol.as_text() == Some("HTTPS"),
        suffix: "Listener".to_owned(),
        protocol,
        certificate: load_balancer::certificate(fields).value(),
        policy: load_balancer::ssl_policy(fields).value(),
    };
    let given = load_balancer::listeners(fields).value();
    let entries = given.as_ref().and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map);
    std::iter::once(main).chain(entries.enumerate().map(|(index, entry)| further(node, index, entry))).collect()
}

fn further(node: &Node, index: usize, entry: &Map) -> Listener {
    let port = entry.get("Port").cloned().unwrap_or(Value::Number(HTTP));
    let protocol = entry.get("Protocol").cloned().unwrap_or_else(|| Value::text("HTTP"));
    // A port names its listener for good; one that is known only at deployment is told by its place.
    let name = port.as_number().map_or_else(|| format!("No{}", index + 2), |port| port.to_string());
    Listener {
        secure: protocol.as_text() == Some("HTTPS"),
        suffix: format!("Listener{name}"),
        port,
        protocol,
        certificate: entry.get("CertificateArn").cloned().or_else(|| load_balancer::certificate(&node.fields).value()),
        policy: entry.get("SslPolicy").cloned().or_else(|| load_balancer::ssl_policy(&node.fields).value()),
    }
}

/// True when port 80 redirects to the main listener.
pub fn redirects(node: &Node) -> bool {
    let all = all(node);
    let secure = all.first().is_some_and(|main| main.secure);
    secure && load_balancer::redirect_http(&node.fields).flag() && all.iter().all(|listener| listener.port.as_number() != Some(HTTP))
}

/// The ports of all listeners, that of the redirect last.
pub fn ports(node: &Node) -> Vec<Value> {
    let redirect = redirects(node).then_some(Value::Number(HTTP));
    all(node).into_iter().map(|listener| listener.port).chain(redirect).collect()
}

/// The certificate of a listener: its own, else that of the first connection `secured-by`.
pub fn has_certificate(design: &Design, balancer: NodeId, listener: &Listener) -> bool {
    listener.certificate.is_some() || !certificate::securing(design, balancer).is_empty()
}

/// Answers requests that nothing else takes.
fn refusal(code: &str, words: &str) -> Value {
    let answer = map([("StatusCode", Value::text(code)), ("ContentType", Value::text("text/plain")), ("MessageBody", Value::text(words))]);
    map([("Type", Value::text("fixed-response")), ("FixedResponseConfig", answer)])
}

/// Adds the listeners. What they forward to is added by the connections.
pub fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node, balancer: &str) {
    // Requests that come round the distribution in front do not carry its secret.
    let refusal = match fetches_from::secret_condition(builder, id) {
        Some(_) => refusal("403", "Requests come through the distribution"),
        None => refusal("404", "No service takes this request"),
    };
    for listener in all(node) {
        let securing = certificate::securing(builder.design, id).into_iter().next();
        let own = listener.certificate.or_else(|| securing.and_then(|securing| certificate::reference(builder, securing)));
        let certificates = own.filter(|_| listener.secure).map(|arn| Value::List(vec![map([("CertificateArn", arn)])]));
        builder.add(
            id,
            &listener.suffix,
            "AWS::ElasticLoadBalancingV2::Listener",
            [
                ("LoadBalancerArn", Some(Value::reference(balancer))),
                ("Protocol", Some(listener.protocol)),
                ("Port", Some(listener.port)),
                ("Certificates", certificates),
                ("SslPolicy", listener.policy.filter(|_| listener.secure)),
                ("DefaultActions", Some(Value::List(vec![refusal.clone()]))),
            ],
        );
    }
    if redirects(node) {
        add_redirect(builder, id, node, balancer);
    }
}

fn add_redirect(builder: &mut Builder<'_>, id: NodeId, node: &Node, balancer: &str) {
    let port = load_balancer::port(&node.fields).value().unwrap_or(Value::Number(443));
    let target = map([("Protocol", Value::text("HTTPS")), ("Port", port.to_text()), ("StatusCode", Value::text("HTTP_301"))]);
    let redirect = builder.add(
        id,
        "RedirectListener",
        "AWS::ElasticLoadBalancingV2::Listener",
        [
            ("LoadBalancerArn", Some(Value::reference(balancer))),
            ("Protocol", Some(Value::text("HTTP"))),
            ("Port", Some(Value::Number(HTTP))),
            ("DefaultActions", Some(Value::List(vec![map([("Type", Value::text("redirect")), ("RedirectConfig", target)])]))),
        ],
    );
    let main = load_balancer::port(&node.fields).value().filter(Value::is_expression);
    if let (Some(main), Some(resource)) = (main, builder.resource(&redirect)) {
        resource.attributes.insert("Condition".to_owned(), decisions::not(decisions::equals(&main, &HTTP.to_string())));
    }
}
