//! The page follows the pointer.

use crate::core::Core;
use crate::event::Input;
use crate::update::Cursor;

/// A drag of the page.
#[derive(Clone, Debug)]
pub(crate) struct Panning {
    pub(crate) last: Input,
}

impl Panning {
    pub(crate) fn moved(self, core: &mut Core, input: &Input) -> Self {
        core.viewport = core.viewport.panned(input.at.x - self.last.at.x, input.at.y - self.last.at.y);
        core.cursor = Cursor::Grabbing;
        Self { last: Input { button: self.last.button, ..*input } }
    }
}
