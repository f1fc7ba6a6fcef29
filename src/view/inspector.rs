//! The inspector: what is selected, with its fields, connections and findings; with nothing selected, the design.

use groundplan_editor::{Event, Item, Setting};
use groundplan_synth::catalog::{self, Field};
use groundplan_synth::design::{Connection, ConnectionId, End, NodeId};
use groundplan_synth::meaning;
use groundplan_synth::value::Value;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::field::FieldView;
use super::icon::{self, icon};
use super::palette::kind_glyph;
use super::{Panels, findings};
use crate::session::{Session, connection_words};

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    // The form stays as it is while its own fields change: it is made anew for another item alone.
    let single = Memo::new(move |_| {
        (session.selection.with(groundplan_editor::Selection::single), session.selection.with(groundplan_editor::Selection::len))
    });
    view! {
        <aside class="inspector panel" aria-label="Inspector" hidden=move || !panels.inspector.get()>
            {move || match single.get() {
                (Some(Item::Node(id)), _) => view! { <NodePanel id /> }.into_any(),
                (Some(Item::Connection(id)), _) => view! { <ConnectionPanel id /> }.into_any(),
                (None, 0) => view! { <DesignPanel /> }.into_any(),
                (None, count) => view! { <ManyPanel count /> }.into_any(),
            }}
        </aside>
    }
}

/// Fields in their groups, in the order of the kind.
fn groups(fields: &'static [Field]) -> Vec<(&'static str, Vec<&'static Field>)> {
    let mut groups: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    for field in fields {
        match groups.iter_mut().find(|(name, _)| *name == field.group) {
            Some((_, list)) => list.push(field),
            None => groups.push((field.group, vec![field])),
        }
    }
    groups
}

#[component]
fn NodePanel(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let Some(signals) = session.node(id) else { return ().into_any() };
    let record = signals.record;
    let kind = catalog::kind_of(&record.get_untracked());
    let (named, noted) = (record.clone(), record.clone());
    let name = move || named.get().name.clone();
    let title = kind.map_or_else(|| format!("Unknown kind {}", record.get_untracked().kind), |kind| kind.title.to_owned());
    let field_groups = kind.map(|kind| groups(kind.fields)).unwrap_or_default();
    let fields = field_groups.into_iter().map(|(group, fields)| {
        let rows = fields.into_iter().map(|field| {
            let record = record.clone();
            let value = Signal::derive(move || record.get().fields.get(field.name).cloned());
            let set = Callback::new(move |(value, gesture): (Option<Value>, bool)| {
                session.send(Event::SetField { node: id, field: field.name.to_owned(), value, gesture });
            });
            view! {
                <FieldView field value set scope=format!("node-{id}") />
                <FieldFindings id field=field.name />
            }
        });
        view! { <fieldset><legend>{group}</legend>{rows.collect_view()}</fieldset> }
    });
    let note = move || noted.get().note.clone();
    view! {
        <div class="inspector-head">
            {kind.map(|kind| kind_glyph(kind.glyph, kind.category, 32))}
            <div>
                <input class="node-name" aria-label="Name" prop:value=name
                    on:change=move |event| {
                        session.send(Event::Rename { node: id, name: event_target_value(&event) });
                        // A refused name does not stay in the field as if it held.
                        let holds = session.with_design(|design| design.node(id).map(|node| node.name.clone()));
                        if let (Some(name), Some(input)) = (holds, event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())) {
                            input.set_value(&name);
                        }
                    } />
                <p class="muted">{title}</p>
            </div>
            <button class="quiet" aria-label="Delete" title="Delete (Del)" on:click=move |_| { session.send(Event::Delete); }>{icon(icon::DELETE)}</button>
        </div>
        {kind.map(|kind| view! {
            <details class="about"><summary>{kind.summary()}</summary><p>{kind.docs.trim()}</p><a href=kind.source target="_blank" rel="noopener noreferrer">"Reference"</a></details>
        })}
        <NodeFindings id />
        {fields.collect_view()}
        <fieldset>
            <legend>"Note"</legend>
            <textarea rows="2" aria-label="Note" placeholder="Why it is there; it becomes a comment of the sketch" prop:value=note
                on:change=move |event| { let text = event_target_value(&event); session.edit(|edit| edit.node(id, |node| node.note = text)); }></textarea>
        </fieldset>
        <Connections id />
    }
    .into_any()
}

/// The findings about a node that name no field of it.
#[component]
fn NodeFindings(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let checked = session.checked.get();
        let own = checked.findings.iter().filter(|finding| finding.node == Some(id) && finding.field.is_none());
        own.map(|finding| findings::card(session, finding, false)).collect_view()
    }
}

/// The findings about one field.
#[component]
fn FieldFindings(id: NodeId, field: &'static str) -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let checked = session.checked.get();
        let own = checked.findings.iter().filter(|finding| finding.node == Some(id) && finding.field == Some(field));
        own.map(|finding| findings::card(session, finding, false)).collect_view()
    }
}

#[component]
fn Connections(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let own = move || {
        session.revision.track();
        session.with_design(|design| {
            let words = |(connection_id, connection): (ConnectionId, &std::sync::Arc<Connection>)| {
                (connection_id, connection_words(design, connection))
            };
            design.connections_of(id).map(words).collect::<Vec<_>>()
        })
    };
    view! {
        <fieldset>
            <legend>"Connections"</legend>
            {move || own().is_empty().then(|| view! { <p class="muted">"None yet: drag from a dot on its border, or press C"</p> })}
            <ul class="connections">
                {move || own().into_iter().map(|(connection, words)| view! {
                    <li><button class="link" on:click=move |_| { session.send(Event::Select(vec![Item::Connection(connection)])); }>{words}</button></li>
                }).collect_view()}
            </ul>
        </fieldset>
    }
}

#[component]
fn ConnectionPanel(id: ConnectionId) -> impl IntoView {
    let session: Session = expect_context();
    let Some(signals) = session.connection(id) else { return ().into_any() };
    let record = signals.record;
    let verb_id = {
        let record = record.clone();
        Memo::new(move |_| record.get().verb.clone())
    };
    let for_words = record.clone();
    let words = move || {
        session.revision.track();
        session.with_design(|design| connection_words(design, &for_words.get()))
    };
    let choices = session.verbs_of(&record.get_untracked());
    let ends = record.get_untracked();
    let end = move |end: &End, words: &'static str| {
        let node = end.node()?;
        let name = session.with_design(|design| design.node(node).map(|node| node.name.clone()))?;
        Some(
            view! { <button class="link" on:click=move |_| { session.send(Event::Select(vec![Item::Node(node)])); }>{words} " " {name}</button> },
        )
    };
    let (from, to) = (end(&ends.from, "From"), end(&ends.to, "To"));
    let verb_choice = (choices.len() > 1).then(|| view! {
        <div class="field">
            <label for="verb">"Meaning"</label>
            <select id="verb" on:change=move |event| { session.send(Event::SetVerb { connection: id, verb: event_target_value(&event) }); }>
                {choices.iter().map(|verb| { let verb = *verb; view! { <option value=verb selected=move || verb_id.get() == verb>{verb}</option> } }).collect_view()}
            </select>
        </div>
    });
    let fields = move || {
        let verb = meaning::by_id(&verb_id.get())?;
        Some(
            groups(verb.fields)
                .into_iter()
                .map(|(group, fields)| {
                    let record = record.clone();
                    let rows = fields.into_iter().map(move |field| {
                        let record = record.clone();
                        let value = Signal::derive(move || record.get().fields.get(field.name).cloned());
                        let set = Callback::new(move |(value, gesture): (Option<Value>, bool)| {
                            session.send(Event::SetConnectionField { connection: id, field: field.name.to_owned(), value, gesture });
                        });
                        view! { <FieldView field value set scope=format!("connection-{}", id.0) /> }
                    });
                    view! { <fieldset><legend>{group}</legend>{rows.collect_view()}</fieldset> }
                })
                .collect_view(),
        )
    };
    let about = move || {
        meaning::by_id(&verb_id.get()).map(|verb| view! {
        <details class="about"><summary>{verb.summary()}</summary><p>{verb.docs.trim()}</p><a href=verb.source target="_blank" rel="noopener noreferrer">"Reference"</a></details>
    })
    };
    let found = move || {
        let checked = session.checked.get();
        checked
            .findings
            .iter()
            .filter(|finding| finding.connection == Some(id))
            .map(|finding| findings::card(session, finding, false))
            .collect_view()
    };
    view! {
        <div class="inspector-head">
            <div><strong>{words}</strong><p class="muted">"Connection"</p></div>
            <button class="quiet" aria-label="Delete" title="Delete (Del)" on:click=move |_| { session.send(Event::Delete); }>{icon(icon::DELETE)}</button>
        </div>
        {about}
        {found}
        <p class="ends">{from} {to}</p>
        {verb_choice}
        {fields}
    }
    .into_any()
}

#[component]
fn ManyPanel(count: usize) -> impl IntoView {
    let session: Session = expect_context();
    view! {
        <div class="inspector-head">
            <div><strong>{format!("{count} selected")}</strong><p class="muted">"Drag one to move them all"</p></div>
            <button class="quiet" aria-label="Delete" title="Delete (Del)" on:click=move |_| { session.send(Event::Delete); }>{icon(icon::DELETE)}</button>
        </div>
    }
}

#[component]
fn DesignPanel() -> impl IntoView {
    let session: Session = expect_context();
    let text = move |read: fn(&groundplan_synth::design::Settings) -> String| move || read(&session.settings.get());
    let tags = move || {
        let settings = session.settings.get();
        settings.tags.iter().map(|(key, value)| format!("{key}={}", value.display())).collect::<Vec<_>>().join("\n")
    };
    let set_tags = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        let tags =
            typed.lines().filter_map(|line| line.split_once('=')).map(|(key, value)| (key.trim().to_owned(), Value::text(value.trim())));
        let tags = tags.filter(|(key, _)| !key.is_empty()).collect();
        session.edit(|edit| edit.settings(|settings| settings.tags = tags));
    };
    let counts = move || {
        let connections = session.connections.with(Vec::len);
        format!("{} nodes, {connections} connections", session.order.with(Vec::len))
    };
    view! {
        <div class="inspector-head"><div><strong>"Design"</strong><p class="muted">{counts}</p></div></div>
        <fieldset>
            <legend>"About"</legend>
            <div class="field">
                <label for="design-description">"Description"</label>
                <textarea id="design-description" rows="3" prop:value=text(|settings| settings.description.clone())
                    on:input=move |event| session.set(Setting::Description(event_target_value(&event)), true)
                    on:change=move |_| { session.send(Event::Commit); }></textarea>
            </div>
            <div class="field">
                <label for="design-region">"Region"</label>
                <input id="design-region" type="text" prop:value=text(|settings| settings.region.clone())
                    on:input=move |event| session.set(Setting::Region(event_target_value(&event)), true)
                    on:change=move |_| { session.send(Event::Commit); } />
            </div>
            <div class="field">
                <label for="design-tags">"Tags, one name=value a line"</label>
                <textarea id="design-tags" rows="3" spellcheck="false" prop:value=tags on:change=set_tags></textarea>
            </div>
        </fieldset>
        <p class="muted">"Select a node or a connection to see its fields"</p>
    }
}
