//! What each key does. `key` comes first; `code` serves layouts on which the key is elsewhere or needs Shift.

use crate::Editor;
use crate::action;
use crate::command::{Move, Resize};
use crate::event::Modifiers;
use crate::hit::Handle;
use crate::item::Item;
use crate::item::Selection;
use crate::navigate;
use crate::snap::{self, GRID};
use crate::tool::Tool;
use crate::update::Cursor;

/// The direction of an arrow key: to the right and downwards.
fn arrow(key: &str) -> Option<(i32, i32)> {
    match key {
        "ArrowLeft" => Some((-1, 0)),
        "ArrowRight" => Some((1, 0)),
        "ArrowUp" => Some((0, -1)),
        "ArrowDown" => Some((0, 1)),
        _ => None,
    }
}

impl Editor {
    /// Does what a key means; false when it means nothing here, so that the browser may have it.
    pub(crate) fn key(&mut self, key: &str, code: &str, modifiers: Modifiers) -> bool {
        if key == " " {
            self.core.space = true;
            self.core.cursor = Cursor::Grab;
            return true;
        }
        if key == "Escape" {
            return self.escape();
        }
        // While something is dragged, other keys would pull the design from under it.
        if self.tool.is_pressed() {
            return false;
        }
        if let Tool::Choosing(_) = self.tool {
            return self.key_while_choosing(key);
        }
        match action::by_key(key, code, modifiers) {
            // What cannot be done is told; the browser has nothing better to do with it.
            Some(act) => self.act(act) || modifiers.command() || modifiers.alt,
            None => arrow(key).is_some_and(|step| self.arrow(step, modifiers)),
        }
    }

    /// The ladder: the gesture, the hand tool, the container that somebody went into, the selection; then the key is the browser's.
    fn escape(&mut self) -> bool {
        let had_gesture = self.cancel_gesture();
        if had_gesture {
            return true;
        }
        if self.core.hand {
            self.core.hand = false;
            return true;
        }
        let inside = self.core.selection.single().and_then(Item::node).map(|node| self.core.design.ancestors(node)).unwrap_or_default();
        while let Some(container) = self.entered.pop() {
            if inside.contains(&container) {
                return self.go(Some(container));
            }
        }
        let had_selection = !self.core.selection.is_empty();
        self.core.select(Selection::default());
        had_selection
    }

    fn key_while_choosing(&mut self, key: &str) -> bool {
        let Tool::Choosing(state) = std::mem::take(&mut self.tool) else { return false };
        match key {
            "Enter" => state.done(&mut self.core),
            "ArrowRight" | "ArrowDown" | "Tab" => self.tool = Tool::Choosing(state.next(&mut self.core, true)),
            "ArrowLeft" | "ArrowUp" => self.tool = Tool::Choosing(state.next(&mut self.core, false)),
            _ => {
                self.tool = Tool::Choosing(state);
                return false;
            }
        }
        true
    }

    fn arrow(&mut self, step: (i32, i32), modifiers: Modifiers) -> bool {
        if modifiers.alt {
            return modifiers.shift && !modifiers.command() && self.resize_by(step);
        }
        if !modifiers.command() {
            if self.core.selection.is_empty() {
                return self.pan_by(step, modifiers.shift);
            }
            let nodes = self.core.selection.nodes();
            if nodes.is_empty() {
                return false;
            }
            let by = match (self.core.grid, modifiers.shift) {
                (true, false) => GRID,
                (true, true) => 5 * GRID,
                (false, false) => 1,
                (false, true) => 10,
            };
            let command = Move { nodes, dx: step.0 * by, dy: step.1 * by, grabbed: None, nests: true };
            self.core.run_quietly(&command, true);
            return self.bring_selection();
        }
        let nearest = self.core.selection.last().and_then(Item::node).and_then(|from| navigate::nearest(&self.core.design, from, step));
        self.go(nearest);
        true
    }

    /// Moves the right or the bottom edge of the selected container by a step.
    fn resize_by(&mut self, step: (i32, i32)) -> bool {
        let single = self.core.selection.single().and_then(Item::node);
        let frame = single.and_then(|node| self.core.design.node(node)?.frame);
        let Some((node, frame)) = single.zip(frame) else {
            self.core.refuse("Select one container first".to_owned());
            return true;
        };
        let handle = Handle { horizontal: step.0.abs(), vertical: step.1.abs() };
        let (dx, dy) = snap::edges(frame, handle, (GRID * step.0, GRID * step.1), &[], 1.0, self.core.grid);
        self.core.run_quietly(&Resize { node, handle, dx, dy }, true);
        true
    }
}
