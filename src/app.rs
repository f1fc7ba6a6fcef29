//! The page: its panels around the canvas, the keyboard, and files that are dropped on it.

use groundplan_editor::Event;
use groundplan_synth::design::Design;
use leptos::ev;
use leptos::prelude::*;

use crate::browser;
use crate::clipboard;
use crate::embed;
use crate::erased::{live, live_flag, on};
use crate::examples;
use crate::input;
use crate::session::{Saved, Session, WorkerPost};
use crate::view::{
    Panels, canvas, comparing, drawer, inspector, lesson, name_editor, notice, opening, over, palette, printing, sharing, sketch, top_bar,
    walk,
};

/// The whole designer.
#[component]
pub fn App() -> impl IntoView {
    // A page that embeds this one says what it shows.
    let first = || if browser::is_embedded() { Design::default() } else { examples::first() };
    let session = Session::open(first, WorkerPost::default());
    let panels = Panels::restored();
    embed::offer(session, panels);
    provide_context(session);
    provide_context(panels);
    provide_context(walk::Walk::new(session, panels));
    let lessons = lesson::Lessons::restored(session, panels);
    provide_context(lessons);
    provide_context(sketch::Waiting::default());
    provide_context(comparing::Comparing::new(session));
    listen_to_keys(session, lessons);
    clipboard::listen(session);
    sharing::listen(session);
    listen_to_other_tabs(session);
    listen_to_the_end(session);
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        if browser::is_looked_at() {
            return;
        }
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            opening::open_file(session, &file, || {});
        }
    };
    view! {
        <a class="skip-link" href="#canvas">"Skip to the canvas"</a>
        <div
            class="app"
            class:palette-closed=live_flag(move || !panels.palette.get())
            class:inspector-closed=live_flag(move || !panels.inspector.get())
            class:lessons-open=live_flag(move || panels.lessons.get())
            on:dragover=on(|event: web_sys::DragEvent| event.prevent_default())
            on:drop=on(drop)
        >
            <top_bar::TopBar />
            <palette::Palette />
            <main class="middle">
                <sharing::SharedBar />
                <canvas::Canvas />
                <drawer::Drawer />
            </main>
            <lesson::LessonPanel />
            <inspector::Inspector />
            <notice::NoticeBar />
            <over::Overlays />
            <printing::Paper />
            <div class="visually-hidden" aria-live="polite" role="status">{live(move || session.announcement.get())}</div>
        </div>
    }
}

fn listen_to_keys(session: Session, lessons: lesson::Lessons) {
    let down = window_event_listener(ev::keydown, move |event| {
        if lessons.hears(&event) {
            event.prevent_default();
            return;
        }
        if input::leaves_field(&event) {
            return name_editor::focus_canvas();
        }
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
    let blur = window_event_listener(ev::blur, move |_| {
        session.send(Event::Blur);
    });
    on_cleanup(move || {
        down.remove();
        up.remove();
        blur.remove();
    });
}

/// Other tabs of this browser may keep a design too.
fn listen_to_other_tabs(session: Session) {
    let heard = window_event_listener(ev::storage, move |event| {
        session.hear_storage(event.key().as_deref(), event.new_value().as_deref());
    });
    on_cleanup(move || heard.remove());
}

/// A page that goes, or is put aside and may never come back, keeps where a person was.
fn listen_to_the_end(session: Session) {
    let hidden = window_event_listener(ev::pagehide, move |_| session.leave());
    let aside = window_event_listener(ev::visibilitychange, move |_| session.leave());
    let asked = window_event_listener(ev::beforeunload, move |event| {
        session.leave();
        // The browser asks whether somebody wants to go.
        if session.saved.with_untracked(|saved| matches!(saved, Saved::No(_))) {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        asked.remove();
        hidden.remove();
        aside.remove();
    });
}
