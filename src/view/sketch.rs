//! The design as text that can be written: what is written is drawn, and what cannot be read is said where it stands.
//!
//! A text area lies over the same text in colours. The text follows the drawing as long as nobody writes in it and all of it can be
//! read; what cannot be read stays until it is mended or taken back.

use std::collections::BTreeMap;
use std::time::Duration;

use groundplan_editor::{Event, Item};
use groundplan_synth::design::Design;
use groundplan_synth::design::sketch::{Manuscript, SketchError};
use leptos::html::{Pre, Textarea};
use leptos::prelude::*;

use super::listing::{ListingLine, coloured, copy_button};
use crate::browser;
use crate::erased::{derive, effect, live, live_text, on};
use crate::session::Session;

/// How long nobody may write before what is written is drawn.
const PAUSE: Duration = Duration::from_millis(250);

/// A text that cannot be read yet, with the last one that could.
#[derive(Clone)]
pub struct Draft {
    text: String,
    last: Manuscript,
    /// The design that was open: [`crate::session::Signals::opened`].
    opened: u32,
}

/// Where this tab keeps what is not drawn yet, over a reload: the document, the last text that could be read, and the text.
const KEPT: &str = "groundplan.writing";

/// What was written when the page went; nothing of another document.
fn kept(session: Session) -> Option<Draft> {
    let kept = browser::tab_stored(KEPT)?;
    let mut parts = kept.splitn(3, '\0');
    parts.next().filter(|document| *document == session.document())?;
    let (base, text) = (parts.next()?, parts.next()?.to_owned());
    let drawn = Manuscript::of(&untrack(|| session.committed()));
    // What happened to the drawing in the meantime is no change of the text.
    let last = drawn.rewritten(base, session.with_design(Design::next_id)).map_or(drawn, |(base, _)| base);
    Some(Draft { text, last, opened: session.opened.get_untracked() })
}

/// The draft that waits while the drawer shows something else.
#[derive(Clone, Copy)]
pub struct Waiting(StoredValue<Option<Draft>>);

impl Default for Waiting {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

/// The text and what is known of it.
#[derive(Clone, Copy)]
struct Desk {
    session: Session,
    field: NodeRef<Textarea>,
    text: RwSignal<String>,
    /// The last text that could be read.
    last: RwSignal<Manuscript>,
    problems: RwSignal<Vec<SketchError>>,
    /// Whether somebody writes: the text area has the focus.
    focused: StoredValue<bool>,
    /// Counts what was written; nothing when all of it was read.
    unread: StoredValue<Option<u32>>,
    /// The line of the cursor, counted from 1.
    line: StoredValue<usize>,
}

impl Desk {
    fn new(session: Session, draft: Option<Draft>) -> Self {
        let last = draft.as_ref().map_or_else(|| Manuscript::of(&untrack(|| session.committed())), |draft| draft.last.clone());
        let text = draft.map_or_else(|| last.text.clone(), |draft| draft.text);
        let desk = Self {
            session,
            field: NodeRef::new(),
            text: RwSignal::new(text),
            last: RwSignal::new(last),
            problems: RwSignal::new(Vec::new()),
            focused: StoredValue::new(false),
            unread: StoredValue::new(None),
            line: StoredValue::new(0),
        };
        desk.read();
        desk
    }

    /// Puts the text of the drawing in place of what is there.
    fn follow(self) {
        let manuscript = Manuscript::of(&self.session.committed());
        if self.text.with_untracked(|text| *text != manuscript.text) {
            self.text.set(manuscript.text.clone());
        }
        self.last.set(manuscript);
        self.all_is_read();
    }

    fn all_is_read(self) {
        browser::tab_store(KEPT, "");
        self.problems.set(Vec::new());
    }

    /// Takes in what was written, and draws it after a pause.
    fn write(self, text: String) {
        let document = self.session.document();
        self.last.with_untracked(|last| browser::tab_store(KEPT, &[document.as_str(), &last.text, &text].join("\0")));
        self.text.set(text);
        let count = self.unread.with_value(|unread| unread.map_or(0, |count| count.wrapping_add(1)));
        self.unread.set_value(Some(count));
        set_timeout(
            move || {
                if self.unread.try_get_value().flatten() == Some(count) {
                    self.read();
                }
            },
            PAUSE,
        );
    }

    /// Reads the text and draws what changed in it.
    fn read(self) {
        self.unread.set_value(None);
        let text = self.text.get_untracked();
        if self.last.with_untracked(|last| last.text == text) {
            return self.all_is_read();
        }
        let next_id = self.session.with_design(Design::next_id);
        let (written, change) = match self.last.with_untracked(|last| last.rewritten(&text, next_id)) {
            Ok(read) => read,
            Err(problems) => return self.problems.set(problems),
        };
        let item = item_at(&written, self.line.get_value());
        match self.session.try_send(Event::Write { change, item }) {
            Ok(()) => {
                self.last.set(written);
                self.all_is_read();
            }
            Err(message) => self.problems.set(vec![SketchError { line: 1, column: 1, message }]),
        }
    }

    /// Selects what stands where the cursor went.
    fn cursor_moved(self) {
        let before = self.line.get_value();
        self.look_at_cursor();
        let line = self.line.get_value();
        if line != before && self.unread.get_value().is_none() {
            let item = self.last.with_untracked(|last| (last.text == self.text.get_untracked()).then(|| item_at(last, line)).flatten());
            if let Some(item) = item {
                self.session.send(Event::Select(vec![item]));
            }
        }
    }

    fn look_at_cursor(self) {
        let at = self.field.get_untracked().and_then(|field| field.selection_start().ok().flatten()).unwrap_or(0);
        self.line.set_value(self.text.with_untracked(|text| line_of(text, at)));
    }

    /// Leaves the text: what is written is drawn, and the text takes the form of the drawing.
    fn leave(self) {
        self.focused.set_value(false);
        if self.unread.get_value().is_some() {
            self.read();
        }
        self.session.send(Event::Commit);
        if self.problems.with_untracked(Vec::is_empty) {
            untrack(|| self.follow());
        }
    }

    /// Goes to a place in the text.
    fn go_to(self, line: usize, column: usize) {
        if let Some(field) = self.field.get_untracked() {
            let at = self.text.with_untracked(|text| place_of(text, line, column));
            let _ = field.focus();
            let _ = field.set_selection_range(at, at);
            self.cursor_moved();
        }
    }

    fn lines(self) -> Vec<ListingLine> {
        let text = self.text.get();
        let mut problems = BTreeMap::new();
        for problem in self.problems.get() {
            problems.entry(problem.line).or_insert(problem.message);
        }
        self.last.with(|last| {
            // Until it is read, a text of as many lines has the nodes where they were.
            let has_nodes = last.text.split('\n').count() == text.split('\n').count();
            let line = |(index, text): (usize, &str)| ListingLine {
                text: text.to_owned(),
                node: has_nodes.then(|| last.node_at(index + 1)).flatten(),
                problem: problems.remove(&(index + 1)),
                ..ListingLine::default()
            };
            text.split('\n').enumerate().map(line).collect()
        })
    }
}

/// What stands at a line.
fn item_at(manuscript: &Manuscript, line: usize) -> Option<Item> {
    manuscript.node_at(line).map(Item::Node).or_else(|| manuscript.connection_at(line).map(Item::Connection))
}

/// The line of a place, counted from 1; places count as browsers do, in UTF-16.
fn line_of(text: &str, at: u32) -> usize {
    let mut left = at as usize;
    let before = text.chars().take_while(|letter| {
        let is_before = left > 0;
        left = left.saturating_sub(letter.len_utf16());
        is_before
    });
    before.filter(|letter| *letter == '\n').count() + 1
}

/// The place of a letter as browsers count.
fn place_of(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text.split('\n').take(line - 1).map(|line| line.encode_utf16().count() + 1).sum();
    let within = text.split('\n').nth(line - 1).unwrap_or_default().chars().take(column - 1).map(char::len_utf16).sum::<usize>();
    (before + within) as u32
}

/// The sketch.
#[component]
pub fn SketchPanel() -> impl IntoView {
    let session: Session = expect_context();
    let Waiting(waiting) = expect_context();
    let opened = session.opened.get_untracked();
    let draft = waiting.try_update_value(Option::take).flatten().filter(|draft| draft.opened == opened).or_else(|| kept(session));
    let desk = Desk::new(session, draft);
    let pre = NodeRef::<Pre>::new();
    effect(move || {
        let text = desk.text.get();
        if let Some(field) = desk.field.get()
            && field.value() != text
        {
            field.set_value(&text);
        }
    });
    let opened = StoredValue::new(opened);
    effect(move || {
        session.revision.track();
        let now = session.opened.get();
        let is_other = opened.try_update_value(|opened| std::mem::replace(opened, now)) != Some(now);
        if is_other || (!desk.focused.get_value() && desk.problems.with_untracked(Vec::is_empty)) {
            desk.follow();
        }
    });
    effect(move || {
        let chosen = session.selection.with(groundplan_editor::Selection::last);
        let line = chosen.and_then(|item| {
            desk.last.with_untracked(|last| match item {
                Item::Node(id) => last.line_of(id),
                Item::Connection(id) => last.line_of_connection(id),
            })
        });
        if let (false, Some(line), Some(pre)) = (desk.focused.get_value(), line, pre.get_untracked()) {
            browser::show_within(&pre, format!(".listing-line:nth-child({line})"));
        }
    });
    on_cleanup(move || {
        if desk.unread.get_value().is_some() {
            desk.read();
        }
        if !desk.problems.with_untracked(Vec::is_empty) {
            let (text, last) = (desk.text.get_untracked(), desk.last.get_untracked());
            waiting.set_value(Some(Draft { text, last, opened: opened.get_value() }));
        }
    });
    let moved = move || desk.cursor_moved();
    let lines = derive(move || desk.lines());
    view! {
        <div class="listing written">
            {copy_button("sketch", move || desk.text.get_untracked())}
            <div class="sheet">
                <pre aria-hidden="true" node_ref=pre><code>{coloured(session, lines)}</code></pre>
                <textarea
                    aria-label="Sketch"
                    aria-describedby="sketch-problems"
                    aria-invalid=live_text(move || (!desk.problems.with(Vec::is_empty)).to_string())
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    wrap="off"
                    node_ref=desk.field
                    on:input=on(move |event| {
                        desk.write(event_target_value(&event));
                        desk.look_at_cursor();
                    })
                    on:keyup=on(move |_| moved())
                    on:pointerup=on(move |_| moved())
                    on:focus=on(move |_| {
                        desk.focused.set_value(true);
                        desk.look_at_cursor();
                    })
                    on:blur=on(move |_| desk.leave())
                ></textarea>
            </div>
        </div>
        <div class="sketch-problems" id="sketch-problems" role="status">{live(move || problems(desk))}</div>
    }
}

/// What cannot be read, with the way there and back.
fn problems(desk: Desk) -> Option<impl IntoView> {
    let problems = desk.problems.get();
    let SketchError { line, column, message } = problems.first()?.clone();
    let more = match problems.len() - 1 {
        0 => String::new(),
        more => format!(" And {more} more."),
    };
    Some(view! {
        <p class="problem">{format!("Line {line}, column {column}: {message}.{more} The drawing stays as it was")}</p>
        <button type="button" on:click=on(move |_| desk.go_to(line, column))>"Go there"</button>
        <button type="button" on:click=on(move |_| untrack(|| desk.follow()))>"Take the drawing's text"</button>
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn places_count_as_browsers_do() {
        let text = "a\n😀b\n\nc";
        for (line, column, at) in [(1, 1, 0), (1, 2, 1), (2, 1, 2), (2, 2, 4), (3, 1, 6), (4, 1, 7), (4, 2, 8)] {
            assert_eq!((place_of(text, line, column), line_of(text, at)), (at, line));
        }
    }
}
