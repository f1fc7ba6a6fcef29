//! What lies over the drawing: selection, hover, ports, marks of findings, and the previews of a gesture.
//!
//! Nodes know nothing of the selection: selecting one of a thousand redraws one outline here.

use groundplan_editor::hit;
use groundplan_editor::{Connecting, Ghost, Item, PointerKind, Selection};
use groundplan_synth::catalog;
use groundplan_synth::design::{Frame, NodeId, canvas};
use groundplan_synth::picture::{Collapsed, drawn_as};
use groundplan_synth::pixels::Pixels;
use leptos::prelude::*;

use super::marks;
use super::places::{frame_of, pixel, rounded};
use super::walk_overlay::WalkOverlay;
use crate::erased::{each, live, live_text};
use crate::session::Session;

/// Everything over the drawing, in page coordinates.
#[component]
pub fn Overlay() -> impl IntoView {
    let session: Session = expect_context();
    let selected = move || -> Vec<Item> { session.selection.get().iter().collect() };
    view! {
        <svg class="overlay" aria-hidden="true">
            <Targets />
            {live(move || (!is_dragged(session)).then(|| session.hover.get()).flatten().map(|item| outline(session, item, "hovered")))}
            {each(selected, move |item| selected_outline(session, item))}
            <WalkOverlay />
            <marks::Marks />
            {live(move || (!is_dragged(session)).then(|| ports(session)))}
            {live(move || (!is_dragged(session)).then(|| fold_buttons(session)))}
            <Previews />
        </svg>
    }
}

/// While nodes are dragged, nobody aims at a port.
pub fn is_dragged(session: Session) -> bool {
    session.lifted_cards.with(|ids| !ids.is_empty()) || session.lifted_frames.with(|ids| !ids.is_empty())
}

/// The outline of what is selected. That of a node follows it while it is dragged, by nothing but its path.
fn selected_outline(session: Session, item: Item) -> AnyView {
    let Item::Node(id) = item else { return live(move || outline(session, item, "selected")) };
    let path = move || {
        frame_of(session, id)
            .map(|frame| rounded(f64::from(frame.x), f64::from(frame.y), f64::from(frame.width), f64::from(frame.height), 10.0))
            .unwrap_or_default()
    };
    let class = move || class_of(session, id, "selected");
    let width = move || Pixels(pixel(session) * 2.0).to_string();
    view! { <path class=live_text(class) d=live_text(path) stroke-width=live_text(width) /> }.into_any()
}

/// The class of a node's outline, which tells that it is locked.
fn class_of(session: Session, id: NodeId, class: &str) -> String {
    let is_locked = session.node(id).is_some_and(|node| node.record.with(|node| canvas::is_locked(node)));
    if is_locked { format!("{class} locked") } else { class.to_owned() }
}

fn outline(session: Session, item: Item, class: &'static str) -> Option<AnyView> {
    let width = pixel(session) * if class == "selected" { 2.0 } else { 1.5 };
    match item {
        Item::Node(id) => Some(rectangle(frame_of(session, id)?, &class_of(session, id, class), width, 10).into_any()),
        Item::Connection(id) => {
            let drawn = session.with_design(|design| drawn_as(design, id));
            let line = session.connection(drawn)?.line.get()?;
            Some(view! { <path class=format!("line-{class}") d=line.path stroke-width=Pixels(width * 1.25).to_string() /> }.into_any())
        }
    }
}

fn rectangle(frame: Frame, class: &str, width: f64, radius: i32) -> impl IntoView + use<> {
    view! { <rect class=class.to_owned() x=frame.x y=frame.y width=frame.width height=frame.height rx=radius stroke-width=Pixels(width).to_string() /> }
}

/// The nodes that can be aimed at: see [`Selection::aimed`].
fn aimed(session: Session) -> Vec<NodeId> {
    let hover = session.hover.get();
    session.selection.with(|selection| selection.aimed(hover))
}

/// The ports of the selected or hovered node where they are live, in screen size at every zoom.
fn ports(session: Session) -> Option<AnyView> {
    let unit = pixel(session);
    let mut shown = Vec::new();
    for id in aimed(session).into_iter().filter(|id| session.has_ports(*id)) {
        let Some(frame) = frame_of(session, id) else { continue };
        for side in hit::ports(frame, 1.0 / unit) {
            let at = hit::port(frame, *side);
            shown.push(
                view! { <circle class="port" cx=Pixels(at.x).to_string() cy=Pixels(at.y).to_string() r=Pixels(5.0 * unit).to_string() stroke-width=Pixels(1.5 * unit).to_string() /> },
            );
        }
    }
    if let Some(Item::Connection(id)) = session.selection.with(Selection::single) {
        // What leads to something hidden cannot be led elsewhere.
        let drawn = session.with_design(|design| Collapsed::of(design).bundle(design, id).is_none().then(|| drawn_as(design, id)))?;
        // Where it is drawn decides; the line is made anew whenever that changes.
        let _ = session.connection(drawn)?.line.get();
        let points = session.points(drawn)?;
        for (x, y) in points.first().into_iter().chain(points.last()) {
            shown.push(view! { <circle class="port" cx=Pixels(f64::from(*x)).to_string() cy=Pixels(f64::from(*y)).to_string() r=Pixels(5.0 * unit).to_string() stroke-width=Pixels(1.5 * unit).to_string() /> });
        }
    }
    (!shown.is_empty()).then(|| shown.collect_view().into_any())
}

/// The button that collapses the hovered or selected container, or expands it, in screen size at every zoom.
fn fold_buttons(session: Session) -> Option<AnyView> {
    if session.is_read_only() {
        return None;
    }
    let unit = pixel(session);
    let button = |id: NodeId| {
        // Where it is drawn decides.
        frame_of(session, id)?;
        let (at, is_collapsed) = session.with_design(|design| {
            let is_collapsed = design.node(id).is_some_and(|node| canvas::is_collapsed(node));
            Some((hit::fold_button(design, id, 1.0 / unit, PointerKind::Mouse)?.0, is_collapsed))
        })?;
        let sign = if is_collapsed { "M-4 0H4M0 -4V4" } else { "M-4 0H4" };
        let place = format!("translate({}, {}) scale({})", Pixels(at.x), Pixels(at.y), Pixels(unit));
        Some(view! { <g class="fold" transform=place><rect x="-9" y="-9" width="18" height="18" rx="4" /><path d=sign /></g> })
    };
    let shown: Vec<_> = aimed(session).into_iter().filter_map(button).collect();
    (!shown.is_empty()).then(|| shown.collect_view().into_any())
}

/// While a connection is drawn: what can take it stands out, everything else steps back.
#[component]
fn Targets() -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let connecting = session.preview.with(|preview| preview.connecting.clone())?;
        let width = 2.0 * pixel(session);
        let lit = connecting
            .targets
            .iter()
            .filter_map(|id| frame_of(session, *id))
            .map(|frame| rectangle(frame, "target", width, 10))
            .collect_view();
        Some(lit)
    }
}

#[component]
fn Previews() -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let preview = session.preview.get();
        let unit = pixel(session);
        let marquee = preview.marquee.map(|area| {
            view! { <rect class="marquee" x=Pixels(area.x).to_string() y=Pixels(area.y).to_string() width=Pixels(area.width).to_string() height=Pixels(area.height).to_string() stroke-width=Pixels(unit).to_string() /> }
        });
        let target = preview.drop_target.and_then(|id| frame_of(session, id)).map(|frame| rectangle(frame, "drop-target", 2.5 * unit, 10));
        let guides = preview.guides.iter().map(|guide| {
            let (x1, y1, x2, y2) =
                if guide.vertical { (guide.at, guide.from, guide.at, guide.to) } else { (guide.from, guide.at, guide.to, guide.at) };
            view! { <line class="guide" x1=x1 y1=y1 x2=x2 y2=y2 stroke-width=Pixels(unit).to_string() /> }
        });
        view! {
            {marquee}
            {target}
            {guides.collect_view()}
            {preview.connecting.map(|connecting| rubber_band(session, &connecting, unit))}
            {preview.ghost.map(|ghost| ghost_view(&ghost, unit))}
        }
    }
}

fn rubber_band(session: Session, connecting: &Connecting, unit: f64) -> impl IntoView + use<> {
    let (from, to) = (connecting.start, connecting.to);
    let refused = connecting.refusal.is_some();
    let over = connecting
        .over
        .and_then(|id| frame_of(session, id))
        .map(|frame| rectangle(frame, if refused { "over-refused" } else { "over-target" }, 3.0 * unit, 10));
    view! {
        {over}
        <line class=if refused { "band refused" } else { "band" } x1=Pixels(from.x).to_string() y1=Pixels(from.y).to_string() x2=Pixels(to.x).to_string() y2=Pixels(to.y).to_string() stroke-width=Pixels(2.0 * unit).to_string() />
        <circle class="band-end" cx=Pixels(to.x).to_string() cy=Pixels(to.y).to_string() r=Pixels(4.0 * unit).to_string() />
    }
}

fn ghost_view(ghost: &Ghost, unit: f64) -> impl IntoView + use<> {
    let title = catalog::by_id(&ghost.kind).map_or("", |kind| kind.title);
    let frame = ghost.frame;
    view! {
        <g class=if ghost.refusal.is_some() { "ghost refused" } else { "ghost" }>
            <rect x=frame.x y=frame.y width=frame.width height=frame.height rx="8" stroke-width=Pixels(1.5 * unit).to_string() />
            <text x=frame.x + 12 y=frame.y + 24 font-size="13">{title}</text>
        </g>
    }
}
