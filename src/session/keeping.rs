//! Keeping the open design: a moment after every change and before the page goes.

use std::time::Duration;

use groundplan_editor::Update;
use leptos::prelude::*;

use super::due::Later;
use super::storage::{self, NotKept};
use super::{Notice, Offer, Saved, Session, set_if_new};
use crate::browser;

/// How long after a change the design is kept.
const KEEP_AFTER: Duration = Duration::from_millis(300);

impl Session {
    /// Keeps what a reload shall restore beside the design: the camera and the selection.
    pub fn leave(self) {
        self.keep();
        // The timers of a page that nobody sees go slowly.
        self.store_now();
        if self.shared.with_untracked(Option::is_some) {
            return;
        }
        self.state.with_value(|state| storage::save_view(state.editor.viewport(), state.editor.selection()));
    }

    /// Keeps the design in a moment: writing it takes longer than a gesture may wait.
    pub(super) fn keep_soon(self) {
        if self.state.try_update_value(|state| state.due.begin(Later::Keep)) == Some(true) {
            if matches!(self.saved.get_untracked(), Saved::Yes | Saved::NotYet) {
                self.write.saved.set(Saved::Soon);
            }
            self.later(KEEP_AFTER, Self::keep);
        }
    }

    /// Keeps the design now, when there is something to be kept.
    pub(super) fn keep(self) {
        if browser::is_embedded() {
            self.state.try_update_value(|state| state.due.end(Later::Keep));
            set_if_new(self.saved, self.write.saved, Saved::Yes);
            return;
        }
        if self.shared.with_untracked(Option::is_some) {
            self.state.try_update_value(|state| state.due.end(Later::Keep));
            set_if_new(self.saved, self.write.saved, Saved::NotYet);
            return;
        }
        let kept = self.state.try_update_value(|state| {
            state.due.end(Later::Keep).then(|| {
                let (document, design) = (state.editor.document().to_owned(), state.editor.to_keep().clone());
                (state.slots.save(&document, &design), state.slots.is_changed(&document))
            })
        });
        let Some((kept, is_changed)) = kept.flatten() else { return };
        // Without room here it depends on the database whether it is kept.
        if kept != Err(NotKept::NoRoom) {
            self.tell_kept(kept);
        }
        if is_changed && kept != Err(NotKept::OtherTab) {
            self.store_soon();
        }
    }

    /// What is typed is kept while the field still has the focus; a drag is kept when it ends.
    pub(super) fn keep_typed(self, update: &Update) {
        let is_kept = || !update.gesture || self.state.with_value(|state| state.editor.is_typing());
        if !update.patch.is_empty() && is_kept() {
            self.keep_soon();
        }
    }

    /// Takes what the browser tells of storage that another tab changed: its key and its new value.
    pub fn hear_storage(self, key: Option<&str>, value: Option<&str>) {
        let heard = self.state.try_update_value(|state| state.slots.heard(key, value));
        if let Some(heard @ Err(_)) = heard {
            self.tell_kept(heard);
        }
    }

    /// Says whether the design is kept; the first time that it is not, in a notice.
    pub(super) fn tell_kept(self, kept: Result<(), NotKept>) {
        let kept = kept.map_err(NotKept::words);
        if let Err(reason) = &kept
            && self.saved.with_untracked(|saved| !matches!(saved, Saved::No(_)))
        {
            let title = "This design is not kept any more".to_owned();
            self.tell(Some(Notice { title, lines: vec![reason.clone()], is_error: true, offer: Some(Offer::Design) }));
        }
        set_if_new(self.saved, self.write.saved, kept.map_or_else(Saved::No, |()| Saved::Yes));
    }
}
