//! The size of a task: a menu of what Fargate offers, with what it costs in a month. Another CPU takes along the memory that goes with it.

use std::sync::Arc;

use groundplan_synth::design::{Node, NodeId};
use groundplan_synth::sizes;
use groundplan_synth::value::Value;
use leptos::prelude::*;

use crate::erased::{live, live_text, on};
use crate::session::Session;

/// The menu.
pub(super) fn size(
    session: Session,
    nodes: Arc<[NodeId]>,
    record: ArcReadSignal<Arc<Node>>,
    field: &'static str,
    id: String,
    shown: Signal<Option<Value>>,
) -> AnyView {
    let for_note = record.clone();
    // No memo: one of a list of its own costs every visitor more than a few options made anew.
    let all = nodes.clone();
    let offered = move || {
        let mut offered = record.with(|node| sizes::offered(node, field)).unwrap_or_default();
        // What one of several nodes cannot have is offered to none.
        session.revision.track();
        session.with_design(|design| {
            for other in all.iter().skip(1).filter_map(|id| sizes::offered(design.node(*id)?, field)) {
                offered.retain(|size| other.iter().any(|other| other.value == size.value));
            }
        });
        offered
    };
    let current = move || shown.get().map(|value| value.display()).unwrap_or_default();
    let options = move || {
        let current = current();
        let all: Vec<(String, String)> = offered().into_iter().map(|size| (size.value.to_string(), size.words)).collect();
        // What is not offered stays visible until another is chosen.
        let odd = (!all.iter().any(|(value, _)| *value == current)).then(|| (current.clone(), format!("{current} – not offered")));
        let option = |(value, words): (String, String)| {
            let chosen = value == current;
            view! { <option value=value selected=chosen>{words}</option> }
        };
        odd.into_iter().chain(all).map(option).collect_view()
    };
    let choose = move |event| {
        let Ok(value) = event_target_value(&event).parse::<i64>() else { return };
        session.edit(|edit| {
            for node in nodes.iter().copied() {
                let along = (field == "cpu").then(|| edit.design().node(node).and_then(|node| sizes::memory_with(node, value))).flatten();
                edit.set_field(node, field, Some(Value::Number(value)));
                if let Some(memory) = along {
                    edit.set_field(node, "memory", Some(Value::Number(memory)));
                }
            }
        });
    };
    let words = move || for_note.with(|node| sizes::note(node));
    view! {
        <select class="size" id=id prop:value=current on:change=on(choose)>{live(options)}</select>
        {(field == "memory").then(|| view! { <p class="muted size-note">{live_text(words)}</p> })}
    }
    .into_any()
}
