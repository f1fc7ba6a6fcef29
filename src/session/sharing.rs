//! Designs that come by a link: they open as a step that Undo takes back, and what was kept stays kept until somebody changes them.

use groundplan_editor::Event;
use groundplan_editor::action::Act;
use groundplan_engine::{Answer, Question};
use groundplan_synth::design::saved;
use groundplan_synth::words;
use leptos::prelude::*;

use super::{Notice, Session};
use crate::browser;

/// A shared design as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Whether it is for looking alone.
    pub read_only: bool,
    /// What stands behind the `#` of its address.
    fragment: String,
}

impl Session {
    /// Opens the design of a link, by what stands behind the `#` of its address. What is open stays when there is none.
    pub async fn open_link(self, fragment: String) {
        let found = match self.ask(Question::Shared(fragment.clone())).await {
            Ok(Answer::Shared(found)) => found,
            Ok(_) => Err("the engine answered something else".to_owned()),
            Err(reason) => Err(reason),
        };
        let read = |shared: groundplan_engine::answer::Shared| match saved::read(&shared.design) {
            Ok(design) => Ok((design, shared.read_only)),
            Err(errors) => Err(words::first(&errors)),
        };
        match found.and_then(read) {
            Ok((design, read_only)) => {
                // Of two links in a row the way back leads to one's own design.
                self.leave_shared();
                self.keep();
                self.replace(&design);
                self.write.shared.set(Some(Shared { read_only, fragment }));
                self.state.update_value(|state| state.editor.set_read_only(read_only));
                self.keep();
            }
            Err(reason) => {
                let lines = vec![reason, "The open design is as it was".to_owned()];
                self.tell(Some(Notice { title: "This link could not be opened".to_owned(), lines, is_error: true, offer: None }));
                browser::forget_fragment(&fragment);
            }
        }
    }

    /// Lets a shared design be changed.
    pub fn edit_shared(self) {
        self.unlock();
        self.write.shared.update(|shared| {
            if let Some(shared) = shared {
                shared.read_only = false;
            }
        });
    }

    /// Goes back to what was open before the link.
    pub fn leave_shared(self) {
        if self.shared.with_untracked(Option::is_some) {
            self.unlock();
            self.send(Event::Act(Act::Undo));
            self.send(Event::Act(Act::FitAll));
        }
    }

    /// Keeps a shared design though nobody has changed it.
    pub fn keep_shared(self) {
        self.unlock();
        self.end_shared();
        self.state.update_value(|state| {
            let document = state.editor.document().to_owned();
            state.slots.claim(document);
        });
        self.keep_soon();
    }

    /// Something changed: the design is one's own now, and a reload shall not open the link again.
    pub(super) fn end_shared(self) {
        if let Some(Shared { fragment, .. }) = self.shared.get_untracked() {
            self.write.shared.set(None);
            browser::forget_fragment(&fragment);
        }
    }

    /// Lets nothing change the design.
    pub fn lock(self) {
        self.state.update_value(|state| state.editor.set_read_only(true));
    }

    pub(super) fn unlock(self) {
        if browser::is_looked_at() {
            return;
        }
        self.state.update_value(|state| state.editor.set_read_only(false));
    }
}
