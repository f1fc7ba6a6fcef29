//! One signal a record, set only when the record is another: a drag touches the dragged nodes and their lines alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use groundplan_editor::hit::Routes;
use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, ConnectionId, Design, Node, NodeId, Patch};
use groundplan_synth::ordered::Ordered;
use groundplan_synth::picture;
use groundplan_synth::picture::route::{self, Route};
use groundplan_synth::picture::shapes::{self, BEND_RADIUS, Glyph, NodeShape, Text};
use leptos::prelude::*;

/// A connection ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Path data of the line.
    pub path: String,
    /// Path data of the arrow head.
    pub head: String,
    /// The colour's name in the style sheet.
    pub color: &'static str,
    /// The dashes.
    pub dashes: &'static str,
    /// The label's words.
    pub label: String,
    /// The middle of the label's plate.
    pub plate: Option<(i32, i32)>,
    /// The plate's width.
    pub plate_width: i32,
}

/// What views read of a node.
#[derive(Clone)]
pub struct NodeSignals {
    /// The record.
    pub record: ArcReadSignal<Arc<Node>>,
    /// How it is drawn; `None` without a frame.
    pub shape: ArcReadSignal<Option<NodeShape>>,
}

/// What views read of a connection.
#[derive(Clone)]
pub struct ConnectionSignals {
    /// The record.
    pub record: ArcReadSignal<Arc<Connection>>,
    /// How it is drawn; `None` where the picture shows it by overlap.
    pub line: ArcReadSignal<Option<Line>>,
}

/// The signal of a record, and that of its drawing.
type Pair<Record, Drawn> = (ArcRwSignal<Arc<Record>>, ArcRwSignal<Option<Drawn>>);

/// From so many connections on, a change routes only the lines that it touches.
const MANY_LINES: usize = 60;

#[derive(Default)]
pub(super) struct Records {
    nodes: BTreeMap<NodeId, Pair<Node, NodeShape>>,
    connections: BTreeMap<ConnectionId, Pair<Connection, Line>>,
    routes: BTreeMap<ConnectionId, Route>,
}

/// The lists that change when records come, go or move to another container.
pub(super) struct Lists {
    pub(super) order: Vec<NodeId>,
    pub(super) outline: Vec<(NodeId, usize)>,
    pub(super) connections: Vec<ConnectionId>,
}

pub(super) fn lists(design: &Design) -> Lists {
    Lists {
        order: shapes::drawing_order(design),
        outline: design.in_tree_order().into_iter().map(|id| (id, design.ancestors(id).len())).collect(),
        connections: design.connections().map(|(id, _)| id).collect(),
    }
}

/// True when a patch adds, removes or re-parents something.
pub(super) fn changes_lists(patch: &Patch) -> bool {
    let parent = |node: &Option<Arc<Node>>| node.as_ref().map(|node| (node.parent, node.kind.clone()));
    patch.nodes.values().any(|change| parent(&change.before) != parent(&change.after))
        || patch.connections.values().any(|change| change.before.is_some() != change.after.is_some())
}

pub(super) fn region(design: &Design) -> Option<NodeShape> {
    shapes::region_shape(design)
}

pub(super) fn tasks(design: &Design) -> Vec<(Glyph, Text)> {
    picture::tasks(design).iter().map(|task| shapes::task_shape(design, task)).collect()
}

fn set<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

impl Records {
    pub(super) fn node(&self, id: NodeId) -> Option<NodeSignals> {
        let (record, shape) = self.nodes.get(&id)?;
        Some(NodeSignals { record: record.read_only(), shape: shape.read_only() })
    }

    pub(super) fn connection(&self, id: ConnectionId) -> Option<ConnectionSignals> {
        let (record, line) = self.connections.get(&id)?;
        Some(ConnectionSignals { record: record.read_only(), line: line.read_only() })
    }

    pub(super) fn routes(&self) -> Routes {
        self.routes.iter().map(|(id, route)| (*id, route.points.clone())).collect()
    }

    /// Brings every record up to date. Lines are all routed anew, so that they keep clear of each other; in a design with many
    /// of them only those that the last `patch` touches, because a person waits for it.
    pub(super) fn refresh(&mut self, design: &Design, patch: Option<&Patch>) {
        self.nodes.retain(|id, _| design.node(*id).is_some());
        self.connections.retain(|id, _| design.connection(*id).is_some());
        let ids: Vec<NodeId> = design.nodes().map(|(id, _)| id).collect();
        for id in ids {
            self.put_node(design, id);
        }
        match patch.filter(|_| self.connections.len() > MANY_LINES) {
            Some(patch) => self.follow(design, patch),
            None => self.routes = route::route_all(design),
        }
        let ids: Vec<ConnectionId> = design.connections().map(|(id, _)| id).collect();
        for id in ids {
            self.put_connection(design, id);
        }
    }

    /// Brings up to date what a patch touches: its nodes, the lines at them, and the nodes at changed lines.
    pub(super) fn follow(&mut self, design: &Design, patch: &Patch) {
        let mut nodes: BTreeSet<NodeId> = patch.nodes.keys().copied().to_set();
        let mut lines = route::touching(design, &nodes);
        for (id, change) in &patch.connections {
            lines.insert(*id);
            for (from, to) in [&change.before, &change.after].into_iter().flatten().filter_map(|connection| connection.nodes()) {
                nodes.extend([from, to]);
                // What shares the line, or has shared it, may have another label or be drawn under another id.
                lines.extend(design.connections_from(from).filter(|(_, other)| other.to.node() == Some(to)).map(|(id, _)| id));
            }
        }
        self.nodes.retain(|id, _| design.node(*id).is_some());
        self.connections.retain(|id, _| design.connection(*id).is_some());
        self.routes.retain(|id, _| design.connection(*id).is_some());
        for id in nodes {
            self.put_node(design, id);
        }
        let routed = route::route_some(design, &lines, &self.routes);
        for id in &lines {
            self.routes.remove(id);
        }
        self.routes.extend(routed);
        for id in lines {
            self.put_connection(design, id);
        }
    }

    fn put_node(&mut self, design: &Design, id: NodeId) {
        let Some(node) = design.node(id) else { return };
        let shape = shapes::node_shape(design, id);
        match self.nodes.get(&id) {
            Some((record, drawn)) => {
                set(record, node.clone());
                set(drawn, shape);
            }
            None => {
                self.nodes.insert(id, (ArcRwSignal::new(node.clone()), ArcRwSignal::new(shape)));
            }
        }
    }

    fn put_connection(&mut self, design: &Design, id: ConnectionId) {
        let Some(connection) = design.connection(id) else { return };
        let line = self.routes.get(&id).map(|route| line(design, id, connection, route));
        match self.connections.get(&id) {
            Some((record, drawn)) => {
                set(record, connection.clone());
                set(drawn, line);
            }
            None => {
                self.connections.insert(id, (ArcRwSignal::new(connection.clone()), ArcRwSignal::new(line)));
            }
        }
    }
}

fn line(design: &Design, id: ConnectionId, connection: &Connection, route: &Route) -> Line {
    let (color, dashes) = shapes::line_look(&connection.verb);
    let label = route::shared_label(design, id);
    Line {
        path: picture::path_data(&route.points, BEND_RADIUS),
        head: picture::arrow_head(&route.points),
        color: color.name,
        dashes,
        plate_width: route::label_width(&label),
        label,
        plate: route.label,
    }
}

/// A node in words for a screen reader: `web, Fargate service, 0.5 vCPU · 1 GB · 2 tasks, in main-cluster`.
pub(super) fn spoken(design: &Design, id: NodeId) -> String {
    let Some(node) = design.node(id) else { return String::new() };
    let Some(kind) = catalog::kind_of(node) else { return format!("{}, unknown kind {}", node.name, node.kind) };
    let place = node.parent.and_then(|parent| design.node(parent)).map(|parent| format!(", in {}", parent.name)).unwrap_or_default();
    format!("{}, {}, {}{place}", node.name, kind.title, (kind.caption)(design, id, node))
}
