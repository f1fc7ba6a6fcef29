//! The template and the deploy script of the committed design.

use groundplan_engine::answer::Text;
use groundplan_engine::{Answer, Question, Writing};
use groundplan_synth::design::NodeId;
use leptos::prelude::*;

use super::Panels;
use super::answered::answered;
use super::comparing::Comparing;
use super::listing::{Listing, ListingLine};
use crate::erased::{derive, live_text, on};
use crate::session::Session;

/// The lines of a text with the nodes from which they stem.
pub fn lines(text: &str, nodes: &[Option<NodeId>]) -> Vec<ListingLine> {
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

/// A text of the engine with a title for the copy button, or what differs from an earlier one.
fn asked_text(
    session: Session,
    (what, title): (&'static str, &'static str),
    writing: impl Fn() -> Writing + Copy + Send + Sync + 'static,
    is_template: bool,
) -> impl IntoView {
    let comparing: Comparing = expect_context();
    let plain = move || {
        let asked = session.asked(move || Some(Question::Text(writing())), text_of);
        let shown = move |text: Signal<Text>| {
            let lines = derive(move || text.with(|text| lines(&text.text, &text.nodes)));
            view! { <Listing title lines is_template /> }.into_any()
        };
        answered(session, what, asked, shown).into_any()
    };
    comparing.text((what, title), writing, plain)
}

/// The template, as YAML or JSON.
#[component]
pub fn TemplatePanel() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let comparing: Comparing = expect_context();
    let writing = move || if panels.json.get() { Writing::Json } else { Writing::Yaml };
    view! {
        <div class="choice" role="group" aria-label="Form of the template">
            <button aria-pressed=live_text(move || (!panels.json.get()).to_string()) on:click=on(move |_| panels.json.set(false))>"YAML"</button>
            <button aria-pressed=live_text(move || panels.json.get().to_string()) on:click=on(move |_| panels.json.set(true))>"JSON"</button>
            {comparing.control()}
        </div>
        {asked_text(session, ("The template", "template"), writing, true)}
    }
}

/// The deploy script.
#[component]
pub fn ScriptPanel() -> impl IntoView {
    let session: Session = expect_context();
    let comparing: Comparing = expect_context();
    view! {
        <div class="choice">{comparing.control()}</div>
        {asked_text(session, ("The deploy script", "deploy script"), || Writing::Script, false)}
    }
}
