//! The same design as a tree of words: for screen readers, and for finding something by its name.

use groundplan_editor::{Event, Item};
use groundplan_synth::catalog;
use groundplan_synth::design::{ConnectionId, NodeId};
use leptos::prelude::*;

use super::palette::kind_glyph;
use crate::erased::{each, live, live_text, on, shown_while};
use crate::session::{Session, connection_words};

/// The outline.
#[component]
pub fn OutlinePanel() -> impl IntoView {
    let session: Session = expect_context();
    let is_empty = move || session.outline.with(Vec::is_empty);
    view! {
        {shown_while(is_empty, || view! { <p class="empty">"Nothing is drawn yet"</p> })}
        <div class="outline">
            <ul aria-label="Nodes">
                {each(move || session.outline.get(), |(id, depth)| view! { <NodeEntry id depth /> })}
            </ul>
            <ul aria-label="Connections">
                {each(move || session.connections.get(), |id| view! { <ConnectionEntry id /> })}
            </ul>
        </div>
    }
}

#[component]
fn NodeEntry(id: NodeId, depth: usize) -> impl IntoView {
    let session: Session = expect_context();
    let record = session.node(id).map(|node| node.record);
    let current = move || session.selection.with(|selection| selection.contains(Item::Node(id)));
    let class = format!("outline-entry depth-{}", depth.min(6));
    live(move || {
        let node = record.as_ref()?.get();
        let kind = catalog::kind_of(&node);
        let glyph = kind.map(|kind| kind_glyph(kind.glyph, kind.category, 18));
        let words = kind.map_or_else(|| format!("unknown kind {}", node.kind), |kind| kind.title.to_owned());
        Some(view! {
            <li class=class.clone()>
                <button aria-pressed=live_text(move || current().to_string()) on:click=on(move |_| { session.send(Event::Select(vec![Item::Node(id)])); })>
                    {glyph} <strong>{node.name.clone()}</strong> <span class="muted">{words}</span>
                </button>
            </li>
        })
    })
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
