//! Every module starts with a sentence that says why it exists.

use crate::checkout::{assert_none, files_ending};

#[test]
fn every_module_says_why_it_exists() {
    let silent = files_ending(".rs").into_iter().filter(|file| !file.text.starts_with("//! "));
    let places: Vec<String> = silent.map(|file| file.path).collect();
    assert_none("a module does not start with `//!`", &places);
}
