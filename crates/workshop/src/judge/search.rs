//! The search for nodes that can stand for what a goal speaks of: one after the other, back when a clause does not hold.

use std::collections::BTreeMap;

use groundplan_synth::design::NodeId;

use super::ground::Ground;
use crate::goal::{Asks, Clause, Goal, Variable};

/// How many nodes are tried for one goal. A lesson's designs need some dozens.
const MOST_STEPS: usize = 10_000;
/// How many walks, permissions and rules are asked for one goal.
const MOST_QUESTIONS: usize = 60;

/// A node for each variable, as far as there is one.
pub(super) type Binding = Vec<Option<NodeId>>;

/// What was found.
pub(super) struct Found {
    /// The nodes with which all holds, or with which most does.
    pub(super) binding: Binding,
    /// The clause that does not hold with them.
    pub(super) unmet: Option<usize>,
}

/// Searches.
pub(super) fn search(ground: &Ground<'_>, goal: &Goal) -> Found {
    let none = vec![None; goal.variables.len()];
    let candidates = goal.variables.iter().map(|variable| candidates(ground, variable)).collect();
    let mut search = Search { ground, goal, candidates, binding: none.clone(), steps: 0, answers: BTreeMap::new(), best: None };
    if search.bind(0, 0) {
        return Found { binding: search.binding, unmet: None };
    }
    let (_, clause, binding) = search.best.unwrap_or((0, 0, none));
    Found { binding, unmet: Some(clause) }
}

/// The nodes that a variable can stand for by themselves.
pub(super) fn candidates(ground: &Ground<'_>, variable: &Variable) -> Vec<NodeId> {
    let of_kind = variable.kinds.iter().flat_map(|kind| ground.design.nodes_of(kind.id));
    let fits =
        |node: &groundplan_synth::design::Node| variable.conditions.iter().all(|condition| condition.holds(&condition.of_node(node)));
    let mut found: Vec<NodeId> = of_kind.filter(|(_, node)| fits(node)).map(|(id, _)| id).collect();
    found.sort_unstable();
    found
}

struct Search<'a> {
    ground: &'a Ground<'a>,
    goal: &'a Goal,
    candidates: Vec<Vec<NodeId>>,
    binding: Binding,
    steps: usize,
    /// What was asked of the template, by clause and nodes.
    answers: BTreeMap<(usize, Vec<Option<NodeId>>), bool>,
    /// How many clauses held where most did, the one that did not, and the nodes.
    best: Option<(usize, usize, Binding)>,
}

impl Search<'_> {
    /// Binds the variables from one on; `held` clauses hold so far.
    fn bind(&mut self, variable: usize, held: usize) -> bool {
        if variable == self.goal.variables.len() {
            return self.finish(held);
        }
        let mut is_any = false;
        for place in 0..self.candidates[variable].len() {
            let id = self.candidates[variable][place];
            if self.binding[..variable].contains(&Some(id)) {
                continue;
            }
            self.steps += 1;
            if self.steps > MOST_STEPS {
                break;
            }
            is_any = true;
            self.binding[variable] = Some(id);
            if let Some(held) = self.hold(|clause| is_decided_by(clause, variable), held)
                && self.bind(variable + 1, held)
            {
                return true;
            }
            self.binding[variable] = None;
        }
        if !is_any {
            let exists = |clause: &Clause| matches!(clause.asks, Asks::Exists(other) if other == variable);
            let clause = self.goal.clauses.iter().position(exists).unwrap_or(0);
            self.fails(clause, held);
        }
        false
    }

    /// What is left once all nodes are chosen.
    fn finish(&mut self, held: usize) -> bool {
        let held = self.hold(|clause| clause.is_cheap() && clause.variables().is_empty(), held);
        held.and_then(|held| self.hold(|clause| !clause.is_cheap(), held)).is_some()
    }

    /// How many clauses hold when all the chosen ones do.
    fn hold(&mut self, which: impl Fn(&Clause) -> bool, mut held: usize) -> Option<usize> {
        let goal = self.goal;
        for (place, clause) in goal.clauses.iter().enumerate().filter(|(_, clause)| which(clause)) {
            if !self.holds(place, clause) {
                self.fails(place, held);
                return None;
            }
            held += 1;
        }
        Some(held)
    }

    fn holds(&mut self, place: usize, clause: &Clause) -> bool {
        if clause.is_cheap() {
            return self.ground.holds(clause, &self.binding);
        }
        let key = (place, clause.variables().into_iter().map(|variable| self.binding[variable]).collect());
        if let Some(answer) = self.answers.get(&key) {
            return *answer;
        }
        if self.answers.len() >= MOST_QUESTIONS {
            return false;
        }
        let answer = self.ground.holds(clause, &self.binding);
        self.answers.insert(key, answer);
        answer
    }

    fn fails(&mut self, clause: usize, held: usize) {
        if self.best.as_ref().is_none_or(|(most, ..)| held > *most) {
            self.best = Some((held, clause, self.binding.clone()));
        }
    }
}

/// True when a clause can be decided once this variable is bound, and not before.
fn is_decided_by(clause: &Clause, variable: usize) -> bool {
    clause.is_cheap() && clause.variables().into_iter().max() == Some(variable)
}
