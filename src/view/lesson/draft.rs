//! An author's own lesson: what is wrong in which line of its file, and whether it works.

use groundplan_engine::DRAFT;
use groundplan_engine::answer::{Draft, Mistake};
use leptos::prelude::*;

use super::Lessons;
use crate::erased::{live, on};
use crate::session::Asked;

/// What is known of the file, while there is one.
pub(super) fn draft(lessons: Lessons) -> AnyView {
    live(move || {
        let (name, draft) = lessons.draft.get()?;
        let content = match draft {
            Asked::Waiting => view! { <p role="status">{format!("{name} is being read…")}</p> }.into_any(),
            Asked::Failed(reason) => {
                view! { <p class="problem" role="alert">{format!("{name} could not be read: {reason}")}</p> }.into_any()
            }
            Asked::There(Draft { mistakes }) if mistakes.is_empty() => sound(lessons, name),
            Asked::There(Draft { mistakes }) => wrong(lessons, &name, mistakes),
        };
        let away = view! { <button type="button" on:click=on(move |_| lessons.forget_draft())>"Put it away"</button> };
        Some(view! { <section class="draft" aria-label="Your own lesson" tabindex="0">{content}{away}</section> })
    })
}

fn sound(lessons: Lessons, name: String) -> AnyView {
    let is_open = move || lessons.open.with(|open| open.as_deref() == Some(DRAFT));
    live(move || {
        is_open().then(|| {
            view! {
                <p role="status">{format!("This is {name} as it was read. {}", next(lessons))}</p>
                <button type="button" on:click=on(move |_| lessons.prove())>"Check that it works"</button>
            }
        })
    })
}

/// What an author does who has changed the file.
fn next(lessons: Lessons) -> &'static str {
    if lessons.session.followed.with(Option::is_some) {
        "What you change in the file shows here at once"
    } else {
        "Open the file again when you have changed it; opened by Open a file, it is followed where the browser lets a page do that"
    }
}

fn wrong(lessons: Lessons, name: &str, mistakes: Vec<Mistake>) -> AnyView {
    let count = if mistakes.len() == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", mistakes.len()) };
    let heading = format!("{name} has {count}. Mend them.");
    let item = |mistake: Mistake| {
        let place = match (mistake.line, mistake.column) {
            (Some(line), Some(column)) => format!("Line {line}, column {column}: "),
            (Some(line), None) => format!("Line {line}: "),
            _ => String::new(),
        };
        view! { <li>{place}{mistake.message}{(!mistake.text.is_empty()).then(|| view! { <pre>{mistake.text}</pre> })}</li> }
    };
    view! {
        <p class="problem" role="alert">{live(move || format!("{heading} {}", next(lessons)))}</p>
        <ol class="mistakes">{mistakes.into_iter().map(item).collect_view()}</ol>
    }
    .into_any()
}
