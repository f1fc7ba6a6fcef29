//! The template, the deploy script and the sketch of the committed design.

use groundplan_synth::deploy;
use groundplan_synth::design::{NodeId, sketch};
use leptos::prelude::*;

use super::Panels;
use super::fetched::WhenThere;
use super::listing::{Listing, ListingLine};
use crate::session::Session;

fn lines(text: &str, nodes: &[Option<NodeId>]) -> Vec<ListingLine> {
    let line = |(index, text): (usize, &str)| ListingLine { text: text.to_owned(), node: nodes.get(index).copied().flatten() };
    text.lines().enumerate().map(line).collect()
}

/// The template, as YAML or JSON.
#[component]
pub fn TemplatePanel() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let shown = Signal::derive(move || {
        let template = session.synthesized.get().template;
        if panels.json.get() {
            return lines(&template.to_json(), &[]);
        }
        let (text, nodes) = template.to_yaml_with_nodes();
        lines(&text, &nodes)
    });
    view! {
        <div class="choice" role="group" aria-label="Form of the template">
            <button aria-pressed=move || (!panels.json.get()).to_string() on:click=move |_| panels.json.set(false)>"YAML"</button>
            <button aria-pressed=move || panels.json.get().to_string() on:click=move |_| panels.json.set(true)>"JSON"</button>
        </div>
        <Listing title="template" lines=shown />
    }
}

/// The deploy script.
#[component]
pub fn ScriptPanel() -> impl IntoView {
    let session: Session = expect_context();
    let shown = Signal::derive(move || lines(&deploy::script(&session.committed()), &[]));
    view! { <WhenThere file=&deploy::FILES what="The deploy script"><Listing title="deploy script" lines=shown /></WhenThere> }
}

/// The design as text.
#[component]
pub fn SketchPanel() -> impl IntoView {
    let session: Session = expect_context();
    let shown = Signal::derive(move || lines(&sketch::print(&session.committed()), &[]));
    view! { <Listing title="sketch" lines=shown /> }
}
