//! Lessons: what a lesson says beside the canvas, and how the design stands to the goals of the open step.
//!
//! The engine knows lessons; the page shows what it tells and keeps the student's progress in this browser.

mod draft;
mod goals;
mod marking;
mod presenter;
mod quiz;
mod state;
mod text;

use groundplan_engine::answer::{Lesson, Listed};
use groundplan_engine::{Move, Outcome};
use leptos::prelude::*;

use super::Panels;
use super::costs::Costs;
use super::icon::{self, icon};
use crate::erased::{live, live_flag, memo, on, shown_while};
use crate::session::{Asked, Session};
pub use state::Lessons;
use text::prose;

/// The id of the open step's heading, to which the focus goes when another one opens.
const HEADING_ID: &str = "lesson-step";

/// The panel.
#[component]
pub fn LessonPanel() -> impl IntoView {
    let panels: Panels = expect_context();
    let lessons: Lessons = expect_context();
    let panel = move || {
        view! {
            <section class="lessons panel" aria-label="Lessons">
                {draft::draft(lessons)}
                {live(move || if lessons.open.with(Option::is_some) { opened(lessons) } else { list(lessons) })}
            </section>
        }
    };
    view! {
        {shown_while(move || panels.lessons.get(), panel)}
        {marking::marking(lessons)}
    }
}

fn head(title: String, more: AnyView) -> AnyView {
    let panels: Panels = expect_context();
    view! {
        <div class="lesson-head">
            <h2>{title}</h2>
            {more}
            <button class="quiet" aria-label="Close the lessons" on:click=on(move |_| panels.lessons.set(false))>{icon(icon::CLOSE)}</button>
        </div>
    }
    .into_any()
}

/// Why something is not there, and what to do.
fn trouble(reason: String, words: &'static str, act: impl FnMut() + 'static) -> AnyView {
    let mut act = act;
    view! {
        <div class="not-loaded">
            <p class="problem" role="alert">{reason}</p>
            <button type="button" on:click=on(move |_| act())>{words}</button>
        </div>
    }
    .into_any()
}

/// What this browser keeps of the way through a lesson may be of another version, or broken.
fn stuck(lessons: Lessons, reason: &str) -> AnyView {
    view! {
        {trouble(format!("How far you came could not be told: {reason}"), "Try again", move || lessons.again())}
        <div class="not-loaded">
            <button type="button" on:click=on(move |_| lessons.anew())>"Begin the lesson anew"</button>
            <p class="muted">"What this browser keeps of your way through it is forgotten. Your design stays, or comes back with Undo."</p>
        </div>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! { <p class="loading muted" role="status">"The lesson is being loaded…"</p> }.into_any()
}

/// Every lesson, to choose one.
fn list(lessons: Lessons) -> AnyView {
    let listed = lessons.listed();
    let entry = move |listed: Listed| {
        let Listed { id, title, summary, minutes } = listed;
        let words = if state::is_begun(&id) { "Continue" } else { "Begin" };
        let label = format!("{words}: {title}");
        view! {
            <li>
                <h3>{title}</h3>
                <p>{summary}</p>
                <button type="button" aria-label=label on:click=on(move |_| lessons.open(id.clone(), None, None))>{words}</button>
                {minutes.map(|minutes| view! { <span class="muted">{format!("{minutes} minutes")}</span> })}
            </li>
        }
    };
    view! {
        {head("Lessons".to_owned(), ().into_any())}
        <div class="lesson-body">
            {live(move || match listed.get() {
                Asked::Waiting => waiting(),
                Asked::Failed(reason) => {
                    let session: Session = expect_context();
                    trouble(format!("The lessons could not be loaded: {reason}"), "Try again", move || session.ask_again())
                }
                Asked::There(all) => view! { <ul class="lesson-list">{all.into_iter().map(entry).collect_view()}</ul> }.into_any(),
            })}
            <div class="lesson-help">
                <button type="button" on:click=on(move |_| lessons.marking.set(true))>"Mark a class…"</button>
            </div>
            <p class="muted">"To see a lesson of your own, open its Markdown file"</p>
        </div>
    }
    .into_any()
}

/// The lesson that is open.
fn opened(lessons: Lessons) -> AnyView {
    let title =
        move || lessons.lesson.with(|lesson| if let Asked::There(lesson) = lesson { lesson.title.clone() } else { "Lesson".to_owned() });
    let step = memo(move || lessons.way.with(|way| way.as_ref().map(|way| way.step)));
    view! {
        {live(move || head(title(), view! {
            <button type="button" class="quiet" aria-label="Save the handout" title="Save the handout" on:click=on(move |_| lessons.hand_out())>{icon(icon::DOWNLOAD)}</button>
            <button type="button" class="link" on:click=on(move |_| lessons.leave())>"All lessons"</button>
        }.into_any()))}
        {live(move || match lessons.lesson.get() {
            Asked::Waiting => waiting(),
            Asked::Failed(reason) => trouble(format!("The lesson could not be loaded: {reason}"), "Try again", move || lessons.again()),
            Asked::There(lesson) => live(move || match (step.get(), lessons.stuck.get()) {
                (Some(at), _) => step_view(lessons, &lesson, at),
                (None, Some(reason)) => stuck(lessons, &reason),
                (None, None) => waiting(),
            }),
        })}
    }
    .into_any()
}

fn step_view(lessons: Lessons, lesson: &Lesson, at: usize) -> AnyView {
    let Some(step) = lesson.steps.get(at) else { return ().into_any() };
    let intro = (at == 0).then(|| prose(&lesson.intro));
    let (title, id) = (format!("{}. {}", at + 1, step.title), step.id.clone());
    view! {
        <div class="lesson-body">
            {intro}
            <h3 id=HEADING_ID tabindex="-1">{title}</h3>
            <button type="button" class="link" on:click=on(move |_| lessons.copy_link(&id))>"Copy link to this step"</button>
            {step.parts.iter().enumerate().map(|(part, words)| view! {
                <div id=presenter::id_of(part) hidden=live_flag(move || lessons.hides_part(part))>{prose(words)}</div>
            }).collect_view()}
            {step.draws.then(|| goals::fault(lessons))}
            {goals::goals(lessons, step)}
            {(!step.goals.is_empty()).then(|| view! {
                <div class="lesson-help">
                    <button type="button" on:click=on(move |_| lessons.make(Move::Solve))>"Solve this step"</button>
                    <button type="button" on:click=on(move |_| lessons.make(Move::Reset))>"Reset to the step's start"</button>
                </div>
            })}
            {quiz::quizzes(lessons, step)}
            {step.is_teardown.then(|| view! { <h4>"If you leave it"</h4><Costs heading="Delete" /> })}
        </div>
        {presenter::bar(lessons, lesson, at)}
        {foot(lessons, lesson, at)}
    }
    .into_any()
}

/// The ways on from a step.
fn foot(lessons: Lessons, lesson: &Lesson, at: usize) -> AnyView {
    let ids: Vec<String> = lesson.steps.iter().map(|step| step.id.clone()).collect();
    let (titles, count) = (lesson.steps.iter().map(|step| step.title.clone()).collect::<Vec<_>>(), ids.len());
    let outcomes = memo(move || lessons.way.with(|way| way.as_ref().map(|way| way.outcomes.clone()).unwrap_or_default()));
    let ended = move || outcomes.with(|outcomes| outcomes.get(at).copied().flatten());
    let options = move || {
        let option = |(place, title): (usize, &String)| {
            let words = match outcomes.with(|outcomes| outcomes.get(place).copied().flatten()) {
                None => "",
                Some(Outcome::Done) => " – done",
                Some(Outcome::Solved) => " – solved",
                Some(Outcome::Skipped) => " – skipped",
            };
            view! { <option value=place.to_string() selected=place == at>{format!("{}. {title}{words}", place + 1)}</option> }
        };
        titles.iter().enumerate().map(option).collect_view()
    };
    let to = ids.clone();
    let go = move |place: usize| {
        if let Some(id) = to.get(place) {
            lessons.make(Move::Go(id.clone()));
        }
    };
    let (choose, back) = (go.clone(), go);
    view! {
        <div class="lesson-foot">
            <select aria-label="Step" on:change=on(move |event| choose(event_target_value(&event).parse().unwrap_or(0)))>{live(options)}</select>
            <button type="button" disabled=at == 0 on:click=on(move |_| back(at - 1))>"Previous"</button>
            <button type="button" class="primary" disabled=at + 1 == count on:click=on(move |_| lessons.make(Move::Next))>
                {live(move || if matches!(ended(), None | Some(Outcome::Skipped)) { "Skip" } else { "Next" })}
            </button>
        </div>
    }
    .into_any()
}
