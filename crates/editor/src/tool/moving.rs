//! Nodes follow the pointer; where it is decides what they are dropped into. With Alt, copies follow instead.

use groundplan_synth::design::{Frame, NodeId, Patch};
use groundplan_synth::picture::collapsed;

use crate::command::{Command, Duplicate, Move, Refusal, created};
use crate::core::Core;
use crate::event::Input;
use crate::geometry::PagePoint;
use crate::item::{Item, Selection};
use crate::snap;
use crate::tree::Tree;
use crate::update::Cursor;

/// A drag of nodes.
#[derive(Clone, Debug)]
pub(crate) struct Moving {
    pub(crate) last: Input,
    pub(crate) selection: Selection,
    grabbed: NodeId,
    from: PagePoint,
    roots: Vec<NodeId>,
    frame: Frame,
    siblings: Vec<Frame>,
    /// The last preview was refused: letting go takes it back.
    refused: bool,
    /// What the last preview created: the copies.
    copies: Selection,
}

impl Moving {
    pub(crate) fn new(core: &mut Core, grabbed: NodeId, start: Input, selection: Selection) -> Self {
        // A drag's undo brings back what was selected before the press.
        let selected = std::mem::replace(&mut core.selection, selection.clone());
        core.begin();
        core.selection = selected;
        let design = core.base();
        let tree = Tree::of(design);
        let roots = tree.roots(&core.selection.nodes());
        let around = design.ancestors(grabbed);
        let leader = roots.iter().copied().find(|root| *root == grabbed || around.contains(root)).unwrap_or(grabbed);
        let moved = tree.with_contents(&roots);
        let parent = design.node(leader).and_then(|node| node.parent);
        let siblings = collapsed::drawn(design).filter(|(id, node, _)| node.parent == parent && !moved.contains(id));
        Self {
            from: core.page(start.at),
            frame: collapsed::frame_of(design, leader).unwrap_or_default(),
            siblings: siblings.map(|(.., frame)| frame).collect(),
            grabbed: leader,
            roots,
            last: start,
            selection,
            refused: false,
            copies: Selection::default(),
        }
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        self.last = *input;
        let point = core.page(input.at);
        let wished = self.frame.moved((point.x - self.from.x).round() as i32, (point.y - self.from.y).round() as i32);
        // The shortcut key holds all magnets off.
        let (frame, guides) = if input.modifiers.command() {
            (wished, Vec::new())
        } else {
            snap::snapped(wished, &self.siblings, core.viewport.zoom, core.grid)
        };
        let (dx, dy) = (frame.x - self.frame.x, frame.y - self.frame.y);
        let copies = input.modifiers.alt;
        let shown = self.plan(core, copies, dx, dy, Some((self.grabbed, point)));
        self.refused = shown.is_err();
        core.preview.guides = guides;
        match shown {
            Ok(patch) => {
                self.copies = created(&patch);
                self.tell(core, copies);
            }
            Err(refusal) => {
                // The nodes go on following the pointer, so that one sees what is refused.
                self.copies = self.plan(core, copies, dx, dy, None).map(|patch| created(&patch)).unwrap_or_default();
                core.hint.clone_from(&refusal.reason);
                core.refuse(refusal.reason);
                core.cursor = Cursor::NotAllowed;
            }
        }
        self
    }

    fn plan(&self, core: &mut Core, copies: bool, dx: i32, dy: i32, grabbed: Option<(NodeId, PagePoint)>) -> Result<Patch, Refusal> {
        let nests = grabbed.is_some();
        let nodes = self.roots.clone();
        let command: Box<dyn Command> =
            if copies { Box::new(Duplicate { nodes, dx, dy, grabbed, nests }) } else { Box::new(Move { nodes, dx, dy, grabbed, nests }) };
        core.show(command.as_ref())
    }

    /// Says where the nodes would come to lie.
    fn tell(&self, core: &mut Core, copies: bool) {
        let shown = if copies { self.copies.nodes().first().copied() } else { Some(self.grabbed) };
        let before = core.base().node(self.grabbed).and_then(|node| node.parent);
        let after = shown.and_then(|id| core.design.node(id)).and_then(|node| node.parent);
        let what = match self.roots.as_slice() {
            [one] => core.base().node(*one).map(|node| node.name.clone()).unwrap_or_default(),
            several => format!("{} nodes", several.len()),
        };
        core.preview.drop_target = after.filter(|_| after != before);
        core.hint = match (copies, after) {
            (true, _) => format!("Copy {what}"),
            (false, Some(parent)) if after != before => format!("Drop in {}", core.name(parent)),
            (false, None) if after != before => format!("Take {what} out"),
            (false, _) => format!("Move {what}"),
        };
        core.cursor = if copies { Cursor::Copy } else { Cursor::Grabbing };
    }

    // Moving -> Idle
    pub(crate) fn up(self, core: &mut Core, input: &Input) {
        let ended = self.moved(core, input);
        core.preview = crate::update::Preview::default();
        core.hint.clear();
        if ended.refused {
            core.cancel();
            // The nodes are back where they were, and still what this is about.
            core.selection = ended.roots.iter().map(|id| Item::Node(*id)).collect();
            return;
        }
        if !ended.copies.is_empty() && input.modifiers.alt {
            core.selection = ended.copies;
        }
        core.commit();
    }
}
