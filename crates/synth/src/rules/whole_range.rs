//! Whoever is in the VPC is not meant by all of it.

use super::support::security_rules::{InboundRule, inbound, without};
use super::support::{label, name, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{endpoint, load_balancer, security_group};
use crate::design::{Design, NodeId};
use crate::meaning::guards;
use crate::network::{self, addresses};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP058",
    name: "whole-range",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A security group lets the VPC's whole range in.

Everything in the VPC may then connect, also a machine that somebody has broken into. Where requests come from a load balancer, its security \
group can be named instead: the connection `forwards` does that and opens just the target's port.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  security-group doors ingress=[{IpProtocol=tcp, FromPort=8080, ToPort=8080, CidrIp=10.0.0.0/16}]
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
  security-group doors ingress=[{IpProtocol=tcp, FromPort=8080, ToPort=8080, CidrIp=10.0.0.0/24}]
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
        let Some(vpc) = network::vpc_of(design, id) else { continue };
        let Some(all) = range_of(design, vpc) else { continue };
        // An endpoint is there for everything in the VPC.
        let guarded = design.targets(id, guards::VERB.id);
        let guards_endpoints = guarded.iter().any(|id| design.node(*id).is_some_and(|node| node.kind == endpoint::KIND.id));
        // So is an internal load balancer: who may not ask it is a matter of its own rules.
        let is_internal = |id: &NodeId| {
            let balancer = design.node(*id).filter(|node| node.kind == load_balancer::KIND.id);
            balancer.is_some_and(|node| load_balancer::scheme(&node.fields).text() == "internal")
        };
        let serves_all = guards_endpoints || (!guarded.is_empty() && guarded.iter().all(is_internal));
        for InboundRule { index, range, .. } in inbound(node) {
            let is_all = addresses::range(&range).is_some_and(|range| range.prefix_len() > 0 && addresses::contains(range, all));
            if !is_all || serves_all {
                continue;
            }
            let message = format!("{} lets everything in {} in ({range})", label(design, id), name(design, vpc));
            findings
                .report(message)
                .on(id)
                .field("ingress")
                .fix("Remove the rule: connections open what they need", without(design, id, index));
        }
    }
}
