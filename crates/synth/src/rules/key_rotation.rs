//! A key is renewed once a year by itself.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::key;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP067",
    name: "key-rotation",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A symmetric key is never renewed.

KMS makes new key material once a year and keeps the old one for what was encrypted with it; nothing has to be encrypted again. Without \
rotation, one leaked key opens everything ever encrypted.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    flagged: "\
kms-key master rotation=false
",
    passing: "\
kms-key master
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(key::KIND.id) {
        // Only symmetric keys can be renewed.
        let is_symmetric = key::spec(&node.fields).text() == "SYMMETRIC_DEFAULT";
        if !is_symmetric || !key::rotation(&node.fields).is_off() {
            continue;
        }
        let change = patch(design, |edit| edit.set_field(id, "rotation", None));
        findings.report(format!("{} is never renewed", label(design, id))).on(id).field("rotation").fix("Renew it once a year", change);
    }
}
