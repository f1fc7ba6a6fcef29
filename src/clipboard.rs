//! The clipboard of the system: copies are sketches, and a sketch from anywhere can be put in.
//!
//! Keys come as the browser's own events, which need no permission and no secure address. A menu has to ask the browser.

use groundplan_editor::Event;
use groundplan_editor::action::Act;
use groundplan_synth::design::sketch;
use groundplan_synth::picture::Theme;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::ClipboardEvent;

use crate::browser;
use crate::files;
use crate::input;
use crate::session::Session;

/// Listens to the keys for copying, cutting and pasting, whichever they are on this system.
pub fn listen(session: Session) {
    let copy = window_event_listener(ev::copy, move |event| take(session, &event, Act::Copy));
    let cut = window_event_listener(ev::cut, move |event| take(session, &event, Act::Cut));
    let paste = window_event_listener(ev::paste, move |event| {
        let Some(event) = ours(&event) else { return };
        if let Some(text) = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()) {
            event.prevent_default();
            session.send(Event::Paste(text));
        }
    });
    on_cleanup(move || {
        copy.remove();
        cut.remove();
        paste.remove();
    });
}

/// The event, when it is about nodes: text that is marked or typed into is the browser's.
fn ours(event: &web_sys::Event) -> Option<&ClipboardEvent> {
    let event = event.dyn_ref::<ClipboardEvent>()?;
    (!input::is_typing(event) && !browser::has_marked_text()).then_some(event)
}

fn take(session: Session, event: &web_sys::Event, act: Act) {
    let Some(event) = ours(event) else { return };
    event.prevent_default();
    if session.send(Event::Act(act))
        && let Some(data) = event.clipboard_data()
    {
        let _ = data.set_data("text/plain", &session.copied());
    }
}

/// Puts what is selected, or everything, on the clipboard as a picture.
pub fn copy_image(session: Session, theme: Theme) {
    let has_nodes = session.selection.with_untracked(|selection| !selection.nodes().is_empty());
    // What a sketch of it says is drawn where it lies.
    let design = if has_nodes && session.send(Event::Act(Act::Copy)) {
        sketch::parse(&session.copied()).design
    } else {
        untrack(move || session.committed())
    };
    files::take_png(session, design, theme, 2, true);
}

/// Does what a menu or the list of commands offers.
pub fn act(session: Session, act: Act) {
    match act {
        Act::Copy | Act::Cut => {
            if session.send(Event::Act(act)) {
                browser::copy(&session.copied());
            }
        }
        Act::Paste => leptos::task::spawn_local(async move {
            // A browser that does not let the page read its clipboard leaves what was copied here.
            let text = browser::copied().await.filter(|text| !text.is_empty()).unwrap_or_else(|| session.copied());
            session.send(Event::Paste(text));
        }),
        _ => drop(session.send(Event::Act(act))),
    }
}
