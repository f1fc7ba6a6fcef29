//! What a connection changes in the template: beside the pointer while it is drawn, and in the inspector afterwards. The engine makes
//! the template with it and without, so nothing here is a guess.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Effect, Saying, Sign};
use groundplan_engine::{Answer, Question};
use groundplan_synth::design::ConnectionId;
use groundplan_synth::picture::bundle;
use groundplan_synth::pixels::Pixels;
use leptos::prelude::*;

use super::inspector::permissions::kept;
use super::{Panels, Tab};
use crate::browser;
use crate::erased::{effect, live, live_text, memo, on};
use crate::session::Session;

/// How many lines the preview has: it lies over the drawing.
const MOST: usize = 6;
/// How far the preview keeps from the pointer, in pixels.
const AWAY: f64 = 24.0;
/// Half of its width.
const HALF: f64 = 160.0;

const NOTHING: &str = "Changes nothing in the template";

/// The first effects, and how many more there are.
pub(super) fn shortly(mut all: Vec<Effect>) -> AnyView {
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let is_empty = all.is_empty();
    view! {
        {listed(all, |effect| effect.words.into_any())}
        {is_empty.then_some(NOTHING)}
        {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more")}</p> })}
    }
    .into_any()
}

pub(super) type Answered = Result<Vec<Effect>, String>;

pub(super) fn effects_of(answer: Answer) -> Option<Answered> {
    if let Answer::Effects(effects) = answer { Some(effects) } else { None }
}

fn heading(sign: Sign) -> &'static str {
    match sign {
        Sign::Added => "Adds",
        Sign::Changed => "Changes",
        Sign::Removed => "Removes",
        Sign::Needed => "Needs",
    }
}

/// The effects, those of a sign together under its word.
fn listed(all: Vec<Effect>, row: impl Fn(Effect) -> AnyView) -> AnyView {
    let mut last = None;
    let rows = all.into_iter().map(|effect| {
        let sign = (last != Some(effect.sign)).then(|| heading(effect.sign));
        last = Some(effect.sign);
        view! { <dt>{sign}</dt><dd>{row(effect)}</dd> }
    });
    view! { <dl class="effects">{rows.collect_view()}</dl> }.into_any()
}

/// `Adds statement …, parameter …. Changes service …`.
fn spoken(all: &[Effect]) -> String {
    let mut words = String::new();
    let mut last = None;
    for effect in all {
        if last == Some(effect.sign) {
            words += "; ";
        } else {
            words += if words.is_empty() { "" } else { ". " };
            words += heading(effect.sign);
            words += " ";
        }
        last = Some(effect.sign);
        words += &effect.words;
    }
    if words.is_empty() { NOTHING.to_owned() } else { words }
}

/// What dropping the connection here would change, as soon as that is known.
#[component]
pub fn Preview() -> impl IntoView {
    let session: Session = expect_context();
    let aim = memo(move || {
        session.preview.with(|preview| {
            let connecting = preview.connecting.as_ref().filter(|connecting| connecting.refusal.is_none())?;
            connecting.over.map(|over| (connecting.from, over))
        })
    });
    let question = move || aim.get().and_then(|_| session.question_of_joined());
    let asked = session.asked_for(question, effects_of, false);
    let shown = memo(move || aim.get().and_then(|_| asked.get().there()?.ok()));
    effect(move || {
        if let Some(all) = shown.get() {
            session.say(spoken(&all));
        }
    });
    let at = memo(move || {
        let to = session.preview.with(|preview| preview.connecting.as_ref().map(|connecting| connecting.to)).unwrap_or_default();
        (session.on_screen(to.x, to.y), session.screen.get().height)
    });
    let left = move || format!("clamp(8px, {}px, 100% - {}px)", Pixels(at.get().0.x - HALF), Pixels(2.0 * HALF + 8.0));
    // Below the pointer in the upper half and above it in the lower one.
    let beside = move |is_above: bool| {
        let (at, height) = at.get();
        let away = AWAY + if is_above { height - at.y } else { at.y };
        if (at.y > height / 2.0) == is_above { format!("{}px", Pixels(away)) } else { "auto".to_owned() }
    };
    live(move || {
        let all = shown.get()?;
        Some(view! {
            <div class="effects-preview" aria-hidden="true"
                style:left=live_text(left) style:top=live_text(move || beside(false)) style:bottom=live_text(move || beside(true))>
                {shortly(all)}
            </div>
        })
    })
}

/// What a connection and those that share its line change in the template, each with a way to its line there and to the statements of
/// the roles that are about it.
#[component]
pub fn Effects(
    /// The connection.
    id: ConnectionId,
) -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let all = kept(session.asked(move || session.question_of(id), effects_of));
    let read = |answer| if let Answer::Sayings(said) = answer { Some(said) } else { None };
    let said = kept(session.asked(move || Some(Question::Sayings(id)), read));
    let row = move |effect: Effect| {
        let Effect { sign, id, line, words } = effect;
        let is_there = sign != Sign::Removed;
        if !is_there {
            return words.into_any();
        }
        view! { <button type="button" class="link" on:click=on(move |_| { session.seek(Some((id.clone(), line.clone()))); panels.show(Tab::Template); })>{words}</button> }.into_any()
    };
    live(move || {
        let all = all.get()?.ok()?;
        let is_empty = all.is_empty();
        Some(view! {
            <fieldset class="permissions">
                <legend>"Adds to the template"</legend>
                {listed(all, row)}
                {is_empty.then(|| view! { <p class="muted">{NOTHING}</p> })}
                {live(move || Some(said.get()?.into_iter().map(|saying| saying_view(session, id, saying)).collect_view()))}
            </fieldset>
        })
    })
}

/// A way to the card of a statement, or to where the role lists what connections add.
fn saying_view(session: Session, id: ConnectionId, saying: Saying) -> impl IntoView {
    let Saying { node, field, statement, words } = saying;
    let go = move |_| {
        session.send(Event::Reveal(vec![Item::Node(node)]));
        let within = format!(".inspector [data-field=\"{field}\"]");
        browser::unfold_and_focus(if let Some(at) = statement {
            format!("{within} .entry-card:nth-child({}) select", at + 1)
        } else {
            let ids = session.with_design(|design| bundle(design, id));
            let rows = ids.iter().map(|id| format!("{within} [data-for=\"{}\"] button", id.0));
            rows.collect::<Vec<_>>().join(", ")
        });
    };
    view! { <p>"In " <button type="button" class="link" on:click=on(go)>{words}</button></p> }
}
