//! Links that carry the design: the dialog that makes one, and the bar above a design that came by one.

use groundplan_engine::{Answer, Question};
use groundplan_synth::link;
use leptos::ev;
use leptos::prelude::*;

use super::icon::{self, icon};
use super::over::{Over, close_dialog, dialog};
use crate::browser;
use crate::erased::{live, on};
use crate::session::{Asked, Session, Shared};

/// Opens the design in the page's address, now and whenever another one is entered there.
pub fn listen(session: Session) {
    let open = move || {
        if let Some(fragment) = link::in_address(&browser::address().1) {
            leptos::task::spawn_local(session.open_link(fragment.to_owned()));
        }
    };
    open();
    let changed = window_event_listener(ev::hashchange, move |_| open());
    on_cleanup(move || changed.remove());
}

/// The dialog.
#[component]
pub fn ShareDialog(
    /// What is open.
    over: Over,
) -> impl IntoView {
    let session: Session = expect_context();
    live(move || over.share.get().then(|| dialog("Share a link", "share", move || over.share.set(false), content(session))))
}

fn content(session: Session) -> AnyView {
    let read_only = RwSignal::new(false);
    let read = |answer| if let Answer::Link(link) = answer { Some(link) } else { None };
    let asked = session.asked(move || Some(Question::Link(read_only.get())), read);
    view! {
        <h2>"Share a link"</h2>
        <p>"The whole design is in the link. No server gets it; who has the link can read it"</p>
        <label class="check"><input type="checkbox" on:change=on(move |event| read_only.set(event_target_checked(&event))) />" For looking: a copy can be edited"</label>
        {live(move || match asked.get() {
            Asked::Waiting => view! { <p class="muted" role="status">"The link is being made…"</p> }.into_any(),
            Asked::There(Ok(link)) => made(&link.fragment),
            Asked::There(Err(reason)) | Asked::Failed(reason) => view! { <p class="problem" role="alert">{reason}</p> }.into_any(),
        })}
        <button type="button" on:click=on(move |_| close_dialog())>"Close"</button>
    }
    .into_any()
}

fn made(fragment: &str) -> AnyView {
    let address = format!("{}#{fragment}", browser::address().0);
    let letters = address.chars().count();
    let copied = RwSignal::new(false);
    let shown = address.clone();
    let copy = move |_| {
        browser::copy(&address);
        copied.set(true);
    };
    view! {
        <div class="share-link">
            <input type="text" readonly aria-label="Link" prop:value=shown on:focus=on(|event: web_sys::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select()) />
            <button type="button" on:click=on(copy)>{icon(icon::COPY)} {live(move || if copied.get() { "Copied" } else { "Copy" })}</button>
        </div>
        <p class="muted" role="status">{format!("{letters} characters")}</p>
    }
    .into_any()
}

/// The bar above a design that came by a link.
#[component]
pub fn SharedBar() -> impl IntoView {
    let session: Session = expect_context();
    live(move || session.shared.get().map(|shared| bar(session, &shared)))
}

fn bar(session: Session, shared: &Shared) -> AnyView {
    let read_only = shared.read_only;
    let words = if read_only {
        "A shared design, for looking. Yours is still kept"
    } else {
        "A shared design. Yours is still kept, until you change this one or keep it"
    };
    let take = move |_| if read_only { session.edit_shared() } else { session.keep_shared() };
    view! {
        <section class="shared-bar" aria-label="Shared design">
            {icon(icon::INFO)}
            <span role="status">{words}</span>
            <button on:click=on(take)>{if read_only { "Edit a copy" } else { "Keep it" }}</button>
            <button on:click=on(move |_| session.leave_shared())>"Back to my design"</button>
        </section>
    }
    .into_any()
}
