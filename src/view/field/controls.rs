//! The controls of one input: a text, a switch, a choice.

use groundplan_synth::value::Value;
use leptos::prelude::*;

use super::Setter;
use super::codec::Read;
use super::combo::{Combo, MANY};
use crate::erased::{derive, live, live_text, on};
use crate::session::Session;
use groundplan_editor::Event;

/// A switch.
pub(super) fn flag(id: String, shown: Signal<Option<Value>>, set: Setter) -> AnyView {
    let checked = move || shown.get().and_then(|value| value.as_flag()).unwrap_or(false);
    view! { <input type="checkbox" id=id prop:checked=checked on:change=on(move |event| set.run((Some(Value::Flag(event_target_checked(&event))), false))) /> }.into_any()
}

/// A choice: a menu, or with many choices a list that typing narrows.
pub(super) fn choice(id: String, known: Vec<String>, shown: Signal<Option<Value>>, set: Setter, read: fn(&str) -> Value) -> AnyView {
    let current = move || shown.get().map(|value| value.display()).unwrap_or_default();
    if known.len() >= MANY {
        let choose = Callback::new(move |text: String| set.run((Some(read(&text)), false)));
        return view! { <Combo id choices=known current=derive(current) choose /> }.into_any();
    }
    // A value that is not in the list stays visible until another is chosen.
    let options = move || {
        let current = current();
        let odd = (!known.contains(&current)).then(|| current.clone());
        odd.into_iter()
            .chain(known.clone())
            .map(|choice| {
                let chosen = choice == current;
                view! { <option value=choice.clone() selected=chosen>{choice.clone()}</option> }
            })
            .collect_view()
    };
    let choose = move |event| {
        let text = event_target_value(&event);
        set.run(((!text.is_empty()).then(|| read(&text)), false));
    };
    view! { <select id=id prop:value=current on:change=on(choose)>{live(options)}</select> }.into_any()
}

/// One line of text.
pub(super) fn text(id: String, shown: Signal<Option<Value>>, set: Setter, write: fn(&Value) -> String, read: Read) -> AnyView {
    let session: Session = expect_context();
    // The text stays as it is typed until the control is left: an emptied field must not fill itself with the default again.
    let draft = RwSignal::new(None::<String>);
    let text = move || draft.get().unwrap_or_else(|| shown.get().map(|value| write(&value)).unwrap_or_default());
    let problem = RwSignal::new(None::<String>);
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let value = read(&text);
        draft.set(Some(text));
        match value {
            Ok(value) => {
                problem.set(None);
                set.run((value, true));
            }
            Err(words) => problem.set(Some(words)),
        }
    };
    // What could not be read stays, with the reason, to be mended.
    let leave = move || {
        session.send(Event::Commit);
        // A control that is taken away loses the focus, too; its signals are gone then.
        if problem.try_with_untracked(Option::is_none) == Some(true) {
            draft.try_set(None);
        }
    };
    // The field tells its range and what is wrong with its value in elements with these ids, the control what it cannot read.
    let unread = format!("{id}-unread");
    let described = format!("{id}-range {id}-problem {unread}");
    let invalid = move || problem.with(Option::is_some).to_string();
    view! {
        <input type="text" id=id aria-describedby=described aria-invalid=live_text(invalid) autocomplete="off" spellcheck="false" prop:value=text on:input=on(typed) on:change=on(move |_| leave()) on:blur=on(move |_| leave()) />
        {live(move || problem.get().map(|words| view! { <p class="problem" id=unread.clone()>{words}</p> }))}
    }
    .into_any()
}
