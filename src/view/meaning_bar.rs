//! What a selected connection could mean instead, offered where it was just drawn: beside it on the canvas.

use groundplan_editor::Item;
use groundplan_synth::meaning::Verb;
use groundplan_synth::pixels::Pixels;
use leptos::prelude::*;

use super::inspector::connection::{choice_title, choice_words, choices, choose};
use crate::erased::{live, memo, on};
use crate::session::Session;

/// How far the bar's middle keeps from the sides of the canvas, and how high it lies above the line's label, in pixels.
const HALF: f64 = 140.0;
const ABOVE: f64 = 52.0;

/// The bar; there is none where a connection can have one meaning alone.
#[component]
pub fn MeaningBar() -> impl IntoView {
    let session: Session = expect_context();
    let single = memo(move || session.selection.with(groundplan_editor::Selection::single).and_then(Item::connection));
    live(move || {
        let id = single.get().filter(|id| !session.stands_for_several(*id))?;
        let signals = session.connection(id)?;
        let (from, to) = signals.record.with(|connection| connection.nodes())?;
        let plate = signals.line.with(|line| line.as_ref().and_then(|line| line.plate));
        let all = choices(session, from, to);
        if all.len() < 2 {
            return None;
        }
        let middle = plate.map(|(x, y)| session.on_screen(f64::from(x), f64::from(y)));
        let style = move |part: fn(groundplan_editor::ScreenPoint) -> String| middle.map(part);
        let button = |(verbs, holds): (Vec<&'static Verb>, bool)| {
            let (title, words) = (choice_title(&verbs), choice_words(&verbs));
            view! { <button type="button" title=words aria-pressed=holds.to_string() on:click=on(move |_| choose(session, from, to, &verbs))>{title}</button> }
        };
        Some(view! {
            <div class="meaning-bar" role="group" aria-label="Meaning of the connection"
                style:left=style(|at| format!("clamp({0}px, {1}px, 100% - {0}px)", Pixels(HALF), Pixels(at.x)))
                style:top=style(|at| format!("clamp(8px, {}px, 100% - 48px)", Pixels(at.y - ABOVE)))>
                {all.into_iter().map(button).collect_view()}
            </div>
        })
    })
}
