//! Editing a name where it stands, after a double click or Enter.

use groundplan_editor::Event;
use groundplan_synth::picture::text;
use groundplan_synth::pixels::Pixels;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::canvas;
use crate::erased::{effect, live, on};
use crate::session::Session;

/// The input over the name of the node that is being renamed.
#[component]
pub fn NameEditor() -> impl IntoView {
    let session: Session = expect_context();
    let input = NodeRef::<Input>::new();
    effect(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let finish = move |keep: bool| {
        let (Some(node), Some(field)) = (session.edit_name.get_untracked(), input.get_untracked()) else { return };
        session.end_name();
        if keep {
            session.send(Event::Rename { node, name: field.value() });
        }
        focus_canvas();
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => finish(true),
        "Escape" => finish(false),
        _ => {}
    };
    live(move || {
        let id = session.edit_name.get()?;
        let signals = session.node(id)?;
        let shape = signals.shape.get()?;
        let name = signals.record.with_untracked(|node| node.name.clone());
        let at = session.on_screen(f64::from(shape.name.x) - 4.0, f64::from(shape.name.y) - 15.0);
        let width = f64::from(text::width(&name, text::NAME).max(110) + 24);
        Some(view! {
            <input
                class="name-editor"
                aria-label="Name"
                node_ref=input
                value=name
                style:left=format!("clamp(4px, {}px, calc(100% - {}px))", Pixels(at.x), Pixels(width + 4.0))
                style:top=format!("clamp(4px, {}px, calc(100% - 34px))", Pixels(at.y))
                style:width=format!("{}px", Pixels(width))
                on:keydown=on(on_key)
                on:blur=on(move |_| finish(true))
            />
        })
    })
}

/// True while the canvas has the focus.
pub fn is_on_canvas() -> bool {
    document().active_element().is_some_and(|element| element.id() == canvas::INPUT_ID)
}

/// Gives the focus back to the canvas, so that its keys work.
pub fn focus_canvas() {
    let surface = document().get_element_by_id(canvas::INPUT_ID);
    if let Some(surface) = surface.and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(element).ok()) {
        let _ = surface.focus();
    }
}
