//! Values in rows: items of a list, or names with their values. Rows come and go by button or Enter, and each can be an expression.

use groundplan_synth::value::Value;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::browser::focus_soon;
use crate::erased::{each, effect, live, live_text, on};
use crate::view::icon::{self, icon};

/// Names with values; in a list the names are empty.
pub type Pairs = Vec<(String, Value)>;

/// What rows hold and how it is written.
#[derive(Clone, Copy)]
pub struct Kind {
    /// True for names with values.
    pub named: bool,
    /// What one row is, for its buttons: `item`, `variable`.
    pub word: &'static str,
    /// A value as text.
    pub write: fn(&Value) -> String,
    /// Text as a value.
    pub read: fn(&str) -> Result<Value, String>,
}

/// One row as it is typed. Its signals live as long as it does, whoever made it.
#[derive(Clone)]
struct Row {
    id: usize,
    name: ArcRwSignal<String>,
    text: ArcRwSignal<String>,
    /// What the text was written from: a row that nobody touches keeps its value to the letter.
    kept: Option<(String, Value)>,
    /// What could stand here.
    example: String,
}

impl Row {
    fn new(id: usize, name: &str, kept: Option<(String, Value)>) -> Self {
        let text = kept.as_ref().map(|(text, _)| text.clone()).unwrap_or_default();
        Self { id, name: ArcRwSignal::new(name.to_owned()), text: ArcRwSignal::new(text), kept, example: String::new() }
    }

    fn value(&self, kind: Kind) -> Result<Option<Value>, String> {
        let text = self.text.get();
        if let Some((_, value)) = self.kept.as_ref().filter(|(kept, _)| *kept == text) {
            return Ok(Some(value.clone()));
        }
        if text.trim().is_empty() { Ok(None) } else { (kind.read)(&text).map(Some) }
    }
}

/// Rows for values that somebody else keeps.
#[component]
pub fn Rows(
    /// Tells the controls of several fields apart.
    id: String,
    /// What the rows are of, for screen readers.
    label: String,
    /// What they hold and how it is written.
    kind: Kind,
    /// What is set.
    #[prop(into)]
    pairs: Signal<Pairs>,
    /// Takes what the rows say now; `true` while a person types.
    change: Callback<(Pairs, bool)>,
    /// Names with an example each, for rows that are offered while there are none.
    #[prop(optional)]
    offered: Vec<(String, String)>,
) -> impl IntoView {
    let count = StoredValue::new(0_usize);
    let fresh = move |name: &str, value: Option<Value>| {
        let id = count.get_value();
        count.set_value(id + 1);
        Row::new(id, name, value.map(|value| ((kind.write)(&value), value)))
    };
    let rows = RwSignal::new(Vec::<Row>::new());
    let last = StoredValue::new(None::<Pairs>);
    // What somebody else changed replaces what stands here; what was typed here does not come back changed.
    effect(move || {
        let now = pairs.get();
        let is_known = last.with_value(|last| last.as_ref() == Some(&now));
        if is_known {
            return;
        }
        let mut new: Vec<Row> = now.iter().map(|(name, value)| fresh(name, Some(value.clone()))).collect();
        if new.is_empty() {
            for (name, example) in &offered {
                new.push(Row { example: example.clone(), ..fresh(name, None) });
            }
        }
        last.set_value(Some(now));
        rows.set(new);
    });
    let send = move |typing: bool| {
        let mut found: Pairs = Vec::new();
        // A control that is taken away loses the focus, too; its signals are gone then.
        for row in rows.try_get_untracked().unwrap_or_default() {
            let Ok(value) = untrack(|| row.value(kind)) else { return };
            let name = row.name.get_untracked().trim().to_owned();
            let Some(value) = value.filter(|_| !kind.named || !name.is_empty()) else { continue };
            if kind.named && found.iter().any(|(other, _)| *other == name) {
                return;
            }
            found.push((name, value));
        }
        if last.try_set_value(Some(found.clone())).is_none() {
            change.run((found, typing));
        }
    };
    let first_input =
        move |prefix: &str, row: usize| if kind.named { format!("{prefix}-{row}-name") } else { format!("{prefix}-{row}-value") };
    let add_id = format!("{id}-add");
    let for_add = id.clone();
    let add = move || {
        let row = fresh("", None);
        focus_soon(first_input(&for_add, row.id));
        rows.update(|rows| rows.push(row));
    };
    let for_remove = (id.clone(), add_id.clone());
    let remove = move |row: usize| {
        let at = rows.with_untracked(|rows| rows.iter().position(|other| other.id == row)).unwrap_or_default();
        rows.update(|rows| rows.retain(|other| other.id != row));
        send(false);
        let next = rows.with_untracked(|rows| rows.get(at).or(rows.last()).map(|row| row.id));
        focus_soon(next.map_or_else(|| for_remove.1.clone(), |next| first_input(&for_remove.0, next)));
    };
    let on_enter = add.clone();
    let row_view = move |row: Row| {
        let (remove, add) = (remove.clone(), on_enter.clone());
        let this = row.id;
        let checked = row.clone();
        let problem = move || {
            let name = checked.name.get().trim().to_owned();
            let is_twin = |other: &Row| other.id != this && other.name.get().trim() == name;
            match checked.value(kind) {
                Err(words) => Some(words),
                Ok(_) if kind.named && !name.is_empty() && rows.with(|rows| rows.iter().any(is_twin)) => {
                    Some(format!("{name} is there twice"))
                }
                Ok(Some(_)) if kind.named && name.is_empty() => Some("expected a name before the value".to_owned()),
                Ok(_) => None,
            }
        };
        let number = move || rows.with(|rows| rows.iter().position(|other| other.id == this)).map_or(0, |at| at + 1);
        let on_key = move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                send(false);
                add();
            }
        };
        let (name_id, value_id) = (format!("{id}-{this}-name"), format!("{id}-{this}-value"));
        let (named, naming, writing) = (row.name.clone(), row.name.clone(), row.text.clone());
        let value_label = move || if kind.named { format!("Value of {}", named.get()) } else { format!("{} {}", kind.word, number()) };
        let shown_name = row.name.clone();
        let name_input = kind.named.then(|| {
            view! {
                <input type="text" class="row-name" id=name_id autocomplete="off" spellcheck="false" placeholder="Name"
                    aria-label=live_text(move || format!("Name of {} {}", kind.word, number()))
                    prop:value=live_text(move || shown_name.get())
                    on:input=on(move |event| { naming.set(event_target_value(&event)); send(true); })
                    on:change=on(move |_| send(false))
                    on:keydown=on_key.clone() />
            }
        });
        view! {
            <li class="row">
                {name_input}
                <input type="text" id=value_id autocomplete="off" spellcheck="false" aria-label=value_label
                    placeholder=row.example
                    prop:value=live_text(move || row.text.get())
                    on:input=on(move |event| { writing.set(event_target_value(&event)); send(true); })
                    on:change=on(move |_| send(false))
                    on:keydown=on(on_key) />
                <button type="button" class="quiet remove" title="Remove" aria-label=live_text(move || format!("Remove {} {}", kind.word, number())) on:click=on(move |_| remove(this))>{icon(icon::CLOSE)}</button>
                {live(move || problem().map(|words| view! { <p class="problem">{words}</p> }))}
            </li>
        }
    };
    let numbers = move || rows.with(|rows| rows.iter().map(|row| row.id).collect());
    let row_of = move |number: usize| rows.with_untracked(|rows| rows.iter().find(|row| row.id == number).cloned()).map(&row_view);
    view! {
        <div class="rows" role="group" aria-label=label>
            <ul>{each(numbers, row_of)}</ul>
            <button type="button" class="add" id=add_id on:click=on(move |_| add())>{format!("Add {}", kind.word)}</button>
        </div>
    }
}
