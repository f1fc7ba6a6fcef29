//! No resource waits for itself, whatever stands between.

use std::collections::{BTreeMap, BTreeSet};

use super::support::{and, label};
use super::{Findings, Rule, Severity, Stage};
use crate::design::{Design, NodeId};
use crate::ordered::Ordered;
use crate::synthesize::synthesized;
use crate::template::Template;
use crate::template::references;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP104",
    name: "circular-resources",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Resources need each other in a circle, so that none of them can be made first.

CloudFormation makes a resource after all those to which its properties refer. Where two of them refer to each other, it refuses the template. Break \
the circle at one place: let a connection draw what it can, give one of the resources a fixed name that the other one writes out, or move the \
property into a resource of its own.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    flagged: "\
resource first type=AWS::SSM::Parameter properties={Type=String, Value=!Ref Second}
resource second type=AWS::SSM::Parameter properties={Type=String, Value=!Ref First}
",
    passing: "\
resource first type=AWS::SSM::Parameter properties={Type=String, Value=!Ref Second}
resource second type=AWS::SSM::Parameter properties={Type=String, Value=known}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    // What synthesis refers to by itself is in order; only what people write can close a circle.
    let written =
        design.nodes().flat_map(|(_, node)| node.fields.values()).chain(design.connections().flat_map(|(_, one)| one.fields.values()));
    if written.into_iter().all(|value| references::of(value).is_empty()) {
        return;
    }
    let made = synthesized(design);
    for circle in circles(&made.0) {
        let nodes: Vec<NodeId> = circle.iter().filter_map(|id| made.0.resources.get(*id)?.node).to_set().into_iter().collect();
        let Some(first) = nodes.first().copied() else { continue };
        let ids = circle.join(", ");
        let message = match nodes.as_slice() {
            [one] => format!("{} needs itself: {ids}", label(design, *one)),
            many => format!("{} need each other: {ids}", and(&many.iter().map(|id| label(design, *id)).collect::<Vec<_>>())),
        };
        findings.report(message).on(first).aws_says(format!("Circular dependency between resources: [{ids}]"));
    }
}

/// The logical ids of resources that need each other, each circle in the template's order.
fn circles(template: &Template) -> Vec<Vec<&str>> {
    let ids: BTreeMap<&str, usize> = template.resources.keys().enumerate().map(|(place, id)| (id.as_str(), place)).to_map();
    let needs: Vec<Vec<usize>> = template
        .resources
        .values()
        .map(|resource| {
            let values = resource.properties.values().flat_map(references::of);
            let named = values.filter_map(|reference| ids.get(reference.name()).copied());
            let waiting = resource.depends_on.iter().filter_map(|id| ids.get(id.as_str()).copied());
            named.chain(waiting).to_set().into_iter().collect()
        })
        .collect();
    // What needs nothing that is left, and what nothing that is left needs, is in no circle.
    let mut left: BTreeSet<usize> = (0..needs.len()).to_set();
    loop {
        let needed: BTreeSet<usize> = left.iter().flat_map(|place| needs[*place].iter().copied()).to_set();
        let ends = |place: &usize| !needed.contains(place) || !needs[*place].iter().any(|other| left.contains(other));
        let ended: Vec<usize> = left.iter().copied().filter(ends).collect();
        if ended.is_empty() {
            break;
        }
        left.retain(|place| !ended.contains(place));
    }
    let reached = |from: usize| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(place) = open.pop() {
            open.extend(needs[place].iter().copied().filter(|other| left.contains(other) && seen.insert(*other)));
        }
        seen
    };
    let reached: BTreeMap<usize, BTreeSet<usize>> = left.iter().map(|place| (*place, reached(*place))).to_map();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for (place, seen) in &reached {
        if told.contains(place) || !seen.contains(place) {
            continue;
        }
        let circle: Vec<usize> = seen.iter().copied().filter(|other| reached.get(other).is_some_and(|back| back.contains(place))).collect();
        told.extend(circle.iter().copied());
        found.push(circle.into_iter().filter_map(|place| template.resources.get_index(place)).map(|(id, _)| id.as_str()).collect());
    }
    found
}
