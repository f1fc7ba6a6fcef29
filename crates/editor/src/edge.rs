//! While something is dragged at the canvas's border, the page moves on under it.

use crate::Editor;
use crate::geometry::{ScreenPoint, ScreenSize};
use crate::tool::Tool;
use groundplan_synth::decimal::within;

/// How near the border, in screen pixels.
const BAND: f64 = 8.0;
/// How long the pointer rests there before, in milliseconds.
const REST_MS: f64 = 200.0;
/// How far the page moves in a millisecond, in screen pixels.
const SPEED: f64 = 0.6;
/// The longest time between two ticks that counts: a page that was hidden does not jump.
const LONGEST_MS: f64 = 50.0;

/// When a dragging pointer came to the border, and when the page moved last, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    since_ms: f64,
    last_ms: f64,
}

/// In which direction the page shall go on; `None` away from the border.
fn push(at: ScreenPoint, screen: ScreenSize) -> Option<(f64, f64)> {
    let along = |at: f64, length: f64| {
        if at < BAND {
            -1.0
        } else if at > length - BAND {
            1.0
        } else {
            0.0
        }
    };
    let push = (along(at.x, screen.width), along(at.y, screen.height));
    (push != (0.0, 0.0) && screen.is_known()).then_some(push)
}

impl Editor {
    /// Where to the page moves on under the current drag.
    pub(crate) fn push(&self) -> Option<(f64, f64)> {
        push(self.tool.dragged(&self.core)?, self.core.screen)
    }

    /// Time passed: the page moves on when the pointer has rested at the border.
    pub(crate) fn scroll_at_edge(&mut self, time_ms: f64) {
        let Some((x, y)) = self.push() else {
            self.edge = None;
            return;
        };
        let edge = self.edge.get_or_insert(Edge { since_ms: time_ms, last_ms: time_ms });
        let step = within(time_ms - edge.last_ms, 0.0, LONGEST_MS) * SPEED;
        edge.last_ms = time_ms;
        if time_ms - edge.since_ms >= REST_MS {
            self.core.viewport = self.core.viewport.panned(-x * step, -y * step);
            self.step(Tool::again);
        }
    }
}
