//! Does the actions that have a name, and says in words when one cannot be done.

use groundplan_synth::decimal::within;
use groundplan_synth::design::{ConnectionId, Node, NodeId, canvas, read_any};
use groundplan_synth::picture::{Collapsed, collapsed};
use groundplan_synth::words::and;

use crate::Editor;
use crate::action::{ACTIONS, Act, Action, CANVAS, LINES, NODE, NODES};
use crate::command::{
    Align, Alignment, Arrange, Delete, Duplicate, Fragment, Group, Insert, Lock, Paste, Raise, Raising, gone, named, text_of,
};
use crate::geometry::{PagePoint, ScreenPoint};
use crate::item::{Item, Selection};
use crate::navigate;
use crate::snap::GRID;
use crate::tool::{Choosing, Joins, Tool};
use crate::tree;
use crate::update::{Cursor, Wanted};

/// How far copies lie from their originals, in page units.
const COPY_OFFSET: i32 = 3 * GRID;
/// One press of plus or minus.
const ZOOM_STEP: f64 = 1.25;

const SELECT_NODES: &str = "Select what you want to copy first";
const HIDDEN: &str = "It leads to or lies in a collapsed container: expand that first";
const SELECT_ONE: &str = "Select one node first";

/// The alignment that an action does.
fn alignment(act: Act) -> Option<Alignment> {
    Some(match act {
        Act::AlignLeft => Alignment::Left,
        Act::AlignCenter => Alignment::Center,
        Act::AlignRight => Alignment::Right,
        Act::AlignTop => Alignment::Top,
        Act::AlignMiddle => Alignment::Middle,
        Act::AlignBottom => Alignment::Bottom,
        Act::SpreadAcross => Alignment::Across,
        Act::SpreadDown => Alignment::Down,
        _ => return None,
    })
}

/// Where an action brings nodes among those that they overlap.
fn raising(act: Act) -> Option<Raising> {
    Some(match act {
        Act::ToFront => Raising::Front,
        Act::Forward => Raising::Forward,
        Act::Backward => Raising::Backward,
        Act::ToBack => Raising::Back,
        _ => return None,
    })
}

impl Editor {
    /// Why an action cannot be done now; `None` when it can.
    pub fn refusal(&self, act: Act) -> Option<&'static str> {
        let (design, selection) = (&self.core.design, &self.core.selection);
        let single = selection.single().and_then(Item::node);
        let is = |fits: bool, reason: &'static str| (!fits).then_some(reason);
        match act {
            Act::Undo => is(self.can_undo(), "There is nothing to take back"),
            Act::Redo => is(self.can_redo(), "There is nothing to do again"),
            Act::Cut | Act::Copy | Act::Duplicate => is(!selection.nodes().is_empty(), SELECT_NODES),
            Act::Delete => is(!selection.is_empty(), "Nothing is selected: select what you want to delete"),
            Act::Rename => match single {
                None => Some(SELECT_ONE),
                Some(node) => is(!Collapsed::of(design).is_hidden(node), HIDDEN),
            },
            Act::Fields => is(selection.len() <= 1, SELECT_ONE),
            Act::Connect => match single {
                None => Some(SELECT_ONE),
                Some(node) => is(self.has_ports(node), "No connection starts at this kind of thing: start at the other end"),
            },
            Act::Lead | Act::Start => {
                let line = selection.single().and_then(Item::connection);
                let has_ends = |id: &ConnectionId| design.connection(*id).is_some_and(|one| one.nodes().is_some());
                match line.filter(has_ends) {
                    None => Some("Select one connection first"),
                    Some(id) => is(Collapsed::of(design).bundle(design, id).is_none(), HIDDEN),
                }
            }
            Act::Group => is(selection.nodes().len() > 1, "Select two nodes or more first"),
            Act::Ungroup => {
                let is_grouped = |id: &NodeId| design.node(*id).is_some_and(|node| canvas::group_of(node).is_some());
                is(selection.nodes().iter().any(is_grouped), "No selected node belongs to a group")
            }
            Act::Collapse => is(selection.nodes().iter().any(|id| tree::is_container(design, *id)), "Select a container first"),
            Act::Lock | Act::MoveInto | Act::ArrangeSelection | Act::ToFront | Act::Forward | Act::Backward | Act::ToBack => {
                is(!selection.nodes().is_empty(), "Select nodes first")
            }
            Act::Leave => match single {
                None => Some(SELECT_ONE),
                Some(node) => is(navigate::parent(design, node).is_some(), "It lies in nothing"),
            },
            Act::Enter => match single {
                None => Some(SELECT_ONE),
                Some(node) if design.node(node).is_some_and(|node| canvas::is_collapsed(node)) => Some("It is collapsed: expand it first"),
                Some(node) => is(navigate::first_child(design, node).is_some(), "Nothing lies in it"),
            },
            Act::SelectAll | Act::CopyImage | Act::Arrange | Act::FitAll | Act::Find => is(design.node_count() > 0, "Nothing is drawn yet"),
            act => alignment(act).and_then(|how| match (how.least(), selection.nodes().len()) {
                (least, count) if count >= least => None,
                (2, _) => Some("Select two nodes or more first"),
                _ => Some("Select three nodes or more first"),
            }),
        }
    }

    /// The actions of a menu about what is selected, in their order.
    pub fn menu(&self) -> Vec<&'static Action> {
        let selection = &self.core.selection;
        let about = match (selection.nodes().len(), selection.len()) {
            (_, 0) => CANVAS,
            (0, _) => LINES,
            (1, 1) => NODE,
            _ => NODES,
        };
        ACTIONS.iter().filter(|action| action.on & about != 0).collect()
    }

    /// Does an action; false when it cannot be done, for a reason that is then told.
    pub(crate) fn act(&mut self, act: Act) -> bool {
        if let Some(reason) = self.refusal(act) {
            return self.core.refuse(reason.to_owned());
        }
        match act {
            Act::Undo => self.travel(true),
            Act::Redo => self.travel(false),
            Act::Cut => self.copy_as_text() && self.delete(),
            Act::Copy => self.copy_as_text(),
            Act::Paste => self.paste(),
            Act::Duplicate => self.duplicate(),
            Act::Delete => self.delete(),
            Act::SelectAll => self.select_all(),
            Act::Rename => {
                self.core.edit_name = self.single();
                true
            }
            Act::Connect => self.choose_target(),
            Act::Lead => self.choose_end(false),
            Act::Start => self.choose_end(true),
            Act::AlignLeft
            | Act::AlignCenter
            | Act::AlignRight
            | Act::AlignTop
            | Act::AlignMiddle
            | Act::AlignBottom
            | Act::SpreadAcross
            | Act::SpreadDown => {
                let nodes = self.core.selection.nodes();
                alignment(act).is_some_and(|how| self.core.run_quietly(&Align { nodes, how }, false))
            }
            Act::ToFront | Act::Forward | Act::Backward | Act::ToBack => {
                let nodes = self.core.selection.nodes();
                raising(act).is_some_and(|to| self.core.run_quietly(&Raise { nodes, to }, false))
            }
            Act::Group | Act::Ungroup => {
                let nodes = self.core.selection.nodes();
                self.core.run_quietly(&Group { nodes, together: act == Act::Group }, false)
            }
            Act::Lock => {
                let nodes = self.core.selection.nodes();
                let is_locked = |id: &NodeId| self.core.design.node(*id).is_some_and(|node| canvas::is_locked(node));
                let locked = !nodes.iter().all(is_locked);
                self.core.run_quietly(&Lock { nodes, locked }, false)
            }
            Act::Collapse => {
                let nodes = self.core.selection.nodes();
                self.core.collapse(nodes)
            }
            Act::Add => {
                self.core.wanted = Some(Wanted::Add(self.core.place.map(|(at, _)| at)));
                true
            }
            Act::Next => self.go(navigate::next(&self.core.design, self.last(), true)),
            Act::Previous => self.go(navigate::next(&self.core.design, self.last(), false)),
            Act::Leave => self.go(self.single().and_then(|node| navigate::parent(&self.core.design, node))),
            Act::Enter => {
                self.entered.extend(self.single());
                self.go(self.single().and_then(|node| navigate::first_child(&self.core.design, node)))
            }
            Act::Menu => {
                let at = self.middle_of_selection();
                self.core.wanted = Some(Wanted::Menu(at));
                true
            }
            Act::FitAll => self.glide(Self::fit_all),
            Act::FitSelection => self.glide(Self::fit_selection),
            Act::ResetZoom => self.glide(Self::reset_zoom),
            Act::ZoomIn => self.glide(|editor| editor.zoom_by(ZOOM_STEP)),
            Act::ZoomOut => self.glide(|editor| editor.zoom_by(1.0 / ZOOM_STEP)),
            Act::Pointer => {
                self.core.hand = false;
                true
            }
            Act::Hand => {
                self.core.hand = true;
                self.core.cursor = Cursor::Grab;
                true
            }
            Act::Grid => {
                self.core.grid = !self.core.grid;
                true
            }
            Act::Arrange => self.arrange(None),
            Act::ArrangeSelection => {
                let nodes = self.core.selection.nodes();
                self.arrange(Some(nodes))
            }
            // The page does what is not about the design.
            Act::Find
            | Act::Commands
            | Act::Fields
            | Act::Kinds
            | Act::MoveInto
            | Act::Lessons
            | Act::Minimap
            | Act::ViewEverything
            | Act::ViewNetwork
            | Act::ViewPermissions
            | Act::ViewTraffic
            | Act::ViewCost
            | Act::Designs
            | Act::Open
            | Act::Save
            | Act::SaveAs
            | Act::New
            | Act::CopyImage
            | Act::Share
            | Act::Palette
            | Act::Inspector
            | Act::Drawer
            | Act::Theme
            | Act::Shortcuts => {
                self.core.wanted = Some(Wanted::Act(act));
                true
            }
        }
    }

    fn single(&self) -> Option<NodeId> {
        self.core.selection.single().and_then(Item::node)
    }

    fn last(&self) -> Option<NodeId> {
        self.core.selection.last().and_then(Item::node)
    }

    /// Selects a node and lets it be seen; false when there is none.
    pub(crate) fn go(&mut self, to: Option<NodeId>) -> bool {
        let Some(to) = to else { return false };
        self.core.select(Selection::only(Item::Node(to)));
        self.bring_selection()
    }

    /// Lays nodes out anew, or everything, and says what stayed.
    fn arrange(&mut self, nodes: Option<Vec<NodeId>>) -> bool {
        let is_all = nodes.is_none();
        let command = Arrange { nodes };
        let kept = command.kept(&self.core.design);
        if !self.core.run_quietly(&command, false) {
            return false;
        }
        let kept: Vec<&Node> = kept.iter().filter_map(|id| self.core.design.node(*id)).map(|node| &**node).collect();
        if !kept.is_empty() {
            // It is done all the same; this stays to be read.
            let kept = and(&named(&kept));
            self.core.refuse(format!("Not arranged: {kept}. What is locked, and what holds something locked, keeps its place"));
        }
        !is_all || self.fit_all()
    }

    fn choose_target(&mut self) -> bool {
        let joins = self.single().map(Joins::New);
        self.choose(joins)
    }

    fn choose_end(&mut self, is_start: bool) -> bool {
        let connection = self.core.selection.single().and_then(Item::connection);
        let joins = connection.and_then(|id| Joins::end(&self.core.design, id, is_start));
        self.choose(joins)
    }

    fn choose(&mut self, joins: Option<Joins>) -> bool {
        if let Some(state) = joins.and_then(|joins| Choosing::new(&mut self.core, joins)) {
            self.tool = Tool::Choosing(state);
        }
        true
    }

    /// Where on the canvas a menu about the selection opens.
    fn middle_of_selection(&self) -> ScreenPoint {
        let screen = self.core.screen;
        let page = match self.core.selection.last() {
            Some(Item::Node(id)) => collapsed::frame_for(&self.core.design, id).map(crate::command::move_middle),
            Some(Item::Connection(id)) => {
                let route = self.core.routes.get(&id);
                route.and_then(|points| points.get(points.len() / 2)).map(|(x, y)| PagePoint::new(f64::from(*x), f64::from(*y)))
            }
            None => None,
        };
        let at = page.map_or(screen.center(), |page| self.core.viewport.screen_from_page(page));
        ScreenPoint::new(within(at.x, 0.0, screen.width.max(0.0)), within(at.y, 0.0, screen.height.max(0.0)))
    }

    /// Selects an item and moves the camera when it cannot be seen.
    pub(crate) fn reveal(&mut self, items: &[Item]) -> bool {
        let there: Selection = items.iter().copied().filter(|item| item.exists_in(&self.core.design)).collect();
        if there.is_empty() {
            return false;
        }
        self.core.select(there);
        self.show_selection()
    }

    fn select_all(&mut self) -> bool {
        let hidden = Collapsed::of(&self.core.design);
        let all = self.core.design.nodes().filter(|(id, _)| !hidden.is_hidden(*id)).map(|(id, _)| Item::Node(id)).collect();
        self.core.select(all);
        true
    }

    fn delete(&mut self) -> bool {
        let items = self.core.selection.clone();
        let is_done = self.core.run_quietly(&Delete { items }, false);
        if is_done {
            self.core.gone = gone(&self.core.changed);
        }
        is_done
    }

    fn duplicate(&mut self) -> bool {
        let nodes = self.core.selection.nodes();
        self.core.run(&Duplicate { nodes, dx: COPY_OFFSET, dy: COPY_OFFSET, grabbed: None, nests: false })
    }

    fn copy_as_text(&mut self) -> bool {
        self.core.copied = text_of(&self.core.design, &self.core.selection.nodes());
        self.copy()
    }

    fn copy(&mut self) -> bool {
        self.core.clipboard = Fragment::of(&self.core.design, &self.core.selection.nodes());
        true
    }

    fn paste(&mut self) -> bool {
        let fragment = self.core.clipboard.clone();
        let into = self.single().filter(|id| fragment.fits_into(&self.core.design, *id));
        let done = self.core.run(&Insert { fragment: &fragment, dx: COPY_OFFSET, dy: COPY_OFFSET, into });
        if done {
            // The next paste lies beside this one, not over it.
            self.copy();
            self.bring_selection();
        }
        done
    }

    /// Puts in a text from the clipboard of the system.
    pub(crate) fn paste_text(&mut self, text: &str) -> bool {
        // What was copied here knows its containers, which its text does not name.
        if text == self.core.copied && !self.core.clipboard.is_empty() && self.core.clipboard.is_at_home(&self.core.design) {
            return self.paste();
        }
        let reading = read_any(text);
        if let Some(problem) = reading.problems.first() {
            return self.core.refuse(format!("This is no sketch that could be put in: {problem}"));
        }
        if reading.design.node_count() == 0 {
            return self.core.refuse("The clipboard has no nodes: copy some first, here, in another window or in a text".to_owned());
        }
        let middle = self.core.page(self.core.screen.center());
        let selected = self.core.selection.last().and_then(Item::node);
        self.core.run(&Paste { other: &reading.design, middle, selected }) && self.show_selection()
    }
}
