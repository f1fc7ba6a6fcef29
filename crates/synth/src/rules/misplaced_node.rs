//! A node lies where its kind can lie.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{Kind, capitalized, kind_of, with_article};
use crate::design::{Design, Edit, NodeId};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP013",
    name: "misplaced-node",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A node lies in something that cannot hold it.

What a node lies in decides what it belongs to: a subnet to its VPC, a service to its cluster, a container to its task. \
In the wrong place it is left out of the template or belongs to nothing. Drag it to where it belongs.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
subnet private-a cidr=10.0.10.0/24 access=private zone=1
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes() {
        let Some(kind) = kind_of(node) else {
            continue;
        };
        let ancestors = design.ancestors(id);
        let parent = ancestors.first().copied();
        let parent_kind = kind_at(design, parent);
        // Whether an unknown kind can hold it is unknown.
        if kind.may_lie_in(parent_kind) || (parent.is_some() && parent_kind.is_none()) {
            continue;
        }
        // The refusal speaks of the kind; here it is about this one.
        let refusal = kind.nesting_refusal(parent_kind);
        let subject = capitalized(&with_article(kind.title));
        let message = refusal.strip_prefix(&subject).map_or_else(|| refusal.clone(), |rest| label(design, id) + rest);
        let finding = findings.report(message).on(id);
        // The nearest thing around it, else the page, else the only thing of a fitting kind.
        if let Some(place) = ancestors.iter().copied().find(|place| can_hold(design, kind, *place)) {
            finding.fix(format!("Move it into {}", name(design, place)), patch(design, |edit| move_to(edit, id, Some(place))));
        } else if kind.may_lie_in(None) {
            finding.fix("Move it to the page", patch(design, |edit| move_to(edit, id, None)));
        } else if let Some(place) = only_place(design, id, kind) {
            finding.fix(format!("Move it into {}", name(design, place)), patch(design, |edit| move_to(edit, id, Some(place))));
        }
    }
}

fn kind_at(design: &Design, id: Option<NodeId>) -> Option<&'static Kind> {
    design.node(id?).and_then(|node| kind_of(node))
}

fn can_hold(design: &Design, kind: &Kind, place: NodeId) -> bool {
    kind_at(design, Some(place)).is_some_and(|around| kind.may_lie_in(Some(around)))
}

/// The only node of a kind that can hold it; the order of a kind's parents is the order of preference.
fn only_place(design: &Design, id: NodeId, kind: &Kind) -> Option<NodeId> {
    let inside = design.descendants(id);
    kind.parents.iter().find_map(|wanted| {
        let mut places = design.nodes_of(wanted).map(|(place, _)| place).filter(|place| *place != id && !inside.contains(place));
        let first = places.next()?;
        places.next().is_none().then_some(first)
    })
}

/// The old frames mean nothing in the new place; without them the layout finds new ones.
fn move_to(edit: &mut Edit<'_>, id: NodeId, place: Option<NodeId>) {
    let mut moved = edit.design().descendants(id);
    moved.push(id);
    for node in moved {
        edit.node(node, |node| node.frame = None);
    }
    edit.node(id, |node| node.parent = place);
}
