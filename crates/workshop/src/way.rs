//! The moves that a student can make on their way through a lesson, and what each does to their progress and their design.
//!
//! A step that is begun leaves the design as it is when somebody comes back to it: to read a step again costs nothing of what was made
//! since. "Reset" gives its start back.

use groundplan_synth::design::{Design, Patch};

use crate::course::Course;
use crate::goal::{Asks, Rules};
use crate::judge;
use crate::lesson::Lesson;
use crate::progress::{Outcome, Progress};
use crate::solve::solve;

/// A move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Looks how things stand: begins the lesson, or ends the step whose goals are met.
    Look,
    /// Goes to a step by its id.
    Go(String),
    /// Goes to the next step. The one before was passed over unless it ended.
    Next,
    /// Shows one more hint of a goal, by its place.
    Hint(usize),
    /// Answers a question, by its place, with answers by theirs.
    Answer(usize, Vec<usize>),
    /// Shows so many parts of the step to whom it is presented.
    Reveal(usize),
    /// Solves the step.
    Solve,
    /// Goes back to the start of the step.
    Reset,
}

/// What a move does to the design.
#[derive(Clone, Debug)]
pub enum Made {
    /// Nothing.
    Nothing,
    /// It is changed.
    Changed(Patch),
    /// Another one takes its place.
    Opened(Box<Design>),
}

/// Makes a move with the design that is open.
pub fn make(course: &Course<'_>, progress: &mut Progress, by: &Move, design: &Design) -> Made {
    let at = here(course, progress);
    let made = match by {
        Move::Look => go(course, progress, at, design),
        Move::Go(id) => go(course, progress, course.lesson.step(id).unwrap_or(at), design),
        Move::Next => {
            settle(course, progress, at, design);
            let id = progress.step.clone();
            if progress.steps.get(&id).is_none_or(|step| step.outcome.is_none()) {
                progress.end(&id, Outcome::Skipped);
            }
            go(course, progress, (at + 1).min(course.lesson.steps.len().saturating_sub(1)), design)
        }
        Move::Hint(goal) => {
            progress.show_hint(course, at, *goal);
            Made::Nothing
        }
        Move::Answer(quiz, chosen) => {
            progress.answer(course, at, *quiz, chosen);
            Made::Nothing
        }
        Move::Reveal(parts) => {
            progress.reveal(course, at, *parts);
            Made::Nothing
        }
        Move::Solve => {
            let solved = solve(course, at, design);
            if solved.as_ref().is_some_and(|solved| !solved.patch.is_empty()) {
                progress.end(&progress.step.clone(), Outcome::Solved);
            }
            match (solved, course.solution(at)) {
                (Some(solved), _) if solved.keeps => Made::Changed(solved.patch),
                (Some(_), Some(solution)) => Made::Opened(Box::new(solution.clone())),
                _ => Made::Nothing,
            }
        }
        Move::Reset => {
            // Whoever looked at the solution can still do it on their own.
            if let Some(step) = progress.steps.get_mut(&progress.step).filter(|step| step.outcome == Some(Outcome::Solved)) {
                step.outcome = None;
            }
            let start = progress.start(&progress.step).or_else(|| course.start(at).cloned());
            start.map_or(Made::Nothing, |start| Made::Opened(Box::new(start)))
        }
    };
    let at = here(course, progress);
    match &made {
        Made::Nothing => settle(course, progress, at, design),
        Made::Opened(opened) => settle(course, progress, at, opened),
        Made::Changed(_) => {}
    }
    made
}

/// The place of the open step; the first one when the lesson does not have it any more.
pub fn here(course: &Course<'_>, progress: &Progress) -> usize {
    course.lesson.step(&progress.step).unwrap_or(0)
}

/// Chooses other faults, before the course is made: what is known of the steps that draw is forgotten.
pub fn reseed(lesson: &Lesson, progress: &mut Progress, seed: u64) {
    progress.seed = seed;
    for step in lesson.steps.iter().filter(|step| step.draws) {
        progress.steps.remove(&step.id);
    }
}

/// Goes to a step. What is made in one is the start of the next; who jumps gets the author's start.
fn go(course: &Course<'_>, progress: &mut Progress, to: usize, design: &Design) -> Made {
    let Some(step) = course.step(to) else { return Made::Nothing };
    let is_begun = |progress: &Progress, id: &str| progress.steps.get(id).is_some_and(|step| step.start.is_some());
    if is_begun(progress, &step.id) {
        progress.step.clone_from(&step.id);
        return Made::Nothing;
    }
    let goes_on = to == here(course, progress) + 1 && is_begun(progress, &progress.step);
    match progress.open(course, to, Some(design).filter(|_| goes_on)) {
        Some(opening) if !Patch::between(design, &opening).is_empty() => Made::Opened(Box::new(opening)),
        _ => Made::Nothing,
    }
}

/// Ends a step whose goals are met; one without goals when its questions are answered.
fn settle(course: &Course<'_>, progress: &mut Progress, at: usize, design: &Design) {
    let Some(step) = course.step(at) else { return };
    let known = progress.steps.get(&step.id);
    let is_open = !matches!(known.and_then(|step| step.outcome), Some(Outcome::Done | Outcome::Solved));
    let is_answered = |place: usize| {
        let chosen = known.and_then(|known| known.answers.get(&place));
        chosen.is_some_and(|chosen| step.quizzes[place].is_right(&chosen.iter().copied().collect::<Vec<_>>()))
    };
    let is_done = if step.goals.is_empty() { (0..step.quizzes.len()).all(is_answered) } else { judge::is_met(course, at, design) };
    if is_open && is_done {
        progress.end(&step.id, Outcome::Done);
    }
}

/// The hints about the fault that a step starts with, for the goal that asks for it.
pub fn hints_of_fault<'a>(course: &Course<'a>, step: usize, goal: usize) -> &'a [String] {
    let asks = |clause: &crate::goal::Clause| matches!(clause.asks, Asks::NoFinding { by: Rules::Fault, .. });
    let asks_for_it = course.step(step).and_then(|step| step.goals.get(goal)).is_some_and(|goal| goal.clauses.iter().any(asks));
    course.fault(step).filter(|_| asks_for_it).map_or(&[], |fault| &fault.hints)
}
