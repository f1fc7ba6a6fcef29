//! The fields of a node or a connection in groups that fold, with a filter where there are many.

use std::collections::BTreeMap;
use std::sync::Arc;

use groundplan_editor::Event;
use groundplan_editor::command::Place;
use groundplan_synth::catalog::{self, Field, Form, Kind};
use groundplan_synth::design::{Connection, ConnectionId, Design, Node, NodeId};
use groundplan_synth::rules::Severity;
use groundplan_synth::value::Value;
use groundplan_synth::words;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::field::FieldView;
use super::icon::icon;
use super::{Panels, findings};
use crate::erased::{derive, live, live_flag, memo, on};
use crate::session::Session;

/// A form of more fields than this folds the groups in which nothing is set.
const FOLDS_FROM: usize = 12;
/// A form of more fields than this has a filter.
const FILTERED_FROM: usize = 20;

/// Of so many nodes at most a form says what each one has.
const MOST_TOLD: usize = 6;

/// What a form edits.
#[derive(Clone)]
pub enum Target {
    /// A node.
    Node(NodeId, ArcReadSignal<Arc<Node>>),
    /// Several nodes, which all have the fields.
    Nodes(Arc<[NodeId]>),
    /// A connection.
    Connection(ConnectionId, ArcReadSignal<Arc<Connection>>),
}

impl Target {
    /// What is set of a field; the caller is told when it changes.
    fn value(&self, session: Session, field: &str) -> Option<Value> {
        let get = |fields: &BTreeMap<String, Value>| fields.get(field).cloned();
        match self {
            Self::Nodes(all) => {
                session.revision.track();
                session.with_design(|design| get(&design.node(*all.first()?)?.fields))
            }
            Self::Node(_, record) => record.with(|node| get(&node.fields)),
            Self::Connection(_, record) => record.with(|connection| get(&connection.fields)),
        }
    }

    fn set(&self, session: Session, field: &str, value: Option<Value>, gesture: bool) {
        let field = field.to_owned();
        session.send(match self {
            Self::Node(id, _) => Event::SetField { node: *id, field, value, gesture },
            Self::Nodes(all) => Event::SetFields { nodes: all.to_vec(), field, value, gesture },
            Self::Connection(id, _) => Event::SetConnectionField { connection: *id, field, value, gesture },
        });
    }

    fn place(&self, field: &str) -> Option<Place> {
        match self {
            Self::Node(id, _) => Some(Place::Node(*id, field.to_owned())),
            Self::Nodes(_) => None,
            Self::Connection(id, _) => Some(Place::Connection(*id, field.to_owned())),
        }
    }

    /// The nodes that have the field, where they are some.
    fn nodes(&self) -> Arc<[NodeId]> {
        match self {
            Self::Node(id, _) => [*id].into(),
            Self::Nodes(all) => all.clone(),
            Self::Connection(..) => [].into(),
        }
    }

    /// What each of several nodes has, where that differs; the caller is told when it changes.
    fn differing(&self, session: Session, field: &'static Field) -> Option<String> {
        let Self::Nodes(all) = self else { return None };
        session.revision.track();
        session.with_design(|design| {
            let nodes: Vec<&Arc<Node>> = all.iter().filter_map(|id| design.node(*id)).collect();
            let value = |node: &Node| node.fields.get(field.name).cloned().or_else(|| field.initial.value());
            let first = value(nodes.first()?);
            nodes.iter().any(|node| value(node) != first).then(|| {
                let told =
                    |node: &&Arc<Node>| format!("{} {}", node.name, value(node).map_or_else(|| "none".to_owned(), |value| value.display()));
                let more = if nodes.len() > MOST_TOLD { format!(" and {} more", nodes.len() - MOST_TOLD) } else { String::new() };
                words::plain(&format!("Not the same: {}{more}", nodes.iter().take(MOST_TOLD).map(told).collect::<Vec<_>>().join(", ")))
            })
        })
    }

    fn scope(&self) -> String {
        match self {
            Self::Node(id, _) => format!("node-{id}"),
            Self::Nodes(_) => "nodes".to_owned(),
            Self::Connection(id, _) => format!("connection-{}", id.0),
        }
    }

    /// The word from which the names of parameters start.
    fn owner(&self) -> String {
        match self {
            Self::Node(_, record) => record.with(|node| node.name.clone()),
            Self::Nodes(_) => String::new(),
            Self::Connection(_, record) => record.with(|connection| connection.verb.clone()),
        }
    }
}

/// The fields that all of several nodes have, as the first one's kind describes them.
pub fn shared(design: &Design, nodes: &[NodeId]) -> Vec<&'static Field> {
    let mut kinds = nodes.iter().map(|id| design.node(*id).and_then(|node| catalog::kind_of(node)));
    let Some(Some(first)) = kinds.next() else { return Vec::new() };
    let others: Option<Vec<&'static Kind>> = kinds.collect();
    let Some(others) = others else { return Vec::new() };
    let has = |kind: &&'static Kind, field: &Field| {
        kind.field(field.name).is_some_and(|other| other.form == field.form && other.title == field.title)
    };
    // A list or a map is written whole: what the others have in it would be lost.
    let is_one = |field: &&Field| !matches!(field.form, Form::List | Form::Map | Form::Entries | Form::Statements | Form::Tree);
    first.fields.iter().filter(is_one).filter(|field| others.iter().all(|kind| kind.id == first.id || has(kind, field))).collect()
}

/// The fields in their groups, in the order of the kind.
fn groups(fields: &[&'static Field]) -> Vec<(&'static str, Vec<&'static Field>)> {
    let mut groups: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    for field in fields.iter().copied() {
        match groups.iter_mut().find(|(name, _)| *name == field.group) {
            Some((_, list)) => list.push(field),
            None => groups.push((field.group, vec![field])),
        }
    }
    groups
}

/// What is shown of a form.
#[derive(Clone, Copy)]
struct Filter {
    words: RwSignal<String>,
    only_set: RwSignal<bool>,
}

impl Filter {
    fn shows(self, field: &Field, is_set: bool) -> bool {
        let words = self.words.get().to_lowercase();
        let fits = |word: &str| {
            field.title.to_lowercase().contains(word) || field.name.contains(word) || field.group.to_lowercase().contains(word)
        };
        (is_set || !self.only_set.get()) && words.split_whitespace().all(fits)
    }

    fn is_on(self) -> bool {
        self.only_set.get() || self.words.with(|words| !words.trim().is_empty())
    }
}

/// A form.
#[component]
#[allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
pub fn Fields(
    /// The fields.
    fields: Vec<&'static Field>,
    /// What they are of.
    target: Target,
    /// The kind or verb that has them; by its name it is remembered what is folded.
    of: &'static str,
) -> impl IntoView {
    let filter = Filter { words: RwSignal::new(String::new()), only_set: RwSignal::new(false) };
    let session: Session = expect_context();
    let (for_empty, all) = (target.clone(), fields.clone());
    let nothing_shown = move || !all.iter().any(|field| filter.shows(field, for_empty.value(session, field.name).is_some()));
    let bar = (fields.len() > FILTERED_FROM).then(|| {
        view! {
            <div class="field-filter">
                <input type="search" placeholder="Find a field" aria-label="Find a field" on:input=on(move |event| filter.words.set(event_target_value(&event))) />
                <label><input type="checkbox" prop:checked=live_flag(move || filter.only_set.get()) on:change=on(move |event| filter.only_set.set(event_target_checked(&event))) /> "Only set"</label>
            </div>
        }
    });
    let is_long = fields.len() > FOLDS_FROM;
    let views = groups(&fields).into_iter().enumerate().map(|(at, (group, fields))| {
        // The first group says what the thing is; it is never folded away by itself.
        let folds = is_long && at > 0;
        view! { <Group group fields target=target.clone() filter folds of /> }
    });
    view! {
        {bar}
        {views.collect_view()}
        {live(move || (filter.is_on() && nothing_shown()).then(|| view! { <p class="muted">"No field has these words"</p> }))}
    }
}

#[component]
fn Group(group: &'static str, fields: Vec<&'static Field>, target: Target, filter: Filter, folds: bool, of: &'static str) -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let of_node = match &target {
        Target::Node(id, _) => Some(*id),
        Target::Nodes(_) | Target::Connection(..) => None,
    };
    let memory = format!("{of}/{group}");
    let list = StoredValue::new(fields.clone());
    let count = {
        let target = target.clone();
        memo(move || list.with_value(|fields| fields.iter().filter(|field| target.value(session, field.name).is_some()).count()))
    };
    let found = memo(move || -> (Option<Severity>, usize) {
        let checked = session.checked.get();
        let own = checked.findings.iter().filter(|finding| {
            of_node.is_some()
                && finding.node == of_node
                && finding.field.as_deref().is_some_and(|name| list.with_value(|fields| fields.iter().any(|field| field.name == name)))
        });
        let severities: Vec<Severity> = own.map(|finding| finding.severity).collect();
        (severities.iter().min().copied(), severities.len())
    });
    let first = !folds || count.get_untracked() > 0 || found.get_untracked().1 > 0;
    let is_open = RwSignal::new(panels.is_open(&memory).unwrap_or(first));
    let toggled = move |event: web_sys::Event| {
        let Some(details) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
        if !details.class_list().contains("field-group") || untrack(move || filter.is_on()) {
            return;
        }
        let now = details.has_attribute("open");
        if now != is_open.get_untracked() {
            is_open.set(now);
            panels.remember(&memory, now);
        }
    };
    let any_shown = {
        let target = target.clone();
        move || list.with_value(|fields| fields.iter().any(|field| filter.shows(field, target.value(session, field.name).is_some())))
    };
    let rows = fields.into_iter().map(|field| {
        let (reading, writing, showing, owning, telling) = (target.clone(), target.clone(), target.clone(), target.clone(), target.clone());
        let value = memo(move || reading.value(session, field.name));
        let set = Callback::new(move |(value, gesture): (Option<Value>, bool)| writing.set(session, field.name, value, gesture));
        let is_shown = move || filter.shows(field, showing.value(session, field.name).is_some());
        view! {
            <div hidden=live_flag(move || !is_shown())>
                <FieldView field value set place=target.place(field.name) nodes=target.nodes() owner=derive(move || owning.owner()) scope=target.scope() of />
                {live(move || telling.differing(session, field).map(|words| view! { <p class="muted differing">{words}</p> }))}
                {of_node.map(|id| view! { <FieldFindings id field=field.name /> })}
            </div>
        }
    });
    view! {
        <details class="field-group" prop:open=live_flag(move || is_open.get() || filter.is_on()) hidden=live_flag(move || !any_shown()) on:toggle=on(toggled)>
            <summary>
                <span class="group-title">{group}</span>
                {live(move || found.get().0.map(|severity| view! {
                    <span class=format!("group-findings severity-{severity}") title="Findings">{icon(findings::severity_icon(severity))} <span class="visually-hidden">{format!("{} findings", found.get().1)}</span></span>
                }))}
                {live(move || match count.get() { 0 => None, count => Some(view! { <span class="group-count">{format!("{count} set")}</span> }) })}
            </summary>
            {rows.collect_view()}
        </details>
    }
}

/// The findings about one field.
#[component]
fn FieldFindings(id: NodeId, field: &'static str) -> impl IntoView {
    findings::some(expect_context(), move |finding| {
        finding.node == Some(id) && finding.field.as_deref() == Some(field) && finding.entry.is_none()
    })
}
