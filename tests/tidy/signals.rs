//! Nothing but the session writes a signal that a view reads: what is on the screen is what the editor said.

use crate::checkout::{File, assert_none, files};

/// The calls that write a signal.
const WRITES: &[&str] = &["set", "update", "write", "try_set", "try_update", "set_untracked", "update_untracked"];

#[test]
fn only_the_session_writes_its_signals() {
    let app: Vec<File> = files().into_iter().filter(|file| file.path.starts_with("src/") && file.path.ends_with(".rs")).collect();
    let (session, others): (Vec<File>, Vec<File>) = app.into_iter().partition(|file| file.path.starts_with("src/session"));
    let fields: Vec<String> = session.iter().flat_map(signals).collect();
    assert!(!fields.is_empty(), "src/session.rs holds the signals that the views read");
    let mut places = Vec::new();
    for file in others {
        // A call may stand on the line below its signal.
        let code: String = file.text.split_whitespace().collect();
        for field in &fields {
            for write in WRITES.iter().filter(|write| code.contains(&format!(".{field}.{write}("))) {
                places.push(format!("{}: .{field}.{write}(", file.path));
            }
        }
    }
    assert_none("a signal of the session is written elsewhere", &places);
}

/// The names of the fields that are signals.
fn signals(file: &File) -> Vec<String> {
    let fields = file.lines().filter_map(|(_, line)| line.trim().split_once(": "));
    let fields = fields.filter(|(_, kind)| kind.contains("Signal<"));
    let names = fields.filter_map(|(name, _)| name.rsplit(' ').next().map(str::to_owned));
    names.filter(|name| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')).collect()
}
