//! A list of maps: a card for each with its members in rows, or all of it as text.

use groundplan_synth::catalog::{Field, Form};
use groundplan_synth::design::{NodeId, sketch};
use groundplan_synth::value::{Map, Value};
use leptos::prelude::*;

use super::Setter;
use super::codec::{item_text, read_item};
use super::rows::{Kind, Pairs, Rows};
use super::statements::statements;
use super::tree::Tree;
use crate::browser::focus_soon;
use crate::erased::{derive, each, live, live_flag, memo, on};
use crate::view::findings;
use crate::view::icon::{self, icon};

/// Members with anything that a template can have.
pub(super) const MEMBERS: Kind = Kind { named: true, word: "member", write: item_text, read: read_item };

/// The control of a field with entries.
#[component]
#[allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
pub fn Entries(
    /// The field.
    field: &'static Field,
    /// The node, when it is of one.
    node: Option<NodeId>,
    /// Tells it apart from the controls of other fields.
    id: String,
    /// What is set.
    shown: Signal<Option<Value>>,
    /// Takes a new value.
    set: Setter,
) -> impl IntoView {
    let node = node.filter(|_| field.form == Form::Statements);
    let is_shown = move |value: Value| if node.is_some() { value.as_list().is_some() } else { is_list_of_maps(&value) };
    let as_text = RwSignal::new(untrack(|| shown.get().is_some_and(|value| !is_shown(value))));
    let for_cards = id.clone();
    view! {
        <div class="entries">
            {live(move || match node {
                _ if as_text.get() => view! {
                    <Tree id=format!("{}-text", for_cards) label=field.title shown set />
                    {node.map(|id| findings::some(expect_context(), move |finding| {
                        finding.node == Some(id) && finding.field.as_deref() == Some(field.name) && finding.entry.is_some()
                    }))}
                }.into_any(),
                Some(node) => statements(field, node, &for_cards, shown, set),
                None => view! { <Cards field id=for_cards.clone() shown set /> }.into_any(),
            })}
            <button type="button" class="link" on:click=on(move |_| as_text.update(|as_text| *as_text = !*as_text))>
                {live(move || if as_text.get() { "Edit in rows" } else { "Edit as text" })}
            </button>
        </div>
    }
}

fn is_list_of_maps(value: &Value) -> bool {
    value.as_list().is_some_and(|items| items.iter().all(|item| item.as_map().is_some()))
}

fn entries_of(value: Option<&Value>) -> Vec<Map> {
    value.and_then(Value::as_list).into_iter().flatten().filter_map(|item| item.as_map().cloned()).collect()
}

#[component]
fn Cards(field: &'static Field, id: String, shown: Signal<Option<Value>>, set: Setter) -> impl IntoView {
    // A new entry is a card of its own until it has a first member.
    let is_adding = RwSignal::new(false);
    let count = memo(move || entries_of(shown.get().as_ref()).len());
    let cards = move || (0..count.get() + usize::from(is_adding.get())).collect::<Vec<_>>();
    let write = move |entries: Vec<Map>, typing: bool| {
        let entries: Vec<Value> = entries.into_iter().map(Value::Map).collect();
        set.run(((!entries.is_empty()).then_some(Value::List(entries)), typing));
    };
    let change = move |at: usize, pairs: Pairs, typing: bool| {
        let mut entries = untrack(|| entries_of(shown.get().as_ref()));
        let is_new = at >= entries.len();
        let members: Map = pairs.into_iter().collect();
        if members.is_empty() && is_new {
            return;
        }
        if is_new {
            is_adding.set(false);
            entries.push(members);
        } else if let Some(entry) = entries.get_mut(at) {
            *entry = members;
        }
        write(entries, typing);
    };
    let remove = move |at: usize| {
        let mut entries = untrack(|| entries_of(shown.get().as_ref()));
        if at < entries.len() {
            entries.remove(at);
            write(entries, false);
        } else {
            is_adding.set(false);
        }
    };
    let example = sketch::parse_value(field.example).ok().and_then(|value| value.as_map().cloned()).unwrap_or_default();
    let add_id = format!("{id}-add-entry");
    let for_focus = id.clone();
    let card = move |at: usize| {
        let pairs =
            derive(move || -> Pairs { entries_of(shown.get().as_ref()).get(at).cloned().unwrap_or_default().into_iter().collect() });
        // The members that others of its kind have, or those of the example in the help.
        let before = untrack(|| entries_of(shown.get().as_ref())).last().cloned().unwrap_or_else(|| example.clone());
        let offered = before.iter().map(|(name, value)| (name.clone(), item_text(value))).collect();
        view! {
            <li class="entry-card">
                <div class="entry-head">
                    <span>{format!("Entry {}", at + 1)}</span>
                    <button type="button" class="quiet remove" title="Remove" aria-label=format!("Remove entry {}", at + 1) on:click=on(move |_| remove(at))>{icon(icon::DELETE)}</button>
                </div>
                <Rows id=format!("{id}-{at}") label=format!("{}, entry {}", field.title, at + 1) kind=MEMBERS pairs offered
                    change=Callback::new(move |(pairs, typing)| change(at, pairs, typing)) />
            </li>
        }
    };
    let add = move |_| {
        is_adding.set(true);
        let at = count.get_untracked();
        focus_soon(format!("{for_focus}-{at}-0-value"));
    };
    view! {
        <ul class="entry-cards">{each(cards, card)}</ul>
        <button type="button" class="add" id=add_id disabled=live_flag(move || is_adding.get()) on:click=on(add)>"Add entry"</button>
    }
}
