//! The inspector: what is selected, with its fields, connections and findings; with nothing selected, the design.

pub mod addresses;
pub mod connection;
pub mod node;
pub mod permissions;

use std::sync::Arc;

use groundplan_editor::action::{Act, Action};
use groundplan_editor::{Event, Item};
use groundplan_synth::catalog;
use groundplan_synth::design::NodeId;
use leptos::prelude::*;

use self::connection::ConnectionPanel;
use self::node::NodePanel;
use super::fields::{self, Fields, Target};
use super::icon::{self, icon};
use super::settings::DesignPanel;
use super::{Panels, menu};
use crate::browser;
use crate::clipboard;
use crate::erased::{live, live_flag, memo, on};
use crate::session::Session;

/// Opens it and gives the focus to the first field of what is selected.
pub fn enter(panels: Panels) {
    panels.inspector.set(true);
    browser::focus_first_field(".inspector");
}

/// What is shown: the one item that is selected, and how many are; nothing of what was selected while the inspector was closed.
type Inspected = Option<(Option<Item>, usize)>;

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    // The form stays as it is while its own fields change: it is made anew for another item alone. That waits while the inspector is
    // closed, since a form is many elements; what was typed into one is still there when it opens, unless something else was selected.
    let single = Memo::new(move |before: Option<&Inspected>| {
        let selected = Some(session.selection.with(|selection| (selection.single(), selection.len())));
        if panels.inspector.get() || before == Some(&selected) { selected } else { None }
    });
    view! {
        <aside class="inspector panel" aria-label="Inspector" hidden=live_flag(move || !panels.inspector.get())>
            {live(move || match single.get() {
                None => ().into_any(),
                Some((Some(Item::Node(id)), _)) => view! { <NodePanel id /> }.into_any(),
                Some((Some(Item::Connection(id)), _)) => view! { <ConnectionPanel id /> }.into_any(),
                Some((None, 0)) => view! { <DesignPanel /> }.into_any(),
                Some((None, count)) => view! { <ManyPanel count /> }.into_any(),
            })}
        </aside>
    }
}

#[component]
fn ManyPanel(count: usize) -> impl IntoView {
    let session: Session = expect_context();
    // While a rectangle is drawn the selection changes with every step.
    let is_chosen_from = memo(move || session.preview.with(|preview| preview.marquee.is_some()));
    view! {
        <div class="inspector-head">
            <div><strong>{format!("{count} selected")}</strong><p class="muted">"Drag one to move them all; a value set here holds for each of them"</p></div>
            {delete_button(session)}
        </div>
        {live(move || (!is_chosen_from.get()).then(|| several(session)))}
        <ul class="acts">{live(move || session.menu_now().into_iter().map(|(action, refusal)| act_button(session, action, refusal)).collect_view())}</ul>
    }
}

/// The form of several nodes: the fields that they share.
fn several(session: Session) -> Option<AnyView> {
    let nodes: Arc<[NodeId]> = session.selection.with(|selection| selection.iter().filter_map(Item::node).collect());
    let fields = session.with_design(|design| fields::shared(design, &nodes));
    let kind = session.with_design(|design| design.node(*nodes.first()?).and_then(|node| catalog::kind_of(node)))?;
    (nodes.len() > 1 && !fields.is_empty()).then(|| view! { <Fields fields target=Target::Nodes(nodes) of=kind.id /> }.into_any())
}

/// An action that the menu has, too.
fn act_button(session: Session, action: &'static Action, refusal: Option<&'static str>) -> impl IntoView {
    view! {
        <li><button type="button" class="quiet" aria-disabled=refusal.map(|_| "true") title=refusal on:click=on(move |_| clipboard::act(session, action.act))>
            <span>{action.words}</span> <kbd>{menu::keys(action)}</kbd>
        </button></li>
    }
}

/// Deletes what is selected.
fn delete_button(session: Session) -> impl IntoView {
    view! {
        <button type="button" class="quiet" aria-label="Delete" title="Delete (Del)" on:click=on(move |_| { session.send(Event::Act(Act::Delete)); })>{icon(icon::DELETE)}</button>
    }
}
