//! The inspector of a connection: what it means, what else it could mean, and what it adds to the template.

use groundplan_editor::{Event, Item, command};
use groundplan_synth::design::{ConnectionId, End, NodeId};
use groundplan_synth::meaning::{self, Verb};
use groundplan_synth::picture::bundle;
use leptos::prelude::*;

use super::delete_button;
use crate::erased::{live, memo, on};
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
    let for_words = record.clone();
    let words = move || {
        session.revision.track();
        for_words.track();
        session.with_design(|design| {
            // What shares the line is shown as one.
            let sharing = bundle(design, id).into_iter().filter_map(|id| design.connection(id));
            sharing.map(|connection| connection_words(design, connection)).collect::<Vec<_>>().join(", ")
        })
    };
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
    let meanings = ends.nodes().map(|(from, to)| view! { <Meanings from to /> });
    let fields = move || {
        let verb = meaning::by_id(&verb_id.get())?;
        Some(view! { <Fields fields=verb.fields target=Target::Connection(id, record.clone()) of=verb.id /> })
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
        <p class="ends">{from} {to}</p>
        {meanings}
        {live(fields)}
        <Effects id />
    }
    .into_any()
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
