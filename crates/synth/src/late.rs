//! Long fixed texts that only some answers need: the page's engine fetches one when somebody first asks for such an answer. Elsewhere
//! they are built in.

use std::sync::OnceLock;

use crate::{cdk, deploy};

/// A text that may come late.
pub struct Late {
    /// The name of its file, relative to the page.
    pub file: &'static str,
    /// The text in pieces; none in the page.
    pieces: &'static [&'static str],
    text: OnceLock<String>,
}

/// Every such text.
pub static ALL: [&Late; 2] = [&deploy::PARTS, &cdk::TYPES];

impl Late {
    /// A text of pieces, each of which ends with a line of its own.
    pub const fn new(file: &'static str, pieces: &'static [&'static str]) -> Self {
        Self { file, pieces: if cfg!(target_family = "wasm") { &[] } else { pieces }, text: OnceLock::new() }
    }

    /// The text; nothing while it is not there.
    pub fn text(&'static self) -> Option<&'static str> {
        if !self.pieces.is_empty() {
            self.text.get_or_init(|| self.pieces.iter().flat_map(|piece| [*piece, "\n"]).collect());
        }
        self.text.get().map(String::as_str)
    }

    /// What its file holds: its name in the first line, by which another file is told from it.
    pub fn written(&'static self) -> String {
        format!("{}\n{}", self.file, self.text().unwrap_or_default())
    }

    /// Takes the file in. The error says that it is another one.
    pub fn install(&self, written: &str) -> Result<(), String> {
        let text = written.strip_prefix(self.file).and_then(|rest| rest.strip_prefix('\n'));
        let text = text.ok_or_else(|| format!("{} begins with other words than its name", self.file))?;
        // The first that came counts.
        let _ = self.text.set(text.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_what_is_read() {
        static EMPTY: Late = Late::new("words.txt", &[]);
        static FULL: Late = Late::new("words.txt", &["one\n", "two"]);
        assert_eq!((EMPTY.text(), FULL.text()), (None, Some("one\n\ntwo\n")));
        assert_eq!(EMPTY.install("<!doctype html>").unwrap_err(), "words.txt begins with other words than its name");
        EMPTY.install(&FULL.written()).unwrap();
        assert_eq!(EMPTY.text(), FULL.text());
    }
}
