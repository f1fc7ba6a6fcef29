//! Peered VPCs share no address.

use super::support::{label, name, patch, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::resource;
use crate::design::{Design, NodeId};
use crate::network::addresses;
use crate::synthesize::synthesized;
use crate::template::Template;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP084",
    name: "overlapping-peering",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Two VPCs with overlapping address ranges are peered.

A packet to an address that both have stays at home: its route table cannot tell the two apart. AWS refuses such a peering connection. Give each \
VPC that may be peered one day a range of its own.",
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
vpc other cidr=10.0.128.0/20
resource peer type=AWS::EC2::VPCPeeringConnection properties={VpcId=!Ref MainVpc, PeerVpcId=!Ref OtherVpc}
",
    passing: "\
vpc main cidr=10.0.0.0/16
vpc other cidr=10.1.0.0/16
resource peer type=AWS::EC2::VPCPeeringConnection properties={VpcId=!Ref MainVpc, PeerVpcId=!Ref OtherVpc}
",
    check,
};

/// The type of a peering connection.
const PEERING: &str = "AWS::EC2::VPCPeeringConnection";

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(resource::KIND.id).filter(|(_, node)| resource::r#type(&node.fields).text() == PEERING) {
        let made = synthesized(design);
        let Some(peering) = made.0.resources.values().find(|found| found.node == Some(id)) else { continue };
        let ends = ["VpcId", "PeerVpcId"].map(|end| peering.property(end).and_then(|value| node_of(&made.0, value)));
        let [Some(one), Some(other)] = ends else { continue };
        let (Some(first), Some(second)) = (range_of(design, one), range_of(design, other)) else { continue };
        if one == other || !addresses::overlap(first, second) {
            continue;
        }
        let message = format!(
            "{} joins {} with {first} and {} with {second}, which share addresses",
            label(design, id),
            name(design, one),
            name(design, other)
        );
        let finding = findings.report(message).on(id).field("properties");
        finding.aws_says("Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range");
        finding.fix("Remove the peering connection", patch(design, |edit| edit.remove_node(id)));
    }
}

/// The node whose resource a value refers to.
fn node_of(template: &Template, value: &Value) -> Option<NodeId> {
    let Value::Call(function, argument) = value else { return None };
    let id = argument.as_text().filter(|_| matches!(function.as_str(), "Ref" | "GetAtt"))?;
    template.resources.get(id.split('.').next()?)?.node
}
