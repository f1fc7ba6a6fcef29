//! The security group of an interface endpoint lets in the tasks that need it.

use super::support::walks::{Walked, ends};
use super::support::{label, name, patch, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{endpoint, security_group};
use crate::design::{Design, NodeId};
use crate::meaning::{injects, logs, pulls};
use crate::network::vpc_of;
use crate::network::walk::Step;
use crate::value::{Value, map};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP077",
    name: "endpoint-reach",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
The security group of an endpoint does not let in the tasks that use it.

An interface endpoint is a network interface with a security group of its own, and with private DNS the service's usual name leads there, also where a \
NAT gateway would lead out. It has to let TCP 443 in from the tasks. The group that is made for it does; a drawn one that guards both needs a rule \
of yours, since it cannot name itself.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  security-group shared
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
log-group lines
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
shared -> worker : guards
shared -> to-logs : guards
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  security-group shared ingress=[{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=10.0.0.0/16}]
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
log-group lines
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
shared -> worker : guards
shared -> to-logs : guards
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for walked in ends(design).blocked.iter().filter(|walked| walked.hop.step == Step::GroupIn) {
        let is_endpoint = |id: &NodeId| design.node(*id).is_some_and(|node| node.kind == endpoint::KIND.id);
        let Some(closed) = walked.hop.nodes.iter().copied().find(is_endpoint) else { continue };
        let message = format!("{} does not let {} in: {}", label(design, closed), name(design, walked.from), walked.hop.text);
        let finding = findings.report(message).on(closed).on_connection(walked.connection);
        finding.aws_says(aws_says(walked));
        let group = security_group::guarding(design, closed).first().copied();
        let range = vpc_of(design, closed).and_then(|vpc| range_of(design, vpc));
        if let (Some(group), Some(range)) = (group, range) {
            let rule = map([
                ("IpProtocol", Value::text("tcp")),
                ("FromPort", Value::Number(443)),
                ("ToPort", Value::Number(443)),
                ("CidrIp", Value::text(range.to_string())),
            ]);
            let known = design.node(group).and_then(|node| security_group::ingress(&node.fields).value());
            let mut rules = known.as_ref().and_then(Value::as_list).unwrap_or_default().to_vec();
            rules.push(rule);
            let change = patch(design, |edit| edit.set_field(group, "ingress", Some(Value::List(rules))));
            finding.fix(format!("Let port 443 in from {range} at {}", name(design, group)), change);
        }
    }
}

/// What the agent says of a task that does not start, or a program of a call.
fn aws_says(walked: &Walked) -> &'static str {
    match walked.verb.as_str() {
        verb if verb == pulls::VERB.id || verb == injects::VERB.id => {
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed"
        }
        verb if verb == logs::VERB.id => "ResourceInitializationError: failed to validate logger args: : signal: killed",
        _ => "Connect timeout on endpoint URL",
    }
}
