//! Solving a step for a student: their own design is changed as the solution changes the author's, where that meets the goals; where it
//! does not, the author's design takes its place.

use std::collections::BTreeMap;

use groundplan_synth::design::{Design, NodeId, Patch};

use crate::change::Places;
use crate::course::Course;
use crate::judge;

/// How a step is solved.
#[derive(Clone, Debug)]
pub struct Solved {
    /// What turns the student's design into one that meets the goals; one undo step.
    pub patch: Patch,
    /// True when what the student drew stays; false when the author's design takes its place.
    pub keeps: bool,
}

/// Solves a step for a design. Nothing when there is no such step.
pub fn solve(course: &Course<'_>, step: usize, design: &Design) -> Option<Solved> {
    let solution = course.solution(step)?;
    if judge::is_met(course, step, design) {
        return Some(Solved { patch: Patch::default(), keeps: true });
    }
    let changed = course.step(step)?.solution.as_ref().and_then(|changes| {
        let places = counterparts(solution, design, &changes.names());
        changes.apply(design, &places).ok()
    });
    match changed.filter(|changed| judge::is_met(course, step, changed)) {
        Some(changed) => Some(Solved { patch: Patch::between(design, &changed), keeps: true }),
        None => Some(Solved { patch: Patch::between(design, solution), keeps: false }),
    }
}

/// What takes a design back to the start of a step: to what the student made before it, or to the step's own start.
pub fn reset(course: &Course<'_>, step: usize, design: &Design, made_before: Option<&Design>) -> Option<Patch> {
    Some(Patch::between(design, &course.opening(step, made_before)?))
}

/// Which nodes of a student stand for the author's: those of the same kind and name, else the only one of a kind on both sides.
fn counterparts(solution: &Design, design: &Design, names: &BTreeMap<String, Option<String>>) -> Places {
    let only = |design: &Design, kind: &str| -> Option<NodeId> {
        let mut all = design.nodes_of(kind).map(|(id, _)| id);
        all.next().filter(|_| all.next().is_none())
    };
    let mut places = Places::new();
    for (name, kind) in names {
        let theirs = solution.find(name).and_then(|id| solution.node(id));
        let Some(kind) = kind.as_deref().or(theirs.map(|node| node.kind.as_str())) else { continue };
        let same = design.nodes_of(kind).find(|(_, node)| node.name == *name).map(|(id, _)| id);
        let alone = || only(solution, kind).and(only(design, kind));
        if let Some(id) = same.or_else(alone) {
            places.insert(name.clone(), id);
        }
    }
    places
}
