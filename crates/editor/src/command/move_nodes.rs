//! Moves nodes with everything inside them, and lets them lie where they were dropped.

use std::collections::BTreeSet;

use groundplan_synth::catalog::{self, Kind};
use groundplan_synth::design::{Connection, Design, Edit, Frame, NodeId, Patch};
use groundplan_synth::meaning::{self, Line};
use groundplan_synth::picture::collapsed;

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
    let design = edit.design();
    let Some((kind, frame)) = design.node(id).and_then(|node| Some((catalog::kind_of(node)?, collapsed::size_of(node)?))) else { return };
    let is_placement = |verb: &str| meaning::by_id(verb).is_some_and(|verb| verb.line == Line::Placement);
    let is_placed = design.connections_of(id).any(|(_, connection)| connection.from.node() == Some(id) && is_placement(&connection.verb));
    if is_placed {
        return;
    }
    let around = design.ancestors(id);
    let mut found = Vec::new();
    for (other, node, other_frame) in collapsed::drawn(design) {
        let Some(other_kind) = catalog::kind_of(node) else { continue };
        let Some(verb) = placement_verb(kind, other_kind) else { continue };
        let is_near = design.ancestors(other).iter().any(|ancestor| around.contains(ancestor));
        if other != id && is_near && covers_a_fifth(frame, other_frame) {
            found.push((other, verb));
        }
    }
    for (other, verb) in found {
        edit.connect(Connection::new(id, other, verb));
    }
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
