//! A secret in a header is one as long as nobody on the way reads it.

use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{listeners, load_balancer};
use crate::design::Design;
use crate::meaning::fetches_from;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP131",
    name: "clear-header",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
A distribution sends its secret header to a load balancer over plain HTTP.

Requests from CloudFront to an internet-facing load balancer go over the internet. Over plain HTTP the header with the secret is as readable as \
everything else that users send: whoever reads it can go round the distribution. An HTTPS listener keeps it, and so does an internal load balancer, \
which CloudFront asks inside of the VPC.",
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
site -> public-a : spans
site -> public-b : spans
cdn -> site : fetches-from
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
  cluster work
    service web public_address=true
      container app port=8080
users -> cdn : requests
site -> public-a : spans
site -> public-b : spans
cdn -> site : fetches-from secret_header=\"\" prefix_list=pl-4fa04526
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(fetches_from::VERB.id) {
        let Some((from, to)) = connection.nodes() else { continue };
        let Some(node) = design.node(to).filter(|node| node.kind == load_balancer::KIND.id) else { continue };
        let is_secure = listeners::all(node).first().is_some_and(|main| main.secure);
        let asks_http = match fetches_from::origin_protocol(&connection.fields).text().as_str() {
            "http-only" => true,
            "automatic" => !is_secure,
            _ => false,
        };
        let Some(header) = fetches_from::asked_header(design, to).filter(|_| asks_http) else { continue };
        let message = format!(
            "{} sends the secret in {} to {} over plain HTTP: whoever reads it on the way can go round {}",
            label(design, from),
            header.display(),
            name(design, to),
            name(design, from)
        );
        findings.report(message).on(to).on_connection(id).field("origin_protocol");
    }
}
