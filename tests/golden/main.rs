//! Golden files: each sketch is named for what it shows, that of a kind after the kind, and its template stands beside it as a person would review it.
//!
//! `GROUNDPLAN_BLESS=1 cargo test -p groundplan-cli --test golden` writes the templates anew, and each sketch as it prints.

#![allow(clippy::expect_used, reason = "a test stops where its ground is missing")]

mod coverage;
mod deployed;
mod idle;
mod parameters;
mod picture;
mod raw;

use std::path::{Path, PathBuf};
use std::{env, fs};

use groundplan_synth::design::sketch::{Parsed, parse, print};
use groundplan_synth::rules::{self, Severity};
use groundplan_synth::synthesize::synthesize;

/// About two pages: what a person still reads.
const MOST_SKETCH_LINES: usize = 40;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden")
}

/// Every golden sketch with its path, in the order of their names.
fn sketches() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).expect("the folder is there").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sketch"));
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a sketch is text"))).collect()
}

#[track_caller]
fn read(path: &Path, text: &str) -> Parsed {
    let parsed = parse(text);
    assert!(parsed.errors.is_empty(), "{}: {:?}", path.display(), parsed.errors);
    parsed
}

#[test]
fn templates_are_as_reviewed() {
    let bless = env::var_os("GROUNDPLAN_BLESS").is_some_and(|value| value == "1");
    let mut different = Vec::new();
    for (path, text) in sketches() {
        let design = read(&path, &text).design;
        let template = synthesize(&design).to_yaml();
        let golden = path.with_extension("yaml");
        if bless {
            fs::write(&path, print(&design)).expect("the sketch can be written");
            fs::write(&golden, &template).expect("the template can be written");
        } else if fs::read_to_string(&golden).unwrap_or_default() != template {
            different.push(format!(
                "{}:\n{}",
                golden.display(),
                first_difference(&fs::read_to_string(&golden).unwrap_or_default(), &template)
            ));
        }
    }
    assert!(
        different.is_empty(),
        "{}\n\nif that is meant: GROUNDPLAN_BLESS=1 cargo test -p groundplan-cli --test golden",
        different.join("\n")
    );
}

fn first_difference(reviewed: &str, now: &str) -> String {
    let mut lines = reviewed.lines().map(Some).chain(std::iter::repeat(None)).zip(now.lines().map(Some).chain(std::iter::repeat(None)));
    let place =
        lines.by_ref().take_while(|(one, other)| one.is_some() || other.is_some()).enumerate().find(|(_, (one, other))| one != other);
    place.map_or_else(String::new, |(index, (one, other))| {
        format!("  line {}\n  reviewed: {}\n  now:      {}", index + 1, one.unwrap_or("(the end)"), other.unwrap_or("(the end)"))
    })
}

#[test]
fn every_template_has_its_sketch() {
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            assert!(path.with_extension("sketch").exists(), "{} has no sketch beside it", path.display());
        }
    }
}

#[test]
fn sketches_are_short_and_written_as_they_print() {
    for (path, text) in sketches() {
        assert!(text.lines().count() <= MOST_SKETCH_LINES, "{} is too long to read", path.display());
        let printed = print(&read(&path, &text).design);
        assert_eq!(text, printed, "{}", path.display());
    }
}

#[test]
fn sketches_are_designs_that_work() {
    for (path, text) in sketches() {
        let findings = rules::check(&read(&path, &text).design);
        let errors: Vec<&String> =
            findings.iter().filter(|finding| finding.rule.severity == Severity::Error).map(|finding| &finding.message).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}
