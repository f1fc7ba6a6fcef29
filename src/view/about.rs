//! What to know of a kind, a verb or a field: a line, and the rest when somebody opens it.

use groundplan_engine::{Answer, Question};
use leptos::prelude::*;

use crate::erased::{live, on};
use crate::session::{Asked, Session};

/// The line, with the rest behind it.
#[component]
pub fn About(
    /// How it looks.
    class: &'static str,
    /// The kind, the verb, or the field as `service.cpu`.
    id: String,
    /// What the line is called, when it does not say it.
    label: Option<String>,
    /// The line.
    summary: &'static str,
) -> impl IntoView {
    let was_opened = RwSignal::new(false);
    view! {
        <details class=class on:toggle=on(move |_| was_opened.set(true))>
            <summary aria-label=label>{summary}</summary>
            {live(move || was_opened.get().then(|| words(id.clone())))}
        </details>
    }
}

fn words(id: String) -> AnyView {
    let session: Session = expect_context();
    let read = |answer| if let Answer::About(about) = answer { Some(about) } else { None };
    let asked = session.asked(move || Some(Question::About(id.clone())), read);
    let shown = move || match asked.get() {
        Asked::There(about) => view! {
            {about.words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
            {(!about.source.is_empty()).then(|| view! { <a href=about.source target="_blank" rel="noopener noreferrer">"Reference"</a> })}
        }
        .into_any(),
        Asked::Failed(reason) => view! { <p>"More could not be loaded: "{reason}</p> }.into_any(),
        Asked::Waiting => ().into_any(),
    };
    shown.into_any()
}
