//! One signal a record that is in the page, set only when the record is another: a drag touches the dragged nodes and their lines alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use groundplan_synth::catalog;
use groundplan_synth::design::{Change, Connection, ConnectionId, Design, Frame, Node, NodeId, Patch, canvas};
use groundplan_synth::ordered::Ordered;
use groundplan_synth::picture::route::{self, Point, Route, Scene};
use groundplan_synth::picture::shapes::{self, BEND_RADIUS, NodeShape};
use groundplan_synth::picture::{self, Collapsed};
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

/// From so many connections on, lines are routed when they come into view, and a change routes only those that it touches.
const MANY_LINES: usize = 60;
/// So many lines are routed at once without a person waiting for it; more get plain ways first.
pub(super) const AT_ONCE: usize = 24;

/// The signals that views asked for, and the picture that they show.
#[derive(Default)]
pub(super) struct Records {
    nodes: BTreeMap<NodeId, Pair<Node, NodeShape>>,
    connections: BTreeMap<ConnectionId, Pair<Connection, Line>>,
    routes: BTreeMap<ConnectionId, Route>,
    /// Lines that run plainly and are still to be routed.
    rough: BTreeSet<ConnectionId>,
    scene: Scene,
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

/// True when a patch adds, removes, re-parents, reorders, collapses or expands something.
pub(super) fn changes_lists(patch: &Patch) -> bool {
    let parent = |node: &Option<Arc<Node>>| {
        node.as_ref().map(|node| (node.parent, node.kind.clone(), canvas::order_of(node), canvas::is_collapsed(node)))
    };
    patch.nodes.values().any(|change| parent(&change.before) != parent(&change.after))
        || patch.connections.values().any(|change| change.before.is_some() != change.after.is_some())
}

/// True when a node gets another place.
pub(super) fn moves(change: &Change<Node>) -> bool {
    let frame = |node: &Option<Arc<Node>>| node.as_ref().and_then(|node| node.frame);
    frame(&change.before) != frame(&change.after)
}

/// True when a patch collapses or expands a container that stays.
pub(super) fn folds(patch: &Patch) -> bool {
    let is_collapsed = |node: &Option<Arc<Node>>| node.as_ref().map(|node| canvas::is_collapsed(node));
    let folds = |before: Option<bool>, after: Option<bool>| before.is_some() && after.is_some() && before != after;
    patch.nodes.values().any(|change| folds(is_collapsed(&change.before), is_collapsed(&change.after)))
}

fn set<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

impl Records {
    /// The picture of a design of which nothing is known yet. The answer is the lines that are routed.
    pub(super) fn open(&mut self, design: &Design) -> Vec<ConnectionId> {
        self.scene = Scene::new(design);
        self.all_lines(design)
    }

    pub(super) fn scene(&self) -> &Scene {
        &self.scene
    }

    pub(super) fn node(&mut self, design: &Design, id: NodeId) -> Option<NodeSignals> {
        let node = design.node(id)?;
        let new = || (ArcRwSignal::new(node.clone()), ArcRwSignal::new(shapes::node_shape(design, id)));
        let (record, shape) = self.nodes.entry(id).or_insert_with(new);
        Some(NodeSignals { record: record.read_only(), shape: shape.read_only() })
    }

    pub(super) fn connection(&mut self, design: &Design, id: ConnectionId) -> Option<ConnectionSignals> {
        let connection = design.connection(id)?;
        let drawn = self.routes.get(&id).map(|route| line(design, id, connection, route));
        let new = || (ArcRwSignal::new(connection.clone()), ArcRwSignal::new(drawn));
        let (record, line) = self.connections.entry(id).or_insert_with(new);
        Some(ConnectionSignals { record: record.read_only(), line: line.read_only() })
    }

    /// The corners of a line; `None` when it is not drawn.
    pub(super) fn points(&self, id: ConnectionId) -> Option<Vec<Point>> {
        self.routes.get(&id).map(|route| route.points.clone())
    }

    /// The smallest frame around a line, which is nowhere flat; `None` when it has no way yet.
    pub(super) fn line_frame(&self, id: ConnectionId) -> Option<Frame> {
        let points = self.routes.get(&id)?.points.iter().map(|(x, y)| Frame::new(*x, *y, 1, 1));
        points.reduce(Frame::union)
    }

    /// Brings up to date what a patch touches. With `settled` the change is committed: then a design of few lines is routed
    /// as a whole, so that its lines keep clear of each other. The answer is the lines that may run differently.
    pub(super) fn follow(&mut self, design: &Design, patch: &Patch, settled: bool) -> Vec<ConnectionId> {
        self.scene.follow(design, patch);
        let touched: BTreeSet<NodeId> = patch.nodes.keys().copied().to_set();
        if patch.only_moves() {
            for id in &touched {
                self.put_node(design, *id);
            }
        } else {
            // What is written on a node may come from others.
            self.nodes.retain(|id, _| design.node(*id).is_some());
            self.connections.retain(|id, _| design.connection(*id).is_some());
            for id in self.nodes.keys().copied().collect::<Vec<_>>() {
                self.put_node(design, id);
            }
        }
        if settled && design.connections().nth(MANY_LINES).is_none() {
            return self.all_lines(design);
        }
        let mut lines = if patch.only_moves() {
            let collapsed = Collapsed::of(design);
            let lines = touched.iter().flat_map(|id| design.connections_of(*id)).map(|(id, _)| id);
            lines.filter(|id| collapsed.has_line(design, *id)).to_set()
        } else {
            route::touching(design, &touched)
        };
        for (id, change) in &patch.connections {
            lines.insert(*id);
            for (from, to) in [&change.before, &change.after].into_iter().flatten().filter_map(|connection| connection.nodes()) {
                // What shares the line, or has shared it, may have another label or be drawn under another id.
                lines.extend(design.connections_between(from, to).map(|(id, _)| id));
            }
        }
        if lines.len() > AT_ONCE { self.plainly(design, &lines) } else { self.carefully(design, &lines) }
    }

    /// Gives those of some lines a way that have none, of which few are routed at once unless `plainly`. The answer is the lines that have another way now.
    pub(super) fn lines_for(&mut self, design: &Design, shown: &[ConnectionId], plainly: bool) -> Vec<ConnectionId> {
        let missing: BTreeSet<ConnectionId> = shown.iter().copied().filter(|id| !self.routes.contains_key(id)).to_set();
        // A design of few lines is routed as a whole: there what has no way of its own shares one.
        let plainly = plainly && design.connections().nth(MANY_LINES).is_some();
        match missing.len() {
            0 => Vec::new(),
            few if few <= AT_ONCE && !plainly => self.carefully(design, &missing),
            _ => self.plainly(design, &missing),
        }
    }

    /// Routes a few of the shown lines that run plainly. The answer is those, and whether there are more.
    pub(super) fn refine(&mut self, design: &Design, shown: &[ConnectionId]) -> (Vec<ConnectionId>, bool) {
        let mut rough = shown.iter().copied().filter(|id| self.rough.contains(id));
        let some: BTreeSet<ConnectionId> = rough.by_ref().take(AT_ONCE / 2).to_set();
        let more = rough.next().is_some();
        (self.carefully(design, &some), more)
    }

    /// True when there are lines that run plainly.
    pub(super) fn has_rough(&self) -> bool {
        !self.rough.is_empty()
    }

    fn all_lines(&mut self, design: &Design) -> Vec<ConnectionId> {
        let before = std::mem::take(&mut self.routes);
        self.rough.clear();
        if design.connections().nth(MANY_LINES).is_none() {
            let all: BTreeSet<ConnectionId> = design.connections().map(|(id, _)| id).to_set();
            self.routes = route::route_in(&self.scene, design, &all, &BTreeMap::new());
        }
        let changed: BTreeSet<ConnectionId> = before.keys().chain(self.routes.keys()).copied().to_set();
        self.put_lines(design, changed)
    }

    fn carefully(&mut self, design: &Design, lines: &BTreeSet<ConnectionId>) -> Vec<ConnectionId> {
        let routed = route::route_in(&self.scene, design, lines, &self.routes);
        self.rough.retain(|id| !lines.contains(id));
        self.take(design, lines, routed)
    }

    fn plainly(&mut self, design: &Design, lines: &BTreeSet<ConnectionId>) -> Vec<ConnectionId> {
        let routed = route::route_plainly(&self.scene, design, lines);
        self.rough.extend(routed.keys());
        self.take(design, lines, routed)
    }

    fn take(&mut self, design: &Design, lines: &BTreeSet<ConnectionId>, routed: BTreeMap<ConnectionId, Route>) -> Vec<ConnectionId> {
        for id in lines {
            self.routes.remove(id);
        }
        let changed = lines.iter().chain(routed.keys()).copied().to_set();
        self.routes.extend(routed);
        self.put_lines(design, changed)
    }

    fn put_lines(&mut self, design: &Design, lines: BTreeSet<ConnectionId>) -> Vec<ConnectionId> {
        for id in &lines {
            self.put_connection(design, *id);
        }
        lines.into_iter().collect()
    }

    fn put_node(&mut self, design: &Design, id: NodeId) {
        if let (Some((record, drawn)), Some(node)) = (self.nodes.get(&id), design.node(id)) {
            set(record, node.clone());
            set(drawn, shapes::node_shape(design, id));
        }
    }

    fn put_connection(&mut self, design: &Design, id: ConnectionId) {
        if let (Some((record, drawn)), Some(connection)) = (self.connections.get(&id), design.connection(id)) {
            set(record, connection.clone());
            set(drawn, self.routes.get(&id).map(|route| line(design, id, connection, route)));
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
    let name = |id: NodeId| design.node(id).map(|node| node.name.as_str()).unwrap_or_default();
    let mut words = format!("{}, {}, {}", node.name, kind.title, (kind.caption)(design, id, node));
    if canvas::is_collapsed(node) {
        let _ = write!(words, ", collapsed, {} inside", design.descendants(id).len());
    }
    if let Some(parent) = node.parent.filter(|parent| design.node(*parent).is_some()) {
        let _ = write!(words, ", in {}", name(parent));
    }
    let stand_in = Collapsed::of(design).stand_in(id);
    if stand_in != id {
        let _ = write!(words, ", hidden: {} is collapsed", name(stand_in));
    }
    words
}
