//! Opening what a person has: it takes the place of the open design as one step that Undo takes back.

use groundplan_synth::design::reading;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, FileReader};

use crate::browser;
use crate::session::{Notice, Session};

/// A design of this size has tens of thousands of nodes; anything larger is no design.
const MOST_BYTES: f64 = 20_000_000.0;
/// How many problems are listed.
const MOST_PROBLEMS: usize = 12;

/// Reads a file and opens the design in it; `then` is done when it is open.
pub fn open_file(session: Session, file: &File, then: impl FnOnce() + 'static) {
    let name = file.name();
    let fail = move |title: String, lines: Vec<String>| session.tell(Some(Notice { title, lines, is_error: true, offer: None }));
    if file.size() > MOST_BYTES {
        fail(format!("{name} is too large to be a design"), vec!["Expected at most 20 MB".to_owned()]);
        return;
    }
    if file.type_() == "image/png" {
        let given = js_sys::Array::of1(file);
        leptos::task::spawn_local(async move {
            match browser::ask_beside("picture.js", "designIn", &given).await {
                Ok(text) => drop(open_text(session, &name, &text.as_string().unwrap_or_default())),
                Err(reason) => fail(format!("{name} was not opened"), vec![reason, "The open design is as it was".to_owned()]),
            }
        });
        return;
    }
    let Ok(reader) = FileReader::new() else { return };
    let result = reader.clone();
    let done = Closure::once_into_js(move || match result.result().ok().and_then(|text| text.as_string()) {
        Some(text) if is_lesson(&name) => {
            session.hand_over(name, text);
            then();
        }
        Some(text) => {
            if open_text(session, &name, &text) {
                then();
            }
        }
        None => fail(format!("{name} could not be read"), vec!["Is it a text file that you may read?".to_owned()]),
    });
    reader.set_onloadend(Some(done.unchecked_ref()));
    let _ = reader.read_as_text(file);
}

/// True for the name of a lesson's file.
pub fn is_lesson(name: &str) -> bool {
    name.to_lowercase().ends_with(".md")
}

/// Opens a design from its text. With problems, what could be read is opened only from a sketch that has some nodes.
/// Answers whether it is open.
pub fn open_text(session: Session, name: &str, text: &str) -> bool {
    let found = reading::read_any(text);
    let mut lines: Vec<String> = found.problems.iter().take(MOST_PROBLEMS).map(|problem| format!("{name}:{problem}")).collect();
    if found.problems.len() > MOST_PROBLEMS {
        lines.push(format!("and {} more", found.problems.len() - MOST_PROBLEMS));
    }
    if !found.problems.is_empty() {
        let title = format!("{name} was not opened: {} could not be read", many(found.problems.len()));
        lines.push("The open design is as it was".to_owned());
        session.tell(Some(Notice { title, lines, is_error: true, offer: None }));
        return false;
    }
    session.replace(&found.design);
    session.tell(Some(Notice {
        title: format!("{name} is open"),
        lines: vec!["Undo brings back what was open before".to_owned()],
        is_error: false,
        offer: None,
    }));
    true
}

fn many(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}
