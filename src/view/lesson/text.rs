//! The texts of a lesson: elements are made one by one of what the engine tells, and only those that a text may have.

use groundplan_engine::prose::{Element, PICTURE, TAGS};
use groundplan_synth::design::sketch;
use groundplan_synth::picture::{self, Theme};
use leptos::html::Div;
use leptos::prelude::*;

use crate::erased::effect;

/// A text.
pub(super) fn prose(elements: &[Element]) -> AnyView {
    let area = NodeRef::<Div>::new();
    let elements = elements.to_vec();
    effect(move || {
        if let Some(area) = area.get() {
            area.set_text_content(None);
            fill(&area, &elements);
        }
    });
    view! { <div class="prose" node_ref=area></div> }.into_any()
}

fn fill(area: &web_sys::Node, elements: &[Element]) {
    for element in elements {
        let made = if element.tag.is_empty() { Some(document().create_text_node(&element.text).into()) } else { made(element) };
        if let Some(made) = made {
            let _ = area.append_child(&made);
        }
    }
}

fn made(element: &Element) -> Option<web_sys::Node> {
    let tag = element.tag.as_str();
    if tag != PICTURE && !TAGS.contains(&tag) {
        return None;
    }
    let made = document().create_element(tag).ok()?;
    let give = |name: &str, value: &str| drop(made.set_attribute(name, value));
    if tag == PICTURE {
        let drawn = picture::draw(&sketch::parse(&element.text).design, Theme::Light);
        give("src", &format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(&drawn))));
        give("alt", &element.text);
    } else if tag == "A" {
        give("href", &element.text);
        if !element.text.starts_with('#') {
            give("target", "_blank");
            give("rel", "noopener noreferrer");
        }
    }
    fill(&made, &element.children);
    Some(made.into())
}
