//! What needs a file that the page fetches first.

use groundplan_synth::fetched::Fetched;
use leptos::prelude::*;

use crate::session::{Progress, Session};

/// Shows its children as soon as a file is there; until then, that it is loading, or why it cannot be had and how to try again.
#[component]
pub fn WhenThere(
    /// The file; it is asked for at once.
    file: &'static Fetched,
    /// What people know it as: `The deploy script`.
    what: &'static str,
    /// What needs the file.
    children: ChildrenFn,
) -> impl IntoView {
    let session: Session = expect_context();
    session.load(file);
    let progress = Memo::new(move |_| session.progress(file));
    move || match progress.get() {
        Progress::There => children(),
        Progress::Loading => view! { <p class="loading muted" role="status">{what}" is loading…"</p> }.into_any(),
        Progress::Failed(reason) => view! {
            <div class="not-loaded">
                <p class="problem" role="alert">{what}" could not be loaded: "{reason}</p>
                <button type="button" on:click=move |_| session.load(file)>"Try again"</button>
            </div>
        }
        .into_any(),
    }
}
