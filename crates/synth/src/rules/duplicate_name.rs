//! A name stands for one node.

use std::collections::BTreeMap;

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog;
use crate::design::{Design, Node, NodeId};
use crate::synthesize::logical_stem;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP009",
    name: "duplicate-name",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Two nodes have the same name, or names that give the same logical id.

A name is how people, sketches and messages speak of a node, so it stands for one. In the template a name becomes a logical id of letters and digits \
alone: `web-app` and `web.app` both become `WebApp`, and CloudFormation tells resources apart by that id only.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html",
    flagged: "\
log-group web-logs
log-group web.logs
",
    passing: "\
log-group web-logs
log-group worker-logs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let mut names: BTreeMap<&str, NodeId> = BTreeMap::new();
    let mut stems: BTreeMap<(&str, String), NodeId> = BTreeMap::new();
    for (id, node) in design.nodes() {
        let stem = logical_stem(id, node);
        let first_of_name = *names.entry(node.name.as_str()).or_insert(id);
        let first_of_stem = *stems.entry((node.kind.as_str(), stem.clone())).or_insert(id);
        let message = if first_of_name != id {
            format!("{} has the name of {}", label(design, id), other_label(design, first_of_name, id))
        } else if first_of_stem != id {
            format!("{} and {} both become {stem} in the template", label(design, first_of_stem), label(design, id))
        } else {
            continue;
        };
        let free = free_name(design, id, node);
        let change = patch(design, |edit| edit.node(id, |node| node.name.clone_from(&free)));
        findings.report(message).on(id).fix(format!("Rename it to {free}"), change);
    }
}

/// The other node in words that tell it from this one although the names are the same.
fn other_label(design: &Design, other: NodeId, this: NodeId) -> String {
    let kind = |id: NodeId| design.node(id).map(|node| node.kind.clone());
    if kind(other) == kind(this) {
        return "another one".to_owned();
    }
    design
        .node(other)
        .and_then(|node| catalog::kind_of(node))
        .map_or_else(|| "another node".to_owned(), |kind| catalog::with_article(kind.title))
}

/// A name that no node has and whose logical id no node of the kind has.
fn free_name(design: &Design, id: NodeId, node: &Node) -> String {
    let wish = if node.name.is_empty() { &node.kind } else { &node.name };
    let is_free = |name: &str| {
        let renamed = logical_stem(id, &Node { name: name.to_owned(), ..Node::clone(node) });
        design.nodes().all(|(other, neighbour)| {
            other == id || (neighbour.name != name && (neighbour.kind != node.kind || logical_stem(other, neighbour) != renamed))
        })
    };
    let mut names = std::iter::once(wish.clone()).chain((2..).map(|number: u32| format!("{wish}-{number}")));
    names.find(|name| is_free(name)).unwrap_or_default()
}
