//! Tasks reach what their connections say that they use.

use super::support::walks::{Open, Walked, can_start, ends, open_hop, tell_open};
use super::support::{endpoint_fixes, label, name, told};
use super::{Finding, Findings, Rule, Severity, Stage};
use crate::catalog::{self, task_definition};
use crate::design::{Design, NodeId};
use crate::network::walk::{self, Step, Stop, Verdict};
use crate::synthesize::synthesized;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP086",
    name: "store-reach",
    severity: Severity::Error,
    stage: Stage::Run,
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
  endpoint to-logs service=logs
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
log-group lines
topic news
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
worker -> news : publish
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  endpoint to-sns service=sns
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
log-group lines
topic news
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
worker -> news : publish
",
    check,
};

/// The hops that other rules leave to this one.
const STEPS: [Step; 5] = [Step::Name, Step::Route, Step::Address, Step::Gateway, Step::NetworkAcl];

fn check(design: &Design, findings: &mut Findings) {
    for walked in ends(design).blocked.iter().filter(|walked| STEPS.contains(&walked.hop.step)) {
        let granted = design.node(walked.to).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.grant(&walked.verb).is_some());
        // Tasks that do not even start are found by the rule about the way to their image.
        if !granted || !can_start(design, walked.from) {
            continue;
        }
        report(design, findings, (walked.from, walked.to), walked.message(design), walked.hop.step).on_connection(walked.connection);
    }
    let is_granted = |walked: &Walked| {
        design.node(walked.to).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.grant(&walked.verb).is_some())
    };
    let all = ends(design);
    let mut open: Vec<Open> =
        all.open.iter().filter(|walked| is_granted(walked) && can_start(design, walked.from)).map(|walked| walked.open(design)).collect();
    // A name in a variable means the same as a connection; the permission is a matter of another rule.
    let made = told::all(design);
    let mut seen: Vec<(NodeId, NodeId)> = Vec::new();
    for told in &made {
        let to = synthesized(design).0.resources.get(&told.resource).and_then(|resource| resource.node);
        let (Some(from), Some(to)) = (task_definition::around(design, told.container), to) else { continue };
        let is_store = design.node(to).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.access.is_some());
        if !is_store || seen.contains(&(from, to)) || !can_start(design, from) {
            continue;
        }
        seen.push((from, to));
        let connected =
            design.connections_to(to).any(|(_, record)| record.from.node().is_some_and(|id| id == from || id == told.container));
        let Some(trace) = walk::trace(design, Stop::Node(from), Stop::Node(to), None).ok().filter(|_| !connected) else { continue };
        if let Some(hop) = open_hop(&trace) {
            open.push(Open { from, to: name(design, to).to_owned(), why: hop.text.clone(), connection: None });
        }
        let Some(hop) = trace.legs.into_iter().flat_map(|leg| leg.hops).find(|hop| hop.verdict == Verdict::Blocked) else { continue };
        if STEPS.contains(&hop.step) {
            let message = format!("{} does not reach {}: {}", label(design, from), name(design, to), hop.text);
            report(design, findings, (from, to), message, hop.step);
        }
    }
    tell_open(design, findings, open);
}

fn report<'f>(design: &Design, findings: &'f mut Findings, (from, to): (NodeId, NodeId), message: String, step: Step) -> &'f mut Finding {
    let finding = findings.report(message).on(from);
    let Some(service) = walk::service_of(design, to) else { return finding };
    finding.aws_says(format!("Connect timeout on endpoint URL: \"https://{service}.{}.amazonaws.com/\"", design.settings().region));
    if step == Step::Route {
        finding.fixes.extend(endpoint_fixes::add_missing(design, from, &[service]));
    }
    finding
}
