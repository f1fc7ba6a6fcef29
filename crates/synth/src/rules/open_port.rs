//! The world needs no other doors than those of a web site.

use super::support::label;
use super::support::security_rules::{InboundRule, inbound, without};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::security_group;
use crate::design::Design;

/// The ports of web sites.
const WEB: [i64; 2] = [80, 443];

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP057",
    name: "open-port",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A security group lets the whole internet in on a port that is not for web sites.

Every address on the internet is probed all the time. Ports other than 80 and 443 are for a load balancer, for colleagues or for other \
services; each of these has a range or a group of its own that can be let in instead.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  security-group doors ingress=[{IpProtocol=tcp, FromPort=8080, ToPort=8080, CidrIp=0.0.0.0/0}]
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
web -> public-a : runs
web -> public-b : runs
doors -> web : guards
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  security-group doors ingress=[{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=0.0.0.0/0}]
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
web -> public-a : runs
web -> public-b : runs
doors -> web : guards
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(security_group::KIND.id) {
        for InboundRule { index, from, to, has_ports, range } in inbound(node) {
            if !has_ports || !["0.0.0.0/0", "::/0"].contains(&range.as_str()) || (from == to && WEB.contains(&from)) {
                continue;
            }
            let ports = if from == to { format!("port {from}") } else { format!("ports {from} to {to}") };
            let message = format!("{} lets the whole internet in on {ports}", label(design, id));
            findings.report(message).on(id).field("ingress").fix("Remove the rule", without(design, id, index));
        }
    }
}
