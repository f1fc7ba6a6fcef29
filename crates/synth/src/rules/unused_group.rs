//! A security group protects what it is put around.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::security_group;
use crate::design::{Design, NodeId};
use crate::meaning::guards;
use crate::synthesize::synthesized;
use crate::template::references;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP059",
    name: "unused-group",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
A security group is put around nothing.

Its rules look as if they protected something, but no load balancer, service or endpoint has it. Connect it with `guards`, or remove it.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  security-group lonely ingress=[{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=10.1.0.0/16}]
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  security-group doors ingress=[{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=10.1.0.0/16}]
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
        // One without rules is only just being drawn.
        if security_group::ingress(&node.fields).0.is_none() || !design.targets(id, guards::VERB.id).is_empty() {
            continue;
        }
        if is_named(design, id) {
            continue;
        }
        let finding = findings.report(format!("{} has rules, but guards nothing", label(design, id))).on(id);
        finding.fix("Remove it", patch(design, |edit| edit.remove_node(id)));
    }
}

/// True when something of the template names the group: a raw database, the rule of another group or an output.
fn is_named(design: &Design, id: NodeId) -> bool {
    let made = synthesized(design);
    let Some(own) = made.1.of(id, security_group::SUFFIX) else { return false };
    let others = made.0.resources.values().filter(|resource| resource.node != Some(id));
    let values = others.flat_map(|resource| resource.properties.values()).chain(design.settings().outputs.values());
    values.flat_map(references::of).any(|reference| reference.name() == own)
}
