//! HTTPS needs a certificate; sign-in and gRPC need HTTPS.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{certificate, listeners, load_balancer};
use crate::design::{Connection, Design, Node, NodeId};
use crate::meaning::{authenticates_with, forwards, routing, secured_by};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP034",
    name: "secure-listener",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
An HTTPS listener has no certificate, or something that needs HTTPS hangs on an HTTP listener.

A browser accepts HTTPS only with a certificate, so a listener cannot be created without one. Signing users in sets a cookie that must not \
travel in the open, so only HTTPS listeners may do it; gRPC is HTTP/2, which browsers and clients speak over TLS alone.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site protocol=HTTPS port=443
  cluster work
    service web public_address=true
      container app port=8080
certificate shop domain=shop.example.com
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site protocol=HTTPS port=443
certificate shop domain=shop.example.com
site -> public-a : spans
site -> public-b : spans
site -> shop : secured-by
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        check_certificates(design, findings, id, node);
        let secure = listeners::all(node).iter().any(|listener| listener.secure);
        let signing = design.connections_from(id).filter(|(_, connection)| connection.verb == authenticates_with::VERB.id && !secure);
        for (connection, record) in signing {
            let pool = record.to.node().map(|pool| name(design, pool)).unwrap_or_default();
            let finding = findings.report(format!("{} signs users in with {pool}, but has no HTTPS listener", label(design, id)));
            finding.on(id).on_connection(connection).field("protocol");
            finding.aws_says("Actions of type 'authenticate-cognito' are supported only on HTTPS listeners");
        }
        for target in forwards::targets(design, id) {
            let Some(connection) = design.connection(target.connection) else { continue };
            let is_grpc = forwards::protocol_version(&connection.fields).text() == "GRPC";
            if is_grpc && routing::listener_of(design, id, connection).is_some_and(|listener| !listener.secure) {
                let message =
                    format!("{} forwards gRPC to {} from a listener that is not HTTPS", label(design, id), name(design, target.service));
                findings.report(message).on(id).on_connection(target.connection).field("protocol_version");
            }
        }
    }
}

fn check_certificates(design: &Design, findings: &mut Findings, id: NodeId, node: &Node) {
    for listener in listeners::all(node) {
        if !listener.secure || listeners::has_certificate(design, id, &listener) {
            continue;
        }
        let port = listener.port.display();
        let finding = findings.report(format!("{} has no certificate for HTTPS on port {port}", label(design, id))).on(id);
        finding.field("protocol").aws_says("A certificate must be specified for HTTPS listeners");
        for (certificate, _) in design.nodes_of(certificate::KIND.id) {
            let change = patch(design, |edit| {
                edit.connect(Connection::new(id, certificate, secured_by::VERB.id));
            });
            finding.fix(format!("Secure it by {}", name(design, certificate)), change);
        }
    }
}
