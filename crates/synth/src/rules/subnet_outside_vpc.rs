//! A subnet's range has to lie in the range of its VPC.

use super::support::{free_range, label, patch, range_of};
use super::{Findings, Rule, Severity};
use crate::catalog::vpc;
use crate::design::Design;
use crate::network::{addresses, subnets_of};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP001",
    name: "subnet-outside-vpc",
    severity: Severity::Error,
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
            continue;
        };
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
