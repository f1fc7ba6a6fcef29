//! Whether a lesson works: every step's start fails its goals, its solution meets them, and every fault is found.

use std::collections::BTreeMap;

use groundplan_synth::design::Design;
use groundplan_synth::rules;

use crate::Problem;
use crate::course::{Course, faulty};
use crate::goal::{Goal, placeholders};
use crate::judge::{self, Verdict};
use crate::lesson::Lesson;

/// How many seeds are tried where a step draws a fault: more than there are faults.
const SEEDS: u64 = 30;

/// What does not work, with its line.
pub fn verify(lesson: &Lesson) -> Vec<Problem> {
    let mut problems = Vec::new();
    let seeds = if lesson.steps.iter().any(|step| step.draws) { SEEDS } else { 1 };
    for seed in 0..seeds {
        match Course::of(lesson, seed) {
            Ok(course) => {
                for place in 0..lesson.steps.len() {
                    of_step(&course, place, &mut problems);
                }
                of_faults(&course, &mut problems);
                of_end(&course, &mut problems);
            }
            Err(misfit) => report(&mut problems, misfit.line, misfit.message),
        }
        if !problems.is_empty() {
            break;
        }
    }
    problems
}

fn report(problems: &mut Vec<Problem>, line: usize, message: String) {
    problems.push(Problem { line: Some(line), column: Some(1), message });
}

fn of_step(course: &Course<'_>, place: usize, problems: &mut Vec<Problem>) {
    let (Some(step), Some(start), Some(solution)) = (course.step(place), course.start(place), course.solution(place)) else { return };
    let (before, after) = (judge::judge_all(course, &[place], start), judge::judge_all(course, &[place], solution));
    for ((goal, before), after) in step.goals.iter().zip(before).zip(after) {
        if !after.met {
            report(problems, goal.line, format!("found that the solution does not meet the goal: {}", after.why));
            continue;
        }
        match (before.met, goal.keeps) {
            (true, false) => report(
                problems,
                goal.line,
                "found that the start of the step meets the goal already, expected a goal to reach; what only has to stay is a ```keep"
                    .to_owned(),
            ),
            // A fault may break what holds in the good design.
            (false, true) if !step.draws => report(
                problems,
                goal.line,
                format!("found that the start of the step does not meet this yet, expected so of a ```keep: {}", before.why),
            ),
            _ => {}
        }
        if !before.met {
            of_hints(goal, start, &before, problems);
        }
        if goal.hints.is_empty() && !goal.keeps && !step.draws {
            report(problems, goal.line, "found a goal without a hint, expected at least one".to_owned());
        }
    }
}

/// Hints are read before the goal is met, most of them at the start of the step: there, too, they have to say which node is meant.
fn of_hints(goal: &Goal, start: &Design, before: &Verdict, problems: &mut Vec<Problem>) {
    let places = judge::meant(goal, start, before);
    for ((number, hint), filled) in goal.hints.iter().enumerate().zip(judge::hints(goal, start, before)) {
        let mut named: BTreeMap<String, String> = BTreeMap::new();
        for (name, _) in placeholders(hint).into_iter().filter(|(name, _)| !places.contains_key(name)) {
            let words = judge::variable_words(goal, &name);
            let other = named.insert(words.clone(), name.clone()).filter(|other| *other != name);
            if let Some(other) = other {
                let message = format!(
                    "found that hint {} calls both {{{other}}} and {{{name}}} \"{words}\" at the start of the step, expected words that tell \
                     them apart: {}",
                    number + 1,
                    filled
                );
                report(problems, goal.line, message);
            }
        }
    }
}

/// Every fault is found by its rule, which has nothing to say about the good design.
fn of_faults(course: &Course<'_>, problems: &mut Vec<Problem>) {
    let Some(good) = (0..course.lesson.steps.len()).find(|place| course.fault(*place).is_some()).and_then(|place| course.solution(place))
    else {
        return;
    };
    for fault in &course.lesson.faults {
        let finds = |design| !rules::check_one(fault.rule, design).is_empty();
        if finds(good) {
            report(
                problems,
                fault.line,
                format!("found that {} has something to say about the good design, expected only about the fault", fault.rule.name),
            );
        }
        match faulty(good, fault) {
            Err(message) => report(problems, fault.line, message),
            Ok(design) if !finds(&design) => {
                report(problems, fault.line, format!("found that {} does not find the fault", fault.rule.name));
            }
            Ok(_) => {}
        }
        if fault.hints.is_empty() {
            report(problems, fault.line, "found a fault without a hint, expected at least one".to_owned());
        }
    }
}

/// What the last step leaves meets the goals of all steps that lead to it: a teacher marks what students end with.
fn of_end(course: &Course<'_>, problems: &mut Vec<Problem>) {
    let Some(last) = course.lesson.steps.len().checked_sub(1) else { return };
    let Some(end) = course.solution(last) else { return };
    let first = (0..=last).rev().find(|place| course.step(*place).is_some_and(|step| step.start.is_some())).unwrap_or(0);
    for place in first..last {
        let Some(step) = course.step(place) else { continue };
        for (goal, verdict) in step.goals.iter().zip(judge::judge_all(course, &[place], end)) {
            if !verdict.met && !goal.clauses.iter().any(|clause| matches!(clause.asks, crate::goal::Asks::Equal)) {
                report(problems, goal.line, format!("found that the end of the lesson does not meet this goal any more: {}", verdict.why));
            }
        }
    }
}
