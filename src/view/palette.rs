//! The palette: every kind by group. Drag one onto the canvas, or press Enter on it; `/` looks for one by its words.
//!
//! Drags use pointer events, not HTML drag and drop, which touch screens do not have.

use groundplan_editor::{Cursor, Event};
use groundplan_synth::catalog::{self, Category, Group, KINDS, Kind};
use groundplan_synth::ordered::Order;
use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::{Panels, canvas, name_editor};
use crate::browser;
use crate::erased::{live, live_flag, memo, on};
use crate::input::{self, Phase};
use crate::session::Session;

/// The id of the search.
const SEARCH_ID: &str = "palette-search";

/// Opens the palette and gives the focus to its search.
pub fn search(panels: Panels) {
    panels.palette.set(true);
    browser::focus_soon(SEARCH_ID.to_owned());
}

/// The kinds that have all of the words, by group; those that have them in their title come first.
fn found(wanted: &str) -> Vec<(Group, Vec<&'static Kind>)> {
    let wanted = wanted.to_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let has = |text: &str| words.iter().all(|word| text.contains(word));
    let rank = |kind: &Kind| {
        let (title, id) = (kind.title.to_lowercase(), kind.id);
        match () {
            () if has(&title) || has(id) => Some(0),
            () if has(&format!("{title} {id} {}", kind.summary().to_lowercase())) => Some(1),
            () => None,
        }
    };
    let mut groups: Vec<(Group, Vec<&'static Kind>)> = Vec::new();
    let mut ranked: Vec<(u8, &'static Kind)> = KINDS.iter().filter_map(|kind| Some((rank(kind)?, *kind))).collect();
    if !words.is_empty() {
        ranked.order_by_key(|(rank, _)| *rank);
    }
    for (_, kind) in ranked {
        match groups.iter_mut().find(|(group, _)| *group == kind.group) {
            Some((_, kinds)) => kinds.push(kind),
            None => groups.push((kind.group, vec![kind])),
        }
    }
    groups
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let wanted = RwSignal::new(String::new());
    let is_searching = memo(move || !wanted.with(|wanted| wanted.trim().is_empty()));
    let groups = memo(move || {
        let groups = wanted.with(|wanted| found(wanted));
        groups.into_iter().map(|(group, kinds)| (group, kinds.into_iter().map(|kind| kind.id).collect::<Vec<_>>())).collect::<Vec<_>>()
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => name_editor::focus_canvas(),
        "ArrowDown" => {
            event.prevent_default();
            step(&event, true);
        }
        "Enter" => {
            let first = groups.with_untracked(|groups| groups.first().and_then(|(_, kinds)| kinds.first().copied()));
            if let Some(kind) = first.filter(|_| is_searching.get_untracked()) {
                session.send(Event::AddNode { kind: kind.to_owned(), at: None });
                name_editor::focus_canvas();
            }
        }
        _ => {}
    };
    let list = move || {
        let searching = is_searching.get();
        groups.get().into_iter().map(|(group, kinds)| view! { <GroupView group kinds searching /> }).collect_view()
    };
    view! {
        <nav class="palette panel" aria-label="Palette" hidden=live_flag(move || !panels.palette.get())>
            <input
                id=SEARCH_ID
                type="search"
                placeholder="Find a kind   /"
                title="Find a kind (/), Enter adds the first"
                aria-label="Find a kind"
                on:input=on(move |event| wanted.set(event_target_value(&event)))
                on:keydown=on(on_key)
            />
            <div class="palette-list">
                {live(move || groups.with(Vec::is_empty).then(|| view! { <p class="empty">"No kind has these words"</p> }))}
                {live(list)}
            </div>
        </nav>
    }
}

#[component]
fn GroupView(group: Group, kinds: Vec<&'static str>, searching: bool) -> impl IntoView {
    let panels: Panels = expect_context();
    let memory = format!("palette/{}", group.title());
    let is_open = searching || panels.is_open(&memory).unwrap_or(true);
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok());
        if let Some(details) = details.filter(|_| !searching) {
            panels.remember(&memory, details.has_attribute("open"));
        }
    };
    let count = kinds.len();
    let entries = kinds.into_iter().filter_map(catalog::by_id).map(|kind| view! { <li><Entry kind /></li> });
    view! {
        <details class="palette-group" open=is_open on:toggle=on(toggled)>
            <summary><h2>{group.title()}</h2> <span class="group-count"><span class="visually-hidden">"Kinds: "</span>{count}</span></summary>
            <ul>{entries.collect_view()}</ul>
        </details>
    }
}

/// Gives the focus to the next entry that is shown, or the one before; from the first one up to the search.
fn step(event: &KeyboardEvent, forward: bool) {
    let Ok(all) = document().query_selector_all(".palette-group[open] .palette-entry") else { return };
    let entries: Vec<web_sys::HtmlElement> =
        (0..all.length()).filter_map(|at| wasm_bindgen::JsCast::dyn_into(all.item(at)?).ok()).collect();
    let target = event.current_target();
    let here = entries.iter().position(|entry| target.as_ref() == Some(entry.as_ref()));
    let next = match here {
        None => entries.first(),
        Some(at) if forward => entries.get(at + 1),
        Some(0) => {
            browser::focus(SEARCH_ID);
            return;
        }
        Some(at) => entries.get(at - 1),
    };
    if let Some(next) = next {
        let _ = next.focus();
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
            // On a small screen the palette itself lies over the canvas.
            let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
            let is_covered = !under.is_some_and(|element| element.closest(".canvas").is_ok_and(|canvas| canvas.is_some()));
            session.send(input::pointer(&surface, &event, phase, is_covered));
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
    // A finger that drags, because it rested, scrolls nothing.
    let held = move |event: web_sys::TouchEvent| {
        if event.cancelable() && session.cursor.get_untracked() == Cursor::Copy {
            event.prevent_default();
        }
    };
    // A click without a pointer comes from the keyboard or from a screen reader.
    let click = move |event: web_sys::MouseEvent| {
        if event.detail() == 0 {
            session.send(Event::AddNode { kind: kind.id.to_owned(), at: None });
            name_editor::focus_canvas();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            step(&event, event.key() == "ArrowDown");
        }
    };
    view! {
        <button
            class="palette-entry"
            title=kind.summary()
            data-kind=kind.id
            on:pointerdown=on(down)
            on:pointermove=on(move |event| forward(event, Phase::Move))
            on:pointerup=on(move |event| forward(event, Phase::Up))
            on:pointercancel=on(cancel)
            on:touchmove=on(held)
            on:click=on(click)
            on:keydown=on(on_key)
        >
            {kind_glyph(kind.glyph, kind.category, 24)}
            <span>{kind.title}</span>
        </button>
    }
}
