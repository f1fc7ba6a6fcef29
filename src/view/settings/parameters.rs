//! The template's parameters: a card each, with where it is used.

use groundplan_editor::command::{self, Place, uses_of};
use groundplan_editor::{Event, Item, Setting};
use groundplan_synth::design::Design;
use groundplan_synth::parameters::default_of;
use groundplan_synth::value::{Map, Value};
use leptos::prelude::*;

use super::problems;
use crate::browser;
use crate::erased::{derive, each, live, live_flag, memo, on};
use crate::session::{Notice, Session, connection_words};
use crate::view::field::combo::Combo;
use crate::view::field::rows::{Pairs, Rows};
use crate::view::field::{read_value_item, value_item_text};
use crate::view::icon::{self, icon};

/// The types that people need; any other can be typed.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html>.
const TYPES: &[&str] = &[
    "String",
    "Number",
    "CommaDelimitedList",
    "List<Number>",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Subnet::Id",
    "List<AWS::EC2::Subnet::Id>",
    "AWS::EC2::SecurityGroup::Id",
    "List<AWS::EC2::SecurityGroup::Id>",
    "AWS::EC2::AvailabilityZone::Name",
    "List<AWS::EC2::AvailabilityZone::Name>",
    "AWS::Route53::HostedZone::Id",
    "AWS::SSM::Parameter::Name",
    "AWS::SSM::Parameter::Value<String>",
    "AWS::SSM::Parameter::Value<List<String>>",
];

/// The id of a parameter's first control.
pub(super) fn card_id(name: &str) -> String {
    format!("parameter-{name}")
}

/// All of them.
#[component]
pub fn Parameters() -> impl IntoView {
    let session: Session = expect_context();
    let names = memo(move || session.settings.with(|settings| settings.parameters.keys().cloned().collect::<Vec<_>>()));
    let add = move |_| {
        let taken = names.get_untracked();
        let numbered = (2..).map(|number| format!("Parameter{number}"));
        let Some(name) = std::iter::once("Parameter".to_owned()).chain(numbered).find(|name| !taken.contains(name)) else { return };
        let members = groundplan_synth::value::map([("Type", Value::text("String")), ("Default", Value::text(""))]);
        session.set(Setting::Parameter(name.clone(), Some(members)), false);
        browser::focus_soon(card_id(&name));
    };
    view! {
        <ul class="entry-cards">{each(move || names.get(), |name| view! { <li class="entry-card"><Card name /></li> })}</ul>
        <button type="button" class="add" on:click=on(add)>"Add parameter"</button>
    }
}

#[component]
fn Card(name: String) -> impl IntoView {
    let session: Session = expect_context();
    let name = StoredValue::new(name);
    let members = memo(move || -> Map {
        session
            .settings
            .with(|settings| name.with_value(|name| settings.parameters.get(name).and_then(Value::as_map).cloned().unwrap_or_default()))
    });
    let write = move |change: Box<dyn FnOnce(&mut Map)>, typing: bool| {
        let mut new = members.get_untracked();
        change(&mut new);
        session.set(Setting::Parameter(name.get_value(), Some(Value::Map(new))), typing);
    };
    let set = Callback::new(move |(member, value, typing): (&'static str, Option<Value>, bool)| {
        write(
            Box::new(move |members| {
                match value {
                    Some(value) => members.insert(member.to_owned(), value),
                    None => members.shift_remove(member),
                };
            }),
            typing,
        );
    });
    let problem = move |member: &'static str| {
        move || {
            problems::of_parameter(&members.get())
                .into_iter()
                .find(|(of, _)| *of == member)
                .map(|(_, words)| view! { <p class="problem">{words}</p> })
        }
    };
    let refusal = RwSignal::new(None::<String>);
    let rename = move |event: web_sys::Event| {
        let to = event_target_value(&event).trim().to_owned();
        let done = session.try_send(Event::RenameParameter { from: name.get_value(), to: to.clone() });
        if done.is_ok() && to != name.get_value() {
            // The card of the new name takes this one's place.
            browser::focus_soon(card_id(&to));
        } else {
            refusal.set(done.err());
        }
    };
    let delete = move |_| delete(session, &name.get_value(), refusal);
    let id = move |part: &str| format!("{}-{part}", card_id(&name.get_value()));
    let is_number = memo(move || members.with(|members| members.get("Type").and_then(Value::as_text) == Some("Number")));
    let kind = derive(move || members.with(|members| members.get("Type").map(Value::display).unwrap_or_default()));
    let choose = Callback::new(move |text: String| set.run(("Type", Some(Value::text(text)), false)));
    let line = move |title: &'static str, part: &'static str, member: &'static str| {
        let text = move || members.with(|members| members.get(member).map(member_text).unwrap_or_default());
        view! {
            <div class="field">
                <label for=id(part)>{title}</label>
                <input type="text" id=id(part) autocomplete="off" prop:value=text
                    on:input=on(move |event| set.run((member, read_member(member, is_number.get_untracked(), &event_target_value(&event)), true)))
                    on:change=on(move |_| { session.send(Event::Commit); }) />
                {problem(member)}
            </div>
        }
    };
    let allowed = derive(move || -> Pairs {
        members.with(|members| {
            members
                .get("AllowedValues")
                .and_then(Value::as_list)
                .into_iter()
                .flatten()
                .map(|value| (String::new(), value.clone()))
                .collect()
        })
    });
    let change_allowed = Callback::new(move |(pairs, typing): (Pairs, bool)| {
        let items: Vec<Value> = pairs.into_iter().map(|(_, value)| value).collect();
        set.run(("AllowedValues", (!items.is_empty()).then_some(Value::List(items)), typing));
    });
    let items = crate::view::field::rows::Kind { named: false, word: "allowed value", write: value_item_text, read: read_value_item };
    view! {
        <div class="entry-head">
            <input type="text" class="row-name" id=card_id(&name.get_value()) aria-label="Name of the parameter" autocomplete="off" spellcheck="false"
                value=name.get_value() on:change=on(rename) />
            <button type="button" class="quiet remove" title="Delete" aria-label=format!("Delete parameter {}", name.get_value()) on:click=on(delete)>{icon(icon::DELETE)}</button>
        </div>
        {live(move || refusal.get().map(|words| view! { <p class="problem" role="alert">{words}</p> }))}
        <div class="field">
            <label for=id("type")>"Type"</label>
            <div class="control"><Combo id=id("type") choices=TYPES.iter().map(|kind| (*kind).to_owned()).collect() current=kind choose /></div>
            {problem("Type")}
        </div>
        {line("Default", "default", "Default")}
        {line("Description", "description", "Description")}
        <details class="more">
            <summary>"Limits"</summary>
            <div class="field wide"><span class="label">"Allowed values"</span><div class="control">
            <Rows id=id("allowed") label="Allowed values".to_owned() kind=items pairs=allowed change=change_allowed />
            </div></div>
            {live(move || if is_number.get() {
                view! { {line("Least", "least", "MinValue")} {line("Greatest", "most", "MaxValue")} }.into_any()
            } else {
                view! { {line("Shortest", "shortest", "MinLength")} {line("Longest", "longest", "MaxLength")} {line("Pattern", "pattern", "AllowedPattern")} }.into_any()
            })}
            {line("If refused", "constraint", "ConstraintDescription")}
            <div class="field">
                <label for=id("no-echo")>"Hidden"</label>
                <div class="control"><input type="checkbox" id=id("no-echo") prop:checked=live_flag(move || members.with(|members| members.get("NoEcho").and_then(Value::as_flag).unwrap_or(false)))
                    on:change=on(move |event| set.run(("NoEcho", event_target_checked(&event).then_some(Value::Flag(true)), false))) />
                    <span class="unit">"Never shown by CloudFormation (NoEcho)"</span></div>
            </div>
        </details>
        <Uses name=name.get_value() />
    }
}

/// A member as text; the template's texts need no quotes here.
fn member_text(value: &Value) -> String {
    value.display()
}

/// Limits and the defaults of numbers are numbers; `None` takes a member away, but an empty default is one.
fn read_member(member: &str, is_number: bool, text: &str) -> Option<Value> {
    if text.is_empty() && (member != "Default" || is_number) {
        return None;
    }
    let wants_number = matches!(member, "MinValue" | "MaxValue" | "MinLength" | "MaxLength") || (member == "Default" && is_number);
    match text.trim().parse::<i64>() {
        Ok(number) if wants_number => Some(Value::Number(number)),
        _ => Some(Value::text(text)),
    }
}

fn delete(session: Session, name: &str, refusal: RwSignal<Option<String>>) {
    let (places, default) = session.with_design(|design| {
        let places: Vec<String> = uses_of(design, name).iter().map(|place| place_words(design, place)).collect();
        (places, design.settings().parameters.get(name).and_then(default_of))
    });
    if let Err(words) = session.try_send(Event::DeleteParameter { name: name.to_owned() }) {
        refusal.set(Some(words));
        return;
    }
    if !places.is_empty() {
        let default = default.map(|value| value.display()).unwrap_or_default();
        let lines =
            vec![format!("Its default \"{default}\" stands where it was used: {}", places.join(", ")), "Undo brings it back".to_owned()];
        session.tell(Some(Notice { title: format!("Parameter {name} is gone"), lines, is_error: false, offer: None }));
    }
}

/// Where something is used, in words: `web, CPU`.
fn place_words(design: &Design, place: &Place) -> String {
    let title = |field: &String| command::field_at(design, place).map_or_else(|| field.clone(), |field| field.title.to_owned());
    match place {
        Place::Node(id, field) => format!("{}, {}", design.node(*id).map(|node| node.name.clone()).unwrap_or_default(), title(field)),
        Place::Connection(id, field) => {
            let words = design.connection(*id).map(|connection| connection_words(design, connection)).unwrap_or_default();
            format!("{words}, {}", title(field))
        }
        Place::Tag(name) => format!("tag {name}"),
        Place::Output(name) => format!("output {name}"),
        Place::Condition(name) => format!("condition {name}"),
    }
}

#[component]
fn Uses(name: String) -> impl IntoView {
    let session: Session = expect_context();
    let places = memo(move || {
        session.revision.track();
        session
            .with_design(|design| uses_of(design, &name).into_iter().map(|place| (place_words(design, &place), place)).collect::<Vec<_>>())
    });
    live(move || {
        let all = places.get();
        if all.is_empty() {
            return view! { <p class="muted">"Used nowhere yet: press ƒ beside a field"</p> }.into_any();
        }
        let links = all.into_iter().map(|(words, place)| {
            let item = match place {
                Place::Node(id, _) => Some(Item::Node(id)),
                Place::Connection(id, _) => Some(Item::Connection(id)),
                _ => None,
            };
            match item {
                Some(item) => view! { <li><button type="button" class="link" on:click=on(move |_| { session.send(Event::Select(vec![item])); })>{words}</button></li> }.into_any(),
                None => view! { <li>{words}</li> }.into_any(),
            }
        });
        view! { <div class="uses"><span class="muted">"Used in"</span><ul>{links.collect_view()}</ul></div> }.into_any()
    })
}
