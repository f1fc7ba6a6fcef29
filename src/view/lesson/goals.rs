//! The goals of a step and how the design stands to them: an icon and a word, never the colour alone.

use groundplan_editor::{Event, Item};
use groundplan_engine::Move;
use groundplan_engine::answer::{LessonStep, Reached};
use groundplan_synth::design::NodeId;
use leptos::prelude::*;

use super::super::icon::{self, icon};
use super::{Lessons, trouble};
use crate::erased::{live, live_flag, live_text, memo, on};
use crate::session::{Asked, Session};

/// The goals.
pub(super) fn goals(lessons: Lessons, step: &LessonStep) -> AnyView {
    if step.goals.is_empty() {
        return ().into_any();
    }
    let session: Session = expect_context();
    let part = |place: usize| step.goal_parts.get(place).copied().unwrap_or(0);
    let failed = memo(move || if let Asked::Failed(reason) = lessons.goals.get() { Some(reason) } else { None });
    let items = step.goals.iter().enumerate().map(|(place, title)| goal(lessons, session, place, title.clone(), part(place)));
    let first = part(0);
    view! {
        <div hidden=live_flag(move || lessons.hides_part(first))>
            <h4>"Goals"</h4>
            {told(lessons, step.goals.clone())}
            {live(move || failed.get().map(|reason| trouble(format!("The goals are not judged: {reason}"), "Try again", move || session.ask_again())))}
            <ul class="goals">{items.collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn goal(lessons: Lessons, session: Session, place: usize, title: String, part: usize) -> impl IntoView {
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
        <li class=live_text(move || format!("goal {}", look().0)) hidden=live_flag(move || lessons.hides_part(part))>
            {live(move || {
                let (_, drawing, words) = look();
                view! { <span class="goal-state">{icon(drawing)} {words}</span> }
            })}
            <strong>{title}</strong>
            {live(move || reached.get().map(|reached| said(session, reached)))}
            {hints(lessons, place, reached)}
        </li>
    }
}

/// Hints, one after the other as they are asked for. Their button stays where it is, so that it keeps the focus.
fn hints(lessons: Lessons, place: usize, reached: Memo<Option<Reached>>) -> AnyView {
    let all = memo(move || reached.with(|reached| reached.as_ref().map(|reached| reached.hints.clone()).unwrap_or_default()));
    let shown = memo(move || lessons.way.with(|way| way.as_ref().and_then(|way| way.hints.get(place).copied()).unwrap_or(0)));
    let is_over = move || reached.with(|reached| reached.as_ref().is_none_or(|reached| reached.met || reached.hints.is_empty()));
    let words = move || {
        let count = all.with(Vec::len);
        if shown.get() < count { format!("Hint {} of {count}", shown.get() + 1) } else { "All hints are shown".to_owned() }
    };
    view! {
        <div hidden=live_flag(is_over)>
            <div role="status">{live(move || {
                let list = all.get().into_iter().take(shown.get()).map(|hint| view! { <li>{hint}</li> }).collect_view();
                (shown.get() > 0).then(|| view! { <ol class="hints">{list}</ol> })
            })}</div>
            <button type="button" on:click=on(move |_| lessons.make(Move::Hint(place)))>{live(words)}</button>
        </div>
    }
    .into_any()
}

/// What to know of a fault that is to be found: which seed chose it, what AWS would say, and in the end what it was.
pub(super) fn fault(lessons: Lessons) -> AnyView {
    let seed = memo(move || lessons.way.with(|way| way.as_ref().map_or(0, |way| way.seed)));
    let fault = memo(move || lessons.way.with(|way| way.as_ref().and_then(|way| way.fault.clone())));
    let says = memo(move || lessons.goals.with(|goals| if let Asked::There(goals) = goals { Some(goals.says.clone()) } else { None }));
    view! {
        <p class="seed">
            <label>"Seed " <input type="text" inputmode="numeric" autocomplete="off" prop:value=live_text(move || seed.get().to_string())
                on:change=on(move |event| lessons.reseed(&event_target_value(&event))) /></label>
            <span class="muted">"The same seed gives everybody the same faults. Another one begins the rounds anew"</span>
        </p>
        {live(move || fault.get().map(|words| view! { <p><strong>"What was wrong: "</strong>{words}</p> }))}
        {live(move || {
            let all = says.get().filter(|_| fault.with(Option::is_none))?;
            if all.is_empty() {
                return Some(view! { <p class="muted">"No message of AWS is known for this one"</p> }.into_any());
            }
            let said = all.into_iter().map(|words| view! { <li class="aws-says"><q>{words}</q></li> }).collect_view();
            Some(view! { <h4>"AWS would say"</h4> <ul class="says">{said}</ul> }.into_any())
        })}
    }
    .into_any()
}

/// How many goals are met, and to those who hear the page which ones came and went.
fn told(lessons: Lessons, titles: Vec<String>) -> AnyView {
    let met =
        memo(move || (0..titles.len()).map(|place| Some((titles[place].clone(), lessons.reached(place)?.met))).collect::<Option<Vec<_>>>());
    let before = StoredValue::new(None::<Vec<(String, bool)>>);
    let words = move || {
        let now = met.get()?;
        let count = now.iter().filter(|(_, met)| *met).count();
        let old = before.try_update_value(|before| before.replace(now.clone())).flatten().unwrap_or_else(|| now.clone());
        let changed = now.iter().zip(&old).filter(|(now, old)| now.1 != old.1);
        let news: Vec<String> =
            changed.map(|((title, met), _)| format!(". {}: {title}", if *met { "Met" } else { "Not met any more" })).collect();
        Some(view! { {format!("{count} of {} are met", now.len())} <span class="visually-hidden">{news.concat()}</span> })
    };
    view! { <p role="status">{live(words)}</p> }.into_any()
}

fn said(session: Session, reached: Reached) -> AnyView {
    let name = |id: &NodeId| session.with_design(|design| design.node(*id).map(|node| (*id, node.name.clone())));
    let nodes = reached.nodes.iter().filter_map(name).map(|(id, name)| {
        view! { <button type="button" class="link" on:click=on(move |_| { session.send(Event::Reveal(vec![Item::Node(id)])); })>{name}</button> " " }
    });
    view! {
        {reached.words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
        <div class="goal-nodes">{nodes.collect_view()}</div>
    }
    .into_any()
}
