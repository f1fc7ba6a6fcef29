//! What is known of lessons in this page: which one is open, how the student stands in it, and what their design reaches.

use groundplan_engine::answer::{Goals, Lesson, Listed, Reached, Taught, Way};
use groundplan_engine::{Answer, Lessons as About, Move, Outcome, Question};
use groundplan_synth::design::saved;
use leptos::prelude::*;

use super::super::Panels;
use super::HEADING_ID;
use crate::browser;
use crate::erased::effect;
use crate::session::{Asked, Notice, Session};

/// Which lesson is open, in the browser's storage; with a dot and the lesson's id behind it the progress in it.
const KEY: &str = "groundplan.lesson";

/// A random seed is below this: short enough to be said to a class.
const MOST_SEED: f64 = 10_000.0;

/// The lessons.
#[derive(Clone, Copy)]
pub struct Lessons {
    session: Session,
    panels: Panels,
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
    is_busy: StoredValue<bool>,
    /// What the student wants next, while a move is under way.
    wanted: StoredValue<Option<(Move, Option<u64>)>>,
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
        let (is_busy, wanted) = (StoredValue::new(false), StoredValue::new(None));
        let lessons = Self { session, panels, open, lesson, way, stuck, goals, is_busy, wanted };
        if let Some(id) = browser::stored(KEY).filter(|id| !id.is_empty()) {
            lessons.enter(id, None, None);
        }
        effect(move || {
            goals.track();
            lessons.settle();
        });
        lessons
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
        self.panels.lessons.set(true);
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
        let by = step.map_or(Move::Look, Move::Go);
        leptos::task::spawn_local(async move {
            if !is_there {
                let lesson = match self.ask(About::Lesson(id)).await {
                    Ok(Taught::Lesson(lesson)) => Asked::There(lesson),
                    Ok(_) => Asked::Failed("The engine answered something else".to_owned()),
                    Err(reason) => Asked::Failed(reason),
                };
                self.lesson.set(lesson);
            }
            self.make_with(by, seed).await;
        });
    }

    /// Tries to open the lesson once more.
    pub(super) fn again(self) {
        if let Some(id) = self.open.get_untracked() {
            self.enter(id, None, None);
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

    async fn ask(self, about: About) -> Result<Taught, String> {
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
        self.stuck.set(None);
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
                if self.follow(&by, &way, revision) {
                    let _ = browser::store(&format!("{KEY}.{id}"), &way.progress);
                    let goes = before.is_some_and(|(step, _)| step != way.step);
                    self.way.set(Some(way));
                    if goes {
                        browser::focus_soon(HEADING_ID.to_owned());
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
    fn follow(self, by: &Move, way: &Way, revision: u64) -> bool {
        if way.opens.is_none() && way.changes.is_none() {
            return true;
        }
        let is_solved = *by == Move::Solve;
        if self.session.revision.get_untracked() != revision {
            self.tell("The design was changed in between".to_owned(), "Try again".to_owned(), true);
            return false;
        }
        if let Some(changes) = &way.changes
            && !self.session.apply(changes, revision)
        {
            return false;
        }
        if let Some(opened) = way.opens.as_ref().and_then(|text| saved::read(text).ok()) {
            self.session.replace(&opened);
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
        self.session.tell(Some(Notice { title, lines: vec![line], is_error }));
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
            Asked::There(goals) => Some(goals.step) == step.map(|step| step.0) && goals.goals.iter().all(|goal| goal.met),
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
