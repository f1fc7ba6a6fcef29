//! The same design as a tree of words: for screen readers, and for finding something by its name.

use groundplan_editor::{Event, Item};
use groundplan_synth::catalog;
use groundplan_synth::design::{ConnectionId, NodeId, canvas};
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::palette::kind_glyph;
use crate::erased::{each, live, live_text, memo, on, shown_while};
use crate::session::{Session, connection_words};

/// The outline. Arrows go from node to node as in any tree; Enter selects, with Ctrl or Command it adds to what is selected.
#[component]
pub fn OutlinePanel() -> impl IntoView {
    let session: Session = expect_context();
    let is_empty = move || session.outline.with(Vec::is_empty);
    // Tab comes to one node of the tree alone: the selected one, or the first.
    let focused = RwSignal::new(None::<NodeId>);
    let stop = memo(move || {
        let selected = session.selection.with(|selection| selection.single().and_then(Item::node));
        focused.get().or(selected).or_else(|| session.outline.with(|all| all.first().map(|(id, _)| *id)))
    });
    let stop = Selector::new(move || stop.get());
    view! {
        {shown_while(is_empty, || view! { <p class="empty">"Nothing is drawn yet"</p> })}
        <div class="outline">
            <ul role="tree" aria-label="Nodes" aria-multiselectable="true" on:focusin=on(move |event| focused.set(node_of(&event))) on:focusout=on(move |_| focused.set(None)) on:keydown=on(move |event| walk(session, &event))>
                {each(move || session.outline.get(), move |(id, depth)| node_entry(session, id, depth, stop.clone()))}
            </ul>
            <ul aria-label="Connections">
                {each(move || session.connections.get(), |id| view! { <ConnectionEntry id /> })}
            </ul>
        </div>
    }
}

/// Selects a node alone, or takes it to what is selected or out of it.
fn select(session: Session, id: NodeId, adds: bool) {
    let item = Item::Node(id);
    session.send(if adds { Event::Toggle(item) } else { Event::Select(vec![item]) });
}

fn node_entry(session: Session, id: NodeId, depth: usize, stop: Selector<Option<NodeId>>) -> AnyView {
    let record = session.node(id).map(|node| node.record);
    let current = move || session.selection.with(|selection| selection.contains(Item::Node(id)));
    let class = format!("outline-entry depth-{}", depth.min(6));
    let level = (depth + 1).to_string();
    live(move || {
        let node = record.as_ref()?.get();
        let kind = catalog::kind_of(&node);
        let glyph = kind.map(|kind| kind_glyph(kind.glyph, kind.category, 18));
        let mut words = kind.map_or_else(|| format!("unknown kind {}", node.kind), |kind| kind.title.to_owned());
        if canvas::is_collapsed(&node) {
            words.push_str(", collapsed");
        }
        let stop = stop.clone();
        let press = move |event: web_sys::MouseEvent| select(session, id, event.ctrl_key() || event.meta_key() || event.shift_key());
        Some(view! {
            <li class=class.clone() role="none">
                <button role="treeitem" {..custom_attribute("aria-level", level.clone())} data-node=id.0 aria-selected=live_text(move || current().to_string())
                    tabindex=live_text(move || if stop.selected(&Some(id)) { "0" } else { "-1" }.to_owned()) on:click=on(press)>
                    {glyph} <strong>{node.name.clone()}</strong> <span class="muted">{words}</span>
                </button>
            </li>
        })
    })
    .into_any()
}

/// The node of the entry at which something happened.
fn node_of(event: &web_sys::FocusEvent) -> Option<NodeId> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.get_attribute("data-node")?.parse().ok().map(NodeId)
}

/// Takes the focus along the tree.
fn walk(session: Session, event: &KeyboardEvent) {
    let Some(here) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let level = |element: &Element| element.get_attribute("aria-level").and_then(|level| level.parse::<usize>().ok()).unwrap_or_default();
    let beside = |from: &Element, forward: bool| {
        let entry = from.parent_element()?;
        let other = if forward { entry.next_element_sibling() } else { entry.previous_element_sibling() };
        other?.first_element_child()
    };
    let along = |forward: bool| std::iter::successors(beside(&here, forward), move |from| beside(from, forward));
    let found = match event.key().as_str() {
        "ArrowDown" => along(true).next(),
        "ArrowUp" => along(false).next(),
        "ArrowRight" => along(true).next().filter(|next| level(next) > level(&here)),
        "ArrowLeft" => along(false).find(|other| level(other) < level(&here)),
        "Home" => along(false).last(),
        "End" => along(true).last(),
        "Enter" | " " if event.ctrl_key() || event.meta_key() || event.shift_key() => {
            let id = here.get_attribute("data-node").and_then(|id| id.parse().ok());
            if let Some(id) = id {
                select(session, NodeId(id), true);
            }
            None
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = found.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
}

#[component]
fn ConnectionEntry(id: ConnectionId) -> impl IntoView {
    let session: Session = expect_context();
    let record = session.connection(id).map(|connection| connection.record);
    let current = move || session.selection.with(|selection| selection.contains(Item::Connection(id)));
    live(move || {
        // Names of its ends are part of the words: a rename is a committed change.
        session.revision.track();
        let connection = record.as_ref()?.get();
        let words = session.with_design(|design| connection_words(design, &connection));
        Some(view! {
            <li class="outline-entry">
                <button aria-pressed=live_text(move || current().to_string()) on:click=on(move |_| { session.send(Event::Select(vec![Item::Connection(id)])); })>{words}</button>
            </li>
        })
    })
}
