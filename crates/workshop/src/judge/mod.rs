//! Whether a design meets the goals of a step.
//!
//! It takes from microseconds to a few milliseconds, so it can run after every change. The search for nodes that can stand for what a goal
//! speaks of is bounded, whatever the design.

mod ground;
mod known;
mod search;
mod told;

use std::collections::BTreeMap;

use groundplan_synth::catalog;
use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::iam::stack::Stack;
use groundplan_synth::synthesize::synthesized;

use crate::course::Course;
use crate::goal::{Asks, Goal, fill};
use ground::Ground;
use groundplan_synth::ordered::Ordered as _;
use groundplan_synth::words::plain;
use known::Known;

/// What is said of a goal whose author says nothing, while a fault is to be found.
const NOT_YET: &str = "This does not hold yet";

/// What a goal comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// True when it is met.
    pub met: bool,
    /// True when it is not met since only deployment tells, such as the value of a parameter.
    pub depends: bool,
    /// What to say: the author's words where there are some, else what holds or does not.
    pub words: String,
    /// For a goal that is not met what exactly does not hold, with the names of the nodes.
    pub why: String,
    /// The nodes in question, to be shown on the canvas.
    pub nodes: Vec<NodeId>,
    /// Which node each name of the goal stands for, as far as the search came.
    pub places: BTreeMap<String, NodeId>,
}

/// Judges every goal of a step for a student, in their order. A step that there is not has none. As long as a fault is to be found, no
/// goal tells more than its author's own sentences.
pub fn judge(course: &Course<'_>, step: usize, design: &Design) -> Vec<Verdict> {
    let verdicts = judge_all(course, &[step], design);
    let (Some(goals), true) = (course.step(step).map(|step| &step.goals), is_sought(course, step, design)) else { return verdicts };
    goals.iter().zip(verdicts).map(|(goal, verdict)| without_reason(goal, design, verdict)).collect()
}

/// True while the fault with which a step started is in a design: what its rule says is what is to be found.
fn is_sought(course: &Course<'_>, step: usize, design: &Design) -> bool {
    course.fault(step).is_some_and(|fault| !groundplan_synth::rules::check_one(fault.rule, design).is_empty())
}

/// A verdict that leads nobody to a fault: without nodes, and with the author's words alone.
fn without_reason(goal: &Goal, design: &Design, verdict: Verdict) -> Verdict {
    let (own, otherwise) = if verdict.met { (&goal.met, goal.title.as_str()) } else { (&goal.unmet, NOT_YET) };
    let words = if own.is_empty() { otherwise.to_owned() } else { filled(goal, design, &verdict.places, own) };
    let why = if verdict.met { String::new() } else { words.clone() };
    Verdict { words, why, nodes: Vec::new(), ..verdict }
}

/// Judges every goal of several steps and tells all of them, for those who teach. What the steps ask alike is worked out once.
pub fn judge_all(course: &Course<'_>, steps: &[usize], design: &Design) -> Vec<Verdict> {
    let goals_of = |step: &usize| course.step(*step).map_or(&[][..], |step| &step.goals);
    let mut clauses = steps.iter().flat_map(goals_of).flat_map(|goal| &goal.clauses);
    let made = clauses.any(|clause| matches!(clause.asks, Asks::Allowed { .. } | Asks::AllowedOnly { .. })).then(|| synthesized(design));
    let stack = made.as_ref().map(|made| Stack::new(design, &made.0, &made.1));
    let known = Known::new(design, stack.as_ref());
    let judged = |step: &usize| {
        let ground = Ground { course, step: *step, design, known: &known };
        goals_of(step).iter().map(|goal| verdict(&ground, goal)).collect::<Vec<_>>()
    };
    steps.iter().flat_map(judged).collect()
}

/// True when a design meets every goal of a step.
pub fn is_met(course: &Course<'_>, step: usize, design: &Design) -> bool {
    judge(course, step, design).iter().all(|verdict| verdict.met)
}

/// The hints of a goal for a design, with the names that its nodes have there.
pub fn hints(goal: &Goal, design: &Design, verdict: &Verdict) -> Vec<String> {
    let places = meant(goal, design, verdict);
    goal.hints.iter().map(|hint| filled(goal, design, &places, hint)).collect()
}

/// The nodes of which the hints of a goal speak: those that the search found, and where it came no further, the only one that can be meant.
pub(crate) fn meant(goal: &Goal, design: &Design, verdict: &Verdict) -> BTreeMap<String, NodeId> {
    let mut places = verdict.places.clone();
    for variable in &goal.variables {
        let of_kind = variable.kinds.iter().flat_map(|kind| design.nodes_of(kind.id)).map(|(id, _)| id);
        let mut free = of_kind.filter(|id| !places.values().any(|other| other == id));
        let only = free.next().filter(|_| free.next().is_none());
        if let Some(id) = only.filter(|_| !places.contains_key(&variable.name)) {
            places.insert(variable.name.clone(), id);
        }
    }
    places
}

/// What AWS would say to a design: of each error and warning, without what the rule thinks of it. For those who look for a fault.
pub fn symptoms(design: &Design) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for finding in groundplan_synth::rules::check(design) {
        let at = finding.node.and_then(|id| design.node(id)).map_or_else(String::new, |node| format!("{}: ", plain(&node.name)));
        let words = format!("{at}{}", finding.aws_says);
        if finding.rule.severity <= groundplan_synth::rules::Severity::Warning && !finding.aws_says.is_empty() && !said.contains(&words) {
            said.push(words);
        }
    }
    said
}

fn verdict(ground: &Ground<'_>, goal: &Goal) -> Verdict {
    let found = search::search(ground, goal);
    let place = |(variable, id): (&crate::goal::Variable, &Option<NodeId>)| Some((variable.name.clone(), (*id)?));
    let places: BTreeMap<String, NodeId> = goal.variables.iter().zip(&found.binding).filter_map(place).to_map();
    let words = |text: &str| filled(goal, ground.design, &places, text);
    let Some(clause) = found.unmet else {
        let nodes: Vec<NodeId> = places.values().copied().collect();
        let met = if goal.met.is_empty() { named(goal, ground.design, &found.binding) } else { words(&goal.met) };
        return Verdict { met: true, depends: false, words: met, why: String::new(), nodes, places };
    };
    let told = told::told(ground, goal, clause, &found.binding);
    let said = if goal.unmet.is_empty() { told.words.clone() } else { words(&goal.unmet) };
    Verdict { met: false, depends: told.depends, words: said, why: told.words, nodes: told.nodes, places }
}

/// The title with the nodes that stand for what it speaks of.
fn named(goal: &Goal, design: &Design, binding: &[Option<NodeId>]) -> String {
    let names: Vec<String> = binding.iter().flatten().filter_map(|id| design.node(*id)).map(|node| plain(&node.name)).collect();
    if names.is_empty() { goal.title.clone() } else { format!("{} ({})", goal.title, names.join(", ")) }
}

fn filled(goal: &Goal, design: &Design, places: &BTreeMap<String, NodeId>, text: &str) -> String {
    fill(text, |name| match places.get(name).and_then(|id| design.node(*id)) {
        Some(node) => (plain(&node.name), true),
        None => (variable_words(goal, name), false),
    })
}

/// `the Fargate service` for what no node stands for yet.
pub(crate) fn variable_words(goal: &Goal, name: &str) -> String {
    let kinds = goal.variables.iter().find(|variable| variable.name == name).map_or(&[][..], |variable| &variable.kinds);
    let words: Vec<String> = kinds.iter().map(|kind| without_article(kind.title)).collect();
    if words.is_empty() { name.to_owned() } else { format!("the {}", words.join(" or ")) }
}

/// `Fargate service` in the middle of a sentence.
fn without_article(title: &str) -> String {
    let words = catalog::with_article(title);
    words.split_once(' ').map_or(words.clone(), |(_, rest)| rest.to_owned())
}
