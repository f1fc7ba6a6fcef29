//! What each key does. `key` comes first; `code` serves layouts on which the key is elsewhere or needs Shift.

use crate::Editor;
use crate::command::{Delete, Duplicate, Fragment, Insert, Move};
use crate::event::Modifiers;
use crate::item::{Item, Selection};
use crate::navigate;
use crate::snap::GRID;
use crate::tool::{Choosing, Tool};
use crate::update::Cursor;

/// How far copies lie from their originals, in page units.
const COPY_OFFSET: i32 = 3 * GRID;
/// One press of plus or minus.
pub(crate) const ZOOM_STEP: f64 = 1.25;

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
        if let Some(step) = arrow(key) {
            return self.arrow(step, modifiers);
        }
        match (modifiers.command(), modifiers.alt) {
            (true, false) => self.shortcut(key, code, modifiers.shift),
            (false, false) => self.plain_key(key, code, modifiers.shift),
            _ => false,
        }
    }

    /// The ladder: the gesture, the hand tool, the selection; then the key is the browser's.
    fn escape(&mut self) -> bool {
        let had_gesture = self.cancel_gesture();
        if had_gesture {
            return true;
        }
        if self.core.hand {
            self.core.hand = false;
            return true;
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
            return false;
        }
        let last = self.core.selection.last().and_then(Item::node);
        if !modifiers.command() {
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
            return true;
        }
        let Some(from) = last else { return false };
        let design = &self.core.design;
        let to = match (modifiers.shift, step) {
            (false, step) => navigate::nearest(design, from, step),
            (true, (0, -1)) => navigate::parent(design, from),
            (true, (0, 1)) => navigate::first_child(design, from),
            (true, _) => return false,
        };
        if let Some(to) = to {
            self.core.select(Selection::only(Item::Node(to)));
        }
        true
    }

    fn plain_key(&mut self, key: &str, code: &str, shift: bool) -> bool {
        // Shift changes what a digit's key writes, differently on every layout: its code does not change.
        if shift && matches!(code, "Digit0" | "Digit1" | "Digit2") {
            return match code {
                "Digit0" => self.reset_zoom(),
                "Digit1" => self.fit_all(),
                _ => self.fit_selection(),
            };
        }
        match key {
            "Delete" | "Backspace" => self.delete(),
            "Tab" => {
                let from = self.core.selection.last().and_then(Item::node);
                let to = navigate::next(&self.core.design, from, !shift);
                if let Some(to) = to {
                    self.core.select(Selection::only(Item::Node(to)));
                }
                to.is_some()
            }
            "Enter" => {
                self.core.edit_name = self.core.selection.single().and_then(Item::node);
                self.core.edit_name.is_some()
            }
            "v" | "V" => {
                self.core.hand = false;
                true
            }
            "h" | "H" => {
                self.core.hand = true;
                self.core.cursor = Cursor::Grab;
                true
            }
            "c" | "C" => {
                let Some(from) = self.core.selection.single().and_then(Item::node) else { return false };
                if let Some(state) = Choosing::new(&mut self.core, from) {
                    self.tool = Tool::Choosing(state);
                }
                true
            }
            _ => false,
        }
    }

    fn shortcut(&mut self, key: &str, code: &str, shift: bool) -> bool {
        let letter = key.to_lowercase();
        match (letter.as_str(), shift) {
            ("z", false) => self.core.travel(true),
            ("z", true) | ("y", false) => self.core.travel(false),
            ("a", false) => self.select_all(),
            ("d", false) => return self.duplicate(),
            ("c", false) => return self.copy(),
            ("x", false) => return self.copy() && self.delete(),
            ("v", false) => return self.paste(),
            ("0", _) => self.reset_zoom(),
            ("=" | "+", _) => self.zoom_by(ZOOM_STEP),
            ("-", _) => self.zoom_by(1.0 / ZOOM_STEP),
            _ => return self.shortcut_by_code(code),
        };
        true
    }

    fn shortcut_by_code(&mut self, code: &str) -> bool {
        match code {
            "Digit0" => self.reset_zoom(),
            "Quote" => {
                self.core.grid = !self.core.grid;
                true
            }
            _ => false,
        }
    }

    pub(crate) fn select_all(&mut self) -> bool {
        let all = self.core.design.nodes().map(|(id, _)| Item::Node(id)).collect();
        self.core.select(all);
        true
    }

    pub(crate) fn delete(&mut self) -> bool {
        let items = self.core.selection.clone();
        !items.is_empty() && self.core.run_quietly(&Delete { items }, false)
    }

    pub(crate) fn duplicate(&mut self) -> bool {
        let nodes = self.core.selection.nodes();
        if nodes.is_empty() {
            return false;
        }
        self.core.run(&Duplicate { nodes, dx: COPY_OFFSET, dy: COPY_OFFSET, grabbed: None, nests: false });
        true
    }

    fn copy(&mut self) -> bool {
        let nodes = self.core.selection.nodes();
        if nodes.is_empty() {
            return false;
        }
        self.core.clipboard = Fragment::of(&self.core.design, &nodes);
        true
    }

    fn paste(&mut self) -> bool {
        if self.core.clipboard.is_empty() {
            return false;
        }
        let fragment = self.core.clipboard.clone();
        if self.core.run(&Insert { fragment: &fragment, dx: COPY_OFFSET, dy: COPY_OFFSET }) {
            // The next paste lies beside this one, not over it.
            self.copy();
        }
        true
    }
}
