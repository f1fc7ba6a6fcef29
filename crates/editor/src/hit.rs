//! What lies under a point: nodes by their order, connections by their route, ports and resize handles by distance.

use std::collections::BTreeMap;

use groundplan_synth::design::{ConnectionId, Design, Frame, NodeId, canvas};
use groundplan_synth::ordered::Order;
use groundplan_synth::picture::collapsed;

use crate::event::PointerKind;
use crate::geometry::{PagePoint, ScreenPoint, Viewport, distance_to_polyline};
use crate::item::Item;
use crate::tree;

/// How far beside a thing the pointer still means it, in screen pixels.
pub const HIT_MARGIN: f64 = 8.0;
/// The height of a frame's title bar in page units.
pub const TITLE_HEIGHT: i32 = 28;
/// Half the width of a frame's border band in screen pixels.
const BORDER_BAND: f64 = 4.0;

/// The routes of the drawn connections: their corners in page units.
pub type Routes = BTreeMap<ConnectionId, Vec<(i32, i32)>>;

/// One of the four sides on whose middle a port lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above.
    Top,
    /// To the right.
    Right,
    /// Below.
    Bottom,
    /// To the left.
    Left,
}

impl Side {
    /// All sides, clockwise.
    pub const ALL: [Self; 4] = [Self::Top, Self::Right, Self::Bottom, Self::Left];
}

/// The part of a frame that resizes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// -1 moves the left edge, 1 the right one, 0 neither.
    pub horizontal: i32,
    /// -1 moves the top edge, 1 the bottom one, 0 neither.
    pub vertical: i32,
}

/// The port on a side of a frame.
pub fn port(frame: Frame, side: Side) -> PagePoint {
    let (left, top) = (f64::from(frame.x), f64::from(frame.y));
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    match side {
        Side::Top => PagePoint::new(left + width / 2.0, top),
        Side::Right => PagePoint::new(left + width, top + height / 2.0),
        Side::Bottom => PagePoint::new(left + width / 2.0, top + height),
        Side::Left => PagePoint::new(left, top + height / 2.0),
    }
}

/// The radius of a port in screen pixels.
pub fn port_radius(pointer: PointerKind) -> f64 {
    match pointer {
        PointerKind::Touch => 20.0,
        PointerKind::Mouse | PointerKind::Pen => 12.0,
    }
}

/// Ports and handles of a node that is tiny on the screen would cover all of it, and nobody could move it any more.
fn is_large_enough(frame: Frame, zoom: f64, pointer: PointerKind) -> bool {
    f64::from(frame.width.min(frame.height)) * zoom >= 2.0 * port_radius(pointer)
}

/// The sides of a frame whose ports are shown and live at a zoom: all, or none where it is tiny. They do so for a finger where they do
/// for a mouse, because both see the same dots.
pub fn ports(frame: Frame, zoom: f64) -> &'static [Side] {
    if is_large_enough(frame, zoom, PointerKind::Mouse) { &Side::ALL } else { &[] }
}

/// The port of a node under a screen point. Its middle half moves the node, however far a finger reaches.
pub fn port_at(design: &Design, viewport: Viewport, node: NodeId, at: ScreenPoint, pointer: PointerKind) -> Option<Side> {
    let frame = collapsed::frame_of(design, node)?;
    let inner = Frame::new(frame.x + frame.width / 4, frame.y + frame.height / 4, frame.width / 2, frame.height / 2);
    if reaches(inner, viewport.page_from_screen(at), 0.0) {
        return None;
    }
    let distance = |side: &&Side| viewport.screen_from_page(port(frame, **side)).distance(at);
    let reached = ports(frame, viewport.zoom).iter().filter(|side| distance(side) <= port_radius(pointer));
    reached.min_by(|one, other| distance(one).total_cmp(&distance(other))).copied()
}

/// The resize handle of a frame under a screen point. Cards have none.
pub fn handle_at(design: &Design, viewport: Viewport, node: NodeId, at: ScreenPoint, pointer: PointerKind) -> Option<Handle> {
    let record = design.node(node)?;
    let frame = collapsed::frame_of(design, node).filter(|_| tree::is_frame(record))?;
    if !is_large_enough(frame, viewport.zoom, pointer) {
        return None;
    }
    let reach = port_radius(pointer) / 2.0 + 2.0;
    let top_left = viewport.screen_from_page(PagePoint::new(f64::from(frame.x), f64::from(frame.y)));
    let bottom_right = viewport.screen_from_page(PagePoint::new(f64::from(frame.right()), f64::from(frame.bottom())));
    let edge = |value: f64, low: f64, high: f64, reach: f64| {
        if (value - high).abs() <= reach { 1 } else { -i32::from((value - low).abs() <= reach) }
    };
    let within = |value: f64, low: f64, high: f64| value >= low - reach && value <= high + reach;
    if !within(at.x, top_left.x, bottom_right.x) || !within(at.y, top_left.y, bottom_right.y) {
        return None;
    }
    let corner =
        Handle { horizontal: edge(at.x, top_left.x, bottom_right.x, reach), vertical: edge(at.y, top_left.y, bottom_right.y, reach) };
    if corner.horizontal != 0 && corner.vertical != 0 {
        return Some(corner);
    }
    let side = Handle {
        horizontal: edge(at.x, top_left.x, bottom_right.x, BORDER_BAND),
        vertical: edge(at.y, top_left.y, bottom_right.y, BORDER_BAND),
    };
    (side.horizontal != 0 || side.vertical != 0).then_some(side)
}

/// Half the side of the button that collapses a container or expands it, in screen pixels.
pub const FOLD_RADIUS: f64 = 12.0;
/// So far from the middle of its container the button ends, in screen pixels: what is small can still be clicked.
const FOLD_AWAY: f64 = 6.0;
/// A button that reaches less far is none.
const FOLD_LEAST: f64 = 8.0;

/// The middle of the button that collapses a container or expands it, and how far it reaches in screen pixels: in the title, beside the
/// mark of findings, or on the lower edge of a card, where neither words nor ports are. `None` where there is no room for it.
pub fn fold_button(design: &Design, node: NodeId, zoom: f64, pointer: PointerKind) -> Option<(PagePoint, f64)> {
    let frame = collapsed::frame_of(design, node).filter(|_| tree::is_container(design, node))?;
    let is_card = design.node(node).is_some_and(|record| canvas::is_collapsed(record));
    let (width, height) = (f64::from(frame.width) * zoom, f64::from(frame.height) * zoom);
    let (aside, below) = if is_card { (2.0 * FOLD_RADIUS, height) } else { (3.5 * FOLD_RADIUS, FOLD_RADIUS + 2.0) };
    if !is_card && height < below + FOLD_RADIUS {
        return None;
    }
    let to_middle = (width / 2.0 - aside).hypot(height / 2.0 - below);
    let reach = FOLD_RADIUS.max(port_radius(pointer)).min(to_middle - FOLD_AWAY);
    let middle = PagePoint::new(f64::from(frame.right()) - aside / zoom, f64::from(frame.y) + below / zoom);
    (reach >= FOLD_LEAST && width >= aside + FOLD_RADIUS).then_some((middle, reach))
}

/// True when a screen point is on the button of [`fold_button`].
pub fn is_fold_button(design: &Design, viewport: Viewport, node: NodeId, at: ScreenPoint, pointer: PointerKind) -> bool {
    let button = fold_button(design, node, viewport.zoom, pointer);
    button.is_some_and(|(middle, reach)| viewport.screen_from_page(middle).distance(at) <= reach)
}

/// What a hit is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A card, or a frame's border or title.
    Solid(Item),
    /// The empty inside of a frame.
    Inside(NodeId),
}

impl Hit {
    /// The item that was hit.
    pub fn item(self) -> Item {
        match self {
            Self::Solid(item) => item,
            Self::Inside(node) => Item::Node(node),
        }
    }
}

/// The thing under a point of the screen.
pub fn hit(design: &Design, routes: &Routes, viewport: Viewport, at: ScreenPoint) -> Option<Hit> {
    let point = viewport.page_from_screen(at);
    let margin = HIT_MARGIN / viewport.zoom;
    let band = BORDER_BAND / viewport.zoom;
    let mut best_card = None;
    let mut near_card = None;
    let mut best_solid = None;
    let mut best_inside = None;
    let raise = |best: &mut Option<NodeId>, id: NodeId| {
        if best.is_none_or(|other| tree::height(design, id) > tree::height(design, other)) {
            *best = Some(id);
        }
    };
    for (id, node, frame) in collapsed::drawn(design) {
        if !reaches(frame, point, margin) {
            continue;
        }
        if !tree::is_frame(node) {
            raise(if reaches(frame, point, 0.0) { &mut best_card } else { &mut near_card }, id);
        } else if reaches(frame, point, band) {
            let title = point.y <= f64::from(frame.y + TITLE_HEIGHT);
            let border = !reaches(frame, point, -band);
            raise(if title || border { &mut best_solid } else { &mut best_inside }, id);
        }
    }
    // A title bar that lies below another frame's inside is covered by it.
    if let (Some(solid), Some(inside)) = (best_solid, best_inside)
        && tree::height(design, inside) > tree::height(design, solid)
        && !design.ancestors(inside).contains(&solid)
    {
        best_solid = None;
    }
    if let Some(card) = best_card {
        return Some(Hit::Solid(Item::Node(card)));
    }
    let connection = connection_at(routes, design, point, margin);
    let on_line = connection.filter(|(_, distance)| *distance <= band);
    if let Some((id, _)) = on_line {
        return Some(Hit::Solid(Item::Connection(id)));
    }
    if let Some(frame) = best_solid {
        return Some(Hit::Solid(Item::Node(frame)));
    }
    if let Some((id, _)) = connection {
        return Some(Hit::Solid(Item::Connection(id)));
    }
    near_card.map(|id| Hit::Solid(Item::Node(id))).or(best_inside.map(Hit::Inside))
}

/// The nodes under a point from top to bottom, without a margin.
pub fn nodes_at(design: &Design, point: PagePoint) -> Vec<NodeId> {
    let under = collapsed::drawn(design).filter(|(.., frame)| reaches(*frame, point, 0.0));
    let mut found: Vec<NodeId> = under.map(|(id, ..)| id).collect();
    found.order_by_key(|id| std::cmp::Reverse(tree::height(design, *id)));
    found
}

fn reaches(frame: Frame, point: PagePoint, margin: f64) -> bool {
    point.x >= f64::from(frame.x) - margin
        && point.y >= f64::from(frame.y) - margin
        && point.x <= f64::from(frame.right()) + margin
        && point.y <= f64::from(frame.bottom()) + margin
}

fn connection_at(routes: &Routes, design: &Design, point: PagePoint, margin: f64) -> Option<(ConnectionId, f64)> {
    let mut best: Option<(ConnectionId, f64)> = None;
    // Routes come from the last picture: a connection may have gone since.
    for (id, line) in routes.iter().filter(|(id, _)| design.connection(**id).is_some()) {
        let distance = distance_to_polyline(point, line);
        if distance <= margin && best.is_none_or(|(_, least)| distance < least) {
            best = Some((*id, distance));
        }
    }
    best
}
