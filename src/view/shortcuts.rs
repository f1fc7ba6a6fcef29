//! The help for the keyboard, made of the actions.

use groundplan_editor::action::{ACTIONS, GESTURES, Group};
use groundplan_editor::shortcut;
use leptos::prelude::*;

use super::over::{Over, close_dialog, dialog};
use crate::browser;
use crate::erased::{live, on};

/// The help.
#[component]
pub fn Shortcuts(
    /// What is open.
    over: Over,
) -> impl IntoView {
    live(move || over.shortcuts.get().then(|| dialog("Keyboard shortcuts", "shortcuts", move || over.shortcuts.set(false), content())))
}

fn content() -> AnyView {
    let groups = Group::ALL.map(|group| {
        let actions = ACTIONS.iter().map(|action| (action.words, action.keys, action.group));
        let rows = actions.chain(GESTURES.iter().copied()).filter(|(_, keys, of)| *of == group && !keys.is_empty());
        let row = |(words, keys, _): (&'static str, &'static str, Group)| {
            let keys: Vec<String> = keys.split(' ').map(|one| shortcut::written(one, browser::is_mac())).collect();
            view! { <div><dt>{words}</dt><dd>{keys.into_iter().map(|keys| view! { <kbd>{keys}</kbd> }).collect_view()}</dd></div> }
        };
        view! { <section><h3>{group.title()}</h3><dl>{rows.map(row).collect_view()}</dl></section> }
    });
    view! {
        // First, so that the dialog opens at its beginning: it is shown where the focus is.
        <div class="shortcuts-head">
            <h2>"Keyboard shortcuts"</h2>
            <button type="button" autofocus=true on:click=on(move |_| close_dialog())>"Close"</button>
        </div>
        {groups.into_iter().collect_view()}
    }
    .into_any()
}
