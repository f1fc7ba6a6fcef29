//! What stands behind a distribution is reached through it alone.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::load_balancer;
use crate::design::{Design, NodeId};
use crate::meaning::{fetches_from, requests};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP036",
    name: "round-the-distribution",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A load balancer behind a distribution is also asked directly, or could be by everybody.

Whoever finds the address of an internet-facing load balancer goes round CloudFront and with it round its cache, firewall and country rules. \
A secret header or the prefix list of CloudFront's addresses keeps them out; an internal load balancer cannot be reached at all. With the \
secret header, people who are meant to ask directly get an error.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html",
    flagged: "\
internet users
distribution cdn
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
users -> cdn : requests
users -> site : requests
site -> public-a : spans
site -> public-b : spans
cdn -> site : fetches-from secret_header=\"\"
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
internet users
distribution cdn
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
users -> cdn : requests
site -> public-a : spans
site -> public-b : spans
cdn -> site : fetches-from
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        let fetching =
            || design.connections_to(id).filter(|(_, connection)| connection.verb == fetches_from::VERB.id && connection.nodes().is_some());
        if !load_balancer::faces_internet(node) || fetching().next().is_none() {
            continue;
        }
        if fetches_from::asked_header(design, id).is_some() {
            check_direct(design, findings, id);
            continue;
        }
        for (connection, record) in fetching().filter(|(_, record)| fetches_from::prefix_list(&record.fields).value().is_none()) {
            let front = record.from.node().map(|front| name(design, front)).unwrap_or_default();
            let message = format!("Everybody can go round {front}: {} asks for no secret and lets in every address", label(design, id));
            let finding = findings.report(message).on(id).on_connection(connection).field("secret_header");
            let change = patch(design, |edit| edit.set_connection_field(connection, "secret_header", None));
            finding.fix("Ask for a secret header", change);
        }
    }
}

fn check_direct(design: &Design, findings: &mut Findings, id: NodeId) {
    for (connection, record) in design.connections_to(id).filter(|(_, connection)| connection.verb == requests::VERB.id) {
        let who = record.from.node().map(|from| name(design, from)).unwrap_or_default();
        let message = format!("{who} asks {} directly, which refuses requests without the secret of its distribution", label(design, id));
        let finding = findings.report(message).on(id).on_connection(connection);
        let change = patch(design, |edit| edit.remove_connection(connection));
        finding.fix("Let requests come through the distribution alone", change);
    }
}
