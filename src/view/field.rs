//! One field as a form control, made from the kind's data. Typing is a gesture: shown at once, one undo step.

mod codec;
pub mod combo;
mod controls;
pub mod entries;
pub mod expression;
pub mod rows;
mod size;
mod statements;
pub mod tree;

use std::sync::Arc;

use groundplan_editor::command::Place;
use groundplan_synth::catalog::{Field, Form};
use groundplan_synth::design::{NodeId, sketch};
use groundplan_synth::sizes;
use groundplan_synth::value::{Map, Value};
use leptos::prelude::*;

use self::codec::{
    item_text, list_item_text, one_line, read_decimal, read_item, read_list_item, read_name_or_none, read_number, read_number_or_none,
    read_text,
};
use self::entries::Entries;
use self::expression::ExpressionPanel;
use self::rows::{Kind, Pairs, Rows};
use self::tree::Tree;
use super::about::About;
use crate::erased::{derive, live, live_flag, live_text, memo, on, shown_while};
use crate::session::Session;

pub use self::codec::{item_text as value_item_text, read_item as read_value_item};

/// What a control does with a new value: `None` takes the field back to its default; `true` while a person types.
pub type Setter = Callback<(Option<Value>, bool)>;

const ITEMS: Kind = Kind { named: false, word: "item", write: list_item_text, read: read_list_item };
/// Names with values; digits are digits in a map of texts, too.
pub const VALUES: Kind = Kind { named: true, word: "value", write: list_item_text, read: read_list_item };
/// Names with anything that a template can have.
pub const ANYTHING: Kind = Kind { named: true, word: "value", write: item_text, read: read_item };

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
    /// Where it is; nothing when it is in several nodes at once.
    place: Option<Place>,
    /// The nodes that have it.
    nodes: Arc<[NodeId]>,
    /// The name of what it belongs to.
    owner: Signal<String>,
    /// Tells apart the controls of several nodes.
    scope: String,
    /// The kind or verb that has it.
    of: &'static str,
) -> impl IntoView {
    let session: Session = expect_context();
    let id = format!("{scope}-{}", field.name);
    let shown = derive(move || value.get().or_else(|| field.initial.value()));
    let problem = move || value.get().and_then(|value| field.form.problem(&value));
    let is_expression = memo(move || shown.get().is_some_and(|value| value.is_expression()));
    let control_id = id.clone();
    let node = nodes.first().copied().filter(|_| place.is_some());
    let record = nodes.first().and_then(|id| session.node(*id)).map(|signals| signals.record);
    let for_size = record.clone();
    let is_size = memo(move || record.as_ref().is_some_and(|record| record.with(|node| sizes::offered(node, field.name).is_some())));
    let control = move || {
        let id = control_id.clone();
        if is_size.get()
            && !is_expression.get()
            && let Some(record) = for_size.clone()
        {
            return size::size(session, nodes.clone(), record, field.name, id, shown);
        }
        // A text control takes expressions as well; another one would lose the focus while somebody types it.
        if !takes_text(field.form) && is_expression.get() {
            return controls::text(id, shown, set, sketch::value_text, |text| sketch::parse_value(text).map(Some));
        }
        control_of(field, node, id, shown, set)
    };
    let is_set = move || value.get().is_some();
    let is_opened = RwSignal::new(false);
    // An expression that stands where it cannot is taken back by the same control.
    let place = StoredValue::new(place);
    let offers_parameter = move || place.with_value(Option::is_some) && (field.refuses_parameters().is_none() || is_expression.get());
    let reset = move || {
        view! { <button type="button" class="quiet reset" title="Back to the default" aria-label=format!("{}: back to the default", field.title) on:click=on(move |_| set.run((None, false)))>"↺"</button> }
    };
    let (panel_id, range_id, problem_id) = (format!("{id}-expression"), format!("{id}-range"), format!("{id}-problem"));
    let toggle_controls = panel_id.clone();
    let toggle = move || {
        let controls = toggle_controls.clone();
        offers_parameter().then(|| view! {
            <button type="button" class="quiet expression-toggle" title="Parameter or expression" aria-label=format!("{}: parameter or expression", field.title)
                aria-expanded=live_text(move || is_opened.get().to_string()) aria-controls=controls class:is-expression=live_flag(move || is_expression.get())
                on:click=on(move |_| is_opened.update(|open| *open = !*open))>"ƒ"</button>
        })
    };
    let label = if has_one_input(field.form) {
        view! { <label for=id.clone()>{field.title}</label> }.into_any()
    } else {
        view! { <span class="label">{field.title}</span> }.into_any()
    };
    view! {
        <div class="field" class:wide=!has_one_input(field.form) data-field=field.name>
            {label}
            <div class="control">
                {live(control)}
                <span class="unit">{field.unit}</span>
                {live(toggle)}
                {shown_while(is_set, reset)}
            </div>
            {range_of(field.form).map(|words| view! { <p class="muted range" id=range_id>{words}</p> })}
            {live(move || problem().map(|words| view! { <p class="problem" id=problem_id.clone()>{words}</p> }))}
            <div class="expression-place" id=panel_id hidden=live_flag(move || !is_opened.get())>
                {live(move || place.get_value().filter(|_| is_opened.get() && offers_parameter()).map(|place| view! { <ExpressionPanel field place owner id=id.clone() shown set /> }))}
            </div>
            <About class="help" id=format!("{of}.{}", field.name) label=Some(format!("About {}", field.title)) summary="?" />
        </div>
    }
}

fn takes_text(form: Form) -> bool {
    matches!(
        form,
        Form::Decimal
            | Form::Number { .. }
            | Form::NumberOrNone { .. }
            | Form::Text { .. }
            | Form::Name { .. }
            | Form::NameOrNone { .. }
            | Form::Cidr { .. }
    )
}

/// What a number or a range of addresses can be; shown while somebody is at the field.
fn range_of(form: Form) -> Option<String> {
    match form {
        Form::Number { least, most } => Some(format!("From {least} to {most}")),
        Form::NumberOrNone { least, most } => Some(format!("From {least} to {most}, or empty")),
        Form::Cidr { shortest, longest } => {
            Some(format!("A range of addresses from /{shortest} to /{longest}, such as 10.0.0.0/{shortest}"))
        }
        _ => None,
    }
}

/// True when a label can belong to the control: groups of controls name themselves.
fn has_one_input(form: Form) -> bool {
    !matches!(form, Form::List | Form::Map | Form::Entries | Form::Statements | Form::Tree)
}

fn control_of(field: &'static Field, node: Option<NodeId>, id: String, shown: Signal<Option<Value>>, set: Setter) -> AnyView {
    match field.form {
        Form::Flag => controls::flag(id, shown, set),
        Form::Choice(choices) => {
            controls::choice(id, choices.iter().map(|choice| (*choice).to_owned()).collect(), shown, set, |text| Value::text(text))
        }
        Form::Numbers(numbers) => {
            let choices = numbers.iter().map(ToString::to_string).collect();
            controls::choice(id, choices, shown, set, |text| text.parse().map_or_else(|_| Value::text(text), Value::Number))
        }
        Form::NumberOrNone { .. } => controls::text(id, shown, set, one_line, read_number_or_none),
        Form::Number { .. } => controls::text(id, shown, set, one_line, read_number),
        Form::Decimal => controls::text(id, shown, set, one_line, read_decimal),
        Form::List => {
            let pairs = derive(move || -> Pairs {
                shown.get().as_ref().and_then(Value::as_list).into_iter().flatten().map(|item| (String::new(), item.clone())).collect()
            });
            let change = Callback::new(move |(pairs, typing): (Pairs, bool)| {
                let items: Vec<Value> = pairs.into_iter().map(|(_, item)| item).collect();
                set.run(((!items.is_empty()).then_some(Value::List(items)), typing));
            });
            view! { <Rows id label=field.title.to_owned() kind=ITEMS pairs change /> }.into_any()
        }
        Form::Map => {
            let pairs = derive(move || -> Pairs {
                let shown = shown.get();
                shown.as_ref().and_then(Value::as_map).into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect()
            });
            let change = Callback::new(move |(pairs, typing): (Pairs, bool)| {
                let map: Map = pairs.into_iter().collect();
                set.run(((!map.is_empty()).then_some(Value::Map(map)), typing));
            });
            view! { <Rows id label=field.title.to_owned() kind=VALUES pairs change /> }.into_any()
        }
        Form::Tree => view! { <Tree id label=field.title shown set /> }.into_any(),
        Form::Entries | Form::Statements => view! { <Entries field node id shown set /> }.into_any(),
        Form::NameOrNone { .. } => controls::text(id, shown, set, one_line, read_name_or_none),
        Form::Text { .. } | Form::Name { .. } | Form::Cidr { .. } => controls::text(id, shown, set, one_line, read_text),
    }
}
