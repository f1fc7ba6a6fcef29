//! Short passwords are guessed.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::user_pool;
use crate::design::Design;

/// The least that is asked for today.
const LEAST: i64 = 8;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP068",
    name: "weak-password",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A user pool accepts short passwords.

Passwords of six or seven characters are tried out quickly. NIST asks for at least eight; twelve is Groundplan's default.",
    source: "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html",
    flagged: "\
user-pool members password_length=6
",
    passing: "\
user-pool members
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(user_pool::KIND.id) {
        let Some(length) = user_pool::password_length(&node.fields).number().filter(|length| *length < LEAST) else { continue };
        let finding = findings.report(format!("{} accepts passwords of {length} characters", label(design, id)));
        finding.on(id).field("password_length").fix("Ask for twelve", patch(design, |edit| edit.set_field(id, "password_length", None)));
    }
}
