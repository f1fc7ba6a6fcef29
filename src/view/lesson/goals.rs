//! The goals of a step and how the design stands to them: an icon and a word, never the colour alone.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{LessonStep, Reached};
use groundplan_synth::design::NodeId;
use leptos::prelude::*;

use super::super::icon::{self, icon};
use super::{Lessons, trouble};
use crate::erased::{live, live_text, memo, on};
use crate::session::{Asked, Session};

/// The goals.
pub(super) fn goals(lessons: Lessons, step: &LessonStep) -> AnyView {
    if step.goals.is_empty() {
        return ().into_any();
    }
    let session: Session = expect_context();
    let failed = memo(move || if let Asked::Failed(reason) = lessons.goals.get() { Some(reason) } else { None });
    let items = step.goals.iter().enumerate().map(|(place, title)| goal(lessons, session, place, title.clone()));
    view! {
        <h4>"Goals"</h4>
        {live(move || failed.get().map(|reason| trouble(format!("The goals are not judged: {reason}"), "Try again", move || session.ask_again())))}
        <ul class="goals">{items.collect_view()}</ul>
    }
    .into_any()
}

fn goal(lessons: Lessons, session: Session, place: usize, title: String) -> impl IntoView {
    let reached = memo(move || lessons.reached(place));
    let look = move || {
        reached.with(|reached| match reached {
            None => ("waits", icon::INFO, "Being judged"),
            Some(Reached { met: true, .. }) => ("met", icon::DONE, "Met"),
            Some(Reached { depends: true, .. }) => ("unsure", icon::INFO, "Cannot be told"),
            Some(_) => ("unmet", icon::OPEN_CIRCLE, "Not yet"),
        })
    };
    view! {
        <li class=live_text(move || format!("goal {}", look().0))>
            {live(move || {
                let (_, drawing, words) = look();
                view! { <span class="goal-state">{icon(drawing)} {words}</span> }
            })}
            <strong>{title}</strong>
            {live(move || reached.get().map(|reached| said(session, reached)))}
        </li>
    }
}

fn said(session: Session, reached: Reached) -> AnyView {
    let name = |id: &NodeId| session.with_design(|design| design.node(*id).map(|node| (*id, node.name.clone())));
    let nodes = reached.nodes.iter().filter_map(name).map(|(id, name)| {
        view! { <button type="button" class="link" on:click=on(move |_| { session.send(Event::Reveal(Item::Node(id))); })>{name}</button> " " }
    });
    view! {
        {reached.words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
        <div class="goal-nodes">{nodes.collect_view()}</div>
    }
    .into_any()
}
