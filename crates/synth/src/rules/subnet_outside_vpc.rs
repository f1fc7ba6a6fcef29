//! A subnet's range has to lie in the range of its VPC.

use super::support::{and, free_range, label, name, names, patch, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{subnet, vpc};
use crate::design::{Design, NodeId};
use crate::network::{addresses, subnets_of};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP001",
    name: "subnet-outside-vpc",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A subnet's address range lies outside the range of its VPC.

A VPC owns one range of private addresses and a subnet is a part of it. A subnet with addresses that the VPC does not own cannot be created, \
so the deployment stops there and rolls back. Choose a range that starts with the VPC's own numbers.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.1.10.0/24 access=private zone=1
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (vpc, _) in design.nodes_of(vpc::KIND.id) {
        let Some(outer) = range_of(design, vpc) else {
            open_vpc(design, findings, vpc);
            continue;
        };
        let by_parameter = |subnet: &NodeId| {
            let range = design.node(*subnet).and_then(|node| subnet::cidr(&node.fields).0);
            range.filter(is_chosen).map(|range| (*subnet, range))
        };
        let (open, ranges): (Vec<NodeId>, Vec<Value>) = subnets_of(design, vpc).iter().filter_map(by_parameter).unzip();
        if !open.is_empty() {
            let question = format!("whether {} within {outer} of {}", lie(design, &open), label(design, vpc));
            let ranges: Vec<String> = ranges.iter().map(Value::display).collect();
            let why = if let [range] = ranges.as_slice() {
                format!("{range} is its range")
            } else {
                format!("{} are their ranges", and(&ranges))
            };
            findings.cannot_tell(question, why).on(vpc).field("cidr");
        }
        for subnet in subnets_of(design, vpc) {
            let Some(inner) = range_of(design, subnet).filter(|inner| !addresses::contains(outer, *inner)) else {
                continue;
            };
            let message =
                format!("{} has the range {inner}, which does not lie in {outer} of {}", label(design, subnet), label(design, vpc));
            let finding = findings.report(message).on(subnet).field("cidr");
            finding.aws_says(format!("The CIDR '{inner}' is invalid. (Service: Ec2, Error Code: InvalidSubnet.Range)"));
            if let Some(free) = free_range(design, vpc, subnet) {
                let change = patch(design, |edit| edit.set_field(subnet, "cidr", Some(Value::text(free.to_string()))));
                finding.fix(format!("Use {free}, the next free range"), change);
            }
        }
    }
}

/// True for a range that whoever deploys chooses: a function such as `Cidr` works one out that fits.
fn is_chosen(range: &Value) -> bool {
    matches!(range, Value::Call(function, _) if ["Ref", "ImportValue", "FindInMap"].contains(&function.as_str()))
}

/// `subnets a and b lie`.
fn lie(design: &Design, subnets: &[NodeId]) -> String {
    if let [one] = subnets { format!("subnet {} lies", name(design, *one)) } else { format!("subnets {} lie", names(design, subnets)) }
}

/// A VPC whose range is chosen at deployment, around subnets with ranges that are not.
fn open_vpc(design: &Design, findings: &mut Findings, vpc: NodeId) {
    let Some(outer) = design.node(vpc).and_then(|node| vpc::cidr(&node.fields).0).filter(is_chosen) else { return };
    let fixed: Vec<NodeId> = subnets_of(design, vpc).into_iter().filter(|subnet| range_of(design, *subnet).is_some()).collect();
    if !fixed.is_empty() {
        let question = format!("whether {} within {}", lie(design, &fixed), label(design, vpc));
        findings.cannot_tell(question, format!("{} is its range", outer.display())).on(vpc).field("cidr");
    }
}
