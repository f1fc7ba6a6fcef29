//! Marking a class: which student meets which goal, and what fails for how many.

mod sheet;

use std::collections::BTreeMap;

use groundplan_synth::design::{Design, read_any, saved};

use crate::course::Course;
use crate::judge;
use groundplan_synth::words::plain;

/// The most nodes and connections of a file. No student draws as many; a file of that size takes a second or two, and one of ten times the
/// size would hold up the class for minutes.
pub const MOST_RECORDS: usize = 2_000;

/// The longest file that is read, in bytes: no design that a person draws comes near.
pub const MOST_BYTES: usize = 5_000_000;

/// The endings of files that can hold a design; in a PNG it is a text beside the pixels.
pub const ENDINGS: &[&str] = &["sketch", "json", "svg", "png"];

/// The design of a student's file; the error says what is wrong with it.
pub fn read(text: &str) -> Result<Design, String> {
    if text.len() > MOST_BYTES {
        return Err(too_long(text.len() as u64));
    }
    let reading = read_any(text);
    match reading.problems.as_slice() {
        [] => Ok(reading.design),
        [first, rest @ ..] => {
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            Err(plain(&format!("{}{more}", first.to_string().trim())))
        }
    }
}

/// Why a file of so many bytes is not read.
pub fn too_long(bytes: u64) -> String {
    format!("found {bytes} bytes, expected at most {MOST_BYTES}")
}

/// A table of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The goals, in the order of the lesson.
    pub goals: Vec<Column>,
    /// A row for each file, in the order in which they were given.
    pub rows: Vec<Row>,
}

/// One goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The id of its step.
    pub step: String,
    /// What is to be reached.
    pub title: String,
}

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name, fit to be shown.
    pub name: String,
    /// For each goal nothing when it is met, else what is missing; or why the file could not be read.
    pub results: Marks,
}

/// For each goal nothing or what is missing; or why there are none.
pub type Marks = Result<Vec<Option<String>>, String>;

impl Table {
    /// Marks files: each with its design, or with what is wrong with it. Without a step all steps are marked.
    pub fn of(course: &Course<'_>, step: Option<usize>, files: impl IntoIterator<Item = (String, Result<Design, String>)>) -> Self {
        let steps: Vec<usize> = (0..course.lesson.steps.len()).filter(|place| step.is_none_or(|only| only == *place)).collect();
        let goals = steps
            .iter()
            .filter_map(|place| course.step(*place))
            .flat_map(|step| step.goals.iter().map(|goal| Column { step: step.id.clone(), title: plain(&goal.title) }));
        // Who has not begun yet, and who handed in twice, has the design of somebody else.
        let mut known: BTreeMap<String, Marks> = BTreeMap::new();
        let mut marks = |design: Design| known.entry(saved::write(&design)).or_insert_with(|| marked(course, &steps, &design)).clone();
        let rows = files.into_iter().map(|(name, design)| Row { name: plain(&name), results: design.and_then(&mut marks) });
        Self { goals: goals.collect(), rows: rows.collect() }
    }

    /// For how many files a goal fails; files that could not be read do not count.
    pub fn failures(&self, goal: usize) -> usize {
        self.rows.iter().filter(|row| row.results.as_ref().is_ok_and(|results| results.get(goal).is_some_and(Option::is_some))).count()
    }

    /// How many files could be read.
    pub fn readable(&self) -> usize {
        self.rows.iter().filter(|row| row.results.is_ok()).count()
    }

    /// True when every file could be read and meets every goal.
    pub fn is_all_met(&self) -> bool {
        self.rows.iter().all(|row| row.results.as_ref().is_ok_and(|results| results.iter().all(Option::is_none)))
    }
}

fn marked(course: &Course<'_>, steps: &[usize], design: &Design) -> Marks {
    let size = design.node_count() + design.connections().count();
    if size > MOST_RECORDS {
        return Err(format!("found {size} nodes and connections, expected at most {MOST_RECORDS}"));
    }
    Ok(judge::judge_all(course, steps, design).into_iter().map(|verdict| (!verdict.met).then_some(verdict.why)).collect())
}

impl Row {
    /// How many goals are met; nothing when the file could not be read.
    pub fn met(&self) -> Option<usize> {
        self.results.as_ref().ok().map(|results| results.iter().filter(|result| result.is_none()).count())
    }
}
