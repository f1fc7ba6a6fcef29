//! A distribution reaches its origins.

use super::support::patch;
use super::support::walks::{Walked, ends, tell_open};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::fetches_from;
use crate::network::walk::Step;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP083",
    name: "origin-reach",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A distribution asks an origin where nobody answers.

CloudFront asks a load balancer over HTTP or HTTPS, on the port of a listener that speaks it, and over the internet or as an origin in your VPC. When \
there is no such listener, or a security group or network ACL keeps CloudFront out, each page that is not in the cache is an error.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-504-gateway-timeout.html",
    flagged: "\
distribution cdn
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
cdn -> site : fetches-from origin_protocol=https-only
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
distribution cdn
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
site -> public-a : spans
site -> public-b : spans
cdn -> site : fetches-from
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let steps = [Step::Address, Step::GroupIn, Step::NetworkAcl, Step::Gateway, Step::Listener, Step::Origin];
    for walked in ends(design).blocked.iter().filter(|walked| walked.is(fetches_from::VERB.id, &steps)) {
        let finding = findings.report(walked.message(design)).on(walked.from).on_connection(walked.connection);
        finding.aws_says("HTTP 504 from CloudFront: The request could not be satisfied");
        let chosen = design.connection(walked.connection).is_some_and(|record| record.fields.contains_key("origin_protocol"));
        if walked.hop.step == Step::Listener && chosen {
            finding.field("origin_protocol");
            let change = patch(design, |edit| {
                edit.connection(walked.connection, |record| drop(record.fields.remove("origin_protocol")));
            });
            finding.fix("Ask it as its main listener speaks", change);
        }
    }
    let open = ends(design);
    // Whose addresses a prefix list has is known in the account alone; one in the field for CloudFront's is CloudFront's.
    let is_let_in = |walked: &Walked| {
        let record = design.connection(walked.connection);
        walked.hop.step == Step::GroupIn && record.is_some_and(|record| fetches_from::prefix_list(&record.fields).value().is_some())
    };
    let open = open.open.iter().filter(|walked| walked.verb == fetches_from::VERB.id && !is_let_in(walked));
    tell_open(design, findings, open.map(|walked| walked.open(design)));
}
