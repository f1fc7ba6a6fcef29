//! The questions of a step. Which answers are right, the engine tells when some were chosen.

use groundplan_synth::ordered::Ordered as _;
use std::collections::BTreeSet;

use groundplan_engine::Move;
use groundplan_engine::answer::{Answered, LessonStep, Quiz};
use leptos::prelude::*;

use super::super::icon::{self, icon};
use super::Lessons;
use crate::erased::{live, live_flag, memo, on};

/// The questions.
pub(super) fn quizzes(lessons: Lessons, step: &LessonStep) -> AnyView {
    step.quizzes
        .iter()
        .enumerate()
        .map(|(place, quiz)| question(lessons, place, quiz, step.quiz_parts.get(place).copied().unwrap_or(0)))
        .collect_view()
        .into_any()
}

fn question(lessons: Lessons, place: usize, quiz: &Quiz, part: usize) -> impl IntoView + use<> {
    let answered = memo(move || lessons.way.with(|way| way.as_ref()?.answers.get(place)?.clone()));
    let first: BTreeSet<usize> = answered.get_untracked().into_iter().flat_map(|answered| answered.chosen).to_set();
    let chosen = RwSignal::new(first);
    let several = quiz.several;
    let options = quiz.options.iter().enumerate().map(|(at, words)| {
        let choose = move |event| {
            let is_chosen = event_target_checked(&event);
            chosen.update(|chosen| {
                if !several {
                    chosen.clear();
                }
                if is_chosen {
                    chosen.insert(at);
                } else {
                    chosen.remove(&at);
                }
            });
        };
        view! {
            <label>
                <input type=if several { "checkbox" } else { "radio" } name=format!("quiz-{place}") prop:checked=live_flag(move || chosen.with(|chosen| chosen.contains(&at))) on:change=on(choose) />
                <span>{words.clone()}</span>
            </label>
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        lessons.make(Move::Answer(place, chosen.with_untracked(|chosen| chosen.iter().copied().collect())));
    };
    let result = move |Answered { is_right, because, .. }: Answered| {
        let (class, drawing, words) = if is_right { ("met", icon::DONE, "Right") } else { ("unmet", icon::ERROR, "Not yet right") };
        view! {
            <p class=format!("goal {class}")><span class="goal-state">{icon(drawing)} {words}</span></p>
            {because.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
        }
    };
    view! {
        <form class="quiz" hidden=live_flag(move || lessons.hides_part(part)) on:submit=on(submit)>
            <fieldset>
                <legend>{quiz.question.clone()}</legend>
                {several.then(|| view! { <p class="muted">"More than one answer is right"</p> })}
                {options.collect_view()}
            </fieldset>
            <button type="submit">"Check the answer"</button>
            <div role="status">{live(move || answered.get().map(result))}</div>
        </form>
    }
}
