//! The design's own settings, shown while nothing is selected: its words, region, tags, parameters and outputs.

pub mod outputs;
pub mod parameters;
mod problems;

use groundplan_editor::{Event, Setting};
use groundplan_synth::design::Settings;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use self::outputs::Outputs;
use self::parameters::Parameters;
use super::costs::Costs;
use super::field::rows::{Pairs, Rows};
use super::field::{ANYTHING, VALUES};
use crate::browser;
use crate::erased::{derive, live, on};
use crate::session::Session;

/// Shows a parameter in the settings.
pub fn show_parameter(session: Session, name: &str) {
    session.send(Event::Select(Vec::new()));
    let id = parameters::card_id(name);
    browser::focus_soon(id);
}

/// The settings.
#[component]
pub fn DesignPanel() -> impl IntoView {
    let session: Session = expect_context();
    let text = move |read: fn(&Settings) -> String| move || session.settings.with(|settings| read(settings));
    let counts = move || {
        let connections = session.connections.with(Vec::len);
        let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        format!("{}, {}", counted(session.order.with(Vec::len), "node"), counted(connections, "connection"))
    };
    let region_problem = move || session.settings.with(|settings| problems::of_region(&settings.region));
    view! {
        <div class="inspector-head"><div><strong>"Design"</strong><p class="muted">{live(counts)}</p></div></div>
        <fieldset>
            <legend>"About"</legend>
            <div class="field">
                <label for="design-title">"Name"</label>
                <input id="design-title" type="text" autocomplete="off" prop:value=text(|settings| settings.name.clone())
                    on:input=on(move |event| session.set(Setting::Name(event_target_value(&event)), true))
                    on:change=on(move |_| { session.send(Event::Commit); }) />
            </div>
            <div class="field">
                <label for="design-description">"Description"</label>
                <textarea id="design-description" rows="3" prop:value=text(|settings| settings.description.clone())
                    on:input=on(move |event| session.set(Setting::Description(event_target_value(&event)), true))
                    on:change=on(move |_| { session.send(Event::Commit); })></textarea>
            </div>
            <div class="field">
                <label for="design-region">"Region"</label>
                <input id="design-region" type="text" autocomplete="off" spellcheck="false" prop:value=text(|settings| settings.region.clone())
                    on:input=on(move |event| session.set(Setting::Region(event_target_value(&event)), true))
                    on:change=on(move |_| { session.send(Event::Commit); }) />
                {live(move || region_problem().map(|words| view! { <p class="problem">{words}</p> }))}
            </div>
        </fieldset>
        <CostSection />
        <Section title="Tags" about="On every resource that can carry them" count=move || session.settings.with(|settings| settings.tags.len())>
            <Tags />
        </Section>
        <Section title="Parameters" about="Asked for at deployment, each with a default" count=move || session.settings.with(|settings| settings.parameters.len())>
            <Parameters />
        </Section>
        <Section title="Outputs" about="Told after deployment, beside those that the drawing makes" count=move || session.settings.with(|settings| settings.outputs.len())>
            <Outputs />
        </Section>
        <Section title="Conditions" about="By which resources and values are chosen at deployment" count=move || session.settings.with(|settings| settings.conditions.len())>
            <Conditions />
        </Section>
        <p class="muted">"Select a node or a connection to see its fields"</p>
    }
}

/// A part that folds.
#[component]
fn Section(
    /// Its title.
    title: &'static str,
    /// What it is for.
    about: &'static str,
    /// How many there are.
    count: impl Fn() -> usize + Send + Sync + 'static,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="field-group" open=true>
            <summary>
                <span class="group-title">{title}</span>
                {live(move || match count() { 0 => None, count => Some(view! { <span class="group-count">{count}</span> }) })}
            </summary>
            <p class="muted">{about}</p>
            {children()}
        </details>
    }
}

/// What the design costs, looked up when somebody wants to know.
#[component]
fn CostSection() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
        is_open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="field-group" on:toggle=on(toggled)>
            <summary><span class="group-title">"Cost"</span></summary>
            {live(move || is_open.get().then(|| view! { <Costs heading="Name" /> }))}
        </details>
    }
}

#[component]
fn Tags() -> impl IntoView {
    let session: Session = expect_context();
    let pairs = derive(move || -> Pairs {
        session.settings.with(|settings| settings.tags.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
    });
    // Names change while they are typed: only what stands when a row is left becomes a step.
    let change = Callback::new(move |(pairs, typing): (Pairs, bool)| {
        if !typing {
            session.edit(|edit| edit.settings(|settings| settings.tags = pairs.into_iter().collect()));
        }
    });
    let kind = super::field::rows::Kind { word: "tag", ..VALUES };
    view! { <Rows id="design-tags".to_owned() label="Tags".to_owned() kind pairs change /> }
}

#[component]
fn Conditions() -> impl IntoView {
    let session: Session = expect_context();
    let pairs = derive(move || -> Pairs {
        session.settings.with(|settings| settings.conditions.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
    });
    let change = Callback::new(move |(pairs, typing): (Pairs, bool)| {
        if !typing {
            session.edit(|edit| edit.settings(|settings| settings.conditions = pairs.into_iter().collect()));
        }
    });
    let kind = super::field::rows::Kind { word: "condition", ..ANYTHING };
    let offered = Vec::new();
    view! { <Rows id="design-conditions".to_owned() label="Conditions".to_owned() kind pairs change offered /> }
}
