//! The finder: commands, kinds to add, examples to open, and nodes and connections to go to, by what one types.

use groundplan_editor::action::{ACTIONS, Act};
use groundplan_editor::command::{self, Refusal};
use groundplan_editor::{Event, Item, ScreenPoint, search};
use groundplan_engine::answer::{Example, Listed, Taught};
use groundplan_engine::{Answer, Lessons as About, Question};
use groundplan_synth::catalog::{KINDS, Kind, capitalized, with_article};
use groundplan_synth::design::{NodeId, sketch};
use groundplan_synth::ordered::Order;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::lesson::Lessons;
use super::menu::keys;
use super::over::{Over, close_dialog, dialog};
use crate::browser;
use crate::clipboard;
use crate::erased::{live, live_text, on};
use crate::session::Session;

/// What the finder looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// Everything that can be done.
    Commands,
    /// What is drawn.
    Find,
    /// The containers to move what is selected into one.
    Into,
    /// The kinds to add one, at a point of the canvas or where there is room.
    Add(Option<ScreenPoint>),
}

/// What a choice does.
#[derive(Clone)]
enum Does {
    Act(Act),
    Add(&'static str),
    Open(String),
    Learn(String),
    Go(Item),
    Into(Option<NodeId>),
}

#[derive(Clone)]
struct Choice {
    words: String,
    detail: String,
    does: Does,
}

/// The most that are listed: who looks for more types another word.
const MOST: usize = 50;
const LIST_ID: &str = "finder-list";

/// The finder.
#[component]
pub fn Finder(
    /// What is open.
    over: Over,
) -> impl IntoView {
    let session: Session = expect_context();
    let lessons: Lessons = expect_context();
    live(move || over.finder.get().map(|mode| finder(session, lessons, over, mode)))
}

fn finder(session: Session, lessons: Lessons, over: Over, mode: Mode) -> AnyView {
    let typed = StoredValue::new(String::new());
    let known = StoredValue::new((Vec::<Example>::new(), Vec::<Listed>::new()));
    let list = RwSignal::new(Vec::<Choice>::new());
    let marked = RwSignal::new(0);
    let fill = move || {
        let found = typed.with_value(|wanted| match mode {
            Mode::Commands => known.with_value(|(examples, lessons)| commands(session, examples, lessons, wanted)),
            Mode::Find => drawn(session, wanted),
            Mode::Into => ranked(wanted, homes(session)),
            Mode::Add(_) => ranked(wanted, kinds(capitalized)),
        });
        marked.set(0);
        list.set(found);
    };
    fill();
    if mode == Mode::Commands {
        leptos::task::spawn_local(async move {
            let examples = session.ask(Question::Examples).await;
            let listed = session.ask(Question::Lessons(About::List)).await;
            let took = known.try_update_value(|known| {
                if let Ok(Answer::Examples(all)) = examples {
                    known.0 = all;
                }
                if let Ok(Answer::Lessons(Ok(Taught::List(all)))) = listed {
                    known.1 = all;
                }
            });
            if took.is_some() {
                fill();
            }
        });
    }
    let choose = move |at: usize| {
        let Some(choice) = list.with_untracked(|list| list.get(at).cloned()) else { return };
        close_dialog();
        match choice.does {
            Does::Act(act) => clipboard::act(session, act),
            Does::Add(kind) => {
                let at = if let Mode::Add(at) = mode { at } else { None };
                session.send(Event::AddNode { kind: kind.to_owned(), at });
            }
            Does::Open(text) => session.replace(&sketch::parse(&text).design),
            Does::Learn(id) => lessons.open(id, None, None),
            Does::Into(home) => drop(session.send(Event::MoveInto(home))),
            Does::Go(item) => drop(session.send(Event::Reveal(vec![item]))),
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = list.with_untracked(Vec::len).max(1);
        let at = marked.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => marked.set((at + 1) % count),
            "ArrowUp" => marked.set((at + count - 1) % count),
            "Enter" => choose(at),
            _ => return,
        }
        event.prevent_default();
        browser::show_soon(option_id(marked.get_untracked()));
    };
    let option = move |(at, choice): (usize, Choice)| {
        let (refusal, keys) = match choice.does {
            Does::Act(act) => (session.refusal_of(act), keys(act.action())),
            _ => (None, String::new()),
        };
        view! {
            <li id=option_id(at) role="option" aria-selected=live_text(move || (marked.get() == at).to_string()) aria-disabled=refusal.map(|_| "true")
                on:click=on(move |_| choose(at))>
                <span>{choice.words}</span>
                <span class="muted">{refusal.map_or(choice.detail, ToOwned::to_owned)}</span>
                <kbd>{keys}</kbd>
            </li>
        }
    };
    let (label, hint) = match mode {
        Mode::Commands => ("Commands", "A command, a kind to add, an example, a lesson, a node"),
        Mode::Find => ("Find", "A name, a kind or a value"),
        Mode::Into => ("Move into", "A container"),
        Mode::Add(_) => ("Add a node", "A kind"),
    };
    let status = move || match list.with(Vec::len) {
        0 => "Nothing has these words".to_owned(),
        MOST => format!("The best {MOST}"),
        count => format!("{count} found"),
    };
    let content = view! {
        <input type="text" role="combobox" autofocus=true autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-expanded="true"
            aria-controls=LIST_ID aria-label=label placeholder=hint
            aria-activedescendant=live_text(move || option_id(marked.get()))
            on:input=on(move |event| { typed.set_value(event_target_value(&event)); fill(); })
            on:keydown=on(on_key) />
        <ul id=LIST_ID role="listbox" aria-label="Found">{live(move || list.get().into_iter().enumerate().map(option).collect_view())}</ul>
        <p class="muted" role="status">{live(status)}</p>
    };
    dialog(label, "finder", move || over.finder.set(None), content.into_any())
}

fn option_id(at: usize) -> String {
    format!("{LIST_ID}-{at}")
}

/// Everything that can be done; without words the actions alone.
fn commands(session: Session, examples: &[Example], lessons: &[Listed], wanted: &str) -> Vec<Choice> {
    let mut all: Vec<Choice> = ACTIONS
        .iter()
        .map(|action| Choice { words: action.words.to_owned(), detail: action.group.title().to_owned(), does: Does::Act(action.act) })
        .collect();
    if wanted.trim().is_empty() {
        return all;
    }
    all.extend(kinds(|title| format!("Add {}", with_article(title))));
    all.extend(examples.iter().map(|example| Choice {
        words: format!("Open the example {}", example.name),
        detail: example.about.clone(),
        does: Does::Open(example.sketch.clone()),
    }));
    all.extend(lessons.iter().map(|lesson| Choice {
        words: format!("Lesson: {}", lesson.title),
        detail: lesson.summary.clone(),
        does: Does::Learn(lesson.id.clone()),
    }));
    let drawn = drawn(session, wanted).into_iter().map(|choice| Choice { words: format!("Go to {}", choice.words), ..choice });
    ranked(wanted, all).into_iter().chain(drawn).take(MOST).collect()
}

/// The kinds that can be added.
fn kinds(words: impl Fn(&str) -> String) -> Vec<Choice> {
    let choice = |kind: &Kind| Choice { words: words(kind.title), detail: kind.group.title().to_owned(), does: Does::Add(kind.id) };
    KINDS.iter().map(|kind| choice(kind)).collect()
}

/// The containers for what is selected: those that may hold it first, the others with the reason.
fn homes(session: Session) -> Vec<Choice> {
    let nodes = session.selection.get_untracked().nodes();
    let mut homes = session.with_design(|design| {
        let named = |(home, may): (Option<NodeId>, Result<(), Refusal>)| {
            let words = home.map_or("The page", |id| design.node(id).map_or("", |node| &node.name)).to_owned();
            (may.is_err(), Choice { words, detail: may.err().map(|refusal| refusal.reason).unwrap_or_default(), does: Does::Into(home) })
        };
        command::homes(design, &nodes).into_iter().map(named).collect::<Vec<_>>()
    });
    homes.order_by_key(|(is_refused, _)| *is_refused);
    homes.into_iter().map(|(_, choice)| choice).collect()
}

/// Those of the choices that fit the words, the best first.
fn ranked(wanted: &str, all: Vec<Choice>) -> Vec<Choice> {
    let mut ranked: Vec<(usize, Choice)> =
        all.into_iter().filter_map(|choice| Some((search::fit(wanted, &choice.words, true)?, choice))).collect();
    ranked.order_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, choice)| choice).collect()
}

/// What is drawn and has the words.
fn drawn(session: Session, wanted: &str) -> Vec<Choice> {
    let found = session.with_design(|design| search::find(design, wanted));
    found.into_iter().take(MOST).map(|found| Choice { words: found.words, detail: found.detail, does: Does::Go(found.item) }).collect()
}
