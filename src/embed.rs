//! What a page that embeds the designer may do with it. `public/host.js` hears its messages, looks where they come from, and calls these.

use std::cell::Cell;

use groundplan_editor::action::Act;
use groundplan_editor::{Event, Item};
use groundplan_engine::answer::Taught;
use groundplan_engine::{Answer, Lessons, Question, Writing};
use groundplan_synth::design::{reading, saved};
use groundplan_synth::picture::lens::Lens;
use groundplan_synth::picture::{self, Theme};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::erased::effect;
use crate::session::Session;
use crate::view::template::text_of;
use crate::view::{Panels, Tab};

thread_local! {
    static OPEN: Cell<Option<(Session, Panels)>> = const { Cell::new(None) };
}

/// Lets a page that embeds this one reach the session.
pub(crate) fn offer(session: Session, panels: Panels) {
    OPEN.set(Some((session, panels)));
}

fn open() -> Result<(Session, Panels), JsValue> {
    OPEN.get().ok_or_else(|| error("The designer has not started"))
}

fn error(words: &str) -> JsValue {
    js_sys::Error::new(words).into()
}

/// Opens a design from a sketch, a saved design or a picture that carries one; answers how many nodes it has. The error says what cannot
/// be read, and the open design is as it was.
#[wasm_bindgen(js_name = hostOpen)]
pub fn host_open(text: &str) -> Result<usize, JsValue> {
    let (session, _) = open()?;
    let found = reading::read_any(text);
    if let Some(problem) = found.problems.first() {
        return Err(error(&problem.to_string()));
    }
    session.show_handed(&found.design);
    Ok(found.design.node_count())
}

/// The committed design in its saved form.
#[wasm_bindgen(js_name = hostDesign)]
pub fn host_design() -> Result<String, JsValue> {
    let (session, _) = open()?;
    Ok(saved::write(&untrack(move || session.committed())))
}

/// What can be taken away, as text: `svg`, `dark-svg`, `template` or `script`.
#[wasm_bindgen(js_name = hostExport)]
pub async fn host_export(format: String) -> Result<String, JsValue> {
    let (session, _) = open()?;
    let question = match format.as_str() {
        "svg" => return Ok(picture::draw(&untrack(move || session.committed()), Theme::Light)),
        "dark-svg" => return Ok(picture::draw(&untrack(move || session.committed()), Theme::Dark)),
        "template" => Question::Text(Writing::Yaml),
        "script" => Question::Text(Writing::Script),
        _ => return Err(error("Expected svg, png, template or script")),
    };
    let answer = session.ask(question).await.map_err(|reason| error(&reason))?;
    text_of(answer).map(|text| text.text).ok_or_else(|| error("The engine answered something else"))
}

/// What stands behind the `#` of a link to the design.
#[wasm_bindgen(js_name = hostLink)]
pub async fn host_link() -> Result<String, JsValue> {
    let (session, _) = open()?;
    match session.ask(Question::Link(false)).await {
        Ok(Answer::Link(Ok(link))) => Ok(link.fragment),
        Ok(Answer::Link(Err(reason))) | Err(reason) => Err(error(&reason)),
        Ok(_) => Err(error("The engine answered something else")),
    }
}

/// The ids of the lessons that there are.
#[wasm_bindgen(js_name = hostLessons)]
pub async fn host_lessons() -> Result<Vec<String>, JsValue> {
    let (session, _) = open()?;
    match session.ask(Question::Lessons(Lessons::List)).await {
        Ok(Answer::Lessons(Ok(Taught::List(all)))) => Ok(all.into_iter().map(|lesson| lesson.id).collect()),
        Err(reason) => Err(error(&reason)),
        Ok(_) => Err(error("The engine answered something else")),
    }
}

/// Shows a view by its word; false when there is none of that name.
#[wasm_bindgen(js_name = hostView)]
pub fn host_view(word: &str) -> Result<bool, JsValue> {
    let (_, panels) = open()?;
    let lens = Lens::ALL.into_iter().find(|lens| lens.word() == word);
    if let Some(lens) = lens {
        panels.lens.set(lens);
    }
    Ok(lens.is_some())
}

/// Selects the nodes with these names and shows them; answers how many there are.
#[wasm_bindgen(js_name = hostSelect)]
#[allow(clippy::needless_pass_by_value, reason = "lists come over from JavaScript by value")]
pub fn host_select(names: Vec<String>) -> Result<usize, JsValue> {
    let (session, _) = open()?;
    let items: Vec<Item> = session.with_design(|design| names.iter().filter_map(|name| design.find(name).map(Item::Node)).collect());
    let count = items.len();
    session.send(if items.is_empty() { Event::Select(items) } else { Event::Reveal(items) });
    Ok(count)
}

/// Shows all of the drawing, or the walk of a packet.
#[wasm_bindgen(js_name = hostShow)]
pub fn host_show(walk: bool) -> Result<(), JsValue> {
    let (session, panels) = open()?;
    if walk {
        panels.show(Tab::Walk);
    } else {
        session.send(Event::Act(Act::FitAll));
    }
    Ok(())
}

/// Calls back whenever the committed design has changed.
#[wasm_bindgen(js_name = hostListen)]
pub fn host_listen(changed: js_sys::Function) -> Result<(), JsValue> {
    let (session, _) = open()?;
    effect(move || {
        session.revision.track();
        // Whoever listens deals with what goes wrong there.
        let _ = changed.call0(&JsValue::NULL);
    });
    Ok(())
}
