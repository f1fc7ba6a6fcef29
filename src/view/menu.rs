//! The menu of what is selected: by the right button, the menu key or a long press.

use groundplan_editor::ScreenPoint;
use groundplan_editor::action::Action;
use groundplan_editor::shortcut;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent};

use super::over::{Over, in_window};
use crate::browser;
use crate::clipboard;
use crate::erased::{effect, live, on};
use crate::session::Session;
use groundplan_synth::pixels::Pixels;

/// How far the menu keeps from the window's edge in pixels.
const MARGIN: f64 = 4.0;

/// The menu.
#[component]
pub fn ContextMenu(
    /// What is open.
    over: Over,
) -> impl IntoView {
    let session: Session = expect_context();
    live(move || over.menu.get().map(|at| menu(session, over, at)))
}

fn menu(session: Session, over: Over, at: ScreenPoint) -> AnyView {
    let before = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let before = StoredValue::new_local(before);
    let area = NodeRef::<Div>::new();
    effect(move || {
        if let Some(area) = area.get() {
            place(&area, at);
            step(&area, |_, _| 0);
        }
    });
    let close = move || {
        // It goes for one reason alone; the others find it gone.
        if over.menu.try_update(Option::take).flatten().is_some()
            && let Some(before) = before.try_get_value().flatten()
        {
            let _ = before.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(area) = area.get_untracked() else { return };
        match event.key().as_str() {
            "Escape" | "Tab" => close(),
            "ArrowDown" => step(&area, |at, count| (at + 1) % count),
            "ArrowUp" => step(&area, |at, count| (at + count - 1) % count),
            "Home" => step(&area, |_, _| 0),
            "End" => step(&area, |_, count| count - 1),
            letter if letter.chars().count() == 1 && letter != " " => look_up(&area, letter),
            // Enter and Space press the button.
            _ => return,
        }
        event.prevent_default();
    };
    let leave = move |event: FocusEvent| {
        let inside = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if inside.is_some() && area.get_untracked().is_some_and(|area| !area.contains(inside.as_ref())) {
            over.menu.try_set(None);
        }
    };
    let mut last = None;
    let entries = session.menu().into_iter().map(|(action, refusal)| {
        let line = last.replace(action.group).is_some_and(|group| group != action.group);
        let choose = move |_| {
            close();
            clipboard::act(session, action.act);
        };
        view! {
            {line.then(|| view! { <hr /> })}
            <button role="menuitem" tabindex="-1" aria-disabled=refusal.map(|_| "true") title=refusal on:click=on(choose)>
                <span>{action.words}</span>
                <kbd>{keys(action)}</kbd>
            </button>
        }
    });
    view! {
        <div class="context-menu" role="menu" aria-label=session.selected_words() node_ref=area
            on:keydown=on(on_key) on:focusout=on(leave) on:contextmenu=on(|event: web_sys::MouseEvent| event.prevent_default())>
            {entries.collect_view()}
        </div>
    }
    .into_any()
}

/// The first shortcut of an action as it is written here.
pub fn keys(action: &Action) -> String {
    action.keys.split(' ').next().map(|first| shortcut::written(first, browser::is_mac())).unwrap_or_default()
}

/// Brings the menu to its point, but wholly into the window.
fn place(area: &HtmlElement, at: ScreenPoint) {
    let (left, top) = in_window(at);
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or(0.0);
    let within = |at: f64, own: f64, most: f64| at.min(most - own - MARGIN).max(MARGIN);
    let own = area.get_bounding_client_rect();
    let style = web_sys::HtmlElement::style(area);
    let _ = style.set_property("left", &format!("{}px", Pixels(within(left, own.width(), size(window().inner_width())))));
    let _ = style.set_property("top", &format!("{}px", Pixels(within(top, own.height(), size(window().inner_height())))));
}

fn items(area: &HtmlElement) -> Vec<HtmlElement> {
    let children = area.query_selector_all("[role=menuitem]").ok();
    let all = children.into_iter().flat_map(|all| (0..all.length()).filter_map(move |at| all.item(at)));
    all.filter_map(|item| item.dyn_into().ok()).collect()
}

fn focused(items: &[HtmlElement]) -> usize {
    let active = document().active_element();
    items.iter().position(|item| active.as_ref() == Some(item.as_ref())).unwrap_or(0)
}

/// Gives the focus to another item, by its number and how many there are.
fn step(area: &HtmlElement, next: fn(usize, usize) -> usize) {
    let items = items(area);
    if let Some(item) = items.get(next(focused(&items), items.len().max(1))) {
        let _ = item.focus();
    }
}

/// Gives the focus to the next item that begins with a letter.
fn look_up(area: &HtmlElement, letter: &str) {
    let items = items(area);
    let begins = |item: &&HtmlElement| item.text_content().unwrap_or_default().to_lowercase().starts_with(&letter.to_lowercase());
    let after = focused(&items) + 1;
    if let Some(item) = items.iter().skip(after).chain(items.iter().take(after)).find(begins) {
        let _ = item.focus();
    }
}
