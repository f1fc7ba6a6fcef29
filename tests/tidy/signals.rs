//! Nothing but the session writes a signal that a view reads: what is on the screen is what the editor said.
//!
//! The session hands out reading halves alone, so the compiler holds this for everybody outside it.
//! What is left to test is that it keeps the writing halves to itself.

use crate::checkout::{File, assert_none, files};

/// What can write; `RwSignal<` is the end of `ArcRwSignal<` too.
const WRITING: &[&str] = &["RwSignal<", "WriteSignal<"];

#[test]
fn the_session_hands_out_signals_that_can_only_be_read() {
    let session: Vec<File> = files().into_iter().filter(|file| file.path.starts_with("src/session") && file.is_rust()).collect();
    let visible = |line: &str| line.contains("pub ") || line.contains("pub(crate) ");
    let mut places = Vec::new();
    let mut readable = 0;
    for file in &session {
        for (number, line) in file.lines().filter(|(_, line)| visible(line)) {
            readable += usize::from(line.contains("ReadSignal<") || line.contains("Memo<"));
            places.extend(WRITING.iter().filter(|kind| line.contains(*kind)).map(|kind| format!("{}:{number}: {kind}…>", file.path)));
        }
    }
    assert_none("the session hands out a signal that others can write", &places);
    assert!(readable > 0, "src/session.rs hands out the signals that the views read");
}
