//! Who may do what: everything that a role may do, by target, with the statement that decides and the connection it is for.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Because, Lens, Right, Rights};
use groundplan_engine::{Answer, Question};
use groundplan_synth::design::NodeId;
use leptos::prelude::*;

use crate::erased::{live, live_flag, on};
use crate::session::{Asked, Session};

/// An answer while the design stays alike; the last one while a newer is under way.
pub(crate) fn kept<T: Clone + PartialEq + Send + Sync + 'static>(asked: ReadSignal<Asked<T>>) -> Memo<Option<T>> {
    Memo::new(move |before: Option<&Option<T>>| asked.get().there().or_else(|| before.cloned().flatten()))
}

/// What a role may do, or what takes roles on; with two roles, one of them at a time.
#[component]
pub fn Permissions(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let read = |answer| if let Answer::Rights(rights) = answer { Some(rights) } else { None };
    let rights = kept(session.asked(move || Some(Question::Rights(id)), read));
    let chosen = RwSignal::new(0_usize);
    live(move || {
        let Rights { lenses, actions_date } = rights.get().filter(|rights| !rights.lenses.is_empty())?;
        let choices = (lenses.len() > 1).then(|| {
            let choice = |(index, lens): (usize, &Lens)| {
                view! {
                    <label>
                        <input type="radio" name="whose" prop:checked=live_flag(move || chosen.get() == index) on:change=on(move |_| chosen.set(index)) />
                        {lens.title.clone()}
                    </label>
                }
            };
            view! { <div class="choices" role="radiogroup" aria-label="Whose calls">{lenses.iter().enumerate().map(choice).collect_view()}</div> }
        });
        Some(view! {
            <fieldset class="permissions">
                <legend>"What it may do"</legend>
                {choices}
                {live(move || lenses.get(chosen.get()).or(lenses.first()).cloned().map(|lens| lens_view(session, lens)))}
                {actions_date.map(|date| view! { <p class="muted">"By AWS's list of actions of "{date}</p> })}
            </fieldset>
        })
    })
}

/// A button that selects something.
pub(crate) fn select(session: Session, item: Item, words: String) -> impl IntoView {
    view! { <button type="button" class="link" on:click=on(move |_| { session.send(Event::Select(vec![item])); })>{words}</button> }
}

fn lens_view(session: Session, lens: Lens) -> impl IntoView {
    let is_empty = lens.rights.is_empty();
    let named = lens.node.and_then(|id| session.with_design(|design| design.node(id).map(|node| (id, node.name.clone()))));
    let title = match named {
        Some((id, name)) => select(session, Item::Node(id), name).into_any(),
        None => view! { <strong>{lens.logical_id}</strong> }.into_any(),
    };
    view! {
        <div class="granted">
            <p>{title}" "<span class="muted">{lens.words}</span></p>
            <ul>{lens.rights.into_iter().map(|right| right_view(session, right)).collect_view()}</ul>
            {is_empty.then(|| view! { <p class="muted">"Nothing is allowed yet: a connection from it allows what it needs"</p> })}
        </div>
    }
}

/// One target with its actions, what becomes of them, and why.
pub(crate) fn right_view(session: Session, right: Right) -> impl IntoView {
    let verdict = right.verdict;
    let target = match right.target {
        Some(node) => select(session, Item::Node(node), right.name).into_any(),
        None => view! { <span>{right.name}</span> }.into_any(),
    };
    let because = right.because.into_iter().map(|because| because_view(session, because));
    let assumes = right.assumes.into_iter().map(|assumed| view! { <p class="muted">"Assumes that "{assumed}</p> });
    view! {
        <li>
            {target} " " <span class=format!("verdict {}", verdict.word())>{verdict.word()}</span>
            {right.why.map(|words| view! { <p>{words}</p> })}
            {because.collect_view()}
            {listed(right.actions, vec![right.resource])}
            {assumes.collect_view()}
        </li>
    }
}

/// What asked for a statement, or where it is written.
pub(crate) fn because_view(session: Session, because: Because) -> impl IntoView {
    let Because { words, connection, statement } = because;
    match (connection, statement) {
        (Some(connection), _) => view! { <p>{select(session, Item::Connection(connection), words)}</p> }.into_any(),
        (None, Some(statement)) => view! { <details><summary>{words}</summary><p class="muted">{statement}</p></details> }.into_any(),
        (None, None) => view! { <p>{words}</p> }.into_any(),
    }
}

/// Actions and what they are done to.
pub(crate) fn listed(actions: Vec<String>, resources: Vec<String>) -> impl IntoView {
    view! {
        <dl class="statement">
            <dt>"Actions"</dt>
            <dd>{actions.into_iter().map(|action| view! { <code>{action}</code> }).collect_view()}</dd>
            <dt>"On"</dt>
            <dd>{resources.into_iter().map(|resource| view! { <code>{resource}</code> }).collect_view()}</dd>
        </dl>
    }
}
