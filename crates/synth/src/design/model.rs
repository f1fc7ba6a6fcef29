//! The records of a design and how to look things up in it.
//!
//! Everything here is read-only from outside: a design changes by [`crate::design::Patch::apply`] alone,
//! which is what makes undo, redraw and saving see every change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::fields::Fields;
use super::index::Index;
use super::shelf::{Id, Shelf};
use super::worked_out::WorkedOut;
use crate::ordered::Ordered;
use crate::value::Value;

/// Identifies a node for as long as the design lives. Drawn from the design's own counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// Identifies a connection. Drawn from the same counter as [`NodeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

impl Id for NodeId {
    fn number(self) -> u32 {
        self.0
    }
}

impl Id for ConnectionId {
    fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// A rectangle on the page in page units (CSS pixels at 100 %), whole numbers, `y` downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width, at least 1.
    pub width: i32,
    /// Height, at least 1.
    pub height: i32,
}

impl Frame {
    /// How far a frame may lie from the page's origin and how large it may be, in page units.
    /// Sums of frames stay far from where whole numbers end; no picture of a design needs more.
    pub const MOST: i32 = 1_000_000;

    /// True when the frame keeps to [`Self::MOST`] and has a width and a height. What is read from a file may not.
    pub fn is_possible(self) -> bool {
        let side = 1..=Self::MOST;
        let place = -Self::MOST..=Self::MOST;
        side.contains(&self.width) && side.contains(&self.height) && place.contains(&self.x) && place.contains(&self.y)
    }
    /// A frame from its left, top, width and height.
    pub fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }
    /// The first `x` right of the frame.
    pub fn right(self) -> i32 {
        self.x + self.width
    }
    /// The first `y` below the frame.
    pub fn bottom(self) -> i32 {
        self.y + self.height
    }
    /// The middle, rounded down.
    pub fn center(self) -> (i32, i32) {
        (self.x + self.width / 2, self.y + self.height / 2)
    }
    /// True when the two share an area, not just an edge.
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
    /// True when `other` lies wholly inside or on the border of this frame.
    pub fn contains(self, other: Self) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
    /// True when the point lies inside.
    pub fn contains_point(self, x: f64, y: f64) -> bool {
        x >= f64::from(self.x) && x < f64::from(self.right()) && y >= f64::from(self.y) && y < f64::from(self.bottom())
    }
    /// The frame moved by a distance.
    pub fn moved(self, dx: i32, dy: i32) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }
    /// The smallest frame around both.
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, width: self.right().max(other.right()) - x, height: self.bottom().max(other.bottom()) - y }
    }
    /// The frame grown on all four sides.
    pub fn grown(self, by: i32) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2 * by, height: self.height + 2 * by }
    }
}

/// One thing on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Id of its kind in [`crate::catalog`]; an unknown one survives but is not synthesized.
    pub kind: String,
    /// The name by which people, connections and the template know it. Meant to be unique; a rule says so when it is not.
    pub name: String,
    /// The container it lies in.
    pub parent: Option<NodeId>,
    /// Where it is drawn; `None` leaves it to the layout.
    pub frame: Option<Frame>,
    /// The fields that differ from their default.
    pub fields: Fields,
    /// What the author wrote about it: comment lines without `#`, joined by newlines.
    pub note: String,
    /// Members of the saved form that this version does not know.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Node {
    /// A node of a kind with a name and nothing else.
    pub fn new(kind: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
            parent: None,
            frame: None,
            fields: Fields::new(),
            note: String::new(),
            extra: serde_json::Map::new(),
        }
    }

    /// True when another record of the same node has the same in all but place and note, which nothing but pictures and texts show.
    pub(super) fn differs_in_looks_alone(&self, other: &Self) -> bool {
        let Self { kind, name, parent, frame: _, fields, note: _, extra } = self;
        (kind, name, parent, fields, extra) == (&other.kind, &other.name, &other.parent, &other.fields, &other.extra)
    }

    /// True when nothing but the place differs.
    pub fn only_moved(&self, other: &Self) -> bool {
        self.differs_in_looks_alone(other) && self.note == other.note
    }
}

/// One end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A node of the design.
    Node(NodeId),
    /// A name that no node has: kept so that nothing written is lost, and reported by a rule.
    Missing(String),
}

impl End {
    /// The node's id, when there is one.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::Node(id) => Some(*id),
            Self::Missing(_) => None,
        }
    }
}

/// A directed relation between two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Where it starts.
    pub from: End,
    /// Where it ends.
    pub to: End,
    /// What it means: an id in [`crate::meaning`] (`forwards`, `pulls` …).
    pub verb: String,
    /// The fields that differ from their default.
    pub fields: Fields,
    /// What the author wrote about it.
    pub note: String,
    /// Members of the saved form that this version does not know.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Connection {
    /// A connection between two nodes.
    pub fn new(from: NodeId, to: NodeId, verb: impl Into<String>) -> Self {
        Self {
            from: End::Node(from),
            to: End::Node(to),
            verb: verb.into(),
            fields: Fields::new(),
            note: String::new(),
            extra: serde_json::Map::new(),
        }
    }
    /// Both ends, when both are nodes.
    pub fn nodes(&self) -> Option<(NodeId, NodeId)> {
        Some((self.from.node()?, self.to.node()?))
    }
}

/// What holds for the whole design.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The title, free text.
    pub name: String,
    /// One or two sentences; the template's description.
    pub description: String,
    /// The region the script deploys to when the caller names none.
    pub region: String,
    /// Tags for every resource that can carry them.
    pub tags: BTreeMap<String, Value>,
    /// Template parameters of the author: name, then CloudFormation's own members (`Type`, `Default` …).
    pub parameters: BTreeMap<String, Value>,
    /// Template outputs of the author: name, then CloudFormation's own members (`Value`, `Description`, `Export` …).
    /// An output of the same name that synthesis makes takes these members over; `Export` may be the name alone.
    pub outputs: BTreeMap<String, Value>,
    /// Conditions by name, each one an expression.
    pub conditions: BTreeMap<String, Value>,
    /// Mappings by name: two levels of keys, then texts or lists.
    pub mappings: BTreeMap<String, Value>,
    /// Comment lines at the top of the sketch.
    pub note: String,
    /// Comment lines after everything else.
    pub closing_note: String,
    /// Members of the saved form that this version does not know.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Untitled".to_owned(),
            description: String::new(),
            region: "eu-west-1".to_owned(),
            tags: BTreeMap::new(),
            parameters: BTreeMap::new(),
            outputs: BTreeMap::new(),
            conditions: BTreeMap::new(),
            mappings: BTreeMap::new(),
            note: String::new(),
            closing_note: String::new(),
            extra: serde_json::Map::new(),
        }
    }
}

/// A whole design. Cloning shares the records and the parts in which they lie.
#[derive(Clone, Debug, Default)]
pub struct Design {
    pub(super) settings: Arc<Settings>,
    pub(super) nodes: Shelf<NodeId, Node>,
    pub(super) connections: Shelf<ConnectionId, Connection>,
    pub(super) next_id: u32,
    /// Worked out when it is first asked for, also by a copy; copies share it until one of them changes.
    pub(super) index: Arc<OnceLock<Index>>,
    /// What others worked out of this state, shared with copies likewise.
    pub(super) worked_out: WorkedOut,
}

/// Two designs are equal when their records are; the counter is no record.
impl PartialEq for Design {
    fn eq(&self, other: &Self) -> bool {
        self.settings == other.settings && self.nodes == other.nodes && self.connections == other.connections
    }
}

impl Design {
    /// The settings.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }
    /// All nodes in the order of their ids.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Arc<Node>)> {
        self.nodes.iter()
    }
    /// All connections in the order of their ids.
    pub fn connections(&self) -> impl DoubleEndedIterator<Item = (ConnectionId, &Arc<Connection>)> {
        self.connections.iter()
    }
    /// A node by its id.
    pub fn node(&self, id: NodeId) -> Option<&Arc<Node>> {
        self.nodes.get(id)
    }
    /// A connection by its id.
    pub fn connection(&self, id: ConnectionId) -> Option<&Arc<Connection>> {
        self.connections.get(id)
    }
    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }
    /// The first node with a name.
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.nodes().find(|(_, node)| node.name == name).map(|(id, _)| id)
    }
    /// All nodes of a kind, in the order of their ids.
    pub fn nodes_of(&self, kind: &str) -> impl Iterator<Item = (NodeId, &Arc<Node>)> {
        let ids = self.index().of_kind.get(kind).into_iter().flatten();
        ids.filter_map(|id| Some((*id, self.nodes.get(*id)?)))
    }
    /// The children of a node, or the top level for `None`. A node whose parent is gone counts as top level.
    pub fn children(&self, parent: Option<NodeId>) -> Vec<NodeId> {
        self.index().children.get(&parent).cloned().unwrap_or_default()
    }
    /// True when something lies in a node.
    pub fn has_children(&self, id: NodeId) -> bool {
        self.index().children.contains_key(&Some(id))
    }
    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self))
    }
    fn existing_parent(&self, node: &Node) -> Option<NodeId> {
        node.parent.filter(|parent| self.nodes.contains(*parent))
    }
    /// The containers of a node, from its parent outwards. Ends at a cycle, so it always ends.
    pub fn ancestors(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut current = self.node(id).and_then(|node| self.existing_parent(node));
        while let Some(ancestor) = current {
            if ancestor == id || found.contains(&ancestor) {
                break;
            }
            found.push(ancestor);
            current = self.node(ancestor).and_then(|node| self.existing_parent(node));
        }
        found
    }
    /// Everything inside a node, parents before children, siblings by id.
    pub fn descendants(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        self.collect_descendants(id, &mut found);
        found
    }
    fn collect_descendants(&self, id: NodeId, found: &mut Vec<NodeId>) {
        for child in self.children(Some(id)) {
            if !found.contains(&child) && child != id {
                found.push(child);
                self.collect_descendants(child, found);
            }
        }
    }
    /// All nodes, parents before their children, siblings by id: the order of the sketch.
    pub fn in_tree_order(&self) -> Vec<NodeId> {
        self.index().tree.clone()
    }
    /// The nearest container of a node for which something holds.
    pub fn nearest(&self, id: NodeId, is_wanted: impl Fn(&Node) -> bool) -> Option<NodeId> {
        let parent = |id: NodeId| self.existing_parent(self.nodes.get(id)?);
        // In a circle of parents nothing new comes after as many steps as there are nodes.
        let around = std::iter::successors(parent(id), |around| parent(*around)).take(self.nodes.len()).take_while(|around| *around != id);
        around.into_iter().find(|around| self.nodes.get(*around).is_some_and(|node| is_wanted(node)))
    }
    /// All connections of a verb, in the order of their ids.
    pub fn connections_with(&self, verb: &str) -> impl Iterator<Item = (ConnectionId, &Arc<Connection>)> {
        self.connections().filter(move |(_, connection)| connection.verb == verb)
    }
    /// The connections that start or end at a node.
    pub fn connections_of(&self, id: NodeId) -> impl Iterator<Item = (ConnectionId, &Arc<Connection>)> {
        let index = self.index();
        let ids: BTreeSet<ConnectionId> =
            [&index.leaving, &index.arriving].into_iter().filter_map(|ends| ends.get(&id)).flatten().copied().to_set();
        ids.into_iter().filter_map(|id| Some((id, self.connections.get(id)?)))
    }
    /// The connections that start at a node, in the order of their ids.
    pub fn connections_from(&self, id: NodeId) -> impl Iterator<Item = (ConnectionId, &Arc<Connection>)> {
        let ids = self.index().leaving.get(&id).into_iter().flatten();
        ids.filter_map(|id| Some((*id, self.connections.get(*id)?)))
    }
    /// The connections that end at a node, in the order of their ids.
    pub fn connections_to(&self, id: NodeId) -> impl Iterator<Item = (ConnectionId, &Arc<Connection>)> {
        let ids = self.index().arriving.get(&id).into_iter().flatten();
        ids.filter_map(|id| Some((*id, self.connections.get(*id)?)))
    }
    /// The connections from one node to another, in the order of their ids: a node with a thousand is not asked for all of them.
    pub fn connections_between(&self, from: NodeId, to: NodeId) -> impl Iterator<Item = (ConnectionId, &Arc<Connection>)> {
        let index = self.index();
        let (leaving, arriving) = (index.leaving.get(&from), index.arriving.get(&to));
        let fewer = leaving.zip(arriving).map(|(one, other)| if one.len() <= other.len() { one } else { other });
        let all = fewer.into_iter().flatten().filter_map(|id| Some((*id, self.connections.get(*id)?)));
        all.filter(move |(_, connection)| connection.nodes() == Some((from, to)))
    }
    /// The nodes that a node's connections of one verb lead to.
    pub fn targets(&self, from: NodeId, verb: &str) -> Vec<NodeId> {
        let matching = self.connections_from(from).filter(|(_, connection)| connection.verb == verb);
        matching.filter_map(|(_, connection)| connection.to.node()).filter(|id| self.nodes.contains(*id)).collect()
    }
    /// The nodes from which connections of one verb lead here.
    pub fn sources(&self, to: NodeId, verb: &str) -> Vec<NodeId> {
        let matching = self.connections_to(to).filter(|(_, connection)| connection.verb == verb);
        matching.filter_map(|(_, connection)| connection.from.node()).filter(|id| self.nodes.contains(*id)).collect()
    }
    /// The next id that the counter gives out.
    pub fn next_id(&self) -> u32 {
        self.next_id.max(1)
    }
    /// The same design, giving out no id below `next`: two programs that hold the same design give new records the same ids.
    pub fn with_ids_from(self, next: u32) -> Self {
        Self { next_id: self.next_id.max(next), ..self }
    }
    /// A name that no node has: the wish itself, or the wish with the first free number.
    pub fn free_name(&self, wish: &str) -> String {
        if self.find(wish).is_none() {
            return wish.to_owned();
        }
        // One more name than there are nodes cannot all be taken.
        let mut numbers = 2..self.nodes.len() + 3;
        numbers.find_map(|number| Some(format!("{wish}-{number}")).filter(|name| self.find(name).is_none())).unwrap_or_default()
    }
}
