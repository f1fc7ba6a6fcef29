//! Known holes in images can be found at the push.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::repository;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP076",
    name: "unscanned-images",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A repository does not look into its images.

Images carry the libraries of their day, and holes in them become known later. ECR compares every pushed image with the list of known ones, \
free of charge, and shows what to update.",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html",
    flagged: "\
repository images scan_on_push=false
",
    passing: "\
repository images
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(repository::KIND.id) {
        if !repository::scan_on_push(&node.fields).is_off() {
            continue;
        }
        let change = patch(design, |edit| edit.set_field(id, "scan_on_push", None));
        findings
            .report(format!("{} does not look into its images", label(design, id)))
            .on(id)
            .field("scan_on_push")
            .fix("Scan at each push", change);
    }
}
