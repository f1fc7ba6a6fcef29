//! A field as a parameter of the template: what its expression says, and the ways there and back.

use groundplan_editor::Event;
use groundplan_editor::command::Place;
use groundplan_synth::catalog::Field;
use groundplan_synth::design::Settings;
use groundplan_synth::design::sketch;
use groundplan_synth::parameters;
use groundplan_synth::synthesize::pascal_case;
use groundplan_synth::value::Value;
use leptos::prelude::*;

use super::Setter;
use crate::erased::{live, live_text, memo, on};
use crate::session::Session;
use crate::view::settings::show_parameter;

/// An expression in words: `parameter Stage, by default dev`.
pub(super) fn in_words(value: &Value, settings: &Settings) -> String {
    let Value::Call(name, argument) = value else { return sketch::value_text(value) };
    let text = argument.as_text();
    let list = argument.as_list();
    match (name.as_str(), text, list) {
        ("Ref", Some(name), _) => match settings.parameters.get(name) {
            Some(members) => match parameters::default_of(members) {
                Some(default) => format!("parameter {name}, by default {}", default.display()),
                None => format!("parameter {name}, asked for at deployment"),
            },
            None if name.starts_with("AWS::") => format!("{} of the deployment", name.trim_start_matches("AWS::")),
            None => format!("the reference to {name}"),
        },
        ("GetAtt", Some(text), _) => match text.split_once('.') {
            Some((resource, attribute)) => format!("{attribute} of {resource}"),
            None => format!("an attribute of {text}"),
        },
        ("Sub", Some(text), _) => format!("the text {text} with its names filled in"),
        ("If", _, Some([condition, one, other])) => {
            format!("{} when {} holds, else {}", in_words(one, settings), condition.display(), in_words(other, settings))
        }
        ("Join", _, Some([between, Value::List(parts)])) => {
            let parts: Vec<String> = parts.iter().map(|part| in_words(part, settings)).collect();
            format!("{} joined by \"{}\"", parts.join(", "), between.display())
        }
        ("FindInMap", _, Some(keys)) => format!("from the mapping {}", keys.iter().map(Value::display).collect::<Vec<_>>().join(" › ")),
        _ => sketch::value_text(value),
    }
}

/// The parameter that a value is, when it is nothing but one.
fn parameter_of(value: &Value) -> Option<&str> {
    match value {
        Value::Call(name, argument) if name == "Ref" => argument.as_text().filter(|name| !name.starts_with("AWS::")),
        _ => None,
    }
}

/// What opens below a field whose `ƒ` was pressed.
#[component]
pub fn ExpressionPanel(
    /// The field.
    field: &'static Field,
    /// Where it is.
    place: Place,
    /// The name of what it belongs to.
    owner: Signal<String>,
    /// Tells its controls apart.
    id: String,
    /// What is set or else holds.
    shown: Signal<Option<Value>>,
    /// Takes a new value.
    set: Setter,
) -> impl IntoView {
    let session: Session = expect_context();
    let is_expression = memo(move || shown.get().is_some_and(|value| value.is_expression()));
    live(move || {
        if is_expression.get() {
            view! { <Back field shown set /> }.into_any()
        } else {
            view! { <There session field place=place.clone() owner id=id.clone() set /> }.into_any()
        }
    })
}

/// The way back to a literal.
#[component]
fn Back(field: &'static Field, shown: Signal<Option<Value>>, set: Setter) -> impl IntoView {
    let session: Session = expect_context();
    let words = move || shown.get().map(|value| in_words(&value, &session.settings.get())).unwrap_or_default();
    let parameter = move || shown.get().and_then(|value| parameter_of(&value).map(str::to_owned));
    let known = move || parameter().filter(|name| session.settings.with(|settings| settings.parameters.contains_key(name)));
    let literal = move |_| {
        let default = untrack(known)
            .and_then(|name| session.settings.with_untracked(|settings| parameters::default_of(settings.parameters.get(&name)?)));
        set.run((default.and_then(|value| parameters::fitting(Some(field), value)), false));
    };
    view! {
        <div class="expression">
            <p>{live(move || groundplan_synth::catalog::capitalized(&words()))}</p>
            <div class="buttons">
                <button type="button" on:click=on(literal)>
                    {live(move || if known().is_some() { "Use its default instead" } else { "Back to a plain value" })}
                </button>
                {live(move || known().map(|name| view! { <button type="button" class="link" on:click=on(move |_| show_parameter(session, &name))>{format!("Show {name}")}</button> }))}
            </div>
        </div>
    }
}

/// The way to a parameter: one that is there, or a new one.
#[component]
fn There(session: Session, field: &'static Field, place: Place, owner: Signal<String>, id: String, set: Setter) -> impl IntoView {
    let names = move || session.settings.with(|settings| settings.parameters.keys().cloned().collect::<Vec<_>>());
    let wish = untrack(move || pascal_case(&format!("{} {}", owner.get(), field.name.replace('_', " "))));
    let wish = if wish.starts_with(|letter: char| letter.is_ascii_alphabetic()) { wish } else { format!("Value{wish}") };
    let name = RwSignal::new(wish);
    let refusal = RwSignal::new(None::<String>);
    let make = move || {
        let done = session.try_send(Event::MakeParameter { place: place.clone(), name: name.get_untracked() });
        refusal.set(done.err());
    };
    let on_enter = make.clone();
    let (choose_id, name_id) = (format!("{id}-parameter"), format!("{id}-new-parameter"));
    let for_choice = choose_id.clone();
    view! {
        <div class="expression">
            {live(move || (!names().is_empty()).then(|| view! {
                <div class="field">
                    <label for=for_choice.clone()>"Take"</label>
                    <select id=for_choice.clone() on:change=on(move |event| set.run((Some(Value::reference(event_target_value(&event))), false)))>
                        <option value="" selected=true disabled=true>"a parameter of the design"</option>
                        {names().into_iter().map(|name| view! { <option value=name.clone()>{name.clone()}</option> }).collect_view()}
                    </select>
                </div>
            }))}
            <div class="field">
                <label for=name_id.clone()>"New parameter"</label>
                <div class="control">
                    <input type="text" id=name_id autocomplete="off" spellcheck="false" prop:value=live_text(move || name.get())
                        on:input=on(move |event| name.set(event_target_value(&event)))
                        on:keydown=on(move |event: web_sys::KeyboardEvent| if event.key() == "Enter" { on_enter(); }) />
                    <button type="button" on:click=on(move |_| make())>"Make it"</button>
                </div>
                {live(move || refusal.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }))}
            </div>
            <p class="muted">"The value that stands here becomes its default"</p>
            <Written id set />
        </div>
    }
}

/// An expression that somebody writes, with what the template can refer to.
#[component]
fn Written(id: String, set: Setter) -> impl IntoView {
    let session: Session = expect_context();
    let problem = RwSignal::new(None::<String>);
    let (input_id, list_id) = (format!("{id}-written"), format!("{id}-references"));
    let take = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            return problem.set(None);
        }
        match sketch::parse_value(text.trim()) {
            Ok(value) if value.is_expression() => set.run((Some(value), false)),
            Ok(_) => problem.set(Some("expected an expression such as !Ref Name, !GetAtt Name.Arn or !Sub \"${Name}\"".to_owned())),
            Err(words) => problem.set(Some(words)),
        }
    };
    let references = move || {
        let ids = session.checked.with(|checked| checked.resources.iter().cloned().collect::<Vec<_>>());
        ids.into_iter().map(|id| view! { <option value=format!("!Ref {id}")></option> }).collect_view()
    };
    view! {
        <div class="field">
            <label for=input_id.clone()>"Expression"</label>
            <input type="text" id=input_id list=list_id.clone() autocomplete="off" spellcheck="false" placeholder="!GetAtt WebService.Name" on:change=on(take) />
            <datalist id=list_id>{live(references)}</datalist>
            {live(move || problem.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }))}
        </div>
    }
}
