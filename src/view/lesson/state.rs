//! What is known of lessons in this page: which one is open, how the student stands in it, and what their design reaches.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Draft, Goals, Lesson, Listed, Reached, Taught, Way};
use groundplan_engine::{Answer, DRAFT, Lessons as About, Move, Outcome, Question};
use groundplan_synth::design::{Patch, saved};
use leptos::ev;
use leptos::prelude::*;

use super::super::Panels;
use super::{HEADING_ID, presenter};
use crate::browser;
use crate::erased::effect;
use crate::session::{Asked, Notice, Session};

/// Which lesson is open, in the browser's storage; with a dot and the lesson's id behind it the progress in it.
const KEY: &str = "groundplan.lesson";
/// Where an author's own lesson is kept: the name of its file in the first line, then its text.
const OWN: &str = "groundplan.own-lesson";

/// A random seed is below this: short enough to be said to a class.
const MOST_SEED: f64 = 10_000.0;
const SEEDS: &str = "Expected a whole number from 0 on, such as 7";

/// The lessons.
#[derive(Clone, Copy)]
pub struct Lessons {
    pub(super) session: Session,
    /// Whether the panel is open.
    pub(super) is_shown: RwSignal<bool>,
    /// The id of the open lesson.
    pub(super) open: RwSignal<Option<String>>,
    /// What it says.
    pub(super) lesson: RwSignal<Asked<Lesson>>,
    /// How the student stands in it.
    pub(super) way: RwSignal<Option<Way>>,
    /// Why it is not known how the student stands in it.
    pub(super) stuck: RwSignal<Option<String>>,
    /// How the design stands to the goals of the open step.
    pub(super) goals: ReadSignal<Asked<Goals>>,
    /// Whether the table of a class is open.
    pub(super) marking: RwSignal<bool>,
    /// Whether the lesson is presented: what is still to come is hidden.
    pub(super) presenting: RwSignal<bool>,
    /// The file of an author's own lesson, and what is wrong with it.
    pub(super) draft: RwSignal<Option<(String, Asked<Draft>)>>,
    is_busy: StoredValue<bool>,
    /// What the student wants next, while a move is under way.
    wanted: StoredValue<Option<(Move, Option<u64>)>>,
    /// The step and the seed of a lesson that is being opened, for another try.
    to: StoredValue<(Option<String>, Option<u64>)>,
}

fn taught(answer: Answer) -> Option<Result<Taught, String>> {
    if let Answer::Lessons(taught) = answer { Some(taught) } else { None }
}

impl Lessons {
    /// The lessons, with the one open that was open last.
    pub fn restored(session: Session, panels: Panels) -> Self {
        let open = RwSignal::new(None::<String>);
        let way = RwSignal::new(None::<Way>);
        let question = move || {
            let id = open.get()?;
            let (seed, step) = way.with(|way| way.as_ref().map(|way| (way.seed, way.step)))?;
            panels.lessons.get().then_some(Question::Lessons(About::Goals { id, seed, step }))
        };
        let goals = session.asked(question, |answer| match taught(answer) {
            Some(Ok(Taught::Goals(goals))) => Some(goals),
            _ => None,
        });
        let (lesson, stuck) = (RwSignal::new(Asked::Waiting), RwSignal::new(None));
        let (is_busy, wanted, to) = (StoredValue::new(false), StoredValue::new(None), StoredValue::new((None, None)));
        let (marking, draft, presenting) = (RwSignal::new(false), RwSignal::new(None), presenter::restored());
        let lessons =
            Self { session, is_shown: panels.lessons, open, lesson, way, stuck, goals, marking, presenting, draft, is_busy, wanted, to };
        lessons.restore_draft();
        if !lessons.follow_link()
            && let Some(id) = browser::stored(KEY).filter(|id| !id.is_empty())
        {
            lessons.enter(id, None, None);
        }
        let heard = window_event_listener(ev::hashchange, move |_| {
            lessons.follow_link();
        });
        on_cleanup(move || heard.remove());
        effect(move || {
            goals.track();
            lessons.settle();
        });
        effect(move || session.set_quiet(lessons.hides()));
        effect(move || {
            if let Some((name, text, again)) = session.handed.get() {
                lessons.read_draft(name, text, again);
            }
        });
        lessons
    }

    /// Opens what the page's address leads to: `#lesson=break-it&step=one&seed=7`. The address is as before then, so that a reload does not
    /// go back there. False when it leads to no lesson.
    fn follow_link(self) -> bool {
        let (_, fragment) = browser::address();
        let Ok(words) = web_sys::UrlSearchParams::new_with_str(&fragment) else { return false };
        let Some(id) = words.get("lesson") else { return false };
        browser::forget_fragment(&fragment);
        let (step, seed) = (words.get("step"), words.get("seed"));
        leptos::task::spawn_local(async move {
            // What is set while the page starts is not kept: nobody watches yet.
            leptos::task::tick().await;
            self.is_shown.set(true);
            match self.ask(About::List).await {
                Ok(Taught::List(all)) if all.iter().all(|lesson| lesson.id != id) => {
                    self.leave();
                    self.tell(format!("There is no lesson {id}"), "Choose one of the list".to_owned(), true);
                }
                // Without an answer the lesson says itself why it is not there.
                _ => self.enter(id, step, seed.and_then(|seed| seed.parse().ok())),
            }
        });
        true
    }

    /// Puts the address of a step on the clipboard and shows it, for a browser that does not let it there. In a lesson with faults it says
    /// which ones.
    pub(super) fn copy_link(self, step: &str) {
        let Some((id, seed)) = self.here() else { return };
        let has_faults = self.with_lesson(|lesson| lesson.steps.iter().any(|step| step.draws)) == Some(true);
        let (page, _) = browser::address();
        let link = format!("{page}#lesson={id}&step={step}{}", if has_faults { format!("&seed={seed}") } else { String::new() });
        browser::copy(&link);
        self.tell("The link to this step is copied".to_owned(), link, false);
    }

    /// Saves the lesson on paper.
    pub(super) fn hand_out(self) {
        let Some((id, seed)) = self.here() else { return };
        leptos::task::spawn_local(async move {
            match self.ask(About::Handout { id: id.clone(), seed }).await {
                Ok(Taught::Handout(text)) => drop(browser::download(&format!("{id}.html"), "text/html", &text)),
                Ok(_) => {}
                Err(reason) => self.tell("The handout could not be made. Try again".to_owned(), reason, true),
            }
        });
    }

    /// Chooses other faults by a seed that somebody typed.
    pub(super) fn reseed(self, typed: &str) {
        match typed.trim().parse() {
            Ok(seed) => leptos::task::spawn_local(async move { self.make_with(Move::Look, Some(seed)).await }),
            Err(_) => self.tell(format!("{} is no seed", if typed.is_empty() { "That" } else { typed }), SEEDS.to_owned(), true),
        }
    }

    /// The open lesson and the seed that chose its faults.
    fn here(self) -> Option<(String, u64)> {
        Some((self.open.get_untracked()?, self.way.with_untracked(|way| way.as_ref().map(|way| way.seed))?))
    }

    fn with_lesson<T>(self, look: impl FnOnce(&Lesson) -> T) -> Option<T> {
        self.lesson.with(|lesson| if let Asked::There(lesson) = lesson { Some(look(lesson)) } else { None })
    }

    /// True while a fault is to be found: what the rules find would say it. As long as it is not known where a student is, it may be one.
    fn hides(self) -> bool {
        let is_lost = self.stuck.with(Option::is_some) || self.lesson.with(|lesson| matches!(lesson, Asked::Failed(_)));
        let seeks = |way: &Way| {
            way.fault.is_none() && self.with_lesson(|lesson| lesson.steps.get(way.step).is_some_and(|step| step.draws)) != Some(false)
        };
        self.open.with(Option::is_some) && !is_lost && self.way.with(|way| way.as_ref().is_none_or(seeks))
    }

    /// Hands the kept text of an author's own lesson to the engine, which knows nothing of it yet.
    fn restore_draft(self) {
        let kept = browser::stored(OWN).unwrap_or_default();
        let Some((name, text)) = kept.split_once('\n').map(|(name, text)| (name.to_owned(), text.to_owned())) else { return };
        self.draft.set(Some((name.clone(), Asked::Waiting)));
        leptos::task::spawn_local(async move {
            let answer = self.ask_draft(About::Draft(text)).await;
            self.draft.set(Some((name, answer)));
        });
    }

    /// Puts an author's own lesson away. Its file stays what it is.
    pub(super) fn forget_draft(self) {
        browser::remove(OWN);
        self.draft.set(None);
        self.session.set_followed(None);
        if self.open.with_untracked(|open| open.as_deref() == Some(DRAFT)) {
            self.leave();
        }
    }

    /// Reads an author's own lesson and opens it, at the step that was open when it was read before.
    fn read_draft(self, name: String, text: String, again: bool) {
        self.is_shown.update(|shown| *shown |= !again);
        if !browser::is_embedded() && browser::store(OWN, &format!("{name}\n{text}")).is_err() {
            self.tell(
                format!("{name} is not kept"),
                "The browser has no room for it: open its file again when the page was closed".to_owned(),
                true,
            );
        }
        self.draft.set(Some((name.clone(), Asked::Waiting)));
        leptos::task::spawn_local(async move {
            let answer = self.ask_draft(About::Draft(text)).await;
            let is_read = matches!(&answer, Asked::There(draft) if draft.mistakes.is_empty());
            self.draft.set(Some((name, answer)));
            if is_read {
                let was_open = self.open.with_untracked(|open| open.as_deref() == Some(DRAFT));
                if again {
                    // The author goes on where they are, with what they have drawn.
                    if was_open {
                        self.leave();
                        self.enter(DRAFT.to_owned(), None, None);
                    }
                    return;
                }
                let at = self.way.with_untracked(|way| way.as_ref().map(|way| (way.step, way.seed))).filter(|_| was_open);
                let id = at.and_then(|(step, _)| {
                    untrack(|| self.with_lesson(|lesson| lesson.steps.get(step).map(|step| step.id.clone()))).flatten()
                });
                // What is kept of the way is that of the lesson as it was.
                let _ = browser::store(&format!("{KEY}.{DRAFT}"), "");
                self.leave();
                self.enter(DRAFT.to_owned(), id, at.map(|(_, seed)| seed));
            }
        });
    }

    /// Whether the author's own lesson works: every start fails its goals, every solution meets them.
    pub(super) fn prove(self) {
        let Some((name, _)) = self.draft.get_untracked() else { return };
        self.draft.set(Some((name.clone(), Asked::Waiting)));
        leptos::task::spawn_local(async move {
            let answer = self.ask_draft(About::Proof).await;
            if let Asked::There(Draft { mistakes }) = &answer
                && mistakes.is_empty()
            {
                let line = "Every start fails its goals, every solution meets them".to_owned();
                self.tell("The lesson works".to_owned(), line, false);
            }
            self.draft.set(Some((name, answer)));
        });
    }

    async fn ask_draft(self, about: About) -> Asked<Draft> {
        match self.ask(about).await {
            Ok(Taught::Draft(draft)) => Asked::There(draft),
            Ok(_) => Asked::Failed("The engine answered something else".to_owned()),
            Err(reason) => Asked::Failed(reason),
        }
    }

    /// Every lesson.
    pub(super) fn listed(self) -> ReadSignal<Asked<Vec<Listed>>> {
        self.session.asked(
            || Some(Question::Lessons(About::List)),
            |answer| match taught(answer) {
                Some(Ok(Taught::List(all))) => Some(all),
                _ => None,
            },
        )
    }

    /// Opens a lesson and shows it; a step and a seed when they are given.
    pub fn open(self, id: String, step: Option<String>, seed: Option<u64>) {
        self.is_shown.set(true);
        self.enter(id, step, seed);
    }

    fn enter(self, id: String, step: Option<String>, seed: Option<u64>) {
        let _ = browser::store(KEY, &id);
        let is_there =
            self.open.with_untracked(|open| open.as_ref() == Some(&id)) && matches!(self.lesson.get_untracked(), Asked::There(_));
        if !is_there {
            self.lesson.set(Asked::Waiting);
            self.way.set(None);
            self.open.set(Some(id.clone()));
        }
        self.to.set_value((step, seed));
        leptos::task::spawn_local(async move {
            if !is_there {
                let lesson = match self.ask(About::Lesson(id.clone())).await {
                    Ok(Taught::Lesson(lesson)) => Asked::There(lesson),
                    Ok(_) => Asked::Failed("The engine answered something else".to_owned()),
                    Err(reason) => Asked::Failed(reason),
                };
                // Somebody may have gone to another one in the meantime.
                if self.open.get_untracked().as_ref() != Some(&id) {
                    return;
                }
                self.lesson.set(lesson);
            }
            let known = self.lesson.with_untracked(|lesson| match lesson {
                Asked::There(lesson) => Some(lesson.steps.iter().map(|step| step.id.clone()).collect::<Vec<_>>()),
                _ => None,
            });
            let Some(known) = known else { return };
            let (step, seed) = self.to.try_update_value(std::mem::take).unwrap_or_default();
            let unknown = step.clone().filter(|step| !known.contains(step));
            self.make_with(step.filter(|step| known.contains(step)).map_or(Move::Look, Move::Go), seed).await;
            if let Some(step) = unknown {
                self.tell(format!("The lesson has no step {step}"), "Choose one of the list at its end".to_owned(), true);
            }
        });
    }

    /// Tries to open the lesson once more.
    pub(super) fn again(self) {
        if let Some(id) = self.open.get_untracked() {
            let (step, seed) = self.to.get_value();
            self.enter(id, step, seed);
        }
    }

    /// Forgets what this browser keeps of the way through the open lesson, and begins it.
    pub(super) fn anew(self) {
        if let Some(id) = self.open.get_untracked() {
            let _ = browser::store(&format!("{KEY}.{id}"), "");
            self.enter(id, None, None);
        }
    }

    /// Goes back to the list.
    pub(super) fn leave(self) {
        self.open.set(None);
        self.way.set(None);
        let _ = browser::store(KEY, "");
    }

    pub(super) async fn ask(self, about: About) -> Result<Taught, String> {
        match taught(self.session.ask(Question::Lessons(about)).await?) {
            Some(answer) => answer,
            None => Err("The engine answered something else".to_owned()),
        }
    }

    /// Makes a move.
    pub(super) fn make(self, by: Move) {
        leptos::task::spawn_local(async move { self.make_with(by, None).await });
    }

    /// Makes a move when the one before is done. Steps end by themselves, and a click in that moment is no dead one.
    async fn make_with(self, by: Move, seed: Option<u64>) {
        if self.is_busy.get_value() {
            self.wanted.update_value(|wanted| {
                if by != Move::Look || wanted.is_none() {
                    *wanted = Some((by, seed));
                }
            });
            return;
        }
        self.is_busy.set_value(true);
        let mut next = Some((by, seed));
        while let Some((by, seed)) = next {
            self.make_now(by, seed).await;
            next = self.wanted.try_update_value(Option::take).flatten();
        }
        self.is_busy.set_value(false);
    }

    async fn make_now(self, by: Move, seed: Option<u64>) {
        let Some(id) = self.open.get_untracked() else { return };
        // The step would be drawn anew, and what was chosen in it forgotten.
        if self.stuck.with_untracked(Option::is_some) {
            self.stuck.set(None);
        }
        // What could not be stored is known as long as the page is open.
        let before = self.way.with_untracked(|way| way.as_ref().map(|way| (way.step, way.progress.clone())));
        let progress = before.as_ref().map(|(_, progress)| progress.clone()).or_else(|| kept(&id));
        let seed = seed.or_else(|| progress.is_none().then(|| (js_sys::Math::random() * MOST_SEED) as u64));
        let revision = self.session.revision.get_untracked();
        let answer = self.ask(About::Way { id: id.clone(), progress, seed, by: by.clone() }).await;
        if self.open.get_untracked().as_ref() != Some(&id) {
            return;
        }
        match answer {
            Ok(Taught::Way(way)) => {
                if self.follow(&id, &by, &way, revision) {
                    let _ = browser::store(&format!("{KEY}.{id}"), &way.progress);
                    let goes = before.is_some_and(|(step, _)| step != way.step);
                    self.way.set(Some(way));
                    if goes {
                        browser::focus_soon(HEADING_ID.to_owned());
                    }
                    if let Move::Reveal(parts) = by {
                        browser::show_from_start_soon(presenter::id_of(parts.saturating_sub(1)));
                    }
                    if by != Move::Look {
                        self.settle();
                    }
                }
            }
            Ok(_) => {}
            Err(reason) if before.is_none() => self.stuck.set(Some(reason)),
            Err(reason) => self.tell("This could not be done in the lesson. Try again".to_owned(), reason, true),
        }
    }

    /// Does to the design what a move does; false when the design was changed in between.
    fn follow(self, id: &str, by: &Move, way: &Way, revision: u64) -> bool {
        if way.opens.is_none() && way.changes.is_none() {
            return true;
        }
        let is_solved = *by == Move::Solve;
        if self.session.revision.get_untracked() != revision {
            self.tell("The design was changed in between".to_owned(), "Try again".to_owned(), true);
            return false;
        }
        if let Some(changes) = &way.changes {
            let before = self.session.with_design(Clone::clone);
            if !self.session.apply(changes, revision) {
                return false;
            }
            let changed = self.session.with_design(|design| Patch::between(&before, design));
            let nodes = changed.nodes.keys().copied().map(Item::Node);
            self.session.send(Event::Reveal(nodes.chain(changed.connections.keys().copied().map(Item::Connection)).collect()));
        }
        if let Some(opened) = way.opens.as_ref().and_then(|text| saved::read(text).ok()) {
            // A lesson has a document of its own and goes on in it; no other one is replaced.
            let key = format!("{KEY}.{id}.document");
            // Another tab may be in the same lesson, with a document of its own.
            if browser::tab_stored(&key).or_else(|| browser::stored(&key)).is_some_and(|own| own == self.session.document()) {
                self.session.replace_here(&opened);
            } else {
                self.session.replace(&opened);
                let _ = browser::store(&key, &self.session.document());
            }
            browser::tab_store(&key, &self.session.document());
        }
        let title = match (is_solved, way.changes.is_some()) {
            (true, true) => "The step is solved in your design",
            (true, false) => "The author's solution took the place of your design",
            (false, _) => "The design with which the step starts is open",
        };
        self.tell(title.to_owned(), "Undo brings back what was there before".to_owned(), false);
        true
    }

    fn tell(self, title: String, line: String, is_error: bool) {
        self.session.tell(Some(Notice { title, lines: vec![line], is_error, offer: None }));
    }

    /// How the design stands to a goal of the open step; nothing while that is not known.
    pub(super) fn reached(self, place: usize) -> Option<Reached> {
        let step = self.way.with(|way| way.as_ref().map(|way| way.step))?;
        self.goals.with(|goals| match goals {
            Asked::There(goals) if goals.step == step => goals.goals.get(place).cloned(),
            _ => None,
        })
    }

    /// Ends the open step when all of its goals are met.
    fn settle(self) {
        let step = self.way.with_untracked(|way| way.as_ref().map(|way| (way.step, way.outcomes.get(way.step).copied().flatten())));
        let is_met = self.goals.with_untracked(|goals| match goals {
            // A step without goals ends by its questions.
            Asked::There(goals) => {
                let is_here = Some(goals.step) == step.map(|step| step.0);
                is_here && !goals.goals.is_empty() && goals.goals.iter().all(|goal| goal.met)
            }
            _ => false,
        });
        if is_met && step.is_some_and(|(_, outcome)| !matches!(outcome, Some(Outcome::Done | Outcome::Solved))) {
            self.make(Move::Look);
        }
    }
}

/// The progress that this browser keeps.
fn kept(id: &str) -> Option<String> {
    browser::stored(&format!("{KEY}.{id}")).filter(|progress| !progress.is_empty())
}

/// True when this browser knows of a way through a lesson.
pub(super) fn is_begun(id: &str) -> bool {
    kept(id).is_some()
}
