//! The lessons that come with Groundplan. `build.rs` lists the files in `lessons`; what they say comes late (`groundplan_synth::late`),
//! when somebody opens one.

use std::sync::OnceLock;

use groundplan_synth::late::Late;
use groundplan_synth::ordered::Order as _;
use groundplan_synth::words;

use crate::lesson::Lesson;
use crate::read;

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The lesson with which one begins.
const FIRST: &str = "fargate";

/// A lesson that comes with Groundplan, with what its front matter says.
pub struct Shipped {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What one learns.
    pub summary: &'static str,
    /// How many minutes it takes, when the author says so.
    pub minutes: Option<u32>,
    /// Its text.
    pub late: Late,
    read: OnceLock<Result<Lesson, String>>,
}

impl Shipped {
    const fn new(id: &'static str, title: &'static str, summary: &'static str, minutes: Option<u32>, late: Late) -> Self {
        Self { id, title, summary, minutes, late, read: OnceLock::new() }
    }

    /// The lesson; nothing while its text is not there. The error says what is wrong with the text.
    pub fn lesson(&'static self) -> Option<Result<&'static Lesson, &'static str>> {
        let text = self.late.text()?;
        Some(self.read.get_or_init(|| read::read(text).map_err(|problems| words::first(&problems))).as_ref().map_err(String::as_str))
    }
}

/// The lesson with an id.
pub fn by_id(id: &str) -> Option<&'static Shipped> {
    ALL.iter().find(|shipped| shipped.id == id)
}

/// Every lesson, the one to begin with first.
pub fn listed() -> Vec<&'static Shipped> {
    let mut all: Vec<&Shipped> = ALL.iter().collect();
    all.order_by_key(|shipped| (shipped.id != FIRST, shipped.id));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_what_the_lessons_say() {
        assert_eq!(listed()[0].id, FIRST);
        for shipped in &ALL {
            let lesson = shipped.lesson().expect("it is built in").expect("it can be read");
            assert_eq!(
                (shipped.id, shipped.title, shipped.summary, shipped.minutes),
                (&*lesson.id, &*lesson.title, &*lesson.summary, lesson.minutes)
            );
        }
    }
}
