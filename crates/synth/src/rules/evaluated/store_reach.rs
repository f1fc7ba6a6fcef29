//! Tasks reach what their connections say that they use.

use super::support::endpoint_fixes;
use super::support::walks::{blocked, can_start};
use super::{Findings, Rule, Severity};
use crate::catalog;
use crate::design::Design;
use crate::network::walk::{self, Step};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP086",
    name: "store-reach",
    severity: Severity::Error,
    docs: "\
Tasks may use a store, queue or key, but no packet gets there.

A permission opens no network. The tasks start, since their image and logs have a way, and then every call of the program waits until it gives up. \
In an isolated subnet each service of AWS that is called needs an endpoint; elsewhere a route to a NAT gateway or a public address does for all.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
topic news
worker -> inner-a : runs
app -> images : pulls
worker -> news : publish
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-sns service=sns
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
topic news
worker -> inner-a : runs
app -> images : pulls
worker -> news : publish
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let steps = [Step::Name, Step::Route, Step::Address, Step::Gateway, Step::NetworkAcl];
    for walked in blocked(design).0.iter().filter(|walked| steps.contains(&walked.hop.step)) {
        let granted = design.node(walked.to).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.grant(&walked.verb).is_some());
        // Tasks that do not even start are found by the rule about the way to their image.
        if !granted || !can_start(design, walked.from) {
            continue;
        }
        let finding = findings.report(walked.message(design)).on(walked.from).on_connection(walked.connection);
        let Some(service) = walk::service_of(design, walked.to) else { continue };
        finding.aws_says(format!("Connect timeout on endpoint URL: \"https://{service}.{}.amazonaws.com/\"", design.settings().region));
        if walked.hop.step == Step::Route {
            finding.fixes.extend(endpoint_fixes::add_missing(design, walked.from, &[service]));
        }
    }
}
