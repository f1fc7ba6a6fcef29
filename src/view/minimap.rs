//! The overview: the whole design in small, what the window shows of it, and a way to the rest.

use std::fmt::Write as _;

use groundplan_editor::{Event, Viewport, tree};
use groundplan_synth::design::{Design, Frame};
use groundplan_synth::picture::collapsed;
use groundplan_synth::pixels::Pixels;
use leptos::prelude::*;
use leptos::svg::Svg;
use web_sys::PointerEvent;

use super::Panels;
use crate::erased::{live_text, memo, on, shown_while};
use crate::session::Session;

/// The room around everything, in page units.
const MARGIN: i32 = 40;

/// All frames and all cards as one path each: two elements for however many nodes.
#[derive(Clone, Debug, Default, PartialEq)]
struct Small {
    around: Frame,
    frames: String,
    cards: String,
}

fn small(design: &Design) -> Small {
    let (mut around, mut frames, mut cards) = (None::<Frame>, String::new(), String::new());
    for (_, node, frame) in collapsed::drawn(design) {
        around = Some(around.map_or(frame, |around| around.union(frame)));
        let path = if tree::is_frame(node) { &mut frames } else { &mut cards };
        let _ = write!(path, "M{} {}h{}v{}h{}z", frame.x, frame.y, frame.width, frame.height, -frame.width);
    }
    let around = around.unwrap_or_default();
    let around = Frame::new(around.x - MARGIN, around.y - MARGIN, around.width + 2 * MARGIN, around.height + 2 * MARGIN);
    Small { around, frames, cards }
}

/// The overview, when it is open.
#[component]
pub fn Minimap() -> impl IntoView {
    let panels: Panels = expect_context();
    let session: Session = expect_context();
    let is_open = move || panels.minimap.get() && session.order.with(|order| !order.is_empty());
    shown_while(is_open, || view! { <Map /> })
}

#[component]
fn Map() -> impl IntoView {
    let session: Session = expect_context();
    let map = NodeRef::<Svg>::new();
    // What was committed: a drag is followed when it ends.
    let drawn = memo(move || small(&session.committed()));
    let box_ = move || drawn.with(|small| format!("{} {} {} {}", small.around.x, small.around.y, small.around.width, small.around.height));
    let window = memo(move || {
        let (camera, screen) = (session.viewport.get(), session.screen.get());
        (camera.x, camera.y, screen.width / camera.zoom, screen.height / camera.zoom)
    });
    let part = move |of: fn((f64, f64, f64, f64)) -> f64| live_text(move || Pixels(of(window.get())).to_string());
    let go = move |event: PointerEvent| {
        let Some(map) = map.get_untracked().filter(|_| event.buttons() & 1 == 1) else { return };
        let _ = map.set_pointer_capture(event.pointer_id());
        event.prevent_default();
        let (bounds, around) = (map.get_bounding_client_rect(), drawn.with_untracked(|small| small.around));
        // The drawing keeps its proportions and stands in the middle.
        let scale = (bounds.width() / f64::from(around.width)).min(bounds.height() / f64::from(around.height));
        let page = |at: f64, start: f64, length: f64, first: i32, size: i32| {
            f64::from(first) + (at - start - (length - f64::from(size) * scale) / 2.0) / scale
        };
        let x = page(f64::from(event.client_x()), bounds.left(), bounds.width(), around.x, around.width);
        let y = page(f64::from(event.client_y()), bounds.top(), bounds.height(), around.y, around.height);
        let (camera, (_, _, width, height)) = (session.viewport.get_untracked(), window.get_untracked());
        session.send(Event::SetViewport(Viewport { x: x - width / 2.0, y: y - height / 2.0, zoom: camera.zoom }));
    };
    view! {
        <svg class="minimap" aria-hidden="true" node_ref=map viewBox=live_text(box_) on:pointerdown=on(go) on:pointermove=on(go)>
            <path class="minimap-frames" d=live_text(move || drawn.with(|small| small.frames.clone())) />
            <path class="minimap-cards" d=live_text(move || drawn.with(|small| small.cards.clone())) />
            <rect x=part(|at| at.0) y=part(|at| at.1) width=part(|at| at.2) height=part(|at| at.3) />
        </svg>
    }
}
