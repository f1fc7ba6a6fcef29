//! A choice among many: typing narrows the list, arrows and Enter or a press choose.

use groundplan_engine::answer::{Suggest, Suggestion};
use groundplan_engine::{Answer, Question};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::browser;
use crate::erased::{effect, live, live_flag, live_text, memo, on};
use crate::session::Session;

/// From so many choices on a list that opens as a whole is hard to use.
pub const MANY: usize = 13;

/// A text input with a list of choices. It takes text that is none of them as well; the field says what is wrong with it.
#[component]
pub fn Combo(
    /// The id of the input.
    id: String,
    /// The choices.
    choices: Vec<String>,
    /// What is chosen.
    current: Signal<String>,
    /// Takes another one.
    choose: Callback<String>,
) -> impl IntoView {
    let choices = StoredValue::new(choices);
    let state = State::new();
    let fitting = memo(move || {
        let wanted = state.typed.get().unwrap_or_default().to_lowercase();
        choices.with_value(|choices| {
            let fits = |choice: &&String| wanted.split_whitespace().all(|word| choice.to_lowercase().contains(word));
            let suggestion = |text: &String| Suggestion { text: text.clone(), words: String::new() };
            choices.iter().filter(fits).map(suggestion).collect::<Vec<Suggestion>>()
        })
    });
    combo(id, None, state, fitting, current, choose)
}

/// The same with what the engine suggests for what is typed; a text says what it is of.
pub fn asking(
    id: String,
    label: Signal<String>,
    current: Signal<String>,
    choose: Callback<String>,
    ask: impl Fn(String) -> Suggest + 'static,
) -> AnyView {
    let session: Session = expect_context();
    let state = State::new();
    let ask: Box<dyn Fn(String) -> Suggest> = Box::new(ask);
    let question = move || {
        let typed = state.typed.get().unwrap_or_default();
        state.is_open.get().then(|| Question::Suggest(ask(typed)))
    };
    let answer = session.asked(question, |answer| if let Answer::Suggested(found) = answer { Some(found) } else { None });
    let fitting = memo(move || answer.get().there().unwrap_or_default());
    combo(id, Some(label), state, fitting, current, choose)
}

/// What a combo is about to choose.
#[derive(Clone, Copy)]
struct State {
    typed: RwSignal<Option<String>>,
    is_open: RwSignal<bool>,
    marked: RwSignal<Option<usize>>,
}

impl State {
    fn new() -> Self {
        Self { typed: RwSignal::new(None), is_open: RwSignal::new(false), marked: RwSignal::new(None) }
    }
}

fn combo(
    id: String,
    label: Option<Signal<String>>,
    State { typed, is_open, marked }: State,
    fitting: Memo<Vec<Suggestion>>,
    current: Signal<String>,
    choose: Callback<String>,
) -> AnyView {
    let close = move || {
        // A control that is taken away loses the focus, too; its signals are gone then.
        is_open.try_set(false);
        typed.try_set(None);
        marked.try_set(None);
    };
    let take = move |choice: String| {
        close();
        choose.run(choice);
    };
    let leave = move || {
        let text = typed.try_get_untracked().flatten().filter(|text| !text.trim().is_empty());
        close();
        if let Some(text) = text {
            choose.run(text.trim().to_owned());
        }
    };
    let list_id = format!("{id}-list");
    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| format!("{list_id}-{at}")
    };
    let scroll_id = option_id.clone();
    let step = move |forward: bool| {
        is_open.set(true);
        let count = fitting.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let chosen = fitting.with_untracked(|list| list.iter().position(|choice| choice.text == current.get_untracked()));
        let at = match marked.get_untracked() {
            None => chosen.unwrap_or(if forward { 0 } else { count - 1 }),
            Some(at) if forward => (at + 1) % count,
            Some(at) => (at + count - 1) % count,
        };
        marked.set(Some(at));
        browser::show_soon(scroll_id(at));
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "ArrowUp" => {
            event.prevent_default();
            step(event.key() == "ArrowDown");
        }
        "Enter" => {
            event.prevent_default();
            let choice = marked.get_untracked().and_then(|at| fitting.with_untracked(|list| list.get(at).cloned()));
            let only = fitting.with_untracked(|list| if list.len() == 1 { list.first().cloned() } else { None });
            match choice.or_else(|| only.filter(|_| typed.with_untracked(Option::is_some))) {
                Some(choice) => take(choice.text),
                None => leave(),
            }
        }
        "Escape" if is_open.get_untracked() => {
            event.stop_propagation();
            close();
        }
        _ => {}
    };
    // A list below the edge of its panel is brought into sight.
    let opened_id = list_id.clone();
    let shown = memo(move || if is_open.get() { fitting.with(Vec::len) } else { 0 });
    effect(move || {
        if shown.get() > 0 {
            browser::show_soon(opened_id.clone());
        }
    });
    let active = {
        let option_id = option_id.clone();
        move || marked.get().filter(|_| is_open.get()).map(&option_id)
    };
    let controls = list_id.clone();
    view! {
        <div class="combo">
            <input type="text" id=id role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-haspopup="listbox"
                aria-label=label.map(|label| live_text(move || label.get()))
                aria-expanded=live_text(move || is_open.get().to_string())
                aria-controls=controls
                aria-activedescendant=active
                prop:value=live_text(move || typed.get().unwrap_or_else(|| current.get()))
                on:input=on(move |event| { typed.set(Some(event_target_value(&event))); marked.set(None); is_open.set(true); })
                on:click=on(move |_| is_open.set(true))
                on:keydown=on(on_key)
                on:blur=on(move |_| leave()) />
            <ul class="combo-list" id=list_id role="listbox" aria-label="Choices" hidden=live_flag(move || shown.get() == 0)>
                {live(move || {
                    let option_id = option_id.clone();
                    // The list is made when it is opened: a page has many of these.
                    let shown = if is_open.get() { fitting.get() } else { Vec::new() };
                    shown.into_iter().enumerate().map(|(at, choice)| {
                        let Suggestion { text, words } = choice;
                        let is_current = text == current.get();
                        let shown = text.clone();
                        view! {
                            <li id=option_id(at) role="option" class:marked=live_flag(move || marked.get() == Some(at)) aria-selected=is_current.to_string()
                                // A press would take the focus from the input before the click.
                                on:pointerdown=on(|event: web_sys::PointerEvent| event.prevent_default())
                                on:click=on(move |_| take(text.clone()))>{shown} " " {(!words.is_empty()).then(|| view! { <span class="muted">{words}</span> })}</li>
                        }
                    }).collect_view()
                })}
            </ul>
        </div>
    }
    .into_any()
}
