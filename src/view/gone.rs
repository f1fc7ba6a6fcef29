//! What a deletion took, in the design and in the template, until something else is done.

use groundplan_editor::Event;
use groundplan_editor::action::Act;
use leptos::prelude::*;

use super::canvas::INPUT_ID;
use super::effects::{effects_of, shortly};
use super::icon::{self, icon};
use crate::browser;
use crate::erased::{live, on};
use crate::session::Session;

/// The bar at the bottom of the canvas.
#[component]
pub fn GoneBar() -> impl IntoView {
    let session: Session = expect_context();
    let asked = session.asked_for(move || session.question_of_gone(), effects_of, false);
    live(move || {
        let (words, _) = session.gone.get()?;
        let leave = move || browser::focus_soon(INPUT_ID.to_owned());
        let undo = move |_| {
            session.send(Event::Act(Act::Undo));
            leave();
        };
        let dismiss = move |_| {
            session.forget_gone();
            leave();
        };
        Some(view! {
            <section class="gone" aria-label="What was deleted">
                <div class="gone-head">
                    <p role="status">{words}</p>
                    <button type="button" aria-label="Undo the deletion" on:click=on(undo)>"Undo"</button>
                    <button type="button" class="quiet" aria-label="Dismiss" on:click=on(dismiss)>{icon(icon::CLOSE)}</button>
                </div>
                {live(move || asked.get().there()?.ok().map(shortly))}
            </section>
        })
    })
}
