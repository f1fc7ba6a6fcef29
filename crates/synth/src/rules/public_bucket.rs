//! A bucket is private unless somebody opens it.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::bucket;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP065",
    name: "public-bucket",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A bucket does not block public access.

One wrong policy or access list, and everybody reads what is in it. With the block, AWS refuses such a policy. For pages of a web site, \
CloudFront reads a private bucket and nobody else has to.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    flagged: "\
bucket files block_public_access=false
",
    passing: "\
bucket files
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(bucket::KIND.id) {
        if !bucket::block_public_access(&node.fields).is_off() {
            continue;
        }
        let change = patch(design, |edit| edit.set_field(id, "block_public_access", None));
        let finding =
            findings.report(format!("{} does not block public access: one wrong policy opens it to everybody", label(design, id)));
        finding.on(id).field("block_public_access").fix("Block public access", change);
    }
}
