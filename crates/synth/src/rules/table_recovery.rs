//! A table can go back to any second of the last weeks.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::table;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP066",
    name: "table-recovery",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
A table cannot be restored to an earlier moment.

A wrong update or a deleted item is gone for good. Point-in-time recovery keeps all changes of up to 35 days; it is billed by the size of \
the table.",
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
    flagged: "\
table votes point_in_time_recovery=false
",
    passing: "\
table votes
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(table::KIND.id) {
        if !table::point_in_time_recovery(&node.fields).is_off() {
            continue;
        }
        let change = patch(design, |edit| edit.set_field(id, "point_in_time_recovery", None));
        let finding = findings.report(format!("{} cannot be restored to an earlier moment", label(design, id)));
        finding.on(id).field("point_in_time_recovery").fix("Keep its changes", change);
    }
}
