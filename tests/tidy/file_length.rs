//! No source file has more than 500 lines: one idea a file.

use crate::checkout::{assert_none, files};

const MOST_LINES: usize = 500;
const SOURCES: &[&str] = &[".rs", ".css", ".js", ".mjs", ".ts", ".html", ".py", ".sh"];

#[test]
fn no_source_file_is_long() {
    let sources = files().into_iter().filter(|file| SOURCES.iter().any(|ending| file.path.ends_with(ending)));
    let long = sources.map(|file| (file.text.lines().count(), file.path)).filter(|(count, _)| *count > MOST_LINES);
    let places: Vec<String> = long.map(|(count, path)| format!("{path} has {count} lines")).collect();
    assert_none("more than 500 lines", &places);
}
