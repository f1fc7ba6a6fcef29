//! A query of an index is allowed on the index.

use super::support::policies::{self, Written};
use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::table;
use crate::design::{Design, NodeId};
use crate::iam::actions;
use crate::iam::stack::Stack;
use crate::iam::text::{Piece, Text};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP099",
    name: "table-indexes",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A statement allows queries of a table, but not of its indexes.

A query that names an index is authorized on the ARN of the index, which begins with that of the table and ends with `/index/NAME`. With the \
table's ARN alone it is denied.",
    source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html",
    flagged: "\
table votes global_indexes=[{name=by-voter, partition=voter}]
role worker statements=[{Effect=Allow, Action=dynamodb:Query, Resource=!GetAtt VotesTable.Arn}]
worker -> votes : write
",
    passing: "\
table votes global_indexes=[{name=by-voter, partition=voter}]
role worker statements=[{Effect=Allow, Action=dynamodb:Query, Resource=[!GetAtt VotesTable.Arn, !Sub \"${VotesTable.Arn}/index/*\"]}]
worker -> votes : write
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |stack, written| {
        let queries = |name: &String| actions::matching(name).iter().any(|action| action == "dynamodb:Query");
        if !written.allows() || !written.named_actions().iter().any(queries) {
            return;
        }
        for pattern in written.named_resources() {
            if let Some(id) = stack.target(pattern).filter(|id| has_indexes(design, *id)) {
                check_one(design, findings, stack, (written, pattern, id));
            }
        }
    });
}

fn has_indexes(design: &Design, id: NodeId) -> bool {
    let table = design.node(id).filter(|node| node.kind == table::KIND.id);
    table.is_some_and(|node| table::global_indexes(&node.fields).0.is_some() || table::local_indexes(&node.fields).0.is_some())
}

fn check_one(design: &Design, findings: &mut Findings, stack: &Stack<'_>, (written, pattern, id): (&Written, &Text, NodeId)) {
    // What holds a wildcard or names an index is meant to reach further than the table.
    let reaches = |other: &Text| stack.target(other) == Some(id) && other != pattern;
    if pattern.0.contains(&Piece::Any) || written.named_resources().iter().any(reaches) {
        return;
    }
    let finding = findings.report(format!("{} allows queries of {}, but not of its indexes", written.place(design), label(design, id)));
    finding.on(written.node).field(written.field).entry(written.entry());
    finding.aws_says("is not authorized to perform: dynamodb:Query on resource: …/index/… because no identity-based policy allows the dynamodb:Query action");
    let index = stack.expression(&pattern.clone().then(&Text::known("/index/*")));
    let change = written.change_items(design, "Resource", &|mut items| {
        items.push(index.clone());
        items
    });
    finding.fix(format!("Add the indexes of {}", name(design, id)), change);
}
