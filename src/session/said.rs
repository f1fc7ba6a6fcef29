//! What the session says of what is selected: in words, and what can be done with it.

use std::time::Duration;

use groundplan_editor::action::{Act, Action};
use groundplan_editor::{Editor, Item, Selection, spoken};
use groundplan_synth::design::{ConnectionId, Patch};
use leptos::prelude::*;

use super::due::Later;
use super::{Session, connection_words, records};

/// How long after a change it is said.
const SAY_AFTER: Duration = Duration::from_millis(150);

impl Session {
    /// The actions of a menu about what is selected, each with the reason for which it cannot be done now.
    pub fn menu(self) -> Vec<(&'static Action, Option<&'static str>)> {
        let with_refusal = |editor: &Editor| editor.menu().into_iter().map(|action| (action, editor.refusal(action.act))).collect();
        self.state.with_value(|state| with_refusal(&state.editor))
    }

    /// The same for a view that follows: what can be done changes with the selection and with the design.
    pub fn menu_now(self) -> Vec<(&'static Action, Option<&'static str>)> {
        self.selection.track();
        self.revision.track();
        self.menu()
    }

    /// Seeks the line of a logical id in the template, or the one below it that says something.
    pub fn seek(self, sought: Option<(String, String)>) {
        self.write.sought.set(sought);
    }

    /// Leaves what was deleted unsaid.
    pub fn forget_gone(self) {
        if self.gone.with_untracked(Option::is_some) {
            self.write.gone.set(None);
        }
    }

    /// Has screen readers say something.
    pub fn say(self, words: String) {
        self.write.announcement.set(words);
    }

    /// Says in a moment what changed: several changes in a row are said together.
    pub(super) fn say_soon(self) {
        if self.state.try_update_value(|state| state.due.begin(Later::Say)) == Some(true) {
            self.later(SAY_AFTER, Self::say_change);
        }
    }

    fn say_change(self) {
        let words = self.state.try_update_value(|state| {
            state.due.end(Later::Say);
            let now = (state.editor.committed().clone(), state.editor.document().to_owned());
            let before = std::mem::replace(&mut state.told, now);
            let (now, document) = &state.told;
            // Of another document a notice tells.
            (before.1 == *document).then(|| spoken::changed(now, &Patch::between(&before.0, now)))
        });
        // Of what was deleted a bar tells.
        if let Some(words) = words.flatten().filter(|words| !words.is_empty() && self.gone.with_untracked(Option::is_none)) {
            self.say(words);
        }
    }

    /// The corners of a drawn line.
    pub fn points(self, id: ConnectionId) -> Option<Vec<(i32, i32)>> {
        self.state.with_value(|state| state.records.points(id))
    }

    /// True when the design is only looked at.
    pub fn is_read_only(self) -> bool {
        self.state.with_value(|state| state.editor.is_read_only())
    }

    /// What was copied last, as a sketch.
    pub fn copied(self) -> String {
        self.state.with_value(|state| state.editor.copied().to_owned())
    }

    /// Why an action cannot be done now.
    pub fn refusal_of(self, act: Act) -> Option<&'static str> {
        self.state.with_value(|state| state.editor.refusal(act))
    }

    /// What is selected, in words.
    pub fn selected_words(self) -> String {
        self.selection.with_untracked(|selection| self.words_of(selection))
    }

    pub(super) fn words_of(self, selection: &Selection) -> String {
        match selection.single() {
            Some(Item::Node(id)) => self.with_design(|design| records::spoken(design, id)),
            Some(Item::Connection(id)) => {
                self.with_design(|design| design.connection(id).map(|connection| connection_words(design, connection)).unwrap_or_default())
            }
            None if selection.is_empty() => "Nothing selected".to_owned(),
            None => format!("{} selected", selection.len()),
        }
    }
}
