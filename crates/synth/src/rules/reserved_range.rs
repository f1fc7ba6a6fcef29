//! Some ranges cannot be used in a VPC.

use super::support::{label, patch, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::vpc;
use crate::design::Design;
use crate::network::addresses;

/// Ranges with a meaning of their own.
const RESERVED: [&str; 4] = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"];

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP064",
    name: "reserved-range",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A VPC's range lies where addresses have another meaning.

Ranges of 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 and 224.0.0.0/4 are for machines themselves, links and groups. AWS refuses a VPC with them.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    flagged: "\
vpc main cidr=169.254.0.0/16
",
    passing: "\
vpc main cidr=10.0.0.0/16
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(vpc::KIND.id) {
        let Some(range) = range_of(design, id) else { continue };
        let meets = |reserved: &&&str| addresses::range(reserved).is_some_and(|reserved| addresses::overlap(reserved, range));
        let Some(reserved) = RESERVED.iter().find(meets) else { continue };
        let finding = findings.report(format!("{} uses {range}, which lies in the reserved range {reserved}", label(design, id)));
        finding.on(id).field("cidr").aws_says(format!("The CIDR '{range}' is invalid."));
        // Subnets lie in the old range: only an empty VPC can simply move.
        if design.children(Some(id)).is_empty() {
            finding.fix("Use 10.0.0.0/16", patch(design, |edit| edit.set_field(id, "cidr", None)));
        }
    }
}
