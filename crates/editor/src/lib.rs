//! Editing without a browser: events in, updates out.
//!
//! [`Editor::handle`] takes what happened and answers what changed: as a patch of the shown design, and as words, shapes
//! and previews for the rest. It knows no clock and no browser; the caller brings times and sizes with the events.

mod act;
pub mod action;
pub mod command;
mod core;
mod edge;
pub mod event;
pub mod geometry;
pub mod history;
pub mod hit;
pub mod item;
mod keys;
mod navigate;
pub mod search;
pub mod shortcut;
pub mod snap;
pub mod spoken;
pub mod statement;
mod tool;
pub mod tree;
pub mod update;
mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use groundplan_synth::design::{ConnectionId, Design, NodeId, Patch};
use groundplan_synth::meaning::Verb;
use groundplan_synth::picture::layout;

pub use event::{Button, Event, Input, Modifiers, PointerKind, Setting};
pub use geometry::{PagePoint, PageRect, ScreenPoint, ScreenSize, Viewport};
pub use item::{Item, Selection};
pub use snap::Guide;
pub use update::{Connecting, Cursor, Ghost, Preview, Update, Wanted};

use crate::command::{
    Collapse, Command, Connect, DeleteParameter, MakeNode, MakeParameter, MoveInto, Rename, RenameParameter, SetConnectionField, SetField,
    SetSetting, SetVerb, SetVerbs, Write,
};
use crate::core::{Core, with_frames};
use crate::edge::Edge;
use crate::tool::{Placing, Tool};

/// What a person types into: another one begins another gesture.
#[derive(Clone, Debug, PartialEq)]
enum Typing {
    Nodes(Vec<NodeId>, String),
    Connection(ConnectionId, String),
    Setting(std::mem::Discriminant<Setting>, String),
}

/// An editor of one design.
#[derive(Clone, Debug)]
pub struct Editor {
    core: Core,
    tool: Tool,
    typing: Option<Typing>,
    /// True while the text of the design is written: what is written next belongs to the same step.
    writes: bool,
    /// The containers that somebody went into, the outermost first: Escape leaves them.
    entered: Vec<NodeId>,
    edge: Option<Edge>,
}

impl Editor {
    /// Opens a design. Nodes without a frame get a place first; that is no step of the history.
    pub fn new(design: Design) -> Self {
        let core = Core { design: placed(design), grid: true, ..Core::default() };
        Self { core, tool: Tool::Idle, typing: None, writes: false, entered: Vec::new(), edge: None }
    }

    /// The same editor with the name by which the page knows what is open.
    pub fn with_document(mut self, document: String) -> Self {
        self.core.history.set_document(document);
        self
    }

    /// The design as it is shown: with what the current gesture previews.
    pub fn design(&self) -> &Design {
        &self.core.design
    }
    /// The design without what the current gesture previews.
    pub fn committed(&self) -> &Design {
        self.core.base()
    }
    /// The design as it is worth keeping: with what is typed, without what a drag previews.
    pub fn to_keep(&self) -> &Design {
        if self.is_typing() { self.design() } else { self.committed() }
    }
    /// True while a text is typed that becomes one step.
    pub fn is_typing(&self) -> bool {
        self.typing.is_some()
    }
    /// The name by which the page knows what is open. Opening another design is a step: Undo brings back the name as well.
    pub fn document(&self) -> &str {
        self.core.history.document()
    }
    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.core.selection
    }
    /// The camera.
    pub fn viewport(&self) -> Viewport {
        self.core.viewport
    }
    /// How many changes were committed.
    pub fn revision(&self) -> u64 {
        self.core.revision
    }
    /// True when there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.core.history.can_undo()
    }
    /// True when there is a step to do again.
    pub fn can_redo(&self) -> bool {
        self.core.history.can_redo()
    }
    /// True while a gesture goes on.
    pub fn is_busy(&self) -> bool {
        self.core.history.is_open()
    }
    /// True while the hand tool is chosen.
    pub fn is_hand(&self) -> bool {
        self.core.hand
    }
    /// True while moves rest on the grid.
    pub fn has_grid(&self) -> bool {
        self.core.grid
    }
    /// True when the design is only looked at.
    pub fn is_read_only(&self) -> bool {
        self.core.read_only
    }

    /// True when connections can start at a node. Where its ports are shown and live, [`Selection::aimed`] and [`hit::ports`] tell.
    pub fn has_ports(&self, node: NodeId) -> bool {
        tool::has_ports(&self.core, node)
    }
    /// The verbs that can join two nodes, the likeliest first: the choice for [`Event::SetVerb`].
    pub fn verbs_between(&self, from: NodeId, to: NodeId) -> Vec<&'static Verb> {
        command::verbs_between(&self.core.design, from, to)
    }
    /// What the connection that is drawn would change if it were dropped where it is now; nothing where it cannot be.
    pub fn joined(&self) -> Option<Patch> {
        let joins = match &self.tool {
            Tool::Connecting(state) => &state.joins,
            Tool::Choosing(state) => &state.joins,
            _ => return None,
        };
        let over = self.core.preview.connecting.as_ref().filter(|connecting| connecting.refusal.is_none())?.over?;
        joins.plan(&self.core.design, over).ok()
    }
    /// What was copied last, as a sketch: what the clipboard of the system gets.
    pub fn copied(&self) -> &str {
        &self.core.copied
    }
    /// How large the canvas is.
    pub fn screen(&self) -> ScreenSize {
        self.core.screen
    }
    /// Lets nothing change the design from now on, or lets everything change it again.
    pub fn set_read_only(&mut self, read_only: bool) {
        self.core.read_only = read_only;
    }

    /// Tells where a drawn connection runs, so that it can be hit; `None` when it is not drawn any more.
    pub fn set_route(&mut self, id: ConnectionId, points: Option<Vec<(i32, i32)>>) {
        match points {
            Some(points) => drop(self.core.routes.insert(id, points)),
            None => drop(self.core.routes.remove(&id)),
        }
    }

    /// Tells what the template calls its resources, so that no parameter takes such a name.
    pub fn set_taken_names(&mut self, names: Arc<BTreeSet<String>>) {
        self.core.taken_names = names;
    }

    /// Takes an event and answers what it did.
    pub fn handle(&mut self, event: Event) -> Update {
        let (selection, viewport, screen) = (self.core.selection.clone(), self.core.viewport, self.core.screen);
        self.core.changed = Patch::default();
        self.core.edit_name = None;
        self.core.wanted = None;
        self.core.glides = false;
        self.core.gone.clear();
        self.core.refusal = None;
        if matches!(self.tool, Tool::Idle) {
            self.core.cursor = if self.core.hand || self.core.space { Cursor::Grab } else { Cursor::Default };
        }
        self.settle(&event);
        let handled = self.dispatch(event);
        if matches!(self.tool, Tool::Idle) {
            self.core.preview = Preview::default();
            self.core.hint.clear();
        }
        self.core.selection.keep_existing(&self.core.design);
        self.core.hover = self.core.hover.filter(|item| item.exists_in(&self.core.design));
        Update {
            patch: std::mem::take(&mut self.core.changed),
            selection_changed: selection != self.core.selection,
            viewport_changed: viewport != self.core.viewport,
            glides: self.core.glides && viewport != self.core.viewport,
            screen_changed: screen != self.core.screen,
            hover: self.core.hover,
            hint: self.core.hint.clone(),
            refusal: self.core.refusal.clone(),
            cursor: self.core.cursor,
            preview: self.core.preview.clone(),
            revision: self.core.revision,
            gesture: self.core.history.is_open(),
            handled,
            edit_name: self.core.edit_name,
            gone: self.core.gone.clone(),
            wanted: self.core.wanted,
            ticks: self.tool.waits() || self.push().is_some(),
        }
    }

    /// Ends what an event does not go on with: typing is kept, a drag that something else interrupts is taken back.
    fn settle(&mut self, event: &Event) {
        let leaves_gestures_alone = matches!(
            event,
            Event::PointerMove(_)
                | Event::PointerLeave
                | Event::PointerLost(_)
                | Event::Blur
                | Event::Point(_)
                | Event::KeyUp { .. }
                | Event::Wheel { .. }
                | Event::ZoomBy(_)
                | Event::Tick { .. }
                | Event::SetViewport(_)
                | Event::Resize(_)
                | Event::Commit
                | Event::Cancel
                | Event::PointerCancel
        );
        if leaves_gestures_alone || matches!(event, Event::Act(act) if act.is_camera()) {
            return;
        }
        self.set_writing(matches!(event, Event::Write { .. }));
        let is_escape = matches!(event, Event::Key { key, .. } if key == "Escape");
        if self.typing.is_some() && !is_escape && typing_of(event) != self.typing {
            self.end_typing();
        }
        // Two clicks with something else between them are no double click.
        if !matches!(event, Event::PointerDown(_) | Event::PointerUp(_)) {
            self.core.clicked = None;
        }
        let is_input = matches!(event, Event::PointerDown(_) | Event::PointerUp(_) | Event::Key { .. });
        if !is_input && !matches!(self.tool, Tool::Idle) {
            std::mem::take(&mut self.tool).cancel(&mut self.core);
        }
    }

    /// Begins or ends writing: a step of it takes in no other change, and none takes in what is written.
    fn set_writing(&mut self, writes: bool) {
        if writes != self.writes {
            self.core.history.end_burst();
            self.writes = writes;
        }
    }

    fn end_typing(&mut self) {
        self.typing = None;
        self.core.commit();
    }

    /// Takes back what is going on; answers whether anything was.
    fn cancel_gesture(&mut self) -> bool {
        let tool = std::mem::take(&mut self.tool);
        let was_going_on = !matches!(tool, Tool::Idle) || self.typing.is_some();
        tool.cancel(&mut self.core);
        if self.typing.take().is_some() {
            self.core.cancel();
        }
        was_going_on
    }

    fn step(&mut self, step: impl FnOnce(Tool, &mut Core) -> Tool) -> bool {
        self.tool = step(std::mem::take(&mut self.tool), &mut self.core);
        true
    }

    fn dispatch(&mut self, event: Event) -> bool {
        match event {
            Event::PointerDown(input) => {
                self.core.points_at(&input);
                self.step(|tool, core| tool.down(core, &input))
            }
            Event::PointerMove(input) => {
                self.core.points_at(&input);
                // Of several buttons that are held, a browser tells in a move that one went up.
                if self.tool.is_let_go(&input) {
                    std::mem::take(&mut self.tool).cancel(&mut self.core);
                }
                // A move names no button; the gesture's own stays.
                let input = Input { button: self.tool.button(), ..input };
                self.step(|tool, core| tool.moved(core, &input))
            }
            Event::PointerUp(input) => self.step(|tool, core| tool.up(core, &input)),
            Event::PaletteDown { kind, at, pointer, id, time_ms } => {
                let start = Input { at, pointer, id, time_ms, is_covered: true, ..Input::default() };
                self.tool = Tool::Placing(Placing::new(kind, start));
                true
            }
            Event::PointerCancel | Event::Cancel => self.cancel_gesture(),
            Event::PointerLost(id) => self.tool.is_of(id) && self.cancel_gesture(),
            Event::Blur => self.release_space(),
            Event::PointerLeave => {
                self.core.place = self.core.place.filter(|(_, stays)| *stays);
                self.point(None)
            }
            Event::Point(item) => self.point(item),
            Event::Wheel { at, dx, dy, modifiers } => self.wheel(at, dx, dy, modifiers),
            Event::Key { key, code, modifiers } => self.key(&key, &code, modifiers),
            Event::KeyUp { key, .. } => key == " " && self.release_space(),
            Event::ZoomBy(factor) => self.zoom_by(factor),
            Event::Tick { time_ms } => {
                self.scroll_at_edge(time_ms);
                self.step(|tool, core| tool.tick(core, time_ms))
            }
            Event::Act(act) => self.act(act),
            Event::Paste(text) => self.paste_text(&text),
            Event::Reveal(items) => self.reveal(&items),
            Event::SetViewport(viewport) => self.set_viewport(viewport),
            Event::Resize(size) => self.resize(size),
            Event::Commit => {
                self.set_writing(false);
                let was_typing = self.typing.is_some();
                if was_typing {
                    self.end_typing();
                }
                was_typing
            }
            other => self.command(other),
        }
    }

    fn release_space(&mut self) -> bool {
        self.core.space = false;
        if matches!(self.tool, Tool::Idle) && !self.core.hand {
            self.core.cursor = Cursor::Default;
        }
        true
    }

    fn point(&mut self, item: Option<Item>) -> bool {
        self.core.hover = item;
        true
    }

    /// Events that change the design or the selection at once.
    fn command(&mut self, event: Event) -> bool {
        let typing = typing_of(&event);
        let core = &mut self.core;
        match event {
            Event::Select(items) => {
                core.select(items.into_iter().filter(|item| item.exists_in(&core.design)).collect());
                true
            }
            Event::Toggle(item) => core.toggle(item),
            Event::MoveInto(parent) => {
                let nodes = core.selection.nodes();
                core.run_quietly(&MoveInto { nodes, parent }, false) && self.bring_selection()
            }
            Event::SetField { node, field, value, gesture } => self.set(&SetField { nodes: vec![node], field, value }, gesture, typing),
            Event::SetFields { nodes, field, value, gesture } => self.set(&SetField { nodes, field, value }, gesture, typing),
            Event::SetConnectionField { connection, field, value, gesture } => {
                self.set(&SetConnectionField { connection, field, value }, gesture, typing)
            }
            Event::SetSetting { setting, gesture } => self.set(&SetSetting { setting }, gesture, typing),
            Event::SetVerb { connection, verb } => core.run_quietly(&SetVerb { connection, verb }, false),
            // Straight after the drawing of a connection it is part of that step.
            Event::SetVerbs { from, to, verbs } => core.run_quietly(&SetVerbs { from, to, verbs }, true),
            Event::Expand(node) => core.run_quietly(&Collapse { nodes: vec![node], collapsed: false }, false),
            Event::MakeNode { owner, suffix } => core.run_quietly(&MakeNode { owner, suffix }, false),
            Event::MakeParameter { place, name } => {
                core.run_quietly(&MakeParameter { place, name, taken: core.taken_names.clone() }, false)
            }
            Event::RenameParameter { from, to } => core.run_quietly(&RenameParameter { from, to, taken: core.taken_names.clone() }, false),
            Event::DeleteParameter { name } => core.run_quietly(&DeleteParameter { name }, false),
            Event::Rename { node, name } => core.run_quietly(&Rename { node, name }, false),
            Event::Apply(patch) => core.record(&with_frames(&core.design, patch), core.selection.clone(), false),
            Event::Write { change, item } => core.write(&Write { change: &change }, item),
            Event::Connect { from, to, verb } => core.connect(&Connect { from, to, verb }),
            Event::AddNode { kind, at: None } => tool::add_near(core, kind),
            Event::AddNode { kind, at: Some(at) } => tool::add_at(core, kind, at),
            Event::Open { design, document } => self.open(design, document),
            // Every other event was dispatched before.
            _ => false,
        }
    }

    fn set(&mut self, command: &dyn Command, gesture: bool, typing: Option<Typing>) -> bool {
        if !gesture && self.typing.is_none() {
            return self.core.run_quietly(command, false);
        }
        self.core.begin();
        let done = match self.core.show(command) {
            Ok(_) => true,
            Err(refusal) => self.core.refuse(refusal.reason),
        };
        self.typing = typing;
        // The last value of a gesture may come as a plain one: it ends the gesture.
        if !gesture {
            self.end_typing();
        }
        done
    }

    fn open(&mut self, design: Design, document: String) -> bool {
        let design = placed(design);
        let has_nodes = design.node_count() > 0;
        let opened = self.core.open(&design, document);
        // Of an empty page there is nothing to show, and nobody asked to see it.
        if opened && has_nodes && self.core.screen.is_known() {
            self.fit_all();
        }
        opened
    }

    /// Takes back or does again. Where that leads to another document, the camera goes along: what it showed was not in that one.
    fn travel(&mut self, back: bool) -> bool {
        let document = self.document().to_owned();
        let done = self.core.travel(back);
        if done && self.document() != document && self.core.design.node_count() > 0 && self.core.screen.is_known() {
            self.fit_all();
        }
        done
    }
}

/// What an event types into.
fn typing_of(event: &Event) -> Option<Typing> {
    match event {
        Event::SetField { node, field, .. } => Some(Typing::Nodes(vec![*node], field.clone())),
        Event::SetFields { nodes, field, .. } => Some(Typing::Nodes(nodes.clone(), field.clone())),
        Event::SetConnectionField { connection, field, .. } => Some(Typing::Connection(*connection, field.clone())),
        Event::SetSetting { setting, .. } => {
            let name = match setting {
                Setting::Tag(name, _)
                | Setting::Parameter(name, _)
                | Setting::Output(name, _)
                | Setting::Condition(name, _)
                | Setting::Mapping(name, _) => name.clone(),
                Setting::Name(_) | Setting::Description(_) | Setting::Region(_) => String::new(),
            };
            Some(Typing::Setting(std::mem::discriminant(setting), name))
        }
        _ => None,
    }
}

/// The design with a frame for every node.
fn placed(mut design: Design) -> Design {
    let patch = layout::place_missing(&design);
    // A patch made for this very design applies; if it did not, nodes without a frame would not be drawn, and nothing would be lost.
    if patch.apply(&mut design).is_err() {
        debug_assert!(false, "the layout's patch does not fit the design it was made for");
    }
    design
}
