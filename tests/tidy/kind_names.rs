//! Only the catalog and the verbs know kinds by name. Everybody else asks their data, so that a new kind is one file.

use std::collections::BTreeSet;

use groundplan_synth::catalog::KINDS;
use groundplan_synth::meaning::VERBS;

use crate::checkout::{File, assert_none, files};

#[test]
fn no_view_names_a_kind_or_a_verb() {
    let words: BTreeSet<&str> = KINDS.iter().map(|kind| kind.id).chain(VERBS.iter().map(|verb| verb.id)).collect();
    let app = files().into_iter().filter(|file| file.path.starts_with("src/") && file.is_rust());
    let places: Vec<String> = app.flat_map(|file| literals(&file, &words)).collect();
    assert_none("the app names a kind or a verb", &places);
}

#[test]
fn no_other_crate_names_a_kind() {
    let words: BTreeSet<&str> = KINDS.iter().map(|kind| kind.id).collect();
    // Lifters name arguments of CDK's classes, some of which are called like a kind.
    // The palette lists the styles that kinds name for their frames, some of which are spelled like the kind.
    let allowed = [
        "crates/synth/src/catalog/",
        "crates/synth/src/meaning/",
        "crates/synth/src/picture/palette.rs",
        "crates/xtask/",
        "crates/synth/src/cdk/lift/",
    ];
    let code = files().into_iter().filter(|file| file.path.starts_with("crates/") && file.is_rust() && !file.is_test());
    let others = code.filter(|file| !allowed.iter().any(|folder| file.path.starts_with(folder)));
    let places: Vec<String> = others.flat_map(|file| literals(&file, &words)).collect();
    assert_none("code outside the catalog names a kind", &places);
}

/// The places where one of the words is a whole string literal. Comments and a file's unit tests do not count.
fn literals(file: &File, words: &BTreeSet<&str>) -> Vec<String> {
    let mut places = Vec::new();
    for (index, line) in file.without_tests().lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for word in words.iter().filter(|word| line.contains(&format!("\"{word}\""))) {
            places.push(format!("{}:{}: \"{word}\"", file.path, index + 1));
        }
    }
    places
}
