//! A student's way through a lesson, as it is kept between two visits: JSON with a version.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_synth::design::{Design, saved};
use serde::{Deserialize, Serialize};

use crate::course::Course;
use crate::way::hints_of_fault;

/// The version of the form.
pub const VERSION: u32 = 1;
/// The longest text that is read, in bytes: a step may keep a design.
pub const MOST_BYTES: usize = 32_000_000;

/// Progress in one lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The version of the form.
    pub version: u32,
    /// The lesson, by its id.
    pub lesson: String,
    /// The seed that chose the faults.
    #[serde(default)]
    pub seed: u64,
    /// The step that is open, by its id.
    pub step: String,
    /// What is known of each step that was opened, by its id. Steps that the lesson does not have any more stay.
    #[serde(default)]
    pub steps: BTreeMap<String, StepProgress>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Progress in one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepProgress {
    /// How it ended, if it did.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// How many hints were shown of each goal, by its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hints: BTreeMap<usize, usize>,
    /// The answers that were chosen last for each question, by its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<usize, BTreeSet<usize>>,
    /// How many parts a presenter has revealed; 0 before they begin, which is the first one.
    #[serde(default)]
    pub revealed: usize,
    /// The design with which the student began the step, in its saved form: what "reset" gives back.
    #[serde(default)]
    pub start: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The student met its goals.
    Done,
    /// The solution was asked for.
    Solved,
    /// It was passed over.
    Skipped,
}

impl Progress {
    /// The beginning of a lesson.
    pub fn new(course: &Course<'_>) -> Self {
        Self {
            version: VERSION,
            lesson: course.lesson.id.clone(),
            seed: course.seed,
            step: course.lesson.steps.first().map(|step| step.id.clone()).unwrap_or_default(),
            steps: BTreeMap::new(),
            extra: serde_json::Map::new(),
        }
    }

    /// Opens a step with what was made so far, and answers the design with which it begins: when it was begun before, the same as then.
    pub fn open(&mut self, course: &Course<'_>, step: usize, made: Option<&Design>) -> Option<Design> {
        let id = course.step(step)?.id.clone();
        let opening = self.start(&id).or_else(|| course.opening(step, made))?;
        self.step.clone_from(&id);
        self.steps.entry(id).or_default().start.get_or_insert_with(|| saved::write(&opening));
        Some(opening)
    }

    /// The design with which a step was begun.
    pub fn start(&self, step: &str) -> Option<Design> {
        saved::read(self.steps.get(step)?.start.as_ref()?).ok()
    }

    /// Shows one more hint of a goal, if there is one, and answers how many are shown.
    pub fn show_hint(&mut self, course: &Course<'_>, step: usize, goal: usize) -> usize {
        let of_fault = hints_of_fault(course, step, goal).len();
        let Some((step, own)) = course.step(step).and_then(|step| Some((step, step.goals.get(goal)?.hints.len()))) else { return 0 };
        let shown = self.steps.entry(step.id.clone()).or_default().hints.entry(goal).or_default();
        *shown = (*shown + 1).min(own + of_fault);
        *shown
    }

    /// Shows so many parts of a step, at least the first one and at most all.
    pub fn reveal(&mut self, course: &Course<'_>, step: usize, parts: usize) {
        if let Some(step) = course.step(step) {
            self.steps.entry(step.id.clone()).or_default().revealed = parts.min(step.reveals.len()).max(1);
        }
    }

    /// Keeps the answers to a question and says whether they are right.
    pub fn answer(&mut self, course: &Course<'_>, step: usize, quiz: usize, chosen: &[usize]) -> bool {
        let Some((step, quiz, question)) = course.step(step).and_then(|step| Some((step, quiz, step.quizzes.get(quiz)?))) else {
            return false;
        };
        self.steps.entry(step.id.clone()).or_default().answers.insert(quiz, chosen.iter().copied().collect());
        question.is_right(chosen)
    }

    /// Ends a step. A step that the student has done stays done.
    pub fn end(&mut self, step: &str, outcome: Outcome) {
        let of_step = self.steps.entry(step.to_owned()).or_default();
        if of_step.outcome != Some(Outcome::Done) {
            of_step.outcome = Some(outcome);
        }
    }

    /// As text.
    pub fn write(&self) -> String {
        // Text, numbers and maps with text or number keys always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Self::write`] wrote; the error says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!("found {} bytes, expected at most {MOST_BYTES}", text.len()));
        }
        let progress: Self = serde_json::from_str(text).map_err(|error| format!("the progress cannot be read: {error}"))?;
        if progress.version != VERSION {
            return Err(format!("found progress of version {}, expected {VERSION}: a newer Groundplan wrote it", progress.version));
        }
        Ok(progress)
    }
}
