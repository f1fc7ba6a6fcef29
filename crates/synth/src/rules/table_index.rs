//! An index of a table has a name and a key.

use super::support::label;
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{table, table_schema};
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP024",
    name: "table-index",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
An index of a DynamoDB table is not complete.

A global index has a name and a partition key of its own; a local one has a name and a sort key, in a table that has a sort key itself. \
Attributes are listed for the projection INCLUDE and for no other. DynamoDB refuses the whole table otherwise.",
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html",
    flagged: "\
table orders partition_key=id global_indexes=[{name=by-owner, sort=created}]
",
    passing: "\
table orders partition_key=id global_indexes=[{name=by-owner, partition=owner, sort=created}]
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(table::KIND.id) {
        for (field, problem) in table_schema::problems(node) {
            let finding = findings.report(format!("{}: {problem}", label(design, id))).on(id);
            finding.field(field).aws_says("One or more parameter values were invalid");
        }
    }
}
