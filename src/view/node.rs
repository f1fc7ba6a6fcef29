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
        let name = format!("node-{id}");
        Some(if shape.look.is_some() { frame(&shape, &name).into_any() } else { card(&shape, &name).into_any() })
    }
}

fn color(name: &str) -> String {
    format!("var(--{name})")
}

/// A frame with its title.
pub fn frame(shape: &NodeShape, name: &str) -> impl IntoView + use<> {
    let look = shape.look;
    let stroke = look.map(|look| color(look.stroke.name));
    let fill = look.map(|look| color(look.fill.name));
    let opacity = look.map(|look| (f64::from(look.opacity) / 100.0).to_string());
    let dashes = look.map(|look| look.dashes).filter(|dashes| !dashes.is_empty());
    let box_ = shape.frame;
    view! {
        <g data-node=name.to_owned() class="node-frame">
            <rect x=box_.x y=box_.y width=box_.width height=box_.height rx=FRAME_RADIUS fill=fill fill-opacity=opacity stroke=stroke stroke-width="1.5" stroke-dasharray=dashes />
            {glyph(&shape.glyph)}
            {text(&shape.name)}
            {text(&shape.caption)}
        </g>
    }
}

fn card(shape: &NodeShape, name: &str) -> impl IntoView + use<> {
    let box_ = shape.frame;
    view! {
        <g data-node=name.to_owned() class="node-card">
            <rect x=box_.x y=box_.y width=box_.width height=box_.height rx=CARD_RADIUS fill="var(--surface)" stroke="var(--outline)" />
            {glyph(&shape.glyph)}
            {text(&shape.name)}
            {text(&shape.caption)}
        </g>
    }
}

/// A task in its subnet.
pub fn task(glyph_: &Glyph, label: &Text) -> impl IntoView + use<> {
    view! { <g class="task-glyph">{glyph(glyph_)} {text(label)}</g> }
}

fn glyph(glyph: &Glyph) -> impl IntoView + use<> {
    let paths = glyph.paths.iter().map(|data| view! { <path d=*data /> }).collect_view();
    view! {
        <rect x=glyph.x y=glyph.y width=glyph.size height=glyph.size rx=glyph.radius() fill=color(glyph.color.name) />
        <g transform=glyph.transform() fill="none" stroke="var(--glyph)" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">{paths}</g>
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
