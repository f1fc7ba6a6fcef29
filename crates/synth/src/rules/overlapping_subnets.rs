//! The subnets of a VPC share no address.

use super::support::{free_range, label, name, patch, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::vpc;
use crate::design::{Design, NodeId};
use crate::network::{addresses, subnets_of};
use crate::ordered::Order;
use crate::value::Value;
use ipnet::Ipv4Net;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP002",
    name: "overlapping-subnets",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Two subnets of one VPC share addresses.

Every address of a VPC belongs to at most one subnet; otherwise a router would not know where to send a packet. \
The second of the two subnets cannot be created, and the deployment rolls back.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.0.0.0/20 access=private zone=1
  subnet private-b cidr=10.0.8.0/24 access=private zone=2
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.0.0.0/20 access=private zone=1
  subnet private-b cidr=10.0.16.0/24 access=private zone=2
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (vpc, _) in design.nodes_of(vpc::KIND.id) {
        let mut subnets: Vec<NodeId> = subnets_of(design, vpc);
        // The subnet that came later is the one to move.
        subnets.order();
        let ranges: Vec<(NodeId, Ipv4Net)> = subnets.into_iter().filter_map(|id| Some((id, range_of(design, id)?))).collect();
        for (index, (later, range)) in ranges.iter().enumerate() {
            let Some((earlier, other)) = ranges[..index].iter().find(|(_, other)| addresses::overlap(*range, *other)) else {
                continue;
            };
            let message = format!("{} with {range} shares addresses with {} with {other}", label(design, *later), name(design, *earlier));
            let finding = findings.report(message).on(*later).field("cidr");
            finding
                .aws_says(format!("The CIDR '{range}' conflicts with another subnet (Service: Ec2, Error Code: InvalidSubnet.Conflict)"));
            if let Some(free) = free_range(design, vpc, *later) {
                let change = patch(design, |edit| edit.set_field(*later, "cidr", Some(Value::text(free.to_string()))));
                finding.fix(format!("Use {free}, the next free range"), change);
            }
        }
    }
}
