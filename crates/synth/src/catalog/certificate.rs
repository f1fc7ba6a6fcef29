//! The TLS certificate.

use super::{Idle, Shape};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{secured_by, validated_by};
use crate::synthesize::Builder;
use crate::value::{Value, map};

use super::hosted_zone;

kind! {
    /// Proves to browsers that they talk to your domain, so that they speak HTTPS with it.
    /// Certificate Manager issues it for free once you have shown that the domain is yours; with a hosted zone of the design the
    /// stack does that by itself, else the stack waits until the record stands in your DNS. CloudFront takes only certificates of
    /// us-east-1, a load balancer only those of its own region.
    "certificate", "Certificate" {
        source: "https://docs.aws.amazon.com/acm/latest/userguide/acm-overview.html",
        group: Traffic,
        category: Security,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M4 4h16v11H4z", "M8 8h8", "M8 11h5", "M15 13a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z", "M13.5 17.5V22l1.5-1l1.5 1v-4.5"],
        caption: |design, _, node| if existing(&node.fields).value().is_some() { "exists already".to_owned() } else { domain(&node.fields).shown(design) },
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// The name it is for: `example.com`, or `*.example.com` for all names one level below.
    domain "Domain" in "Names": Text { most: 253 } => Text("example.com"),
        source "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html";
    /// Further names that it is for. Up to 9 unless the quota was raised.
    alternative_names "Further names" in "Names": List => Nothing, takes Literals(Items),
        source "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html";
    /// How you show that the domain is yours: by a record in its DNS, which also renews by itself, or by a letter to its owner.
    validation "Validation" in "Issue": Choice(&["DNS", "EMAIL"]) => Text("DNS"), takes Known,
        source "https://docs.aws.amazon.com/acm/latest/userguide/domain-ownership-validation.html";
    /// The kind of key. RSA 2048 works everywhere; the elliptic ones are faster and need clients of the last ten years.
    key_algorithm "Key" in "Issue": Choice(&["RSA_2048", "EC_prime256v1", "EC_secp384r1"]) => Text("RSA_2048"),
        source "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html";
    /// Whether it is written into the public logs. Browsers refuse certificates that are in none.
    transparency_logging "Transparency log" in "Issue": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html";
    /// The ARN of a certificate that is there already. Then nothing is issued, and the other fields say nothing.
    existing "Existing ARN" in "Issue": Text { most: 2048 } => Nothing;
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// The certificates that secure a node, in the order of the drawing.
pub fn securing(design: &Design, id: NodeId) -> Vec<NodeId> {
    design.targets(id, secured_by::VERB.id)
}

/// The ARN of a certificate.
pub fn reference(builder: &Builder<'_>, id: NodeId) -> Option<Value> {
    let node = builder.design.node(id)?;
    Some(existing(&node.fields).value().unwrap_or_else(|| Value::reference(builder.logical_id(id, "Certificate"))))
}

/// The names that a certificate is for, as far as the design says.
pub fn names(node: &Node) -> Vec<Value> {
    if existing(&node.fields).value().is_some() {
        return Vec::new();
    }
    let further = alternative_names(&node.fields).value();
    let further = further.as_ref().and_then(Value::as_list).unwrap_or_default().iter().cloned();
    domain(&node.fields).value().into_iter().chain(further).collect()
}

/// Why a field of a certificate does nothing, in words after "since".
pub fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let exists = existing(&design.node(id)?.fields).value().is_some();
    (exists && !matches!(field, "existing" | "domain")).then_some("the certificate exists already and is not issued here")
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    if existing(&node.fields).value().is_some() {
        return;
    }
    let zone = builder.design.targets(id, validated_by::VERB.id).first().and_then(|zone| hosted_zone::reference(builder, *zone));
    let options = zone.map(|zone| {
        let option = |name: Value| map([("DomainName", name), ("HostedZoneId", zone.clone())]);
        Value::List(names(node).into_iter().map(option).collect())
    });
    let options = validation(&node.fields).decides(&["EMAIL"], |by| options.clone().filter(|_| by.as_text() != Some("EMAIL")));
    let logging = transparency_logging(&node.fields).switches(Some(Value::text("ENABLED")), Some(Value::text("DISABLED")));
    builder.add_tagged(
        id,
        "Certificate",
        "AWS::CertificateManager::Certificate",
        true,
        [
            ("DomainName", domain(&node.fields).value()),
            ("SubjectAlternativeNames", alternative_names(&node.fields).value()),
            ("ValidationMethod", validation(&node.fields).value()),
            ("DomainValidationOptions", options),
            ("KeyAlgorithm", key_algorithm(&node.fields).value()),
            ("CertificateTransparencyLoggingPreference", logging),
        ],
    );
}
