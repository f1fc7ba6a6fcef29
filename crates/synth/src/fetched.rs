//! Texts that the page fetches when it first needs them, so that nobody waits for them who only draws; everywhere else they are
//! built in. The package `page-files` writes the files. The target decides and no feature, because a build of the whole workspace
//! would switch a feature of the command line on for the page, too.

use std::sync::OnceLock;

/// What stands between the texts of a file: the separator that ASCII has for this. No text contains it.
const SEPARATOR: char = '\u{1e}';

/// Some texts that belong together, in one file.
pub struct Fetched {
    file: &'static str,
    #[cfg(not(target_family = "wasm"))]
    texts: &'static [&'static str],
    /// Tells these texts from those of another version.
    number: u64,
    installed: OnceLock<String>,
}

/// Every file.
pub static ALL: &[&Fetched] = &[&crate::cdk::FILES, &crate::deploy::FILES];

impl Fetched {
    /// The texts under the name of their file. The page keeps but their number of them.
    pub const fn new(file: &'static str, texts: &'static [&'static str]) -> Self {
        Self {
            file,
            #[cfg(not(target_family = "wasm"))]
            texts,
            number: number_of(texts),
            installed: OnceLock::new(),
        }
    }

    /// The name of the file.
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// Its address, relative to the page; another one for each version, so that no cache answers with an older file.
    pub fn address(&self) -> String {
        format!("{}?{:x}", self.file, self.number)
    }

    /// Whether the texts are there: in the page only after [`Fetched::install`].
    pub fn is_there(&self) -> bool {
        cfg!(not(target_family = "wasm")) || self.installed.get().is_some()
    }

    /// The texts in their order; none while they are not there.
    #[cfg(not(target_family = "wasm"))]
    pub fn texts(&'static self) -> Vec<&'static str> {
        self.texts.to_vec()
    }

    /// The texts in their order; none while they are not there.
    #[cfg(target_family = "wasm")]
    pub fn texts(&'static self) -> Vec<&'static str> {
        self.installed.get().map(|content| content.split(SEPARATOR).collect()).unwrap_or_default()
    }

    /// Takes the content of the file in. A file of another version of Groundplan would make a mixture that nobody tested.
    pub fn install(&self, content: &str) -> Result<(), String> {
        let texts: Vec<&str> = content.split(SEPARATOR).collect();
        if number_of(&texts) != self.number {
            return Err(format!("{} is of another version of Groundplan than this page: reload the page", self.file));
        }
        let _ = self.installed.set(content.to_owned());
        Ok(())
    }

    /// What the file contains.
    #[cfg(not(target_family = "wasm"))]
    pub fn content(&self) -> String {
        self.texts.join(&SEPARATOR.to_string())
    }
}

/// A number for texts that others hardly share: FNV-1a, 64 bits. Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
const fn number_of(texts: &[&str]) -> u64 {
    let mut number = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < texts.len() {
        let bytes = texts[at].as_bytes();
        let mut place = 0;
        while place <= bytes.len() {
            // The separator ends each text: the same letters, parted otherwise, are other texts.
            let byte = if place < bytes.len() { bytes[place] } else { SEPARATOR as u8 };
            number = (number ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
            place += 1;
        }
        at += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_by_its_own_version_alone() {
        static TEXTS: Fetched = Fetched::new("texts.txt", &["one\n", "two"]);
        assert_eq!(TEXTS.install(&TEXTS.content()), Ok(()));
        for other in ["one\n", "one\ntwo", "one\n\u{1e}two\n", "one\n\u{1e}two\u{1e}", "<!doctype html>"] {
            let refusal = TEXTS.install(other).unwrap_err();
            assert_eq!(refusal, "texts.txt is of another version of Groundplan than this page: reload the page", "{other}");
        }
    }

    #[test]
    fn every_file_comes_apart_as_it_was_put_together() {
        for fetched in ALL {
            assert_eq!(fetched.content().split(SEPARATOR).collect::<Vec<_>>(), fetched.texts(), "{}", fetched.file());
            assert!(fetched.is_there(), "{}", fetched.file());
        }
    }
}
