//! Two fingers move and zoom the page: the two page points under them stay under them.

use super::Tool;
use crate::core::Core;
use crate::event::Input;

/// Two fingers on the canvas.
#[derive(Clone, Debug)]
pub(crate) struct Pinching {
    first: Input,
    second: Input,
}

impl Pinching {
    pub(crate) fn new(first: Input, second: Input) -> Self {
        Self { first, second }
    }

    pub(crate) fn moved(mut self, core: &mut Core, input: &Input) -> Self {
        let (middle, spread) = self.middle_and_spread();
        if input.id == self.first.id {
            self.first = *input;
        } else if input.id == self.second.id {
            self.second = *input;
        }
        let (next_middle, next_spread) = self.middle_and_spread();
        core.viewport = core.viewport.panned(next_middle.x - middle.x, next_middle.y - middle.y);
        core.viewport = core.viewport.zoomed_at(next_middle, next_spread / spread);
        self
    }

    fn middle_and_spread(&self) -> (crate::geometry::ScreenPoint, f64) {
        // Two fingers on one spot have no ratio: a pixel is the least spread.
        (self.first.at.middle(self.second.at), self.first.at.distance(self.second.at).max(1.0))
    }

    pub(crate) fn is_of(&self, id: i32) -> bool {
        id == self.first.id || id == self.second.id
    }

    // Pinching -> Idle: the finger that stays does nothing until it goes down again
    pub(crate) fn up(self, input: &Input) -> Tool {
        if self.is_of(input.id) { Tool::Idle } else { Tool::Pinching(self) }
    }
}
