//! Copies: a part of a design that can be put into a design again.

use std::collections::BTreeMap;

use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, Design, Edit, End, Frame, Node, NodeId, Patch, canvas};
use groundplan_synth::ordered::Ordered as _;
use groundplan_synth::picture::{Collapsed, collapsed, layout};
use groundplan_synth::value::Value;

use super::fresh::freshen;
use super::move_into::room_in;
use super::move_nodes::place_by_overlap;
use super::{Command, Move, Refusal, free_group};
use crate::geometry::PagePoint;
use crate::tree::{Tree, is_frame};

/// Nodes with their contents, and the connections that start at them.
/// A copied container still pulls its image; nobody is made to send requests to a copy.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    nodes: Vec<(NodeId, Node)>,
    connections: Vec<Connection>,
    /// What the nodes lay in that was not taken along: the names with the ids, which another design may give to others.
    around: BTreeMap<NodeId, String>,
}

impl Fragment {
    /// Takes nodes out of a design, which stays as it is.
    pub fn of(design: &Design, nodes: &[NodeId]) -> Self {
        let all = Tree::of(design).with_contents(nodes);
        let in_order = design.in_tree_order().into_iter().filter(|id| all.contains(id));
        let nodes = in_order.filter_map(|id| Some((id, design.node(id)?.as_ref().clone()))).collect();
        let starts_here = |connection: &Connection| connection.from.node().is_some_and(|id| all.contains(&id));
        let connections = design.connections().filter(|(_, one)| starts_here(one)).map(|(_, one)| one.as_ref().clone()).collect();
        let outer = all.iter().filter_map(|id| design.node(*id)?.parent).filter(|parent| !all.contains(parent));
        let around = outer.filter_map(|id| Some((id, design.node(id)?.name.clone()))).to_map();
        Self { nodes, connections, around }
    }

    /// True when a design has all that the nodes lay in.
    pub fn is_at_home(&self, design: &Design) -> bool {
        self.around.iter().all(|(id, name)| design.node(*id).is_some_and(|node| node.name == *name))
    }

    /// True for another container than those that its nodes lay in, when all of them may lie in it.
    pub fn fits_into(&self, design: &Design, id: NodeId) -> bool {
        let Some(outer) = design.node(id).filter(|node| is_frame(node)).and_then(|node| catalog::kind_of(node)) else { return false };
        let is_own = |other: Option<NodeId>| self.nodes.iter().any(|(own, _)| Some(*own) == other);
        let mut roots = self.nodes.iter().filter(|(_, node)| !is_own(node.parent));
        let fits = |node: &Node| node.parent != Some(id) && catalog::kind_of(node).is_some_and(|kind| kind.may_lie_in(Some(outer)));
        !is_own(Some(id)) && !Collapsed::of(design).is_hidden(id) && roots.all(|(_, node)| fits(node))
    }

    /// True when nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// Puts a fragment into a design, moved by a distance.
pub struct Insert<'a> {
    /// What is put in.
    pub fragment: &'a Fragment,
    /// To the right, in page units.
    pub dx: i32,
    /// Downwards.
    pub dy: i32,
    /// The container that it is put into, to where there is room instead; `None` is where it came from.
    pub into: Option<NodeId>,
}

impl Insert<'_> {
    /// The frame around what lay in nothing else of it, and the kind of the first.
    fn bounds(&self) -> (Frame, &str) {
        let is_own = |parent: NodeId| self.fragment.nodes.iter().any(|(id, _)| *id == parent);
        let roots = || self.fragment.nodes.iter().map(|(_, node)| node).filter(|node| !node.parent.is_some_and(is_own));
        let bounds = roots().filter_map(collapsed::size_of).reduce(Frame::union).unwrap_or_default();
        (bounds, roots().next().map_or("", |node| node.kind.as_str()))
    }

    fn insert(&self, design: &Design) -> Result<(Patch, BTreeMap<NodeId, NodeId>), Refusal> {
        if self.fragment.is_empty() {
            return Err(Refusal::new("Nothing was copied: select nodes and copy them first"));
        }
        let mut edit = Edit::new(design);
        let mut copies: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        let mut groups: BTreeMap<String, String> = BTreeMap::new();
        let to = self.into.map(|into| {
            let (bounds, kind) = self.bounds();
            (room_in(design, kind, Some(into), bounds), bounds)
        });
        let (dx, dy) = to.map_or((self.dx, self.dy), |(to, bounds)| (to.x - bounds.x, to.y - bounds.y));
        for (id, original) in &self.fragment.nodes {
            let mut node = copy_of(&edit, original, &mut groups);
            node.frame = original.frame.map(|frame| frame.moved(dx, dy));
            node.parent = match original.parent.map(|parent| copies.get(&parent)) {
                Some(Some(copy)) => Some(*copy),
                _ if self.into.is_some() => self.into,
                _ => outer_parent(design, original)?,
            };
            let copy = edit.add_node(node);
            freshen(&mut edit, copy);
            copies.insert(*id, copy);
        }
        for original in &self.fragment.connections {
            let end = |end: &End| match end.node() {
                Some(id) if copies.contains_key(&id) => copies.get(&id).copied(),
                Some(id) => design.node(id).map(|_| id),
                None => None,
            };
            let (from, to) = (end(&original.from), end(&original.to));
            // What the text form could not resolve stays unresolved; what has been deleted since is left out.
            let missing = |end: &End| matches!(end, End::Missing(_));
            if (from.is_none() && !missing(&original.from)) || (to.is_none() && !missing(&original.to)) {
                continue;
            }
            let mut connection = original.clone();
            connection.from = from.map_or(connection.from, End::Node);
            connection.to = to.map_or(connection.to, End::Node);
            edit.connect(connection);
        }
        if let Some((to, _)) = to {
            layout::hold(&mut edit, self.into, Some(to));
            for copy in
                copies.values().filter(|copy| edit.design().node(**copy).is_some_and(|node| node.parent == self.into)).copied().to_set()
            {
                place_by_overlap(&mut edit, copy);
            }
        }
        Ok((edit.finish(), copies))
    }
}

impl Command for Insert<'_> {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        Ok(self.insert(design)?.0)
    }
}

/// Copies nodes within their design.
pub struct Duplicate {
    /// The nodes; their contents are copied along.
    pub nodes: Vec<NodeId>,
    /// To the right, in page units.
    pub dx: i32,
    /// Downwards.
    pub dy: i32,
    /// As [`Move::grabbed`], for a copy that is dragged; `None` keeps the containers of the originals.
    pub grabbed: Option<(NodeId, PagePoint)>,
    /// As [`Move::nests`].
    pub nests: bool,
}

impl Command for Duplicate {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let fragment = Fragment::of(design, &self.nodes);
        let (inserted, copies) = Insert { fragment: &fragment, dx: 0, dy: 0, into: None }.insert(design)?;
        let mut with_copies = design.clone();
        inserted.apply(&mut with_copies).map_err(|error| Refusal::new(error.to_string()))?;
        let nodes = self.nodes.iter().filter_map(|id| copies.get(id).copied()).collect();
        let grabbed = self.grabbed.and_then(|(id, point)| Some((*copies.get(&id)?, point)));
        let nests = self.nests && grabbed.is_some();
        let moved = Move { nodes, dx: self.dx, dy: self.dy, grabbed, nests }.plan(&with_copies)?;
        Ok(inserted.then(&moved))
    }
}

/// A copy with a name of its own. It can be moved, and belongs to the copy of its group: `groups` are those made so far.
pub(crate) fn copy_of(edit: &Edit<'_>, original: &Node, groups: &mut BTreeMap<String, String>) -> Node {
    let mut node = original.clone();
    node.name = edit.design().free_name(stem(&original.name));
    node.fields.remove(canvas::LOCKED);
    if let Some(group) = canvas::group_of(original) {
        let own = groups.entry(group.to_owned()).or_insert_with(|| free_group(edit.design()));
        node.fields.insert(canvas::GROUP.to_owned(), Value::Text(own.clone()));
    }
    node
}

/// Where a copy lies whose container was not copied: beside its original, when that place is still there.
fn outer_parent(design: &Design, original: &Node) -> Result<Option<NodeId>, Refusal> {
    let Some(parent) = original.parent else { return Ok(None) };
    if design.node(parent).is_some() {
        return Ok(Some(parent));
    }
    match catalog::kind_of(original) {
        Some(kind) if !kind.may_lie_in(None) => Err(Refusal::new(kind.nesting_refusal(None))),
        _ => Ok(None),
    }
}

/// The name without the number that an earlier copy gave it: the copy of `web-2` is `web-3`, not `web-2-2`.
fn stem(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((stem, number)) if !stem.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => name,
    }
}
