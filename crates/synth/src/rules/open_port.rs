//! The world needs no other doors than those of a web site.

use super::support::security_rules::{InboundRule, inbound, inbound_of, without};
use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::security_group;
use crate::design::{Design, NodeId};
use crate::value::Value;

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
        for rule in inbound(node).into_iter().filter(is_open) {
            let change = without(design, id, rule.index);
            findings.report(message(design, id, &rule)).on(id).field("ingress").fix("Remove the rule", change);
        }
    }
    let Some(made) = raw::template(design, &[GROUP]) else { return };
    // What a load balancer listens on is open for a reason.
    let listeners = made.0.resources.values().filter(|resource| resource.kind == "AWS::ElasticLoadBalancingV2::Listener");
    let listened: Vec<i64> = listeners.filter_map(|listener| listener.property("Port")?.as_number()).collect();
    let is_open = |rule: &InboundRule| is_open(rule) && !(rule.from == rule.to && listened.contains(&rule.from));
    for (id, _, resource) in raw::of_type(design, &made.0, GROUP) {
        for rule in inbound_of(resource.property(RULES)).into_iter().filter(&is_open) {
            let change = raw::change_properties(design, id, |all| {
                if let Some(Value::List(rules)) = all.get_mut(RULES)
                    && rule.index < rules.len()
                {
                    rules.remove(rule.index);
                }
            });
            findings.report(message(design, id, &rule)).on(id).field("properties").fix("Remove the rule", change);
        }
    }
    for (id, _, resource) in raw::of_type(design, &made.0, INGRESS) {
        let own = Value::List(vec![Value::Map(resource.properties.iter().map(|(name, value)| (name.clone(), value.clone())).collect())]);
        for rule in inbound_of(Some(&own)).into_iter().filter(&is_open) {
            let finding = findings.report(message(design, id, &rule)).on(id).field("properties");
            finding.fix("Remove the rule", patch(design, |edit| edit.remove_node(id)));
        }
    }
}

/// The types of groups that somebody wrote, of rules beside them, and the property in which a group has its own.
const GROUP: &str = "AWS::EC2::SecurityGroup";
const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";
const RULES: &str = "SecurityGroupIngress";

/// True for a rule that lets everybody in where no web site is.
fn is_open(rule: &InboundRule) -> bool {
    let is_web = rule.from == rule.to && WEB.contains(&rule.from);
    rule.has_ports && ["0.0.0.0/0", "::/0"].contains(&rule.range.as_str()) && !is_web
}

fn message(design: &Design, id: NodeId, InboundRule { from, to, .. }: &InboundRule) -> String {
    let ports = if from == to { format!("port {from}") } else { format!("ports {from} to {to}") };
    format!("{} lets the whole internet in on {ports}", label(design, id))
}
