//! The commands that the documents name exist.

use std::collections::BTreeSet;

use crate::checkout::{assert_none, read};

const DOCUMENTS: &[&str] = &["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"];

#[test]
fn every_project_command_exists() {
    let main = read("crates/xtask/src/main.rs");
    let mut places = Vec::new();
    for document in DOCUMENTS {
        let missing = words_behind(&read(document).text, "cargo xtask ");
        let missing = missing.into_iter().filter(|word| !main.text.contains(&format!("Some(\"{word}\")")));
        places.extend(missing.map(|word| format!("{document}: cargo xtask {word}")));
    }
    assert_none("a command that does not exist", &places);
    let two = words_behind(&read("README.md").text, "cargo xtask ");
    assert!(two.contains("serve") && two.contains("test"), "the README starts with the two commands");
}

#[test]
fn every_command_of_the_command_line_exists() {
    let source = read("crates/cli/src/main.rs").text;
    let mut places = Vec::new();
    for document in DOCUMENTS {
        // In running text the name is the product's; behind a quote or at the start of a line it is a command.
        let text = read(document).text.replace("`groundplan ", "\ngroundplan ");
        let commands: BTreeSet<String> = text.lines().filter_map(|line| first_word_behind(line, "groundplan ")).collect();
        for word in commands {
            let variant: String = word[..1].to_uppercase() + &word[1..];
            if !source.contains(&variant) {
                places.push(format!("{document}: groundplan {word}"));
            }
        }
    }
    assert_none("a command that does not exist", &places);
}

/// The words that directly follow a text, wherever it stands.
fn words_behind(text: &str, start: &str) -> BTreeSet<String> {
    text.match_indices(start).filter_map(|(at, _)| word(&text[at + start.len()..])).collect()
}

fn first_word_behind(line: &str, start: &str) -> Option<String> {
    let line = line.trim_start();
    word(line.strip_prefix("$ ").unwrap_or(line).strip_prefix(start)?)
}

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(char::is_ascii_lowercase).collect();
    (!word.is_empty()).then_some(word)
}
