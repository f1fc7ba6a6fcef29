//! Reading a lesson: Markdown in, a [`Lesson`] out, or every mistake with its line and column.
//!
//! HTML is a mistake, so a lesson can be shown without a look at what it might do. Everything is bounded: the text, the steps, what they
//! hold, and how many mistakes are told.

mod blocks;
mod header;
mod quiz;
mod steps;
mod text;

pub(crate) use text::is_web_address;

use groundplan_synth::ordered::Order as _;
use pulldown_cmark::{Options, Parser};

use crate::Problem;
use crate::lesson::Lesson;

/// The longest lesson that is read, in bytes.
pub const MOST_BYTES: usize = 1_000_000;
/// The most steps, and the most faults.
pub const MOST_STEPS: usize = 100;
/// The most goals of a step, and the most questions, groups of pieces and alternatives.
pub const MOST_IN_A_STEP: usize = 50;
/// The most mistakes that are told.
pub const MOST_PROBLEMS: usize = 100;

/// How lessons are read wherever they are: CommonMark with tables, front matter, and ids at headings.
pub(crate) const OPTIONS: Options =
    Options::ENABLE_YAML_STYLE_METADATA_BLOCKS.union(Options::ENABLE_HEADING_ATTRIBUTES).union(Options::ENABLE_TABLES);

/// Reads a lesson. The problems are in the order of the lines; there is at least one when there is no lesson.
pub fn read(text: &str) -> Result<Lesson, Vec<Problem>> {
    if text.len() > MOST_BYTES {
        let message = format!("found {} bytes, expected a lesson of at most {MOST_BYTES}", text.len());
        return Err(vec![Problem { line: None, column: None, message }]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut problems = Problems { lines: Lines::of(&text), found: Vec::new() };
    let blocks = blocks::blocks(Parser::new_ext(&text, OPTIONS).into_offset_iter(), &mut problems);
    let lesson = steps::lesson(&text, blocks, &mut problems);
    let mut found = problems.found;
    found.order_by_key(|problem| (problem.line, problem.column));
    found.truncate(MOST_PROBLEMS);
    if found.is_empty() { Ok(lesson) } else { Err(found) }
}

/// Mistakes as they are found, and where lines start.
struct Problems {
    lines: Lines,
    found: Vec<Problem>,
}

impl Problems {
    /// A mistake at a byte of the text.
    fn at(&mut self, text: &str, byte: usize, message: impl Into<String>) {
        let (line, column) = self.lines.place(text, byte);
        self.on(line, column, message);
    }

    /// A mistake at a line and column, both counted from 1.
    fn on(&mut self, line: usize, column: usize, message: impl Into<String>) {
        self.found.push(Problem { line: Some(line), column: Some(column), message: message.into() });
    }

    fn line(&self, byte: usize) -> usize {
        self.lines.line(byte)
    }
}

/// Where the lines of a text start, in bytes.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self([0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn line(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte)
    }

    fn place(&self, text: &str, byte: usize) -> (usize, usize) {
        let line = self.line(byte);
        let start = self.0.get(line - 1).copied().unwrap_or(0);
        (line, text.get(start..byte).map_or(1, |before| before.chars().count() + 1))
    }
}
