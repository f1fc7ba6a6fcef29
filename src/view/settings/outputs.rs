//! The template's outputs that the author adds.

use groundplan_editor::{Event, Setting};
use groundplan_synth::value::{Map, Value, map};
use leptos::prelude::*;

use super::problems;
use crate::browser;
use crate::erased::{each, live, live_text, memo, on};
use crate::session::Session;
use crate::view::field::{read_value_item, value_item_text};
use crate::view::icon::{self, icon};

fn card_id(name: &str) -> String {
    format!("output-{name}")
}

/// All of them.
#[component]
pub fn Outputs() -> impl IntoView {
    let session: Session = expect_context();
    let names = memo(move || session.settings.with(|settings| settings.outputs.keys().cloned().collect::<Vec<_>>()));
    let add = move |_| {
        let taken = names.get_untracked();
        let numbered = (2..).map(|number| format!("Output{number}"));
        let Some(name) = std::iter::once("Output".to_owned()).chain(numbered).find(|name| !taken.contains(name)) else { return };
        session.set(Setting::Output(name.clone(), Some(map([("Value", Value::text(""))]))), false);
        browser::focus_soon(card_id(&name));
    };
    view! {
        <ul class="entry-cards">{each(move || names.get(), |name| view! { <li class="entry-card"><Card name /></li> })}</ul>
        <button type="button" class="add" on:click=on(add)>"Add output"</button>
    }
}

#[component]
fn Card(name: String) -> impl IntoView {
    let session: Session = expect_context();
    let name = StoredValue::new(name);
    let members = memo(move || -> Map {
        session
            .settings
            .with(|settings| name.with_value(|name| settings.outputs.get(name).and_then(Value::as_map).cloned().unwrap_or_default()))
    });
    let refusal = RwSignal::new(None::<String>);
    let rename = move |event: web_sys::Event| {
        let to = event_target_value(&event).trim().to_owned();
        let from = name.get_value();
        if to == from {
            return refusal.set(None);
        }
        let taken: Vec<String> = session.settings.with_untracked(|settings| settings.outputs.keys().cloned().collect());
        if let Some(words) = problems::of_name(&to, &taken) {
            return refusal.set(Some(words));
        }
        session.edit(|edit| {
            edit.settings(|settings| {
                if let Some(members) = settings.outputs.remove(&from) {
                    settings.outputs.insert(to.clone(), members);
                }
            });
        });
        browser::focus_soon(card_id(&to));
    };
    let set = move |member: &'static str, value: Option<Value>, typing: bool| {
        let mut new = members.get_untracked();
        match value {
            Some(value) => new.insert(member.to_owned(), value),
            None => new.shift_remove(member),
        };
        session.set(Setting::Output(name.get_value(), Some(Value::Map(new))), typing);
    };
    let id = move |part: &str| format!("{}-{part}", card_id(&name.get_value()));
    // An expression that is half typed cannot be read: what was typed stays, with the reason.
    let unread = RwSignal::new(None::<String>);
    let draft = RwSignal::new(None::<String>);
    let value_text =
        move || draft.get().unwrap_or_else(|| members.with(|members| members.get("Value").map(value_item_text).unwrap_or_default()));
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        match read_value_item(&text) {
            Ok(value) => {
                unread.set(None);
                set("Value", Some(value), true);
            }
            Err(words) => unread.set(Some(words)),
        }
        draft.set(Some(text));
    };
    let leave = move || {
        session.send(Event::Commit);
        if unread.try_with_untracked(Option::is_none) == Some(true) {
            draft.try_set(None);
        }
    };
    let is_made = move || session.checked.with(|checked| checked.outputs.contains(&name.get_value()));
    let value_problem = move || unread.get().or_else(|| problems::of_output(&members.get(), is_made()));
    let export = move || {
        members.with(|members| match members.get("Export") {
            Some(Value::Map(export)) => export.get("Name").map(Value::display).unwrap_or_default(),
            Some(other) => other.display(),
            None => String::new(),
        })
    };
    let delete = move |_| session.set(Setting::Output(name.get_value(), None), false);
    view! {
        <div class="entry-head">
            <input type="text" class="row-name" id=card_id(&name.get_value()) aria-label="Name of the output" autocomplete="off" spellcheck="false" value=name.get_value() on:change=on(rename) />
            <button type="button" class="quiet remove" title="Delete" aria-label=format!("Delete output {}", name.get_value()) on:click=on(delete)>{icon(icon::DELETE)}</button>
        </div>
        {live(move || refusal.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }))}
        <div class="field">
            <label for=id("value")>"Value"</label>
            <input type="text" id=id("value") autocomplete="off" spellcheck="false" placeholder="!GetAtt Site.DNSName" prop:value=value_text on:input=on(typed) on:change=on(move |_| leave()) on:blur=on(move |_| leave()) />
            {live(move || value_problem().map(|words| view! { <p class="problem">{words}</p> }))}
        </div>
        <div class="field">
            <label for=id("description")>"Description"</label>
            <input type="text" id=id("description") autocomplete="off" prop:value=live_text(move || members.with(|members| members.get("Description").map(Value::display).unwrap_or_default()))
                on:input=on(move |event| { let text = event_target_value(&event); set("Description", (!text.is_empty()).then(|| Value::text(text)), true); })
                on:change=on(move |_| { session.send(Event::Commit); }) />
        </div>
        <div class="field">
            <label for=id("export")>"Export name"</label>
            <input type="text" id=id("export") autocomplete="off" spellcheck="false" prop:value=export
                on:input=on(move |event| { let text = event_target_value(&event); set("Export", (!text.is_empty()).then(|| map([("Name", Value::text(text))])), true); })
                on:change=on(move |_| { session.send(Event::Commit); }) />
        </div>
    }
}
