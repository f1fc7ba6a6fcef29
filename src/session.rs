//! The session: the one place that runs the editor and writes the signals that views read.
//!
//! Views get read-only signals; the compiler keeps them from writing (the write halves are private to this module).

mod derived;
mod documents;
mod due;
mod engine;
mod keeping;
mod records;
mod said;
mod sharing;
mod showing;
mod shown;
mod storage;
mod worker;

use std::sync::Arc;

use groundplan_editor::{Cursor, Editor, Event, Item, Preview, ScreenPoint, ScreenSize, Selection, Setting, Update, Viewport, Wanted};
use groundplan_synth::design::saved::write_changes;
use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, NodeId, Patch, Settings};
use groundplan_synth::json;
use groundplan_synth::picture::collapsed;
use groundplan_synth::picture::shapes::{Glyph, NodeShape, Text};
use leptos::prelude::*;

use crate::browser;

pub use derived::{Asked, Checked};
pub use documents::{exported, put_aside, set_aside};
use due::{Due, Later};
use engine::Letters;
pub use engine::{Heard, Post};
use records::Records;
pub use records::{Line, NodeSignals};
pub use sharing::Shared;
pub use shown::Detail;
use shown::Shown;
use storage::{Begin, Slots};
pub use worker::WorkerPost;

/// What the status at the top says about the design's safety.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept in this browser.
    Yes,
    /// It will be in a moment.
    Soon,
    /// It came by a link, and nobody has changed it: what was kept before stays kept.
    NotYet,
    /// It could not be kept, with the reason.
    No(String),
}

/// Something to tell, until it is dismissed or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The headline.
    pub title: String,
    /// Details, a line each.
    pub lines: Vec<String>,
    /// True for something that went wrong.
    pub is_error: bool,
    /// What can be saved as a file, so that it is not lost.
    pub offer: Option<Offer>,
}

/// What a notice offers to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The open design.
    Design,
    /// A text that could not be read as a design.
    Text(String),
}

struct State {
    editor: Editor,
    records: Records,
    shown: Shown,
    full_revision: Option<u64>,
    due: Due,
    /// Counts the steps of the camera, and those that zoom.
    steps: (u64, u64),
    /// What this page has in the browser's storage.
    slots: Slots,
    /// Whether the database did not take the last design.
    store_failed: bool,
    /// The design and its document up to which every change was said.
    told: (Design, String),
}

impl State {
    /// Tells the editor where lines run.
    fn tell_lines(&mut self, lines: Vec<ConnectionId>) {
        for id in lines {
            self.editor.set_route(id, self.records.points(id));
        }
    }
}

/// The read and write halves of a signal: the first is for everybody.
macro_rules! signals {
    ($($(#[doc = $docs:literal])+ $name:ident: $type:ty = $initial:expr;)*) => {
        /// What views read.
        pub struct Signals {
            state: StoredValue<State>,
            letters: StoredValue<Letters, LocalStorage>,
            write: Write,
            /// Counts committed changes.
            pub revision: ReadSignal<u64>,
            $($(#[doc = $docs])+ pub $name: ReadSignal<$type>,)*
        }

        #[derive(Clone, Copy)]
        struct Write {
            revision: WriteSignal<u64>,
            $($name: WriteSignal<$type>,)*
        }

        fn signals(state: StoredValue<State>, letters: StoredValue<Letters, LocalStorage>) -> Signals {
            $(let $name = signal::<$type>($initial);)*
            let revision = signal(0);
            Signals { state, letters, write: Write { revision: revision.1, $($name: $name.1,)* }, revision: revision.0, $($name: $name.0,)* }
        }
    };
}

signals! {
    /// The nodes in drawing order.
    order: Vec<NodeId> = Vec::new();
    /// The nodes in the order of the sketch with their depth: the outline.
    outline: Vec<(NodeId, usize)> = Vec::new();
    /// The connections in the order of their ids.
    connections: Vec<ConnectionId> = Vec::new();
    /// What lies in the window, in drawing order: frames, cards and lines.
    frames: Vec<NodeId> = Vec::new();
    /// The cards in the window.
    cards: Vec<NodeId> = Vec::new();
    /// The lines in the window.
    lines: Vec<ConnectionId> = Vec::new();
    /// The frames that are dragged: they are drawn apart, so that nothing else is drawn anew.
    lifted_frames: Vec<NodeId> = Vec::new();
    /// The cards that are dragged.
    lifted_cards: Vec<NodeId> = Vec::new();
    /// The lines at what is dragged.
    lifted_lines: Vec<ConnectionId> = Vec::new();
    /// Counts how often the camera came to rest where more or less of a node can be seen: they are drawn anew then, never while it moves.
    rested: u32 = 0;
    /// The camera's zoom.
    zoom: f64 = 1.0;
    /// The zoom at which the camera last rested: what keeps its size on the screen is drawn for it.
    rest_zoom: f64 = 1.0;
    /// True while the camera moves.
    moving: bool = false;
    /// The region around everything in AWS.
    region: Option<NodeShape> = None;
    /// The tasks in their subnets.
    tasks: Vec<(Glyph, Text)> = Vec::new();
    /// How large the canvas is.
    screen: ScreenSize = ScreenSize::default();
    /// The camera.
    viewport: Viewport = Viewport::default();
    /// True when the camera's last step is shown as a way, not as a jump.
    glides: bool = false;
    /// What is selected.
    selection: Selection = Selection::default();
    /// What lies under the pointer.
    hover: Option<Item> = None;
    /// What the current gesture does, in words.
    hint: String = String::new();
    /// Why the last thing tried could not be done.
    refusal: Option<String> = None;
    /// The shape of the pointer.
    cursor: Cursor = Cursor::Default;
    /// What the current gesture shows beside the design.
    preview: Preview = Preview::default();
    /// True when there is a step to take back.
    can_undo: bool = false;
    /// True when there is a step to do again.
    can_redo: bool = false;
    /// What holds for the whole design.
    settings: Arc<Settings> = Arc::new(Settings::default());
    /// The node whose name is being edited on the canvas.
    edit_name: Option<NodeId> = None;
    /// What the editor wants of the page; set anew each time.
    wanted: Option<Wanted> = None;
    /// Whether the design is kept.
    saved: Saved = Saved::Yes;
    /// The shared design that is open, while nobody has changed it.
    shared: Option<Shared> = None;
    /// Counts the designs that took the place of another.
    opened: u32 = 0;
    /// Counts how often somebody wanted to ask the engine again.
    asking: u32 = 0;
    /// The name and the text of a lesson's file that somebody opened, and whether it is read again because it has changed.
    handed: Option<(String, String, bool)> = None;
    /// The name of the lesson's file whose changes are followed.
    followed: Option<String> = None;
    /// True while what the rules find is left to be found.
    quiet: bool = false;
    /// What the rules find in the committed design.
    checked: Checked = Checked::default();
    /// The line of the template that is to be shown: a logical id, and what a line below it says.
    sought: Option<(String, String)> = None;
    /// What was deleted in the last step: its words, and the changes that take it back.
    gone: Option<(String, String)> = None;
    /// Something to tell.
    notice: Option<Notice> = None;
    /// For screen readers: what happened.
    announcement: String = String::new();
}

/// The session: a pointer to the signals, which live as long as the page, so that every closure of a view can hold one.
#[derive(Clone, Copy)]
pub struct Session(&'static Signals);

impl std::ops::Deref for Session {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

impl Session {
    /// Opens the design that this browser kept, else the given one. The post carries questions to an engine.
    pub fn open(first: impl FnOnce() -> Design, post: impl Post + 'static) -> Self {
        let mut slots = Slots::default();
        let Begin { document, design, missing, notice } = slots.begin();
        let editor = Editor::new(design.unwrap_or_else(first)).with_document(document.clone());
        if !slots.is_changed(&document) {
            slots.open(document.clone(), editor.committed().clone());
        }
        let told = (editor.committed().clone(), document);
        let state = StoredValue::new(State {
            editor,
            records: Records::default(),
            shown: Shown::default(),
            full_revision: None,
            due: Due::default(),
            steps: (0, 0),
            slots,
            store_failed: false,
            told,
        });
        let letters = StoredValue::new_local(Letters::new(Box::new(post)));
        let session = Self(Box::leak(Box::new(signals(state, letters))));
        session.open_all();
        if notice.is_none()
            && let Some((viewport, items)) = session.with_design(storage::load_view)
        {
            session.send(Event::SetViewport(viewport));
            session.send(Event::Select(items));
        }
        session.write.notice.set(notice);
        leptos::task::spawn_local(session.recover(missing));
        session
    }

    /// Gives the editor an event and shows what it did. Answers whether the editor used it.
    pub fn send(self, event: Event) -> bool {
        self.handle(event).is_some_and(|update| update.handled)
    }

    /// The same for a form that shows itself why something cannot be done.
    pub fn try_send(self, event: Event) -> Result<(), String> {
        self.handle(event).and_then(|update| update.refusal).map_or(Ok(()), Err)
    }

    fn handle(self, event: Event) -> Option<Update> {
        let (update, selection, viewport) = self.state.try_update_value(|state| {
            let update = state.editor.handle(event);
            (update, state.editor.selection().clone(), state.editor.viewport())
        })?;
        self.publish(&update, selection, viewport);
        Some(update)
    }

    fn publish(self, update: &Update, selection: Selection, viewport: Viewport) {
        let write = self.write;
        self.refresh_design(update);
        if update.selection_changed || records::folds(&update.patch) {
            self.announce(&selection);
            set_if_new(self.selection, write.selection, selection);
        }
        if update.screen_changed {
            write.screen.set(self.state.with_value(|state| state.editor.screen()));
        }
        if update.viewport_changed || update.screen_changed {
            set_if_new(self.glides, write.glides, update.glides);
            self.look(viewport);
        }
        set_if_new(self.hover, write.hover, update.hover);
        set_if_new(self.hint, write.hint, update.hint.clone());
        set_if_new(self.cursor, write.cursor, update.cursor);
        set_if_new(self.preview, write.preview, update.preview.clone());
        // After a gesture its refusal stays to be read; during one it is that of this moment.
        let goes_on = !update.hint.is_empty();
        if goes_on || update.refusal.is_some() || !update.patch.is_empty() || update.selection_changed {
            set_if_new(self.refusal, write.refusal, update.refusal.clone());
        }
        if let Some(node) = update.edit_name {
            write.edit_name.set(Some(node));
        }
        if !update.gone.is_empty() {
            write.gone.set(Some((update.gone.clone(), json::written(&write_changes(&update.patch.inverse())))));
        }
        if update.wanted.is_some() {
            write.wanted.set(update.wanted);
        }
        if update.ticks {
            self.tick_soon();
        }
    }

    /// Tells the editor of the next frame, once for however many events ask for it.
    fn tick_soon(self) {
        let is_new = self.state.try_update_value(|state| state.due.begin(Later::Tick));
        if is_new == Some(true) {
            request_animation_frame(move || {
                self.state.try_update_value(|state| state.due.end(Later::Tick));
                self.send(Event::Tick { time_ms: browser::now() });
            });
        }
    }

    fn announce(self, selection: &Selection) {
        self.write.announcement.set(self.words_of(selection));
    }

    fn refresh_design(self, update: &Update) {
        let is_new = self.state.with_value(|state| state.full_revision) != Some(update.revision);
        let settled = is_new && !update.gesture;
        if settled || !update.patch.is_empty() {
            self.refresh(&update.patch, settled);
        }
        self.keep_typed(update);
        let lifts = update.gesture && update.patch.nodes.values().any(records::moves);
        let changes = self.state.try_update_value(|state| match (lifts, update.gesture) {
            (true, _) => state.shown.lift(update.patch.nodes.keys().copied().filter(|id| collapsed::is_drawn(state.editor.design(), *id))),
            (false, false) => state.shown.put_down(),
            (false, true) => false,
        });
        if settled || changes == Some(true) {
            self.show();
        }
    }

    /// Shows what a patch changed; `settled` when it is committed.
    fn refresh(self, patch: &Patch, settled: bool) {
        let lists = self.state.try_update_value(|state| {
            let design = state.editor.design().clone();
            let lines = state.records.follow(&design, patch, settled);
            state.tell_lines(lines);
            records::changes_lists(patch).then(|| records::lists(&design))
        });
        self.show_derived();
        if let Some(lists) = lists.flatten() {
            self.set_lists(lists);
            self.show();
        }
        if let Some(settings) = patch.settings.as_ref().and_then(|change| change.after.clone()) {
            self.write.settings.set(settings);
        }
        if settled {
            self.settle();
        }
    }

    /// Shows a design of which nothing is known yet.
    fn open_all(self) {
        let Some((lists, settings)) = self.state.try_update_value(|state| {
            let design = state.editor.design().clone();
            let lines = state.records.open(&design);
            state.tell_lines(lines);
            (records::lists(&design), design.settings().clone())
        }) else {
            return;
        };
        self.set_lists(lists);
        set_if_new(self.settings, self.write.settings, settings);
        self.show_derived();
        self.show();
        self.settle();
    }

    /// What follows from a committed change.
    fn settle(self) {
        let Some((revision, undo, redo)) = self.state.try_update_value(|state| {
            state.full_revision = Some(state.editor.revision());
            (state.editor.revision(), state.editor.can_undo(), state.editor.can_redo())
        }) else {
            return;
        };
        let write = self.write;
        set_if_new(self.can_undo, write.can_undo, undo);
        set_if_new(self.can_redo, write.can_redo, redo);
        if self.revision.get_untracked() != revision {
            write.revision.set(revision);
            self.forget_gone();
            self.end_shared();
            self.keep_soon();
            self.say_soon();
        }
        self.review();
    }

    fn set_lists(self, lists: records::Lists) {
        let count = lists.order.len();
        set_if_new(self.order, self.write.order, lists.order);
        set_if_new(self.outline, self.write.outline, lists.outline);
        set_if_new(self.connections, self.write.connections, lists.connections);
        if self.state.with_value(|state| state.shown.sees_otherwise(self.zoom.get_untracked(), count)) {
            self.look(self.viewport.get_untracked());
        }
    }

    /// The signals of a node; `None` when it is gone.
    pub fn node(self, id: NodeId) -> Option<NodeSignals> {
        self.state.try_update_value(|state| state.records.node(state.editor.design(), id)).flatten()
    }

    /// The signals of a connection; `None` when it is gone.
    pub fn connection(self, id: ConnectionId) -> Option<records::ConnectionSignals> {
        self.state.try_update_value(|state| state.records.connection(state.editor.design(), id)).flatten()
    }

    /// Looks at the shown design, without being told of changes.
    pub fn with_design<T>(self, look: impl FnOnce(&Design) -> T) -> T {
        self.state.with_value(|state| look(state.editor.design()))
    }

    /// The committed design; the caller is told when it changes.
    pub fn committed(self) -> Design {
        self.revision.track();
        self.state.with_value(|state| state.editor.committed().clone())
    }

    /// True when ports are shown at a node.
    pub fn has_ports(self, node: NodeId) -> bool {
        self.state.with_value(|state| state.editor.has_ports(node))
    }

    /// The verbs that can join the ends of a connection.
    pub fn verbs_of(self, connection: &Connection) -> Vec<&'static str> {
        let Some((from, to)) = connection.nodes() else { return Vec::new() };
        self.state.with_value(|state| state.editor.verbs_between(from, to).into_iter().map(|verb| verb.id).collect())
    }

    /// Sets one of the settings.
    pub fn set(self, setting: Setting, gesture: bool) {
        self.send(Event::SetSetting { setting, gesture });
    }

    /// Changes several records as one step.
    pub fn edit(self, change: impl FnOnce(&mut Edit<'_>)) {
        let patch = self.with_design(|design| {
            let mut edit = Edit::new(design);
            change(&mut edit);
            edit.finish()
        });
        self.send(Event::Apply(patch));
    }

    /// Ends the editing of a name on the canvas.
    pub fn end_name(self) {
        self.write.edit_name.set(None);
    }

    /// Tells something.
    pub fn tell(self, notice: Option<Notice>) {
        self.write.notice.set(notice);
    }

    /// The screen point of a page point.
    pub fn on_screen(self, x: f64, y: f64) -> ScreenPoint {
        self.viewport.get().screen_from_page(groundplan_editor::PagePoint::new(x, y))
    }
}

/// `site forwards :8080 to web`.
pub fn connection_words(design: &Design, connection: &Connection) -> String {
    groundplan_synth::picture::sentence(design, connection)
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(read: ReadSignal<T>, write: WriteSignal<T>, value: T) {
    if read.with_untracked(|old| *old != value) {
        write.set(value);
    }
}
