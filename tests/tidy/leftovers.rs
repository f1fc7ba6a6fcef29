//! Nothing unfinished and nothing left from a search for mistakes.

use crate::checkout::{assert_none, files_ending};

/// Put together here, so that this file does not find itself.
const LEFTOVERS: &[&str] =
    &[concat!("to", "do!("), concat!("unimple", "mented!("), concat!("db", "g!("), concat!("TO", "DO"), concat!("FIX", "ME")];

#[test]
fn nothing_is_left_unfinished() {
    let mut places = Vec::new();
    for file in files_ending(".rs") {
        for (number, line) in file.lines() {
            places.extend(LEFTOVERS.iter().filter(|word| line.contains(*word)).map(|word| format!("{}:{number}: {word}", file.path)));
        }
    }
    assert_none("something is unfinished", &places);
}
