//! ARCHITECTURE.md says what stays true: it is short, and what it names is there.

use crate::checkout::{assert_none, read, root};

const MOST_LINES: usize = 150;

#[test]
fn it_is_short() {
    let count = read("ARCHITECTURE.md").text.lines().count();
    assert!(count < MOST_LINES, "ARCHITECTURE.md has {count} lines");
}

#[test]
fn every_path_it_names_exists() {
    let document = read("ARCHITECTURE.md");
    let mut places = Vec::new();
    let mut paths = 0;
    for (number, line) in document.lines() {
        // Every second piece between backticks is a quotation.
        for quoted in line.split('`').skip(1).step_by(2).filter(|quoted| is_path(quoted)) {
            paths += 1;
            if !root().join(quoted.trim_end_matches('/')).exists() {
                places.push(format!("ARCHITECTURE.md:{number}: {quoted}"));
            }
        }
    }
    assert_none("a path, from the root of the checkout, that does not exist", &places);
    assert!(paths > 10, "ARCHITECTURE.md names the places it speaks of, in backticks");
}

/// True for a quotation that is a path and neither code nor an address.
fn is_path(quoted: &str) -> bool {
    let letters = quoted.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let file = [".rs", ".md", ".toml", ".css", ".html", ".json"].iter().any(|ending| quoted.ends_with(ending));
    letters && (quoted.contains('/') || file)
}
