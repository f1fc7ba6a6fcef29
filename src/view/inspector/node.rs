//! The inspector of a node.

use groundplan_editor::action::Act;
use groundplan_editor::{Event, Item};
use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, ConnectionId, NodeId, canvas};
use groundplan_synth::picture::Collapsed;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::permissions::Permissions;
use super::{addresses, delete_button};
use crate::erased::{live, memo, on, shown_while};
use crate::session::{Session, connection_words};
use crate::view::Panels;
use crate::view::about::About;
use crate::view::costs::NodeCost;
use crate::view::fields::{Fields, Target};
use crate::view::findings;
use crate::view::palette::kind_glyph;
use crate::view::walk::Walk;

/// A node's name, fields, permissions, note and connections.
#[component]
pub fn NodePanel(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let Some(signals) = session.node(id) else { return ().into_any() };
    let record = signals.record;
    let kind = catalog::kind_of(&record.get_untracked());
    let (named, noted) = (record.clone(), record.clone());
    let name = move || named.get().name.clone();
    let title = kind.map_or_else(|| format!("Unknown kind {}", record.get_untracked().kind), |kind| kind.title.to_owned());
    let note = move || noted.get().note.clone();
    let rename = move |event: web_sys::Event| {
        session.send(Event::Rename { node: id, name: event_target_value(&event) });
        // A refused name does not stay in the field as if it held.
        let holds = session.with_design(|design| design.node(id).map(|node| node.name.clone()));
        if let (Some(name), Some(input)) = (holds, event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())) {
            input.set_value(&name);
        }
    };
    view! {
        <div class="inspector-head">
            {kind.map(|kind| kind_glyph(kind.glyph, kind.category, 32))}
            <div>
                <input class="node-name" aria-label="Name" prop:value=name on:change=rename />
                <p class="muted">{title}</p>
            </div>
            {delete_button(session)}
        </div>
        {kind.map(|kind| view! { <About class="about" id=kind.id.to_owned() label=None summary=kind.summary() /> })}
        <Locked id />
        <Folded id />
        <NodeCost id />
        <WalkFrom id />
        <NodeFindings id />
        {kind.map(|kind| view! { <Fields fields=kind.fields.iter().collect() target=Target::Node(id, record.clone()) of=kind.id /> })}
        {kind.filter(|kind| addresses::has_plan(kind)).map(|_| view! { <addresses::AddressPlan id /> })}
        <DerivedRows id />
        <Permissions id />
        <Connections id />
        <fieldset>
            <legend>"Note"</legend>
            <textarea rows="2" aria-label="Note" placeholder="Why it is there; it becomes a comment of the sketch" prop:value=note
                on:change=on(move |event| { let text = event_target_value(&event); session.edit(|edit| edit.node(id, |node| node.note = text)); })></textarea>
        </fieldset>
    }
    .into_any()
}

/// Says that the node is locked.
#[component]
fn Locked(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let Some(signals) = session.node(id) else { return ().into_any() };
    let is_locked = move || signals.record.with(|node| canvas::is_locked(node));
    let note = move || {
        view! { <p class="locked-note">"Locked: it stays where it is. " <button type="button" on:click=on(move |_| { session.send(Event::Act(Act::Lock)); })>"Unlock"</button></p> }
    };
    shown_while(is_locked, note)
}

/// Says that the node is collapsed, or lies in something that is, and brings it back.
#[component]
fn Folded(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let closed = move || {
        session.revision.track();
        session.with_design(|design| {
            let stand_in = Collapsed::of(design).hides_inside(design, id)?;
            let node = design.node(stand_in)?;
            Some((stand_in, node.name.clone()))
        })
    };
    let note = move || {
        let (stand_in, name) = closed()?;
        let words = if stand_in == id {
            "Collapsed: what lies in it is not drawn. ".to_owned()
        } else {
            format!("It is not drawn: {name} is collapsed. ")
        };
        let expand = move |_| {
            session.expand(stand_in);
        };
        Some(view! { <p class="locked-note">{words} <button type="button" on:click=on(expand)>"Expand"</button></p> })
    };
    live(note)
}

/// A way into the panel of the walk, for what sends or takes packets.
#[component]
fn WalkFrom(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let walk: Walk = expect_context();
    let is_place = move || session.checked.with(|checked| checked.places.contains(&id));
    shown_while(
        is_place,
        move || view! { <button type="button" class="walk-from" on:click=on(move |_| walk.start_at(panels, id))>"Walk from here…"</button> },
    )
}

/// The findings about a node that name no field of it.
#[component]
fn NodeFindings(id: NodeId) -> impl IntoView {
    findings::some(expect_context(), move |finding| finding.node == Some(id) && finding.field.is_none())
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
            {live(move || own().is_empty().then(|| view! { <p class="muted">"None yet: drag from a dot on its border, or press C"</p> }))}
            <ul class="connections">
                {live(move || own().into_iter().map(|(connection, words)| view! {
                    <li><button type="button" class="link" on:click=on(move |_| { session.send(Event::Select(vec![Item::Connection(connection)])); })>{words}</button></li>
                }).collect_view())}
            </ul>
        </fieldset>
    }
}

/// What the template has for this node without anything drawn for it.
#[component]
fn DerivedRows(id: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let all = memo(move || {
        session.revision.track();
        session.with_design(|design| catalog::derived(design, id))
    });
    live(move || {
        let rows = all.get();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|derived| {
                let draw = move |_| {
                    session.send(Event::MakeNode { owner: id, suffix: derived.suffix.to_owned() });
                };
                view! {
                    <li class="derived">
                        <span>{catalog::capitalized(derived.title)}</span>
                        <button type="button" aria-label=format!("Draw the {}", derived.title) on:click=draw>"Draw it"</button>
                    </li>
                }
            });
            view! {
                <fieldset>
                    <legend>"Derived"</legend>
                    <p class="muted">"Made for it without being drawn; drawing one keeps what it allows"</p>
                    <ul class="connections">{rows.collect_view()}</ul>
                </fieldset>
            }
        })
    })
}
