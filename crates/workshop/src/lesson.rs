//! What a lesson consists of, as plain values.

use groundplan_synth::design::Design;
use groundplan_synth::rules::Rule;

use crate::change::Changes;
use crate::goal::Goal;

/// A lesson.
#[derive(Clone)]
pub struct Lesson {
    /// A short word that stays when the title changes: `fargate`. Progress is kept under it.
    pub id: String,
    /// The title, plain text.
    pub title: String,
    /// What one learns, in a sentence; plain text.
    pub summary: String,
    /// How long it takes, in minutes, when the author says so.
    pub minutes: Option<u32>,
    /// What stands before the first step, as Markdown.
    pub intro: String,
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// The faults from which steps draw.
    pub faults: Vec<Fault>,
}

/// A step of a lesson.
#[derive(Clone)]
pub struct Step {
    /// A short word for links that stays when the title changes: `two-roles`. No other step has it.
    pub id: String,
    /// The title, plain text.
    pub title: String,
    /// The line of the heading, counted from 1.
    pub line: usize,
    /// True for the step that takes down what was deployed.
    pub is_teardown: bool,
    /// True when the step starts with the good design and one fault in it, which the seed chooses.
    pub draws: bool,
    /// The design that it starts with; without one it starts with what the student made in the step before.
    pub start: Option<Design>,
    /// What a presenter shows, one group after the other. A student sees all of it.
    pub reveals: Vec<Vec<Piece>>,
    /// What the student is to reach.
    pub goals: Vec<Goal>,
    /// Questions.
    pub quizzes: Vec<Quiz>,
    /// What turns the step's start into a design that meets its goals. Without one the start does, or, in a step that draws, the good design.
    pub solution: Option<Changes>,
    /// Other designs that are as good, for goals that compare with the solution.
    pub alternatives: Vec<Design>,
}

/// One thing in a step, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Markdown.
    Text(String),
    /// A goal, by its place in [`Step::goals`].
    Goal(usize),
    /// A question, by its place in [`Step::quizzes`].
    Quiz(usize),
}

/// A question with answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiz {
    /// The question, plain text.
    pub question: String,
    /// The answers.
    pub options: Vec<Choice>,
}

/// One answer of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer, plain text.
    pub text: String,
    /// True when it is right.
    pub is_right: bool,
    /// Why it is right or wrong, shown once it was chosen; may be empty.
    pub because: String,
}

impl Quiz {
    /// True when exactly the right answers are chosen; places that there are not are wrong.
    pub fn is_right(&self, chosen: &[usize]) -> bool {
        let is_chosen = |place: usize| chosen.contains(&place);
        chosen.iter().all(|place| *place < self.options.len())
            && self.options.iter().enumerate().all(|(place, option)| is_chosen(place) == option.is_right)
    }
}

/// One mistake in a good design, for students to find.
#[derive(Clone)]
pub struct Fault {
    /// A short word: `closed-door`.
    pub id: String,
    /// What is wrong, plain text: for the teacher, and for the student afterwards.
    pub title: String,
    /// The line of its block, counted from 1.
    pub line: usize,
    /// The rule that finds it.
    pub rule: &'static Rule,
    /// What turns the good design into one with the fault.
    pub changes: Changes,
    /// Hints, the vaguest first; plain text.
    pub hints: Vec<String>,
}

impl Lesson {
    /// The place of a step by its id.
    pub fn step(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }
}
