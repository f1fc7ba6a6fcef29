//! The walk over the drawing: its connections, the steps between nodes that no line joins, and a number at each node.

use groundplan_engine::answer::Leg;
use groundplan_synth::design::{Frame, NodeId};
use groundplan_synth::network::walk::{Stop, Verdict};
use groundplan_synth::pixels::Pixels;
use leptos::prelude::*;

use super::walk::{Walk, lines, shown, stations, verdict_look};
use crate::session::Session;

/// The walk that the panel shows, in page coordinates; nothing while the panel is not there.
#[component]
pub fn WalkOverlay() -> impl IntoView {
    let session: Session = expect_context();
    let walk: Walk = expect_context();
    move || {
        let trace = walk.trace.get().there()?.ok()?;
        Some(drawn(session, shown(&trace)?, walk.ends()))
    }
}

fn frame_of(session: Session, id: NodeId) -> Option<Frame> {
    session.node(session.stand_in(id))?.shape.get().map(|shape| shape.frame)
}

fn drawn(session: Session, leg: &Leg, ends: Option<(Stop, Stop)>) -> impl IntoView + use<> {
    let unit = 1.0 / session.rest_zoom.get();
    let walked = session.with_design(|design| lines(design, leg, ends)).into_iter().filter_map(|(id, verdict)| {
        let line = session.connection(id)?.line.get()?;
        Some(view! { <path class=format!("walked {}", verdict_look(verdict).1) d=line.path stroke-width=Pixels(3.0 * unit).to_string() /> })
    });
    let stations = stations(leg);
    let steps = stations.windows(2).filter_map(|pair| {
        let [(from, ..), (to, _, verdict)] = pair else { return None };
        let joined = session.with_design(|design| {
            design.connections_of(*from).any(|(_, connection)| connection.nodes().is_some_and(|(one, other)| one == *to || other == *to))
        });
        let (from, to) = (frame_of(session, *from)?, frame_of(session, *to)?);
        // A frame around a node needs no line to it.
        let inside = |outer: Frame, inner: Frame| {
            outer.x <= inner.x && outer.y <= inner.y && outer.right() >= inner.right() && outer.bottom() >= inner.bottom()
        };
        (!joined && !inside(from, to) && !inside(to, from)).then(|| {
            let (x1, y1) = (from.x + from.width / 2, from.y + from.height / 2);
            let (x2, y2) = (to.x + to.width / 2, to.y + to.height / 2);
            view! { <line class=format!("walked step {}", verdict_look(*verdict).1) x1=x1 y1=y1 x2=x2 y2=y2 stroke-width=Pixels(2.0 * unit).to_string() /> }
        })
    });
    let marks = stations.iter().filter_map(|(id, number, verdict)| {
        let frame = frame_of(session, *id)?;
        let sign = match verdict {
            Verdict::Passes => "✓",
            Verdict::CannotTell => "?",
            Verdict::Blocked => "×",
        };
        // In screen size at every zoom, at the corner where neither a name stands nor a finding is marked.
        let corner = format!("translate({}, {}) scale({})", frame.x, frame.bottom(), Pixels(unit));
        Some(view! {
            <g class=format!("hop-mark {}", verdict_look(*verdict).1) data-hop=*number transform=corner>
                <rect x="-6" y="-9" width="32" height="18" rx="9" />
                <text x="10" y="4" text-anchor="middle">{format!("{number} {sign}")}</text>
            </g>
        })
    });
    view! { {walked.collect_view()} {steps.collect_view()} {marks.collect_view()} }
}
