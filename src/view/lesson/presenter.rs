//! What a presenter reveals of a step, one part after the other: with buttons, and with the two keys of a remote control.

use groundplan_engine::Move;
use groundplan_engine::answer::Lesson;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::Lessons;
use crate::browser;
use crate::erased::{live, live_flag, live_text, memo, on};
use crate::session::Asked;

/// Whether lessons are presented, in the browser's storage.
const KEY: &str = "groundplan.presenting";

/// What a remote control sends for on and back.
const ON: &str = "PageDown";
const BACK: &str = "PageUp";

/// The id of a part of the open step, by its place.
pub(super) fn id_of(part: usize) -> String {
    format!("lesson-part-{part}")
}

/// Whether lessons were presented when the page was left.
pub(super) fn restored() -> RwSignal<bool> {
    RwSignal::new(browser::stored(KEY).as_deref() == Some("yes"))
}

impl Lessons {
    /// True for a part that is still to be revealed.
    pub(super) fn hides_part(self, part: usize) -> bool {
        self.presenting.get() && self.way.with(|way| way.as_ref().is_some_and(|way| way.revealed <= part))
    }

    /// Does what a key of a remote control says, while a lesson is presented. False for every other key, and where the key has another
    /// meaning: in long texts, choices, and what lies over the page.
    pub fn hears(self, event: &KeyboardEvent) -> bool {
        let is_presented = self.presenting.get_untracked() && self.is_shown.get_untracked();
        let goes = match event.key().as_str() {
            ON => true,
            BACK => false,
            _ => return false,
        };
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let has_own = target.is_some_and(|element| element.closest("textarea, select, dialog, [role=menu]").is_ok_and(|own| own.is_some()));
        let is_held = event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key();
        is_presented && !is_held && !has_own && self.turn(goes)
    }

    /// Reveals the next part, or the next step where there is none; or hides the last one. False without an open lesson.
    fn turn(self, on: bool) -> bool {
        let Some((step, revealed)) = self.way.with_untracked(|way| way.as_ref().map(|way| (way.step, way.revealed))) else { return false };
        let to = self.lesson.with_untracked(|lesson| {
            let steps = if let Asked::There(lesson) = lesson { &lesson.steps } else { return None };
            let count = steps.get(step)?.parts.len();
            let other = |place: Option<usize>| Some(Move::Go(steps.get(place?)?.id.clone()));
            match on {
                true if revealed < count => Some(Move::Reveal(revealed + 1)),
                false if revealed > 1 => Some(Move::Reveal(revealed.min(count) - 1)),
                true => other(Some(step + 1)),
                false => other(step.checked_sub(1)),
            }
        });
        if let Some(to) = to {
            self.make(to);
        }
        true
    }
}

/// The switch, and while it is on how far the step is revealed, with the ways on and back.
pub(super) fn bar(lessons: Lessons, lesson: &Lesson, at: usize) -> AnyView {
    // A step that says nothing is one part.
    let count = lesson.steps.get(at).map_or(1, |step| step.parts.len().max(1));
    let is_last = at + 1 == lesson.steps.len();
    let revealed = memo(move || lessons.way.with(|way| way.as_ref().map_or(1, |way| way.revealed.min(count))));
    let switch = move |event| {
        let is_on = event_target_checked(&event);
        let _ = browser::store(KEY, if is_on { "yes" } else { "" });
        lessons.presenting.set(is_on);
    };
    // A button that cannot go further keeps the focus.
    let buttons = move || {
        lessons.presenting.get().then(|| {
            view! {
                <button type="button" aria-keyshortcuts=BACK title="PageUp" aria-disabled=live_text(move || (at == 0 && revealed.get() <= 1).to_string()) on:click=on(move |_| { lessons.turn(false); })>"Back"</button>
                <button type="button" aria-keyshortcuts=ON title="PageDown" class="primary" aria-disabled=live_text(move || (is_last && revealed.get() >= count).to_string()) on:click=on(move |_| { lessons.turn(true); })>
                    {live_text(move || if revealed.get() < count { "Reveal more".to_owned() } else { "Next step".to_owned() })}
                </button>
                <span role="status" class="muted">{live_text(move || format!("Part {} of {count}", revealed.get()))}</span>
            }
        })
    };
    view! {
        <div class="presenter">
            <label class="check"><input type="checkbox" prop:checked=live_flag(move || lessons.presenting.get()) on:change=on(switch) />"Present"</label>
            {live(buttons)}
        </div>
    }
    .into_any()
}
