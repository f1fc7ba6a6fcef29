//! Moves nodes with everything inside them, and lets them lie where they were dropped.

use std::collections::BTreeSet;

use groundplan_synth::catalog::{self, Kind};
use groundplan_synth::design::{Connection, Design, Edit, End, Frame, NodeId, Patch};
use groundplan_synth::meaning::{self, Line};
use groundplan_synth::picture::{Collapsed, collapsed};

use super::{Command, Refusal, free_to_move};
use crate::geometry::PagePoint;
use crate::tree::{Current, Tree};

/// Moves nodes by a distance.
pub struct Move {
    /// The nodes; what lies in them goes along.
    pub nodes: Vec<NodeId>,
    /// To the right, in page units.
    pub dx: i32,
    /// Downwards, in page units.
    pub dy: i32,
    /// The node under the pointer and where the pointer is: that decides what it is dropped into.
    /// All other nodes are dropped where their middle comes to lie.
    pub grabbed: Option<(NodeId, PagePoint)>,
    /// False moves without looking where the nodes come to lie: what a refused drop shows while it hovers.
    pub nests: bool,
}

impl Command for Move {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let tree = Tree::of(design);
        let roots = tree.roots(&self.nodes);
        free_to_move(design, &roots)?;
        let moved = tree.with_contents(&roots);
        let mut edit = Edit::new(design);
        for id in &moved {
            if let Some(frame) = design.node(*id).and_then(|node| node.frame) {
                edit.set_frame(*id, frame.moved(self.dx, self.dy));
            }
        }
        if self.nests && (self.dx, self.dy) != (0, 0) {
            for root in roots {
                self.nest(&tree, &mut edit, root, &moved)?;
            }
            for id in moved {
                follow_place(&mut edit, design, id);
            }
        }
        Ok(edit.finish())
    }
}

impl Move {
    fn nest(&self, tree: &Tree<'_>, edit: &mut Edit<'_>, root: NodeId, moved: &BTreeSet<NodeId>) -> Result<(), Refusal> {
        let Some(node) = edit.design().node(root).cloned() else { return Ok(()) };
        let Some(frame) = collapsed::size_of(&node) else { return Ok(()) };
        let is_grabbed = |id: NodeId| id == root || edit.design().ancestors(id).contains(&root);
        let point = match self.grabbed {
            Some((id, point)) if is_grabbed(id) => point,
            _ => middle(frame),
        };
        let parent = tree.place(catalog::kind_of(&node), Current::In(node.parent), frame, point, moved)?;
        if parent != node.parent {
            edit.node(root, |node| node.parent = parent);
            place_by_overlap(edit, root);
        }
        Ok(())
    }
}

/// The middle of a frame.
pub(crate) fn middle(frame: Frame) -> PagePoint {
    PagePoint::new(f64::from(frame.x) + f64::from(frame.width) / 2.0, f64::from(frame.y) + f64::from(frame.height) / 2.0)
}

/// Writes what the place of a dropped node means: a service that lies over subnets of its VPC runs there.
/// A node that says already where it is placed is left alone.
pub(crate) fn place_by_overlap(edit: &mut Edit<'_>, id: NodeId) {
    let is_placement = |verb: &str| meaning::by_id(verb).is_some_and(|verb| verb.line == Line::Placement);
    if edit.design().connections_from(id).any(|(_, connection)| is_placement(&connection.verb)) {
        return;
    }
    for (other, verb) in implied(edit.design(), id) {
        edit.connect(Connection::new(id, other, verb));
    }
}

/// Lets the placement of a moved node follow it from over one place to over another. What its place did not mean before stays, and
/// so does everything when it comes to lie over no other place.
pub(crate) fn follow_place(edit: &mut Edit<'_>, before: &Design, id: NodeId) {
    if Collapsed::of(before).is_hidden(id) {
        return;
    }
    let (old, new) = (implied(before, id), implied(edit.design(), id));
    let mut gained: Vec<(NodeId, &str)> = new.iter().filter(|place| !old.contains(place)).copied().collect();
    if gained.is_empty() {
        return;
    }
    let mut left = Vec::new();
    for (connection, record) in edit.design().connections_from(id) {
        let is_this = |place: &&(NodeId, &str)| record.to.node() == Some(place.0) && record.verb == place.1;
        if old.iter().filter(|place| !new.contains(place)).any(|place| is_this(&place)) {
            left.push(connection);
        }
        gained.retain(|place| !is_this(&place));
    }
    let mut left = left.into_iter();
    for (other, verb) in gained {
        match left.next() {
            Some(connection) => edit.connection(connection, |record| {
                record.to = End::Node(other);
                verb.clone_into(&mut record.verb);
            }),
            None => drop(edit.connect(Connection::new(id, other, verb))),
        }
    }
    left.for_each(|connection| edit.remove_connection(connection));
}

/// What the place of a node means: that over which it lies, and the verb that places it there.
fn implied(design: &Design, id: NodeId) -> Vec<(NodeId, &'static str)> {
    let node = design.node(id);
    let Some((kind, frame)) = node.and_then(|node| Some((catalog::kind_of(node)?, collapsed::size_of(node)?))) else { return Vec::new() };
    if !meaning::VERBS.iter().any(|verb| verb.line == Line::Placement && verb.starts_at(kind)) {
        return Vec::new();
    }
    let around = design.ancestors(id);
    let is_near = |other: NodeId| design.ancestors(other).iter().any(|ancestor| around.contains(ancestor));
    let under = collapsed::drawn(design).filter(|(other, _, frame_of)| *other != id && covers_a_fifth(frame, *frame_of));
    let places = under.filter_map(|(other, node, _)| Some((other, placement_verb(kind, catalog::kind_of(node)?)?)));
    places.filter(|(other, _)| is_near(*other)).collect()
}

fn placement_verb(from: &Kind, to: &Kind) -> Option<&'static str> {
    meaning::between(from, to).into_iter().find(|verb| verb.line == Line::Placement).map(|verb| verb.id)
}

/// Less than a fifth of a frame over another is a brush with the border, not a statement.
fn covers_a_fifth(frame: Frame, other: Frame) -> bool {
    if !frame.overlaps(other) {
        return false;
    }
    let width = i64::from(frame.right().min(other.right()) - frame.x.max(other.x));
    let height = i64::from(frame.bottom().min(other.bottom()) - frame.y.max(other.y));
    width * height * 5 >= i64::from(frame.width) * i64::from(frame.height)
}
