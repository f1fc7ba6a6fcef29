//! Whoever requests pages gets through to the load balancer.

use super::support::patch;
use super::support::walks::{ends, tell_open};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::load_balancer;
use crate::design::{Design, NodeId};
use crate::meaning::{requests, spans};
use crate::network::is_public;
use crate::network::walk::Step;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP085",
    name: "request-reach",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
Requests from the internet do not get through to a load balancer.

An internal load balancer has private addresses alone: its name leads to them everywhere, but only its VPC reaches them. One that faces the internet \
is closed by a network ACL of its subnets or by a port on which it does not listen. Everything deploys, and browsers wait until they give up.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    flagged: "\
internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site scheme=internal
  cluster work
    service web public_address=true
      container app port=8080
users -> site : requests
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
users -> site : requests
site -> public-a : spans
site -> public-b : spans
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    // Subnets that are not public are found by the rule about a load balancer's zones.
    let steps = [Step::Address, Step::GroupIn, Step::NetworkAcl, Step::Gateway, Step::Listener];
    for walked in ends(design).blocked.iter().filter(|walked| walked.is(requests::VERB.id, &steps)) {
        let finding = findings.report(walked.message(design)).on(walked.to).on_connection(walked.connection);
        finding.aws_says("connection timed out");
        let internal = design.node(walked.to).is_some_and(|node| load_balancer::scheme(&node.fields).text() == "internal");
        let subnets: Vec<NodeId> = design.targets(walked.to, spans::VERB.id);
        if internal && walked.hop.step == Step::Address {
            finding.field("scheme");
            if subnets.iter().all(|subnet| is_public(design, *subnet)) {
                finding.fix("Let it face the internet", patch(design, |edit| edit.set_field(walked.to, "scheme", None)));
            }
        }
    }
    let open = ends(design);
    let open = open.open.iter().filter(|walked| walked.verb == requests::VERB.id);
    tell_open(design, findings, open.map(|walked| walked.open(design)));
}
