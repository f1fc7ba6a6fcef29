//! The documents: which one is open, and how it gets into the browser's database and out of it again.

use std::time::Duration;

use groundplan_editor::Event;
use groundplan_engine::answer::{Card, Kept};
use groundplan_engine::documents::Writer;
use groundplan_engine::{Answer, Documents, Question};
use groundplan_synth::design::{Design, Edit, saved};
use groundplan_synth::ordered::Order;
use groundplan_synth::words;
use leptos::prelude::*;

use super::due::Later;
use super::storage::{self, NotKept};
use super::{Notice, Offer, Session};
use crate::browser;

/// How long after it was kept in the page's own storage a design goes into the database.
const STORE_AFTER: Duration = Duration::from_millis(400);

impl Session {
    /// The name of the open document.
    pub fn document(self) -> String {
        self.state.with_value(|state| state.editor.document().to_owned())
    }

    /// Puts another design in place of this one, as a step that can be undone, and shows all of it. It is a document of its own: what is
    /// open now stays as it is.
    pub fn replace(self, design: &Design) {
        // In a frame that is looked at the page around it chooses the design.
        if !browser::is_looked_at() {
            self.open_as(storage::new_document(), design);
        }
    }

    /// Shows the design that the page around this one hands over; nobody changes it where it is only looked at.
    pub fn show_handed(self, design: &Design) {
        self.open_as(storage::new_document(), design);
        if browser::is_looked_at() {
            self.lock();
        }
    }

    /// The same within the open document.
    pub fn replace_here(self, design: &Design) {
        self.put(self.document(), design);
    }

    fn open_as(self, document: String, design: &Design) {
        self.keep();
        self.store_now();
        self.put(document.clone(), design);
        self.state.update_value(|state| state.slots.open(document, state.editor.committed().clone()));
    }

    fn put(self, document: String, design: &Design) {
        self.unlock();
        self.send(Event::Open { design: design.clone(), document });
        self.write.opened.set(self.opened.get_untracked() + 1);
    }

    /// Asks about kept designs. The error says why there is no answer.
    pub async fn ask_kept(self, question: Documents) -> Result<Kept, String> {
        if browser::is_embedded() {
            return Err("In a page of somebody else nothing is kept".to_owned());
        }
        match self.ask(Question::Documents(question)).await? {
            Answer::Documents(answer) => answer,
            _ => Err("The engine answered something else".to_owned()),
        }
    }

    /// Every kept design, the newest first; with what was drawn until now.
    pub async fn cards(self) -> Result<Vec<Card>, String> {
        self.keep();
        self.store().await;
        match self.ask_kept(Documents::List).await? {
            Kept::Cards(mut cards) => {
                cards.order_by(|one, other| other.kept.total_cmp(&one.kept));
                Ok(cards)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// A kept design, as it was saved.
    pub async fn kept_text(self, id: &str) -> Result<String, String> {
        match self.ask_kept(Documents::Read(id.to_owned())).await? {
            Kept::Text(Some(text)) => Ok(text),
            _ => Err("It is not in this browser any more".to_owned()),
        }
    }

    /// A kept design.
    pub async fn kept(self, id: &str) -> Result<Design, String> {
        let text = self.kept_text(id).await?;
        saved::read(&text).map_err(|problems| words::first(&problems))
    }

    /// Opens a kept design.
    pub async fn open_kept(self, document: String) -> Result<(), String> {
        self.open_kept_if(document, || true).await
    }

    /// The same unless something else is wanted by the time it is there.
    async fn open_kept_if(self, document: String, is_wanted: impl FnOnce() -> bool) -> Result<(), String> {
        // Another tab may have it open, and then its slot is newer than the database.
        let in_slot = self.state.try_update_value(|state| state.slots.in_slot(&document)).flatten();
        let design = if let Some(design) = in_slot {
            design
        } else {
            let text = self.kept_text(&document).await?;
            self.state.try_update_value(|state| state.slots.looked(&document, &text));
            saved::read(&text).map_err(|problems| words::first(&problems))?
        };
        if is_wanted() {
            self.open_as(document, &design);
        }
        Ok(())
    }

    /// Keeps the open design under another name, as a snapshot of it.
    pub async fn keep_snapshot(self, name: String) -> Result<(), String> {
        let (id, of) = (storage::new_document(), Some(self.document()));
        self.ask_kept(Documents::Keep { id, of, name: Some(name), text: None, time: now(), writer: None }).await.map(drop)
    }

    /// Keeps a state of a document as the one that was exported last, in place of the one before.
    pub async fn keep_exported(self, document: String, design: &Design) -> Result<(), String> {
        let (id, name, text) = (exported(&document), Some("Last export".to_owned()), Some(saved::write(design)));
        self.ask_kept(Documents::Keep { id, of: Some(document), name, text, time: now(), writer: None }).await.map(drop)
    }

    /// Keeps a copy of a kept design.
    pub async fn duplicate(self, card: Card) -> Result<(), String> {
        let mut design = self.kept(&card.id).await?;
        let name = format!("{} (copy)", card.name);
        let mut edit = Edit::new(&design);
        edit.settings(|settings| settings.name.clone_from(&name));
        let patch = edit.finish();
        patch.apply(&mut design).map_err(|error| error.to_string())?;
        let text = Some(saved::write(&design));
        self.keep_text(storage::new_document(), text, None).await.map(drop)
    }

    /// Puts the open design into the database in a moment.
    pub(super) fn store_soon(self) {
        if self.state.try_update_value(|state| state.due.begin(Later::Store)) == Some(true) {
            self.later(STORE_AFTER, |session| leptos::task::spawn_local(session.store()));
        }
    }

    /// The open document, when it belongs into the database and is not there as it is: its name, and what its slot has.
    fn due_for_store(self) -> Option<(String, Option<String>)> {
        let due = self.state.try_update_value(|state| {
            state.due.end(Later::Store);
            let id = state.editor.document().to_owned();
            let kept = state.slots.kept(&id).cloned();
            state.slots.is_due(&id).then_some((id, kept))
        });
        due.flatten()
    }

    /// Puts the open design into the database before another one takes its place, or the page goes.
    pub(super) fn store_now(self) {
        if let Some((id, kept)) = self.due_for_store() {
            let text = kept.clone().unwrap_or_else(|| self.text_to_keep());
            leptos::task::spawn_local(self.store_as(id, kept, Some(text)));
        }
    }

    fn text_to_keep(self) -> String {
        self.state.with_value(|state| saved::write(state.editor.to_keep()))
    }

    /// Puts the open design into the database when it is not there as it is.
    async fn store(self) {
        // The database has nothing that the slot does not come from.
        self.keep();
        if let Some((id, kept)) = self.due_for_store() {
            // What is typed the engine does not know yet.
            let is_typing = self.state.with_value(|state| state.editor.is_typing());
            let text = is_typing.then(|| kept.clone().unwrap_or_else(|| self.text_to_keep()));
            self.store_as(id, kept, text).await;
        }
    }

    /// Puts a design into the database. `kept` is what the page's own storage has of it, `text` its text when it is not the open one.
    async fn store_as(self, id: String, kept: Option<String>, text: Option<String>) {
        let Some(writer) = self.state.try_with_value(|state| state.slots.writer(&id)) else { return };
        let done = self.keep_text(id.clone(), text.clone(), Some(writer)).await;
        if matches!(done, Ok(Kept::Taken(_))) {
            return self.store_beside(id, text).await;
        }
        let (is_ok, has_slot) = (done.is_ok(), kept.is_some());
        let was_well = self.state.try_update_value(|state| {
            if is_ok {
                state.slots.store(&id, kept.as_ref());
            }
            !std::mem::replace(&mut state.store_failed, !is_ok)
        });
        match (done, was_well) {
            (_, None) => {}
            // Of the design that is open by now it says nothing.
            (Ok(_), _) if self.document() != id => {}
            // The page's own storage does not have it: all depends on the database.
            (done, _) if !has_slot => self.tell_kept(done.map(drop).map_err(|_| NotKept::NoRoom)),
            (Err(reason), Some(true)) => {
                let title = "This design is kept for this page, but not in the list of your designs".to_owned();
                self.tell(Some(Notice { title, lines: vec![reason], is_error: true, offer: Some(Offer::Design) }));
            }
            _ => {}
        }
    }

    /// Another tab kept something else of a document: what this one has of it becomes a design of its own, unless only the page has it.
    async fn store_beside(self, id: String, text: Option<String>) {
        let Some((beside, in_slot)) = self.state.try_update_value(|state| state.slots.give_up(&id)) else { return };
        let is_kept = match in_slot.or(text) {
            Some(text) => {
                let is_kept = self.keep_text(beside, Some(text.clone()), None).await.is_ok();
                if is_kept {
                    storage::rescued(&id, &text);
                }
                is_kept
            }
            None => false,
        };
        // Of a design that is not open any more it is enough that it is in the list.
        if self.state.try_with_value(|state| state.editor.document() == id) == Some(true) {
            self.tell_kept(Err(if is_kept { NotKept::Beside } else { NotKept::OtherTab }));
        }
    }

    /// Keeps a text, or the open design, under its own name.
    async fn keep_text(self, id: String, text: Option<String>, writer: Option<Writer>) -> Result<Kept, String> {
        self.ask_kept(Documents::Keep { id, of: None, name: None, text, time: now(), writer }).await
    }

    /// Puts a kept design among the deleted ones; in place of the open one comes an empty page.
    pub async fn delete(self, id: String) -> Result<(), String> {
        if self.document() == id {
            // Undo brings it back, and then it must be there as it was.
            self.keep();
            self.store().await;
            self.open_as(storage::new_document(), &Design::default());
        }
        self.ask_kept(Documents::Mark(id, Some(now()))).await.map(drop)
    }

    /// Takes care of what earlier pages left: a document that only the database has, and documents that it does not have yet.
    pub(super) async fn recover(self, missing: Option<String>) {
        let (first, before) = (self.document(), self.revision.get_untracked());
        // Somebody may have begun to draw, or a link may have come first: then it stays in the list of designs.
        let is_first = move || self.document() == first && self.revision.get_untracked() == before;
        if let Some(document) = missing
            && let Err(reason) = self.open_kept_if(document, is_first).await
        {
            let title = "The design that was open last could not be opened".to_owned();
            self.tell(Some(Notice {
                title,
                lines: vec![reason, "Your other designs are under Open, Your designs".to_owned()],
                is_error: true,
                offer: None,
            }));
        }
        // The page before may have gone before the database had the last change. What the rules find is waited for, this is not.
        self.store_soon();
        let left = self.state.try_with_value(|state| state.slots.left_behind()).unwrap_or_default();
        for (id, text) in left {
            if self.rescue(&id, &text).await {
                storage::rescued(&id, &text);
            }
        }
    }

    /// Puts what a slot was left with elsewhere; false where it is nowhere else.
    async fn rescue(self, id: &str, text: &str) -> bool {
        if saved::read(text).is_err() {
            return storage::set_aside(id, Some(text));
        }
        if matches!(self.ask_kept(Documents::Read(id.to_owned())).await, Ok(Kept::Text(Some(kept))) if kept == text) {
            return true;
        }
        match self.keep_text(id.to_owned(), Some(text.to_owned()), Some(storage::left_by(id, text))).await {
            // The database has what this one does not come from: both stay.
            Ok(Kept::Taken(_)) => self.keep_text(storage::new_document(), Some(text.to_owned()), None).await.is_ok(),
            done => done.is_ok(),
        }
    }
}

/// The designs that were put aside since they could not be read: names and texts.
pub fn put_aside() -> Vec<(String, String)> {
    storage::put_aside()
}

/// Puts such a design aside again, or throws it away; false where there is no room for it.
pub fn set_aside(document: &str, text: Option<&str>) -> bool {
    storage::set_aside(document, text)
}

/// The name of what was exported last of a document.
pub fn exported(document: &str) -> String {
    format!("{document}.exported")
}

/// The time in milliseconds since 1970.
fn now() -> f64 {
    js_sys::Date::now()
}
