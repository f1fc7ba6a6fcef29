//! How connections run: along horizontal and vertical lines, around cards, apart from each other, with their labels.
//!
//! The work is bounded: a search that would take too long gives way to a plain elbow. The same design gives the same routes.

mod bundle;
mod geometry;
mod labels;
mod nudge;
mod ports;
mod scene;
mod search;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::design::{Connection, ConnectionId, Design, Frame, NodeId};
use crate::meaning::{self, Line};
use crate::ordered::{Order, Ordered};
pub use bundle::{bundle, drawn_as, shared_label};
pub use geometry::Point;
pub use labels::{LABEL_HEIGHT, label_text, label_width};
use ports::{Ends, Exit};
pub use scene::Scene;

/// The way of one connection over the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The corners from the source's border to the target's border, in page units; neighbours share `x` or `y`.
    pub points: Vec<Point>,
    /// The middle of the label's plate; `None` when there is no place where it would cover nothing.
    pub label: Option<Point>,
}

/// Routes for every connection that is drawn: both ends have a frame, it is no placement that the frames show, and it is the
/// first of those that share a line.
pub fn route_all(design: &Design) -> BTreeMap<ConnectionId, Route> {
    let ids: BTreeSet<ConnectionId> = design.connections().map(|(id, _)| id).to_set();
    route_some(design, &ids, &BTreeMap::new())
}

/// Routes for some connections, for previews of a gesture: the `others` stay as they are and are kept clear of.
/// Entries of `others` under the same ids are ignored. A connection that shares its line is routed as the first of them.
pub fn route_some(design: &Design, ids: &BTreeSet<ConnectionId>, others: &BTreeMap<ConnectionId, Route>) -> BTreeMap<ConnectionId, Route> {
    route_in(&Scene::new(design), design, ids, others)
}

/// [`route_some`] for those who keep the design's scene.
pub fn route_in(
    scene: &Scene,
    design: &Design,
    ids: &BTreeSet<ConnectionId>,
    others: &BTreeMap<ConnectionId, Route>,
) -> BTreeMap<ConnectionId, Route> {
    let ids: BTreeSet<ConnectionId> = ids.iter().map(|id| drawn_as(design, *id)).to_set();
    let mut wanted: Vec<(ConnectionId, Ends)> = ids.iter().filter_map(|id| Some((*id, ends(scene, design.connection(*id)?)?))).collect();
    let Some(area) = wanted.iter().map(|(_, ends)| ends.around()).reduce(Frame::union).map(search::room) else { return BTreeMap::new() };
    let near = scene.near(area);
    // Short lines first: they have the least choice.
    wanted.order_by_key(|(id, ends)| (ends.distance(), *id));

    // First every line on its own, to learn where it leaves and arrives; then with the ports spread along the sides.
    let exits: Vec<(Exit, Exit)> = wanted.iter().map(|(_, ends)| search::exits(&near, ends)).collect();
    let ports = ports::spread(&wanted.iter().map(|(_, ends)| ends.clone()).zip(exits).collect::<Vec<_>>());
    let kept: Vec<(&ConnectionId, &Route)> = others
        .iter()
        .filter(|(id, route)| !ids.contains(id) && geometry::pieces(&route.points).any(|piece| geometry::enters(piece, area)))
        .collect();
    let mut lines: Vec<Vec<Point>> = kept.iter().map(|(_, route)| route.points.clone()).collect();
    for ((_, ends), (from, to)) in wanted.iter().zip(ports) {
        lines.push(search::line(&near, ends, from, to, &lines));
    }
    nudge::apart(&near, &mut lines, kept.len());

    let mut plates = labels::Plates::new(&near, &lines);
    plates.keep(kept.iter().filter_map(|(id, route)| Some((route.label?, shared_label(design, **id)))));
    let mut routes = BTreeMap::new();
    for ((id, _), points) in wanted.iter().zip(lines.iter().skip(kept.len())) {
        // Where cards lie on each other, both ends can be one point: there is no line to draw.
        if points.len() < 2 {
            continue;
        }
        let label = plates.place(points, &shared_label(design, *id));
        routes.insert(*id, Route { points: points.clone(), label });
    }
    routes
}

/// Routes that look at nothing but their ends, without labels: hundreds of them take no time. They stand in until [`route_in`] was asked.
pub fn route_plainly(scene: &Scene, design: &Design, ids: &BTreeSet<ConnectionId>) -> BTreeMap<ConnectionId, Route> {
    let ids: BTreeSet<ConnectionId> = ids.iter().map(|id| drawn_as(design, *id)).to_set();
    let plain = |id: ConnectionId| Some(search::plain(&ends(scene, design.connection(id)?)?)).filter(|points| points.len() > 1);
    ids.into_iter().filter_map(|id| Some((id, Route { points: plain(id)?, label: None }))).to_map()
}

/// The connections that touch one of the nodes or anything inside it: what a drag of these nodes must route anew.
pub fn touching(design: &Design, moved: &BTreeSet<NodeId>) -> BTreeSet<ConnectionId> {
    let is_moved = |id: NodeId| moved.contains(&id) || design.ancestors(id).iter().any(|ancestor| moved.contains(ancestor));
    let touches = |connection: &Connection| connection.nodes().is_some_and(|(from, to)| is_moved(from) || is_moved(to));
    design.connections().filter(|(_, connection)| touches(connection)).map(|(id, _)| id).to_set()
}

/// The two ends of a connection that is drawn.
fn ends(scene: &Scene, connection: &Connection) -> Option<Ends> {
    let (from, to) = connection.nodes()?;
    let (from, to) = (scene.stand_in(from), scene.stand_in(to));
    let (from_frame, to_frame) = (scene.frame(from)?, scene.frame(to)?);
    let places = meaning::by_id(&connection.verb).is_some_and(|verb| verb.line == Line::Placement);
    if from == to || (places && from_frame.overlaps(to_frame)) {
        return None;
    }
    Some(Ends::new((from, from_frame, scene.is_frame(from)), (to, to_frame, scene.is_frame(to))))
}
