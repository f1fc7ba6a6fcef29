//! Nested properties as text, in the notation of sketches or in JSON; what cannot be read is shown with its place.

use groundplan_synth::value::Value;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::Setter;
use super::codec::{Misread, read_tree, tree_text};
use crate::erased::{effect, live, live_text, on};

/// The control of a field with properties.
#[component]
pub fn Tree(
    /// The id of the text.
    id: String,
    /// What it is of, for screen readers.
    #[prop(into)]
    label: String,
    /// What is set.
    shown: Signal<Option<Value>>,
    /// Takes a new value.
    set: Setter,
) -> impl IntoView {
    let area = NodeRef::<Textarea>::new();
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<Misread>);
    let last = StoredValue::new(None::<Option<Value>>);
    // The text stays as it is typed; only what somebody else changed replaces it.
    effect(move || {
        let now = shown.get();
        if last.with_value(|last| last.as_ref() == Some(&now)) {
            return;
        }
        text.set(now.as_ref().map(tree_text).unwrap_or_default());
        wrong.set(None);
        last.set_value(Some(now));
    });
    let typed = move |event: web_sys::Event| {
        let now = event_target_value(&event);
        match read_tree(&now) {
            Ok(value) => {
                wrong.set(None);
                last.set_value(Some(value.clone()));
                set.run((value, true));
            }
            Err(misread) => wrong.set(Some(misread)),
        }
        text.set(now);
    };
    let finish = move |_| {
        if let Some(Ok(value)) = text.try_get_untracked().map(|text| read_tree(&text)) {
            set.run((value, false));
        }
    };
    let go = move |at: usize| {
        let Some(area) = area.get_untracked() else { return };
        // The browser counts in UTF-16.
        let before: String = text.get_untracked().chars().take(at).collect();
        let at = u32::try_from(before.encode_utf16().count()).unwrap_or(0);
        let _ = area.focus();
        let _ = area.set_selection_range(at, at + 1);
    };
    let lines = move || text.with(|text| text.lines().count()).clamp(4, 16).to_string();
    let error_id = format!("{id}-problem");
    let describe = error_id.clone();
    view! {
        <textarea id=id class="code" rows=lines spellcheck="false" node_ref=area aria-label=label aria-describedby=describe
            aria-invalid=live_text(move || wrong.with(Option::is_some).to_string())
            placeholder="{Name=value, List=[a, b]} or JSON"
            prop:value=live_text(move || text.get()) on:input=on(typed) on:change=on(finish)></textarea>
        <p class="problem" id=error_id role="status">
            {live(move || wrong.get().map(|misread| {
                let (line, column) = misread.place(&text.get());
                let at = misread.at;
                view! { <button type="button" class="link" on:click=on(move |_| go(at))>{format!("Line {line}, column {column}")}</button> ": " {misread.words} }
            }))}
        </p>
    }
}
