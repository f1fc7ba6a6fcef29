//! The template and the deploy script of the committed design.

use groundplan_engine::answer::Text;
use groundplan_engine::{Answer, Form, Question};
use groundplan_synth::design::NodeId;
use leptos::prelude::*;

use super::Panels;
use super::answered::answered;
use super::listing::{Listing, ListingLine};
use crate::erased::{live_text, on};
use crate::session::Session;

fn lines(text: &str, nodes: &[Option<NodeId>]) -> Vec<ListingLine> {
    let line = |(index, text): (usize, &str)| ListingLine {
        text: text.to_owned(),
        node: nodes.get(index).copied().flatten(),
        ..ListingLine::default()
    };
    text.lines().enumerate().map(line).collect()
}

/// The text in an answer.
pub fn text_of(answer: Answer) -> Option<Text> {
    if let Answer::Text(text) = answer { Some(text) } else { None }
}

/// A text of the engine with a title for the copy button.
fn asked_text(
    session: Session,
    (what, title): (&'static str, &'static str),
    question: impl Fn() -> Question + 'static,
    is_template: bool,
) -> impl IntoView {
    let asked = session.asked(move || Some(question()), text_of);
    answered(session, what, asked, move |text| {
        let lines = Signal::derive(move || text.with(|text| lines(&text.text, &text.nodes)));
        view! { <Listing title lines is_template /> }.into_any()
    })
}

/// The template, as YAML or JSON.
#[component]
pub fn TemplatePanel() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let question = move || Question::Template(if panels.json.get() { Form::Json } else { Form::Yaml });
    view! {
        <div class="choice" role="group" aria-label="Form of the template">
            <button aria-pressed=live_text(move || (!panels.json.get()).to_string()) on:click=on(move |_| panels.json.set(false))>"YAML"</button>
            <button aria-pressed=live_text(move || panels.json.get().to_string()) on:click=on(move |_| panels.json.set(true))>"JSON"</button>
        </div>
        {asked_text(session, ("The template", "template"), question, true)}
    }
}

/// The deploy script.
#[component]
pub fn ScriptPanel() -> impl IntoView {
    let session: Session = expect_context();
    asked_text(session, ("The deploy script", "deploy script"), || Question::Script, false)
}
