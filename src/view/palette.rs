//! The palette: every kind by group. Drag one onto the canvas, or press Enter on it.
//!
//! Drags use pointer events, not HTML drag and drop, which touch screens do not have.

use groundplan_editor::Event;
use groundplan_synth::catalog::{Category, Group, KINDS, Kind};
use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::{Panels, canvas, name_editor};
use crate::input::{self, Phase};
use crate::session::Session;

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let panels: Panels = expect_context();
    let search = RwSignal::new(String::new());
    let groups = move || {
        let wanted = search.get().to_lowercase();
        let fits = |kind: &&&'static Kind| {
            wanted.split_whitespace().all(|word| kind.title.to_lowercase().contains(word) || kind.docs.to_lowercase().contains(word))
        };
        let mut groups: Vec<(Group, Vec<&'static Kind>)> = Vec::new();
        for kind in KINDS.iter().filter(fits) {
            match groups.iter_mut().find(|(group, _)| *group == kind.group) {
                Some((_, kinds)) => kinds.push(kind),
                None => groups.push((kind.group, vec![kind])),
            }
        }
        groups
    };
    view! {
        <nav class="palette panel" aria-label="Palette" hidden=move || !panels.palette.get()>
            <input
                type="search"
                placeholder="Find a kind"
                aria-label="Find a kind"
                on:input=move |event| search.set(event_target_value(&event))
                on:keydown=move |event: KeyboardEvent| {
                    if event.key() == "Escape" {
                        name_editor::focus_canvas();
                    }
                }
            />
            <div class="palette-list">
                {move || groups().is_empty().then(|| view! { <p class="empty">"No kind has these words"</p> })}
                {move || groups()
                    .into_iter()
                    .map(|(group, kinds)| view! {
                        <h2>{group.title()}</h2>
                        <ul>{kinds.into_iter().map(|kind| view! { <li><Entry kind /></li> }).collect_view()}</ul>
                    })
                    .collect_view()}
            </div>
        </nav>
    }
}

/// A kind's glyph at a size in pixels.
pub fn kind_glyph(paths: &'static [&'static str], category: Category, size: u32) -> impl IntoView {
    let color = format!("var(--category-{})", category.token());
    view! {
        <svg class="kind-glyph" viewBox="-4 -4 32 32" width=size height=size aria-hidden="true">
            <rect x="-4" y="-4" width="32" height="32" rx="5" fill=color />
            <g fill="none" stroke="var(--glyph)" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
                {paths.iter().map(|data| view! { <path d=*data /> }).collect_view()}
            </g>
        </svg>
    }
}

#[component]
fn Entry(kind: &'static Kind) -> impl IntoView {
    let session: Session = expect_context();
    let dragging = StoredValue::new(false);
    let surface = || document().get_element_by_id(canvas::INPUT_ID);
    let down = move |event: PointerEvent| {
        let Some(surface) = surface().filter(|_| event.button() == 0) else { return };
        if let Some(button) = event.current_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok()) {
            let _ = button.set_pointer_capture(event.pointer_id());
        }
        dragging.set_value(true);
        let at = input::point_in(&surface, event.client_x(), event.client_y());
        let (pointer, id, time_ms) = (input::pointer_kind(&event), event.pointer_id(), event.time_stamp());
        session.send(Event::PaletteDown { kind: kind.id.to_owned(), at, pointer, id, time_ms });
    };
    let forward = move |event: PointerEvent, phase: Phase| {
        if !dragging.get_value() {
            return;
        }
        if phase == Phase::Up {
            dragging.set_value(false);
        }
        if let Some(surface) = surface() {
            session.send(input::pointer(&surface, &event, phase));
        }
        if phase == Phase::Up {
            name_editor::focus_canvas();
        }
    };
    let cancel = move |_: PointerEvent| {
        if dragging.get_value() {
            dragging.set_value(false);
            session.send(Event::PointerCancel);
        }
    };
    // A click without a pointer comes from the keyboard or from a screen reader.
    let click = move |event: web_sys::MouseEvent| {
        if event.detail() == 0 {
            session.send(Event::AddNode { kind: kind.id.to_owned(), at: None });
            name_editor::focus_canvas();
        }
    };
    view! {
        <button
            class="palette-entry"
            title=kind.summary()
            data-kind=kind.id
            on:pointerdown=down
            on:pointermove=move |event| forward(event, Phase::Move)
            on:pointerup=move |event| forward(event, Phase::Up)
            on:pointercancel=cancel
            on:click=click
        >
            {kind_glyph(kind.glyph, kind.category, 24)}
            <span>{kind.title}</span>
        </button>
    }
}
