//! A node on the canvas, from the shape that the picture's code computes.

use groundplan_synth::decimal;
use groundplan_synth::design::NodeId;
use groundplan_synth::picture::lens;
use groundplan_synth::picture::shapes::{CARD_RADIUS, FRAME_RADIUS, Glyph, NodeShape, PILE_OFFSET, Text};
use leptos::prelude::*;

use crate::erased::{live, memo};
use crate::session::{Detail, Session};

/// One node. It is drawn anew when its own shape changes, and when the camera rests where more or less of it can be seen.
#[component]
pub fn NodeView(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let shape = session.node(id).map(|node| node.shape);
    move || Some(drawn(session, id, &shape.as_ref()?.get()?, session.drawn_detail()))
}

/// A shape as it was drawn, and how far it has moved since.
type Moved = Option<(NodeShape, (i32, i32))>;

/// A node while it is dragged: drawn once and then moved, unless more of it changes than its place.
#[component]
pub fn LiftedNode(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let shape = session.node(id).map(|node| node.shape);
    // The shape as it was drawn, the same as long as the node only moves, and how far it has moved since. Both are one value: an effect
    // that reads a memo and another one that follows from it misses changes of the first when the second stays the same.
    let moved = Memo::new(move |before: Option<&Moved>| {
        let now = shape.as_ref().and_then(|shape| shape.get())?;
        let drawn = before.and_then(Option::as_ref).map(|(drawn, _)| drawn).filter(|drawn| drawn.moved_to(now.frame) == now);
        let drawn = drawn.cloned().unwrap_or_else(|| now.clone());
        let way = (now.frame.x - drawn.frame.x, now.frame.y - drawn.frame.y);
        Some((drawn, way))
    });
    let drawn = memo(move || moved.with(|moved| moved.as_ref().map(|(drawn, _)| drawn.clone())));
    let place = move || {
        let (x, y) = moved.with(|moved| moved.as_ref().map_or((0, 0), |(_, way)| *way));
        format!("translate({x} {y})")
    };
    view! {
        <g transform=place>
            {live(move || Some(self::drawn(session, id, &drawn.get()?, untrack(|| session.detail()))))}
        </g>
    }
}

/// A node as its shape says. The views that speak of it are decided anew each time: another design may give its number to another kind.
fn drawn(session: Session, id: NodeId, shape: &NodeShape, detail: Detail) -> AnyView {
    let views = session.with_design(|design| design.node(id).map(|node| lens::classes_of_kind(&node.kind)).unwrap_or_default());
    let name = format!("node-{id}");
    if shape.look.is_some() { frame(shape, &name, detail, &views).into_any() } else { card(shape, &name, detail, &views).into_any() }
}

fn color(name: &str) -> String {
    format!("var(--{name})")
}

/// A frame with its title, or from far away without.
pub fn frame(shape: &NodeShape, name: &str, detail: Detail, views: &str) -> impl IntoView + use<> {
    let look = shape.look;
    let stroke = look.map(|look| color(look.stroke.name));
    let fill = look.map(|look| color(look.fill.name));
    let opacity = look.map(|look| decimal::written(f64::from(look.opacity) / 100.0));
    let dashes = look.map(|look| look.dashes).filter(|dashes| !dashes.is_empty());
    let box_ = shape.frame;
    view! {
        <g data-node=name.to_owned() class=format!("node-frame{views}")>
            <rect x=box_.x y=box_.y width=box_.width height=box_.height rx=FRAME_RADIUS fill=fill fill-opacity=opacity stroke=stroke stroke-width="1.5" stroke-dasharray=dashes />
            {words(shape, detail)}
        </g>
    }
}

fn card(shape: &NodeShape, name: &str, detail: Detail, views: &str) -> impl IntoView + use<> {
    let box_ = shape.frame;
    let below = shape.is_pile.then(|| {
        let (x, y) = (box_.x + PILE_OFFSET, box_.y + PILE_OFFSET);
        view! { <rect x=x y=y width=box_.width height=box_.height rx=CARD_RADIUS class="card" /> }
    });
    view! {
        <g data-node=name.to_owned() class=format!("node-card{views}")>
            {below}
            <rect x=box_.x y=box_.y width=box_.width height=box_.height rx=CARD_RADIUS class="card" />
            {words(shape, detail)}
        </g>
    }
}

/// The glyph, the name and the caption, as far as they can be seen: from far away the glyph's colour alone.
fn words(shape: &NodeShape, detail: Detail) -> AnyView {
    let seen = |from: Detail, words: &Text| (detail >= from).then(|| text(words));
    let drawing = (detail >= Detail::Middle).then(|| drawing(&shape.glyph));
    (plate(&shape.glyph), drawing, seen(Detail::Middle, &shape.name), seen(Detail::Near, &shape.caption)).into_any()
}

/// A task in its subnet.
pub fn task(glyph: &Glyph, label: &Text) -> impl IntoView + use<> {
    view! { <g class="task-glyph">{plate(glyph)} {drawing(glyph)} {text(label)}</g> }
}

/// The square in the colour of the kind's category.
fn plate(glyph: &Glyph) -> impl IntoView + use<> {
    view! { <rect x=glyph.x y=glyph.y width=glyph.size height=glyph.size rx=glyph.radius() fill=color(glyph.color.name) /> }
}

/// What is drawn on it.
fn drawing(glyph: &Glyph) -> impl IntoView + use<> {
    // One element for the whole drawing: each costs time when hundreds of nodes come into view.
    let paths = glyph.paths.join("");
    view! { <path class="glyph" transform=glyph.transform() d=paths /> }
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
