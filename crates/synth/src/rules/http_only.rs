//! What browsers send travels in the open.

use super::support::label;
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{internet, listeners, load_balancer};
use crate::design::Design;
use crate::meaning::{fetches_from, requests};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP051",
    name: "http-only",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A load balancer takes requests from the internet over plain HTTP alone.

Everybody on the way can read and change what users send and get, passwords and sessions included, and browsers mark the page as not secure. \
HTTPS needs a certificate for a domain; it is free at AWS. CloudFront in front has one of its own.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
    flagged: "\
internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
users -> site : requests
",
    passing: "\
internet users
certificate shop domain=shop.example.com
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site protocol=HTTPS port=443
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
site -> web : forwards
site -> shop : secured-by
users -> site : requests
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        let is_secure = listeners::all(node).iter().any(|listener| listener.secure);
        // Behind a distribution nobody should ask it directly; that is another rule's.
        let is_behind = !design.sources(id, fetches_from::VERB.id).is_empty();
        if is_secure || is_behind || load_balancer::scheme(&node.fields).text() == "internal" {
            continue;
        }
        let is_open = design.connections_to(id).any(|(_, connection)| {
            let from = connection.from.node().and_then(|from| design.node(from));
            connection.verb == requests::VERB.id && from.is_some_and(|from| from.kind == internet::KIND.id)
        });
        if is_open {
            let message =
                format!("{} takes requests from the internet over plain HTTP alone: everybody on the way can read them", label(design, id));
            findings.report(message).on(id).field("protocol");
        }
    }
}
