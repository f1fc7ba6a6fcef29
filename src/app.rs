//! The page: its panels around the canvas, the keyboard, and files that are dropped on it.

use groundplan_synth::design::sketch;
use leptos::ev;
use leptos::prelude::*;

use crate::input;
use crate::session::Session;
use crate::view::{Panels, canvas, drawer, inspector, notice, opening, palette, top_bar};

/// The design that a new visitor sees.
const EXAMPLE: &str = include_str!("../examples/unicorn.sketch");

/// The design that a new visitor sees, laid out when it is opened.
pub fn example() -> groundplan_synth::design::Design {
    sketch::parse(EXAMPLE).design
}

/// The whole designer.
#[component]
pub fn App() -> impl IntoView {
    let session = Session::open(&example());
    let panels = Panels::restored();
    provide_context(session);
    provide_context(panels);
    listen_to_keys(session);
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            opening::open_file(session, &file);
        }
    };
    view! {
        <a class="skip-link" href="#canvas">"Skip to the canvas"</a>
        <div
            class="app"
            class:palette-closed=move || !panels.palette.get()
            class:inspector-closed=move || !panels.inspector.get()
            on:dragover=|event: web_sys::DragEvent| event.prevent_default()
            on:drop=drop
        >
            <top_bar::TopBar />
            <palette::Palette />
            <main class="middle">
                <canvas::Canvas />
                <drawer::Drawer />
            </main>
            <inspector::Inspector />
            <notice::NoticeBar />
            <div class="visually-hidden" aria-live="polite" role="status">{move || session.announcement.get()}</div>
        </div>
    }
}

fn listen_to_keys(session: Session) {
    let down = window_event_listener(ev::keydown, move |event| {
        let Some(key) = input::key(&event) else { return };
        if session.send(key) {
            event.prevent_default();
        } else if event.key() == "Escape" {
            canvas::leave();
        }
    });
    let up = window_event_listener(ev::keyup, move |event| {
        session.send(input::key_up(&event));
    });
    on_cleanup(move || {
        down.remove();
        up.remove();
    });
}
