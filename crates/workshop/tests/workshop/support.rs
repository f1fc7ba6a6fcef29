//! Short lessons for tests.

use groundplan_synth::design::{Design, sketch};
use groundplan_workshop::lesson::Lesson;
use groundplan_workshop::read::read;

/// A lesson of one step with a start and further blocks.
pub(crate) fn one_step(start: &str, blocks: &str) -> String {
    format!("{HEAD}## Step {{#step}}\n\n```start\n{start}\n```\n\n{blocks}\n")
}

/// The front matter of a lesson.
pub(crate) const HEAD: &str = "---\ngroundplan-lesson: 1\nid: test\ntitle: Test\nsummary: A test\n---\n\n";

/// The lesson of a text without mistakes.
#[track_caller]
pub(crate) fn lesson(text: &str) -> Lesson {
    read(text).unwrap_or_else(|problems| panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

/// The design of a sketch without mistakes.
#[track_caller]
pub(crate) fn design(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert_eq!(parsed.errors, []);
    parsed.design
}
