//! One field as a form control, made from the kind's data. Typing is a gesture: shown at once, one undo step.

use groundplan_editor::Event;
use groundplan_synth::catalog::{Field, Form};
use groundplan_synth::design::sketch;
use groundplan_synth::value::{Map, Value};
use leptos::prelude::*;

use crate::session::Session;

/// What a control does with a new value: `None` takes the field back to its default; `true` while a person types.
pub type Setter = Callback<(Option<Value>, bool)>;

/// A field with its label, control, unit and help.
#[component]
#[allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
pub fn FieldView(
    /// The field.
    field: &'static Field,
    /// What is set; `None` when the default holds.
    #[prop(into)]
    value: Signal<Option<Value>>,
    /// Takes a new value.
    set: Setter,
    /// Tells apart the controls of several nodes.
    scope: String,
) -> impl IntoView {
    let session: Session = expect_context();
    let id = format!("{scope}-{}", field.name);
    let shown = Signal::derive(move || value.get().or_else(|| field.initial.value()));
    let problem = move || value.get().and_then(|value| field.form.problem(&value));
    let is_expression = Memo::new(move |_| shown.get().is_some_and(|value| value.is_expression()));
    let control_id = id.clone();
    let control = move || {
        let id = control_id.clone();
        // A text control takes expressions as well; another one would lose the focus while somebody types it.
        if !takes_text(field.form) && is_expression.get() {
            return text_control(session, id, shown, set, sketch::value_text, |text| sketch::parse_value(text).map(Some));
        }
        match field.form {
            Form::Flag => flag_control(id, shown, set),
            Form::Choice(choices) => {
                choice_control(id, choices.iter().map(|choice| (*choice).to_owned()).collect(), shown, set, |text| Value::text(text))
            }
            Form::Numbers(numbers) => {
                let choices = numbers.iter().map(ToString::to_string).collect();
                choice_control(id, choices, shown, set, |text| text.parse().map_or_else(|_| Value::text(text), Value::Number))
            }
            Form::NumberOrNone { .. } => text_control(session, id, shown, set, one_line, read_number_or_none),
            Form::Number { .. } => text_control(session, id, shown, set, one_line, read_number),
            Form::List => area_control(session, id, shown, set, list_text, read_list),
            Form::Map => area_control(session, id, shown, set, map_text, read_map),
            Form::Tree => area_control(session, id, shown, set, tree_text, read_tree),
            Form::Entries => area_control(session, id, shown, set, entries_text, read_entries),
            Form::Text { .. } | Form::Name { .. } | Form::Cidr { .. } | Form::Decimal => {
                text_control(session, id, shown, set, one_line, read_text)
            }
        }
    };
    let is_set = move || value.get().is_some();
    let describe = format!("{id}-help");
    view! {
        <div class="field" data-field=field.name>
            <label for=id.clone()>{field.title}</label>
            <div class="control">
                {control}
                <span class="unit">{field.unit}</span>
                <Show when=is_set>
                    <button class="quiet reset" title="Back to the default" aria-label=format!("{}: back to the default", field.title) on:click=move |_| set.run((None, false))>"↺"</button>
                </Show>
            </div>
            {move || problem().map(|words| view! { <p class="problem">{words}</p> })}
            <details class="help">
                <summary aria-label=format!("About {}", field.title)>"?"</summary>
                <p id=describe.clone()>{field.docs.trim()}</p>
                {(!field.source.is_empty()).then(|| view! { <a href=field.source target="_blank" rel="noopener noreferrer">"Reference"</a> })}
            </details>
        </div>
    }
}

fn takes_text(form: Form) -> bool {
    matches!(
        form,
        Form::Decimal | Form::Number { .. } | Form::NumberOrNone { .. } | Form::Text { .. } | Form::Name { .. } | Form::Cidr { .. }
    )
}

fn one_line(value: &Value) -> String {
    if value.is_expression() { sketch::value_text(value) } else { value.display() }
}

fn flag_control(id: String, shown: Signal<Option<Value>>, set: Setter) -> AnyView {
    let checked = move || shown.get().and_then(|value| value.as_flag()).unwrap_or(false);
    view! { <input type="checkbox" id=id prop:checked=checked on:change=move |event| set.run((Some(Value::Flag(event_target_checked(&event))), false)) /> }.into_any()
}

fn choice_control(id: String, known: Vec<String>, shown: Signal<Option<Value>>, set: Setter, read: fn(&str) -> Value) -> AnyView {
    let current = move || shown.get().map(|value| value.display()).unwrap_or_default();
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
    view! { <select id=id prop:value=current on:change=move |event| set.run((Some(read(&event_target_value(&event))), false))>{options}</select> }.into_any()
}

type Read = fn(&str) -> Result<Option<Value>, String>;

fn text_control(
    session: Session,
    id: String,
    shown: Signal<Option<Value>>,
    set: Setter,
    write: fn(&Value) -> String,
    read: Read,
) -> AnyView {
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
    view! {
        <input type="text" id=id autocomplete="off" spellcheck="false" prop:value=text on:input=typed on:change=move |_| leave() on:blur=move |_| leave() />
        {move || problem.get().map(|words| view! { <p class="problem">{words}</p> })}
    }
    .into_any()
}

fn area_control(
    session: Session,
    id: String,
    shown: Signal<Option<Value>>,
    set: Setter,
    write: fn(&Value) -> String,
    read: Read,
) -> AnyView {
    // The text stays as it is typed: a list with a line half written must not be tidied under the cursor.
    let first = untrack(|| shown.get().map(|value| write(&value)).unwrap_or_default());
    let problem = RwSignal::new(None::<String>);
    let typed = move |event: web_sys::Event| match read(&event_target_value(&event)) {
        Ok(value) => {
            problem.set(None);
            set.run((value, true));
        }
        Err(words) => problem.set(Some(words)),
    };
    view! {
        <textarea id=id rows="3" spellcheck="false" prop:value=first on:input=typed on:change=move |_| { session.send(Event::Commit); }></textarea>
        {move || problem.get().map(|words| view! { <p class="problem">{words}</p> })}
    }
    .into_any()
}

fn read_text(text: &str) -> Result<Option<Value>, String> {
    if text.starts_with('!') && text.len() > 1 {
        return sketch::parse_value(text).map(Some);
    }
    Ok((!text.is_empty()).then(|| Value::text(text)))
}

fn read_number(text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    Ok(match text.parse::<i64>() {
        Ok(number) => Some(Value::Number(number)),
        Err(_) => return read_text(text),
    })
}

/// Here an empty text is a value: none, although there is a default.
fn read_number_or_none(text: &str) -> Result<Option<Value>, String> {
    if text.trim().is_empty() { Ok(Some(Value::text(""))) } else { read_number(text) }
}

fn list_text(value: &Value) -> String {
    value.as_list().map_or_else(|| value.display(), |items| items.iter().map(Value::display).collect::<Vec<_>>().join("\n"))
}

#[allow(clippy::unnecessary_wraps, reason = "it stands beside readers that can fail")]
fn read_list(text: &str) -> Result<Option<Value>, String> {
    let items: Vec<Value> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Value::text).collect();
    Ok((!items.is_empty()).then_some(Value::List(items)))
}

fn map_text(value: &Value) -> String {
    let line = |(key, value): (&String, &Value)| {
        format!("{key}={}", if value.is_expression() { sketch::value_text(value) } else { value.display() })
    };
    value.as_map().map_or_else(|| value.display(), |map| map.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn read_map(text: &str) -> Result<Option<Value>, String> {
    let mut map = Map::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once('=').ok_or_else(|| format!("found {line}, expected NAME=value on each line"))?;
        let value = if value.starts_with('!') { sketch::parse_value(value)? } else { Value::text(value) };
        map.insert(name.trim().to_owned(), value);
    }
    Ok((!map.is_empty()).then_some(Value::Map(map)))
}

/// A name and its value a line; a value in brackets may go on over several lines.
fn tree_text(value: &Value) -> String {
    let line = |(key, value): (&String, &Value)| sketch::value_text(&Value::Map(Map::from_iter([(key.clone(), value.clone())])));
    let inner = |text: String| text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default().to_owned();
    value.as_map().map_or_else(|| sketch::value_text(value), |map| map.iter().map(line).map(inner).collect::<Vec<_>>().join(",\n"))
}

fn read_tree(text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.starts_with('!') {
        return sketch::parse_value(text).map(Some);
    }
    let value = sketch::parse_value(&format!("{{{text}}}"))?;
    Ok(value.as_map().is_some_and(|map| !map.is_empty()).then_some(value))
}

fn entries_text(value: &Value) -> String {
    value.as_list().map_or_else(|| sketch::value_text(value), |items| items.iter().map(sketch::value_text).collect::<Vec<_>>().join("\n"))
}

fn read_entries(text: &str) -> Result<Option<Value>, String> {
    let items: Result<Vec<Value>, String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(sketch::parse_value).collect();
    let items = items?;
    Ok((!items.is_empty()).then_some(Value::List(items)))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn forms_read_what_they_write() {
        let list = Value::list(["a", "b"]);
        assert_eq!(read_list(&list_text(&list)), Ok(Some(list)));
        let map = groundplan_synth::value::map([("A", Value::text("x=y")), ("B", Value::reference("Stage"))]);
        assert_eq!(read_map(&map_text(&map)), Ok(Some(map.clone())));
        let entries = Value::List(vec![map]);
        assert_eq!(read_entries(&entries_text(&entries)), Ok(Some(entries)));
        let tree =
            groundplan_synth::value::map([("A", Value::list(["b"])), ("C", groundplan_synth::value::map([("D", Value::reference("E"))]))]);
        assert_eq!(read_tree(&tree_text(&tree)), Ok(Some(tree)));
        assert_eq!(read_number("512"), Ok(Some(Value::Number(512))));
        assert_eq!(read_number_or_none(" "), Ok(Some(Value::text(""))));
        assert_eq!(read_number("!Ref Count"), Ok(Some(Value::reference("Count"))));
        assert!(read_map("no sign").is_err());
    }
}
