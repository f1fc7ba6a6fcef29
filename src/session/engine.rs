//! The engine, as the session talks to it: letters with what changed, replies by their numbers.

use std::rc::Rc;

use futures_channel::oneshot;
use groundplan_engine::{Answer, Letter, Question, Reply, Told};
use groundplan_synth::design::saved::{read_changes, write_changes};
use groundplan_synth::design::{ConnectionId, Design, Edit, Patch};
use groundplan_synth::json;
use groundplan_synth::picture::bundle;
use leptos::prelude::*;

use super::showing::NEXT;
use super::{Checked, Notice, Session};
use crate::erased::effect;
use crate::session::derived::Asked;

/// Takes an answer, or why there is none; nothing as long as none is awaited.
type Tells = dyn Fn(Option<Result<Answer, String>>);

/// Why there is no answer after the page's end.
const GONE: &str = "The page is gone";

/// Carries letters to an engine. What the engine says comes back through [`Session::hear`].
pub trait Post {
    /// Sends a letter; starts the engine when it does not run. The session hears the reply.
    fn send(&mut self, session: Session, letter: String) -> Result<(), String>;
    /// Gives up on the engine: the next letter goes to a new one, which knows nothing yet.
    fn restart(&mut self);
}

/// What comes from the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A reply.
    Reply(String),
    /// Data that the engine wanted is there: it can say more now.
    Supplied,
    /// Data that the engine wanted could not be had, for this reason.
    Missing(String),
    /// The engine does not run, or stopped, for this reason.
    Broken(String),
}

/// The letters that are under way.
pub(super) struct Letters {
    post: Box<dyn Post>,
    /// The design as the engine knows it.
    told: Design,
    number: u64,
    waiting: Vec<(u64, oneshot::Sender<Result<Answer, String>>)>,
    /// Whether a review is under way, and whether another one must follow it.
    reviewing: Option<bool>,
    /// The data that could not be had is spoken of once.
    missing_told: bool,
}

impl Letters {
    pub(super) fn new(post: Box<dyn Post>) -> Self {
        Self { post, told: Design::default(), number: 0, waiting: Vec::new(), reviewing: None, missing_told: false }
    }

    /// Sends a question about a design, and gives what the answer will come out of.
    fn ask(&mut self, session: Session, design: &Design, question: Question) -> Result<oneshot::Receiver<Result<Answer, String>>, String> {
        let patch = Patch::between(&self.told, design);
        self.number += 1;
        let changes = (!patch.is_empty()).then(|| write_changes(&patch));
        let letter = Letter { number: self.number, changes, next_id: design.next_id(), question };
        self.post.send(session, json::written(&letter.tell()))?;
        self.told = design.clone();
        let (sender, receiver) = oneshot::channel();
        self.waiting.push((self.number, sender));
        Ok(receiver)
    }

    fn answer(&mut self, number: u64, answer: Answer) {
        if let Some(at) = self.waiting.iter().position(|(other, _)| *other == number) {
            let (_, sender) = self.waiting.swap_remove(at);
            let answer = match answer {
                Answer::Lacking(file) => Err(format!("{file} could not be loaded")),
                answer => Ok(answer),
            };
            // Whoever asked may be gone.
            let _ = sender.send(answer);
        }
    }

    /// Nobody answers any more: all who wait are told, and the next letter goes to a new engine.
    fn give_up(&mut self, reason: &str) {
        self.post.restart();
        self.told = Design::default();
        for (_, sender) in self.waiting.drain(..) {
            let _ = sender.send(Err(reason.to_owned()));
        }
    }
}

/// Questions of one reader: one is under way at a time, and of those that come in the meantime the last one follows.
#[derive(Default)]
struct Turn {
    is_busy: bool,
    /// Whether the answer that is under way is still wanted.
    is_current: bool,
    wanted: Option<Question>,
}

impl Turn {
    /// Takes a question in, or that there is none any more. True when somebody must begin to ask.
    fn want(&mut self, question: Option<Question>) -> bool {
        self.is_current = false;
        self.wanted = question;
        let starts = !self.is_busy && self.wanted.is_some();
        self.is_busy |= starts;
        starts
    }

    /// The question to ask now; without one the asking is over.
    fn next(&mut self) -> Option<Question> {
        self.is_current = self.wanted.is_some();
        self.is_busy = self.is_current;
        self.wanted.take()
    }
}

impl Session {
    /// Asks about the committed design. The error says why there is no answer.
    pub async fn ask(self, question: Question) -> Result<Answer, String> {
        let design = self.state.try_with_value(|state| state.editor.committed().clone()).ok_or(GONE)?;
        let receiver = self.letters.try_update_value(|letters| letters.ask(self, &design, question)).ok_or(GONE)??;
        receiver.await.map_err(|_| "The engine did not answer".to_owned())?
    }

    /// Takes what comes from the engine.
    pub fn hear(self, heard: Heard) {
        match heard {
            Heard::Reply(text) => {
                let reply = json::read(&text).ok().and_then(|json| Reply::read(&json));
                // Nobody waits any more when the page is gone.
                let _ = self.letters.try_update_value(|letters| match reply {
                    // It may not know the design any more as the page takes it to: the next one is told all of it.
                    Some(Reply { answer: Answer::Refused(reason), .. }) => letters.give_up(&reason),
                    Some(Reply { number, answer }) => letters.answer(number, answer),
                    None => letters.give_up("The engine is of another version than the page: reload it"),
                });
            }
            Heard::Supplied => self.ask_again(),
            Heard::Missing(reason) => {
                let is_news = self.letters.try_update_value(|letters| !std::mem::replace(&mut letters.missing_told, true));
                if is_news == Some(true) {
                    let title = "Raw resources and written policies are not wholly checked: the data for it could not be loaded".to_owned();
                    self.tell(Some(Notice { title, lines: vec![reason], is_error: true, offer: None }));
                }
            }
            Heard::Broken(reason) => self.letters.update_value(|letters| letters.give_up(&reason)),
        }
    }

    /// Asks for what the rules find. One review is under way at a time; changes in the meantime make another one follow.
    pub fn review(self) {
        let starts = self.letters.try_update_value(|letters| {
            let is_free = letters.reviewing.is_none();
            letters.reviewing = Some(!is_free);
            is_free
        });
        if starts != Some(true) {
            return;
        }
        // What people see goes first: to write the letter takes longer than a frame in a large design.
        self.later(NEXT, |session| leptos::task::spawn_local(async move { while session.review_once().await == Some(true) {} }));
    }

    /// Asks once; true when another review must follow, nothing when the page is gone.
    async fn review_once(self) -> Option<bool> {
        let revision = self.revision.try_get_untracked()?;
        // The letter has every change so far.
        self.letters.try_update_value(|letters| letters.reviewing = Some(false))?;
        let known = self.checked.try_with_untracked(|checked| checked.number)?;
        let answer = self.ask(Question::Review(known)).await;
        let before = self.checked.try_get_untracked()?;
        let checked = match answer {
            Ok(Answer::Review(review)) => Checked::of(&before, revision, review),
            Ok(_) => before.troubled("The engine answered something else".to_owned()),
            Err(reason) => before.troubled(reason),
        };
        let checked = if self.quiet.try_get_untracked()? { checked.quieted() } else { checked };
        let names = checked.resources.clone();
        self.state.try_update_value(|state| state.editor.set_taken_names(names))?;
        self.write.checked.try_set(checked);
        self.letters.try_update_value(|letters| {
            let again = letters.reviewing == Some(true);
            letters.reviewing = again.then_some(false);
            again
        })
    }

    /// Leaves what the rules find to be found, or shows it again.
    pub fn set_quiet(self, quiet: bool) {
        if self.quiet.get_untracked() != quiet {
            self.write.quiet.set(quiet);
            if quiet {
                self.write.checked.update(|checked| *checked = std::mem::take(checked).quieted());
            }
            self.review();
        }
    }

    /// Hands a lesson's file over to whoever shows lessons.
    pub fn hand_over(self, name: String, text: String) {
        self.set_followed(None);
        self.write.handed.set(Some((name, text, false)));
    }

    /// The same for a file that has changed since.
    pub fn hand_over_again(self, name: String, text: String) {
        self.write.handed.set(Some((name, text, true)));
    }

    /// Says whether the changes of a lesson's file are followed, and of which one.
    pub fn set_followed(self, name: Option<String>) {
        self.write.followed.set(name);
    }

    /// Asks everything again: what could not be answered, or can be answered better now.
    pub fn ask_again(self) {
        self.write.asking.update(|count| *count += 1);
        self.review();
    }

    /// What the engine answers to a question, kept up to date with the design while its reader lives. While an answer is under way,
    /// the one before stays; without a question nothing is asked.
    pub fn asked<T: Clone + Send + Sync + 'static>(
        self,
        question: impl Fn() -> Option<Question> + 'static,
        read: impl Fn(Answer) -> Option<T> + Copy + 'static,
    ) -> ReadSignal<Asked<T>> {
        self.asked_for(question, read, true)
    }

    /// The same for what the answer before says nothing of, unless it `stays`.
    pub fn asked_for<T: Clone + Send + Sync + 'static>(
        self,
        question: impl Fn() -> Option<Question> + 'static,
        read: impl Fn(Answer) -> Option<T> + Copy + 'static,
        stays: bool,
    ) -> ReadSignal<Asked<T>> {
        let (asked, set) = signal(Asked::Waiting);
        let told = move |answer: Option<Result<Answer, String>>| {
            set.try_set(match answer {
                None => Asked::Waiting,
                Some(Ok(answer)) => match read(answer) {
                    Some(answer) => Asked::There(answer),
                    None => Asked::Failed("The engine answered something else".to_owned()),
                },
                Some(Err(reason)) => Asked::Failed(reason),
            });
        };
        self.keep_asking(Box::new(question), Rc::new(told), stays);
        asked
    }

    /// Tells what is answered to a question; nothing as long as nothing is asked.
    fn keep_asking(self, question: Box<dyn Fn() -> Option<Question>>, told: Rc<Tells>, stays: bool) {
        let turn = StoredValue::new(Turn::default());
        effect(move || {
            self.revision.track();
            self.asking.track();
            let question = question();
            if question.is_none() || !stays {
                told(None);
            }
            let told = Rc::clone(&told);
            if turn.try_update_value(|turn| turn.want(question)) == Some(true) {
                leptos::task::spawn_local(async move {
                    while let Some(question) = turn.try_update_value(Turn::next).flatten() {
                        let answer = self.ask(question).await;
                        if turn.try_with_value(|turn| turn.is_current) == Some(true) {
                            told(Some(answer));
                        }
                    }
                });
            }
        });
    }

    /// What the last deletion took from the template, as a question, as long as nothing else was done since.
    pub fn question_of_gone(self) -> Option<Question> {
        let undone = self.gone.with(|gone| gone.as_ref().map(|(_, undone)| undone.clone()))?;
        Some(Question::Effects { changes: json::read(&undone).ok()?, back: true })
    }

    /// What the connection that is drawn would change in the template, as a question.
    pub fn question_of_joined(self) -> Option<Question> {
        let patch = self.state.with_value(|state| state.editor.joined())?;
        Some(Question::Effects { changes: write_changes(&patch), back: false })
    }

    /// What a connection and those that share its line change in the template, as a question.
    pub fn question_of(self, id: ConnectionId) -> Option<Question> {
        let design = self.committed();
        let mut edit = Edit::new(&design);
        for id in bundle(&design, id) {
            edit.remove_connection(id);
        }
        Some(Question::Effects { changes: write_changes(&edit.finish()), back: true })
    }

    /// Applies the changes of a repair, unless the design is another one than that in which it was found. Answers whether it did.
    pub fn mend(self, changes: &str) -> bool {
        let Some(patch) = self.current(changes, self.checked.with_untracked(|checked| checked.revision)) else {
            self.write.refusal.set(Some("The design was changed in between: look at the findings again".to_owned()));
            return false;
        };
        self.send(groundplan_editor::Event::Apply(patch))
    }

    /// Applies changes that the engine made of a revision of the design; false when the design is another one by now.
    pub fn apply(self, changes: &str, revision: u64) -> bool {
        self.current(changes, Some(revision)).is_some_and(|patch| self.send(groundplan_editor::Event::Apply(patch)))
    }

    /// Changes that the engine told, when they are about the design as it is.
    fn current(self, changes: &str, revision: Option<u64>) -> Option<Patch> {
        self.state.with_value(|state| {
            let is_current = Some(state.editor.revision()) == revision;
            let json = is_current.then(|| json::read(changes).ok()).flatten()?;
            read_changes(&json, state.editor.committed()).ok()
        })
    }
}
