//! A node is of a kind that the catalog knows.

use super::support::{label, nearest, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{KINDS, by_id, kind_of};
use crate::design::{Design, NodeId};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP012",
    name: "unknown-kind",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A node is of a kind that this version does not know.

It stays in the design and is saved with it, but it adds nothing to the template. Either its kind is misspelled, \
or the design was made by a newer version.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
    flagged: "\
log-groop web-logs
",
    passing: "\
log-group web-logs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes() {
        if kind_of(node).is_some() {
            continue;
        }
        let meant = nearest(&node.kind, KINDS.iter().map(|kind| kind.id).filter(|kind| fits(design, id, kind)));
        let advice = meant.map_or_else(String::new, |meant| format!("; is {meant} meant?"));
        let finding = findings.report(format!("{}: there is no kind {}{advice}", label(design, id), node.kind)).on(id);
        if let Some(meant) = meant {
            finding.fix(format!("Make it a {meant}"), patch(design, |edit| edit.node(id, |node| meant.clone_into(&mut node.kind))));
        }
        let title = if design.children(Some(id)).is_empty() { "Remove it" } else { "Remove it and what lies in it" };
        finding.fix(title, patch(design, |edit| edit.remove_node(id)));
    }
}

/// True when a node of this kind may lie where the node lies.
fn fits(design: &Design, id: NodeId, kind: &str) -> bool {
    let parent = design.ancestors(id).first().and_then(|parent| design.node(*parent));
    let parent_kind = parent.and_then(|parent| kind_of(parent));
    by_id(kind).is_some_and(|kind| (parent.is_some() && parent_kind.is_none()) || kind.may_lie_in(parent_kind))
}
