//! Keeps the design in this browser: written after every change, read when the page opens.

use groundplan_synth::design::{Design, saved};

use super::Notice;
use crate::browser;

const KEY: &str = "groundplan.design";
/// Where a design that could not be read is put aside, so that the next save does not overwrite it.
const ASIDE: &str = "groundplan.design.unreadable";

/// The kept design; `None` when there is none, an explanation when it cannot be read.
pub(super) fn load() -> Option<Result<Design, Notice>> {
    let text = browser::stored(KEY)?;
    match saved::read(&text) {
        Ok(design) => Some(Ok(design)),
        Err(problems) => {
            let kept = browser::store(ASIDE, &text).is_ok();
            let mut lines: Vec<String> = problems.iter().take(5).map(ToString::to_string).collect();
            if kept {
                lines.push(format!("It was put aside under the name {ASIDE} in this browser's storage"));
            }
            Some(Err(Notice { title: "The design kept in this browser could not be read".to_owned(), lines, is_error: true }))
        }
    }
}

/// Keeps a design. The error says what to do.
pub(super) fn save(design: &Design) -> Result<(), String> {
    browser::store(KEY, &saved::write(design))
        .map_err(|_| "This browser does not keep it (its storage is full or switched off): export the design before you leave".to_owned())
}
