//! What the engine answers, shown as soon as it is there.

use leptos::prelude::*;

use crate::erased::{derive, live, memo, on};
use crate::session::{Asked, Session};

/// Shows an answer; until it is there, that it is under way, or why it cannot be had and how to try again.
pub fn answered<T: Clone + Send + Sync + 'static>(
    session: Session,
    what: &'static str,
    asked: ReadSignal<Asked<T>>,
    show: impl Fn(Signal<T>) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    // The view stays while one answer takes the place of another.
    let last = RwSignal::new(None::<T>);
    let state = memo(move || match asked.get() {
        Asked::There(answer) => {
            last.set(Some(answer));
            Asked::There(())
        }
        Asked::Waiting => Asked::Waiting,
        Asked::Failed(reason) => Asked::Failed(reason),
    });
    live(move || match state.get() {
        Asked::There(()) => match last.get_untracked() {
            Some(first) => show(derive(move || last.get().unwrap_or_else(|| first.clone()))),
            None => ().into_any(),
        },
        Asked::Waiting => view! { <p class="loading muted" role="status">{what}" is being written…"</p> }.into_any(),
        Asked::Failed(reason) => view! {
            <div class="not-loaded">
                <p class="problem" role="alert">{what}" could not be written: "{reason}</p>
                <button type="button" on:click=on(move |_| session.ask_again())>"Try again"</button>
            </div>
        }
        .into_any(),
    })
}
