//! A statement about everything where the design has what is meant.

use super::support::{names, policies};
use super::{Findings, Rule, Severity};
use crate::catalog;
use crate::design::{Design, Node, NodeId};
use crate::iam::actions;
use crate::iam::text::Piece;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP102",
    name: "wide-resource",
    severity: Severity::Warning,
    docs: "\
A statement allows actions on every resource of the account, although the design has the ones that are meant.

Whoever gets hold of the role's credentials reaches everything of that type in the account, of other stacks, too. Least privilege names the \
resources; a connection from the role or from what takes it on does so by itself.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    flagged: "\
table votes
role worker statements=[{Effect=Allow, Action=[dynamodb:GetItem, dynamodb:PutItem], Resource=\"*\"}]
worker -> votes : read
",
    passing: "\
table votes
role worker statements=[{Effect=Allow, Action=[dynamodb:GetItem, dynamodb:PutItem], Resource=!GetAtt VotesTable.Arn}]
worker -> votes : read
",
    check,
};

/// True for what programs call: other things are handed around, such as roles.
fn is_called(node: &Node) -> bool {
    catalog::kind_of(node).is_some_and(|kind| kind.access.is_some())
}

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |stack, written| {
        let resources = written.named_resources();
        let is_wide = resources.iter().any(|pattern| pattern.0 == [Piece::Any]);
        if !written.allows() || !is_wide || written.statement.principals.is_some() || !written.statement.conditions.is_empty() {
            return;
        }
        let mut nodes: Vec<NodeId> = Vec::new();
        let mut narrow: Vec<Value> = Vec::new();
        let mut all_fit = true;
        for name in written.named_actions() {
            let (known, is_pattern) = match actions::action(name) {
                Some(action) => (vec![action.name], false),
                None => (actions::matching(name), true),
            };
            // `*` itself has a rule of its own: nobody means one table by it.
            if name == "*" || known.is_empty() {
                return;
            }
            let mut fits = false;
            for action in &known {
                for (node, _) in design.nodes().filter(|(_, node)| is_called(node)) {
                    for subject in stack.subjects(node, action).into_iter().filter(|subject| !subject.title.is_empty()) {
                        fits = true;
                        if !nodes.contains(&node) {
                            nodes.push(node);
                        }
                        let value = stack.expression(&subject.arn);
                        if !narrow.contains(&value) {
                            narrow.push(value);
                        }
                    }
                }
            }
            all_fit &= fits && !is_pattern;
        }
        if nodes.is_empty() {
            return;
        }
        let actions = written.named_actions().join(", ");
        let finding = findings.report(format!(
            "{} allows {actions} on every resource of the account, while the design has {}",
            written.place(design),
            names(design, &nodes)
        ));
        finding.on(written.node).field(written.field).entry(written.entry());
        // Actions that take `*` alone would be cut off.
        if all_fit {
            let change = written.change_items(design, "Resource", &|_| narrow.clone());
            finding.fix(format!("Allow it on {} alone", names(design, &nodes)), change);
        }
    });
}
