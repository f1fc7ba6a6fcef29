//! Where what is drawn lies, and shapes around it, for what lies over the drawing.

use groundplan_synth::design::{Frame, NodeId};
use groundplan_synth::pixels::Pixels;
use leptos::prelude::*;

use crate::session::Session;

/// The frame of what is drawn for a node; `None` when that is nothing.
pub fn frame_of(session: Session, id: NodeId) -> Option<Frame> {
    let id = session.stand_in(id);
    session.node(id)?.shape.with(|shape| shape.as_ref().map(|shape| shape.frame))
}

/// The length on the page of a pixel of the screen, at the zoom at which the camera last rested.
pub fn pixel(session: Session) -> f64 {
    1.0 / session.rest_zoom.get()
}

/// A rectangle with round corners as a path: one attribute instead of five. Corners of a small one are as round as it has room for.
pub fn rounded(x: f64, y: f64, width: f64, height: f64, radius: f64) -> String {
    let radius = radius.min(width / 2.0).min(height / 2.0);
    let (across, down, round) = (Pixels(width - 2.0 * radius), Pixels(height - 2.0 * radius), Pixels(radius));
    let corner = |right: f64, below: f64| format!("a{round} {round} 0 0 1 {} {}", Pixels(right * radius), Pixels(below * radius));
    let corners = [corner(1.0, 1.0), corner(-1.0, 1.0), corner(-1.0, -1.0), corner(1.0, -1.0)];
    let [right, bottom, left, top] = &corners;
    format!("M{} {}h{across}{right}v{down}{bottom}h-{across}{left}v-{down}{top}z", Pixels(x + radius), Pixels(y))
}
