//! The inspector of a connection: what it means, what else it could mean, and what it adds to the template.

use groundplan_editor::{Event, Item, command};
use groundplan_synth::design::{ConnectionId, End, NodeId};
use groundplan_synth::meaning::{self, Verb};
use groundplan_synth::picture::bundle;
use leptos::prelude::*;

use super::delete_button;
use crate::erased::{live, live_flag, memo, on};
use crate::session::{Session, connection_words};
use crate::view::about::About;
use crate::view::effects::Effects;
use crate::view::fields::{Fields, Target};
use crate::view::findings;

/// A connection's ends, meaning, fields and permissions.
#[component]
pub fn ConnectionPanel(
    /// The connection.
    id: ConnectionId,
) -> impl IntoView {
    let session: Session = expect_context();
    let Some(signals) = session.connection(id) else { return ().into_any() };
    let record = signals.record;
    let verb_id = {
        let record = record.clone();
        memo(move || record.get().verb.clone())
    };
    // What shares the line is shown as one. Behind the card of a collapsed container that can be connections of several nodes.
    let sharing = move || {
        session.revision.track();
        session.with_design(|design| {
            let words = |id: ConnectionId| Some((id, connection_words(design, design.connection(id)?)));
            bundle(design, id).into_iter().filter_map(words).collect::<Vec<_>>()
        })
    };
    let is_led = memo(move || session.stands_for_several(id));
    let words = move || sharing().into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(", ");
    let ends = record.get_untracked();
    let end = move |end: &End, words: &'static str| {
        let node = end.node()?;
        let name = session.with_design(|design| design.node(node).map(|node| node.name.clone()))?;
        let select = move |_| {
            session.send(Event::Select(vec![Item::Node(node)]));
        };
        Some(view! { <button type="button" class="link" on:click=on(select)>{words} " " {name}</button> })
    };
    let (from, to) = (end(&ends.from, "From"), end(&ends.to, "To"));
    let meanings = ends.nodes();
    let fields = move || {
        if is_led.get() {
            return None;
        }
        let verb = meaning::by_id(&verb_id.get())?;
        Some(view! { <Fields fields=verb.fields.iter().collect() target=Target::Connection(id, record.clone()) of=verb.id /> })
    };
    let about = move || {
        meaning::by_id(&verb_id.get()).map(|verb| view! { <About class="about" id=verb.id.to_owned() label=None summary=verb.summary() /> })
    };
    let found = findings::some(session, move |finding| finding.connection == Some(id));
    view! {
        <div class="inspector-head">
            <div><strong>{live(words)}</strong><p class="muted">"Connection"</p></div>
            {delete_button(session)}
        </div>
        {live(about)}
        {found}
        {live(move || is_led.get().then(|| led(session, sharing())))}
        <p class="ends" hidden=live_flag(move || is_led.get())>{from} {to}</p>
        {live(move || meanings.filter(|_| !is_led.get()).map(|(from, to)| view! { <Meanings from to /> }))}
        {live(fields)}
        <Effects id />
    }
    .into_any()
}

/// The connections behind one line to a collapsed container, each with a way to where it starts.
fn led(session: Session, sharing: Vec<(ConnectionId, String)>) -> impl IntoView {
    let row = move |(id, words): (ConnectionId, String)| {
        let from = session.with_design(|design| design.connection(id)?.nodes()).map(|(from, _)| from);
        let select = move |_| {
            session.send(Event::Select(from.map(Item::Node).into_iter().collect()));
        };
        view! { <li><button type="button" class="link" on:click=on(select)>{words}</button></li> }
    };
    view! {
        <p class="muted">"One line for several connections of what a collapsed container hides. Expand it to change one of them"</p>
        <ul class="connections">{sharing.into_iter().map(row).collect_view()}</ul>
    }
}

/// What a choice is called: `read, write`.
pub(crate) fn choice_title(verbs: &[&Verb]) -> String {
    verbs.iter().map(|verb| verb.id).collect::<Vec<_>>().join(", ")
}

/// What a choice does, in a sentence each.
pub(crate) fn choice_words(verbs: &[&Verb]) -> String {
    match verbs {
        [verb] => verb.summary().to_owned(),
        several => format!("{} connections, drawn at once", several.len()),
    }
}

/// Chooses what joins two nodes.
pub(crate) fn choose(session: Session, from: NodeId, to: NodeId, verbs: &[&Verb]) {
    session.send(Event::SetVerbs { from, to, verbs: verbs.iter().map(|verb| verb.id.to_owned()).collect() });
}

/// The choices for the ends of a connection, and whether each is the one that holds.
pub(crate) fn choices(session: Session, from: NodeId, to: NodeId) -> Vec<(Vec<&'static Verb>, bool)> {
    session.revision.track();
    session.with_design(|design| {
        let there = command::verbs_there(design, from, to);
        let all = command::verb_choices(design, from, to).into_iter();
        all.map(|verbs| (command::same_verbs(&verbs, &there), verbs)).map(|(holds, verbs)| (verbs, holds)).collect()
    })
}

#[component]
fn Meanings(from: NodeId, to: NodeId) -> impl IntoView {
    let session: Session = expect_context();
    let all = move || choices(session, from, to);
    live(move || {
        (all().len() > 1).then(|| {
            let rows = all().into_iter().map(|(verbs, holds)| {
                let (title, words) = (choice_title(&verbs), choice_words(&verbs));
                view! {
                    <label class="meaning">
                        <input type="radio" name="meaning" prop:checked=holds on:change=on(move |_| choose(session, from, to, &verbs)) />
                        <span><strong>{title}</strong>" "<span class="muted">{words}</span></span>
                    </label>
                }
            });
            view! { <fieldset class="meanings"><legend>"Meaning"</legend>{rows.collect_view()}</fieldset> }
        })
    })
}
