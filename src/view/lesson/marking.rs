//! The table of a class in a dialog. `public/marking.js` makes it, fetched when somebody wants it; here its questions are carried to the
//! engine.

use groundplan_engine::answer::Taught;
use groundplan_engine::{Lessons as About, Told};
use groundplan_synth::json;
use js_sys::{Promise, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::super::icon::{self, icon};
use super::super::over::{close_dialog, dialog};
use super::Lessons;
use crate::browser;
use crate::erased::{effect, live, on};
use crate::session::Asked;

type Ask = Closure<dyn FnMut(String) -> Promise>;

/// The dialog, while it is open.
pub(super) fn marking(lessons: Lessons) -> AnyView {
    live(move || lessons.marking.get().then(|| opened(lessons)))
}

fn opened(lessons: Lessons) -> AnyView {
    let (host, listed) = (NodeRef::<Div>::new(), lessons.listed());
    let said = RwSignal::new("The view is being loaded…");
    let kept = StoredValue::new_local(None::<Ask>);
    effect(move || {
        if let (Some(host), Asked::There(all)) = (host.get(), listed.get())
            && kept.with_value(Option::is_none)
            && let Ok(view) = document().create_element("groundplan-marking")
        {
            let ask: Ask = Closure::new(move |question: String| wasm_bindgen_futures::future_to_promise(carried(lessons, question)));
            let titles = all.iter().map(|lesson| [&lesson.id, &lesson.title].into_iter().map(JsValue::from).collect::<js_sys::Array>());
            let _ = Reflect::set(&view, &"lessons".into(), &titles.collect::<js_sys::Array>());
            let _ = Reflect::set(&view, &"ask".into(), ask.as_ref());
            kept.set_value(Some(ask));
            leptos::task::spawn_local(async move {
                let is_there = browser::load_beside("marking.js").await.is_ok();
                if is_there && host.append_child(&view).is_ok() {
                    said.try_set("");
                } else {
                    said.try_set("The view could not be loaded. Close it and try again");
                }
            });
        }
    });
    let content = view! {
        <button type="button" class="quiet marking-close" aria-label="Close" on:click=on(|_| close_dialog())>{icon(icon::CLOSE)}</button>
        <p role="status">{live(move || said.get())}</p>
        <div node_ref=host></div>
    };
    dialog("Mark a class", "marking", move || lessons.marking.set(false), content.into_any())
}

/// The engine's answer to a question of the view, both as JSON.
async fn carried(lessons: Lessons, question: String) -> Result<JsValue, JsValue> {
    let question = json::read(&question).map_err(|_| JsValue::from("The view asked what is no JSON"))?;
    match lessons.ask(About::Marking(question)).await {
        Ok(Taught::Marked(answer)) => Ok(json::written(&answer.tell()).into()),
        Ok(_) => Err("The engine answered something else".into()),
        Err(reason) => Err(reason.into()),
    }
}
