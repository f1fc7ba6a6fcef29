//! The marks of findings at the top right corner of their nodes, of those that are in the page.
//!
//! They stand in absolute coordinates: browsers pay at every frame for each element with a transform of its own, and there may be thousands.

use groundplan_synth::design::NodeId;
use groundplan_synth::picture::Collapsed;
use groundplan_synth::pixels::Pixels;
use groundplan_synth::rules::Severity;
use leptos::prelude::*;

use super::places::{frame_of, pixel, rounded};
use crate::erased::{each, live_text, memo};
use crate::session::Session;

/// Half of a mark's height in pixels of the screen.
const HALF: f64 = 9.0;

/// All marks.
#[component]
pub fn Marks() -> impl IntoView {
    let session: Session = expect_context();
    let all = memo(move || {
        session.revision.track();
        let collapsed = session.with_design(Collapsed::of);
        session.checked.with(|checked| checked.marks(&collapsed))
    });
    let marks = move || {
        let shown = [session.frames, session.cards, session.lifted_frames, session.lifted_cards].map(|ids| ids.get());
        let mark = |id: &NodeId| all.with(|all| all.get(id).map(|(severity, count)| (*id, *severity, *count)));
        shown.iter().flatten().filter_map(mark).collect::<Vec<_>>()
    };
    each(marks, move |(id, severity, count)| mark(session, id, severity, count))
}

/// A mark, with the number of findings where there are several.
fn mark(session: Session, id: NodeId, severity: Severity, count: usize) -> impl IntoView {
    // The sign takes 18 pixels, and each digit 7 more behind a gap.
    let digits = if count == 1 { 0.0 } else { f64::from(count.ilog10()) + 1.0 };
    let width = if count == 1 { 2.0 * HALF } else { 25.0 + 7.0 * digits };
    // In screen size at every zoom: a mark that cannot be seen marks nothing.
    let unit = move || pixel(session);
    // Where so many pixels right of and below the node's corner are.
    let place = move |x: f64, y: f64| {
        let frame = frame_of(session, id).unwrap_or_default();
        (f64::from(frame.right()) + x * unit(), f64::from(frame.y) + y * unit())
    };
    let shield = move || {
        let (x, y) = place(6.0 - width, -HALF);
        rounded(x, y, width * unit(), 2.0 * HALF * unit(), HALF * unit())
    };
    // A path, not a letter: browsers lay out text anew at every step of the zoom.
    let sign = move || {
        let (x, y) = place(15.0 - width, 0.0);
        sign(severity, x, y, unit())
    };
    let number = (count > 1).then(|| {
        let (x, y) = (
            live_text(move || Pixels(place((24.0 - width) / 2.0, 0.0).0).to_string()),
            live_text(move || Pixels(place(0.0, 4.0).1).to_string()),
        );
        view! { <text x=x y=y font-size=live_text(move || Pixels(11.0 * unit()).to_string()) text-anchor="middle">{count}</text> }
    });
    view! {
        <g class=format!("mark severity-{severity}") data-mark=id.0 stroke-width=live_text(move || Pixels(2.0 * unit()).to_string())>
            <path d=live_text(shield) />
            <path class="sign" d=live_text(sign) />
            {number}
        </g>
    }
}

/// A cross, an exclamation mark or an i around a point.
fn sign(severity: Severity, x: f64, y: f64, unit: f64) -> String {
    let at = |right: f64, down: f64| format!("{} {}", Pixels(x + right * unit), Pixels(y + down * unit));
    match severity {
        Severity::Error => format!("M{}L{}M{}L{}", at(-3.0, -3.0), at(3.0, 3.0), at(3.0, -3.0), at(-3.0, 3.0)),
        Severity::Warning => format!("M{}L{}M{}L{}", at(0.0, -4.5), at(0.0, 0.5), at(0.0, 4.0), at(0.0, 4.01)),
        Severity::Info => format!("M{}L{}M{}L{}", at(0.0, -1.0), at(0.0, 4.0), at(0.0, -4.5), at(0.0, -4.49)),
    }
}
