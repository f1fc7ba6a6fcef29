//! What to know of a kind or a verb: a line, and the rest when somebody opens it.

use groundplan_engine::Question;
use leptos::prelude::*;

use crate::session::{Asked, Session};
use crate::view::template::text_of;

/// The line, with the rest behind it.
#[component]
pub fn About(
    /// The kind or the verb.
    id: &'static str,
    /// The line.
    summary: &'static str,
    /// Where its facts come from.
    source: &'static str,
) -> impl IntoView {
    let session: Session = expect_context();
    let was_opened = RwSignal::new(false);
    let asked = session.asked(move || was_opened.get().then(|| Question::About(id.to_owned())), text_of);
    let words = move || match asked.get() {
        Asked::There(text) => text.text,
        Asked::Failed(reason) => format!("More could not be loaded: {reason}"),
        Asked::Waiting => String::new(),
    };
    view! {
        <details class="about" on:toggle=move |_| was_opened.set(true)>
            <summary>{summary}</summary>
            <p>{words}</p>
            <a href=source target="_blank" rel="noopener noreferrer">"Reference"</a>
        </details>
    }
}
