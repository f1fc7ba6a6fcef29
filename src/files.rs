//! Opening and saving files: the same file again where the browser lets a page write one, a download elsewhere. `public/files.js` does it.

use groundplan_synth::design::{Design, saved, sketch};
use groundplan_synth::picture::{self, Theme};
use js_sys::{Array, Function};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::browser;
use crate::session::{Notice, Session};
use crate::view::opening;

/// The glue in JavaScript.
const MODULE: &str = "files.js";

/// Writes the design into its file, or with `other` into one that is chosen now.
pub(crate) fn save(session: Session, other: bool) {
    let design = untrack(move || session.committed());
    leptos::task::spawn_local(async move {
        let stem = browser::file_stem(&design.settings().name);
        let content = Closure::<dyn Fn(String) -> String>::new(move |name: String| written(&design, &name));
        let given = Array::of4(&session.document().into(), &stem.into(), &(!other).into(), content.as_ref());
        let (title, line, is_error) = match browser::ask_beside(MODULE, "save", &given).await {
            // Nobody chose a file.
            Ok(said) if said.is_null() => return,
            Ok(said) => {
                let said = Array::from(&said);
                let text = |at| said.get(at).as_string().unwrap_or_default();
                (text(0), text(1), said.get(2).is_truthy())
            }
            Err(reason) => ("The design was not saved. Export it instead".to_owned(), reason, true),
        };
        session.tell(Some(Notice { title, lines: vec![line], is_error, offer: None }));
    });
}

/// Offers the design as a file to save, in the way that every browser has: for a design that is kept nowhere else.
pub(crate) fn save_copy(session: Session) {
    let design = untrack(move || session.committed());
    let name = format!("{}.groundplan.json", browser::file_stem(&design.settings().name));
    if browser::download(&name, "application/json", &saved::write(&design)).is_err() {
        let (title, lines) = (format!("This browser did not save {name}"), vec!["Copy the sketch from its tab instead".to_owned()]);
        session.tell(Some(Notice { title, lines, is_error: true, offer: None }));
    }
}

/// Saves a design as a PNG file, so many pixels a unit, or copies it as one.
pub(crate) fn take_png(session: Session, design: Design, theme: Theme, scale: u32, copies: bool) {
    let ending = if theme == Theme::Dark { ".dark.png" } else { ".png" };
    leptos::task::spawn_local(async move {
        let name = browser::file_stem(&design.settings().name) + ending;
        let (title, line, is_error) = match browser::take_png(&picture::draw(&design, theme), scale, &name, copies).await {
            Ok(()) if copies => ("The picture is copied".to_owned(), "Paste it into a text or a chat".to_owned(), false),
            Ok(()) => return,
            Err(reason) if copies => ("The picture could not be copied. Export it as PNG instead".to_owned(), reason, true),
            Err(reason) => (format!("{name} could not be drawn"), reason, true),
        };
        session.tell(Some(Notice { title, lines: vec![line], is_error, offer: None }));
    });
}

/// The design in the form that the ending of a file asks for.
fn written(design: &Design, name: &str) -> String {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("sketch" | "txt") => sketch::print(design),
        Some("svg") => picture::draw(design, Theme::Light),
        _ => saved::write(design),
    }
}

/// Reads an author's lesson again whenever its file has changed, until it is put away or another one is opened.
fn follow_lesson(session: Session, name: String, follow: &Function) {
    session.set_followed(Some(name.clone()));
    let change = Closure::<dyn Fn(Option<String>) -> bool>::new(move |text: Option<String>| {
        let is_wanted = session.followed.with_untracked(|followed| followed.as_ref() == Some(&name));
        if let Some(text) = text.filter(|_| is_wanted) {
            session.hand_over_again(name.clone(), text);
        }
        is_wanted
    });
    let _ = follow.call1(&JsValue::NULL, change.as_ref());
    // It is called as long as the page is open.
    change.forget();
}

/// Asks for a file and opens it. A browser without a way to write into it has an `input` for it, which `otherwise` shows.
pub(crate) fn open(session: Session, otherwise: fn()) {
    let has_picker = js_sys::Reflect::has(&js_sys::global(), &"showOpenFilePicker".into()) == Ok(true);
    if !has_picker {
        return otherwise();
    }
    leptos::task::spawn_local(async move {
        match browser::ask_beside(MODULE, "open", &Array::new()).await {
            Ok(chosen) if chosen.is_null() => {}
            Ok(chosen) => {
                let chosen = Array::from(&chosen);
                let file = chosen.get(0).unchecked_into::<web_sys::File>();
                let (keep, follow) = (chosen.get(1).unchecked_into::<Function>(), chosen.get(2).unchecked_into::<Function>());
                let name = file.name();
                opening::open_file(session, &file, move || {
                    if opening::is_lesson(&name) {
                        return follow_lesson(session, name, &follow);
                    }
                    // A file that is not kept is asked for again when it is saved.
                    let _ = keep.call1(&JsValue::NULL, &session.document().into());
                });
            }
            // The browser does not let this page ask, as in a frame of somebody else.
            Err(_) => otherwise(),
        }
    });
}
