//! A node on the canvas, from the shape that the picture's code computes.

use groundplan_synth::design::NodeId;
use groundplan_synth::picture::shapes::{CARD_RADIUS, FRAME_RADIUS, Glyph, NodeShape, Text};
use leptos::prelude::*;

use crate::session::Session;

/// One node. It is drawn anew when its own shape changes, and never otherwise.
#[component]
pub fn NodeView(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let shape = session.node(id).map(|node| node.shape);
    move || {
        let shape = shape.as_ref()?.get()?;
        let (name, coarse) = (format!("node-{id}"), session.coarse.get());
        Some(if shape.look.is_some() { frame(&shape, &name, coarse).into_any() } else { card(&shape, &name, coarse).into_any() })
    }
}

/// A node while it is dragged: drawn once and then moved, unless more of it changes than its place.
#[component]
pub fn LiftedNode(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let shape = session.node(id).map(|node| node.shape);
    let now = Memo::new(move |_| shape.as_ref().and_then(|shape| shape.get()));
    // The shape as it was drawn: the same as long as the node only moves.
    let drawn = Memo::new(move |before: Option<&Option<NodeShape>>| {
        let now = now.get();
        match (before, &now) {
            (Some(Some(before)), Some(shape)) if before.moved_to(shape.frame) == *shape => Some(before.clone()),
            _ => now,
        }
    });
    let place = move || {
        let corner = |shape: &Option<NodeShape>| shape.as_ref().map_or((0, 0), |shape| (shape.frame.x, shape.frame.y));
        let (from, to) = (drawn.with(corner), now.with(corner));
        format!("translate({} {})", to.0 - from.0, to.1 - from.1)
    };
    view! {
        <g transform=place>
            {move || {
                let (shape, name, coarse) = (drawn.get()?, format!("node-{id}"), session.coarse.get());
                Some(if shape.look.is_some() { frame(&shape, &name, coarse).into_any() } else { card(&shape, &name, coarse).into_any() })
            }}
        </g>
    }
}

fn color(name: &str) -> String {
    format!("var(--{name})")
}

/// A frame with its title, or from far away without.
pub fn frame(shape: &NodeShape, name: &str, coarse: bool) -> impl IntoView + use<> {
    let look = shape.look;
    let stroke = look.map(|look| color(look.stroke.name));
    let fill = look.map(|look| color(look.fill.name));
    let opacity = look.map(|look| (f64::from(look.opacity) / 100.0).to_string());
    let dashes = look.map(|look| look.dashes).filter(|dashes| !dashes.is_empty());
    let box_ = shape.frame;
    view! {
        <g data-node=name.to_owned() class="node-frame">
            <rect x=box_.x y=box_.y width=box_.width height=box_.height rx=FRAME_RADIUS fill=fill fill-opacity=opacity stroke=stroke stroke-width="1.5" stroke-dasharray=dashes />
            {words(shape, coarse)}
        </g>
    }
}

fn card(shape: &NodeShape, name: &str, coarse: bool) -> impl IntoView + use<> {
    let box_ = shape.frame;
    view! {
        <g data-node=name.to_owned() class="node-card">
            <rect x=box_.x y=box_.y width=box_.width height=box_.height rx=CARD_RADIUS fill="var(--surface)" stroke="var(--outline)" />
            {words(shape, coarse)}
        </g>
    }
}

/// The glyph, the name and the caption, which nobody can read from far away.
fn words(shape: &NodeShape, coarse: bool) -> Option<AnyView> {
    (!coarse).then(|| (glyph(&shape.glyph), text(&shape.name), text(&shape.caption)).into_any())
}

/// A task in its subnet.
pub fn task(glyph_: &Glyph, label: &Text) -> impl IntoView + use<> {
    view! { <g class="task-glyph">{glyph(glyph_)} {text(label)}</g> }
}

fn glyph(glyph: &Glyph) -> impl IntoView + use<> {
    // One element for the whole drawing: each costs time when hundreds of nodes come into view.
    let paths = glyph.paths.join("");
    view! {
        <rect x=glyph.x y=glyph.y width=glyph.size height=glyph.size rx=glyph.radius() fill=color(glyph.color.name) />
        <path transform=glyph.transform() d=paths fill="none" stroke="var(--glyph)" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    }
}

fn text(text: &Text) -> impl IntoView + use<> {
    view! {
        <text
            x=text.x
            y=text.y
            font-size=text.size
            class=if text.strong { "strong" } else { "muted" }
            text-anchor=text.centered.then_some("middle")
        >{text.text.clone()}</text>
    }
}
