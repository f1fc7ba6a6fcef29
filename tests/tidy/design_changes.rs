//! Nothing but `Patch::apply` changes a design, so that undo, redraw and saving see every change.
//!
//! The compiler holds the greater part: the fields of `Design` are private to its module, and whoever is outside gets
//! shared references alone. What is left to test is that the module itself hands out no other way.

use crate::checkout::{assert_none, files, read};

#[test]
fn patch_apply_is_the_only_way_to_change_a_design() {
    let mut places = Vec::new();
    for file in files().into_iter().filter(|file| file.path.starts_with("crates/synth/src/design/") && file.is_rust()) {
        for (number, line) in file.lines().filter(|(_, line)| line.trim_start().starts_with("pub fn") && line.contains("&mut Design")) {
            if !(file.path.ends_with("/patch.rs") && line.contains("fn apply(")) {
                places.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    assert_none("a public function changes a design", &places);
}

#[test]
fn the_records_of_a_design_are_read_only() {
    let model = read("crates/synth/src/design/model.rs");
    let (_, body) = model.text.split_once("pub struct Design {").expect("the design is defined in model.rs");
    let (fields, _) = body.split_once('}').expect("the struct ends");
    for field in fields.lines().map(str::trim).filter(|line| line.contains(':') && !line.starts_with("//")) {
        assert!(field.starts_with("pub(super) "), "{field} can be changed from outside");
    }
    let (_, code) = model.text.split_once("impl Design {").expect("the design has functions");
    assert!(!code.contains("&mut self"), "a function of Design changes it");
}
