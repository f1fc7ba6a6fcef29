//! Adds a node of a kind: where it is dropped, or where there is room.

use std::collections::BTreeSet;

use groundplan_synth::catalog::{self, Kind, Shape};
use groundplan_synth::design::{Design, Edit, Frame, Node, NodeId, Patch};
use groundplan_synth::ordered::Order;
use groundplan_synth::picture::Collapsed;

use super::free_place::{free_place, inside, least_covered, moved_into};
use super::fresh::freshen;
use super::move_nodes::place_by_overlap;
use super::resize::{LEAST_HEIGHT, LEAST_WIDTH};
use super::{Command, Refusal};
use crate::geometry::PagePoint;
use crate::snap;
use crate::tree::{Current, Tree};

/// Where a new node is wished.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wish {
    /// Its middle at a point, in what lies there.
    At(PagePoint),
    /// Its frame there, in what lies at a point.
    Frame {
        /// The frame, as far as its container has room for it.
        frame: Frame,
        /// Where the pointer is.
        point: PagePoint,
    },
    /// In a free place: in the selected node or what is around it, near a point.
    Near {
        /// The middle of what a person sees.
        point: PagePoint,
        /// The selected node.
        selected: Option<NodeId>,
    },
}

/// Adds a node.
pub struct AddNode {
    /// The id of its kind.
    pub kind: String,
    /// Where it is wished.
    pub wish: Wish,
}

/// Where a new node lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placing {
    /// Its frame.
    pub frame: Frame,
    /// Its container.
    pub parent: Option<NodeId>,
}

impl AddNode {
    /// Where the node comes to lie, or why it cannot.
    pub fn placing(&self, design: &Design) -> Result<Placing, Refusal> {
        let kind = self.known()?;
        match self.wish {
            Wish::At(point) | Wish::Frame { point, .. } => {
                let frame = if let Wish::Frame { frame, .. } = self.wish { frame } else { centred(kind, point) };
                let parent = Tree::of(design).place(Some(kind), Current::New, frame, point, &BTreeSet::new())?;
                Ok(Placing { frame: fitted(design, kind, parent, frame), parent })
            }
            Wish::Near { point, selected } => anywhere(design, kind, selected, point),
        }
    }

    /// The frame around the wished point, whatever lies there: what a refused drop shows.
    pub fn bare_frame(&self) -> Option<Frame> {
        let (Wish::At(point) | Wish::Frame { point, .. } | Wish::Near { point, .. }) = self.wish;
        Some(centred(self.known().ok()?, point))
    }

    fn known(&self) -> Result<&'static Kind, Refusal> {
        catalog::by_id(&self.kind).ok_or_else(|| Refusal::new(format!("There is no kind \"{}\"", self.kind)))
    }
}

impl Command for AddNode {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let placing = self.placing(design)?;
        let mut node = Node::new(self.kind.as_str(), design.free_name(&self.kind));
        node.parent = placing.parent;
        node.frame = Some(placing.frame);
        let mut edit = Edit::new(design);
        let id = edit.add_node(node);
        freshen(&mut edit, id);
        place_by_overlap(&mut edit, id);
        Ok(edit.finish())
    }
}

/// The size of a new node in page units. An outer frame has room for some inner ones.
pub(crate) fn size(kind: &Kind) -> (i32, i32) {
    match kind.shape {
        Shape::Card => (168, 64),
        Shape::Frame { layer: 0 | 1 } => (760, 560),
        Shape::Frame { layer: 2 } => (320, 440),
        Shape::Frame { layer: 3 } => (272, 176),
        Shape::Frame { layer: 4 } => (480, 240),
        Shape::Frame { .. } => (272, 160),
    }
}

fn centred(kind: &Kind, point: PagePoint) -> Frame {
    let (width, height) = size(kind);
    let edge = |middle: f64, side: i32| snap::to_grid(middle.round() as i32 - side / 2);
    Frame::new(edge(point.x, width), edge(point.y, height), width, height)
}

/// A frame in its container: moved into it, and when it is a container itself made small enough for it.
fn fitted(design: &Design, kind: &Kind, parent: Option<NodeId>, frame: Frame) -> Frame {
    let Some(room) = parent.and_then(|id| design.node(id)?.frame).map(inside) else { return frame };
    let mut frame = frame;
    if kind.is_frame() {
        frame.width = frame.width.min(room.width).max(LEAST_WIDTH);
        frame.height = frame.height.min(room.height).max(LEAST_HEIGHT);
    }
    moved_into(frame, room)
}

/// A place for a node that nobody placed: in the selected container or what is around it, else where there is room.
fn anywhere(design: &Design, kind: &Kind, selected: Option<NodeId>, point: PagePoint) -> Result<Placing, Refusal> {
    let parents = free_parents(design, kind, selected)?;
    let free = parents.iter().find_map(|parent| Some(Placing { frame: free_frame(design, kind, *parent, point)?, parent: *parent }));
    if let Some(placing) = free {
        return Ok(placing);
    }
    // Where all is full, it lies over something, and its author makes room.
    let parent = parents.first().copied().flatten();
    let full = fitted(design, kind, parent, centred(kind, point));
    Ok(Placing { frame: least_covered(design, kind, parent, full), parent })
}

/// The containers that come into question, the best first.
fn free_parents(design: &Design, kind: &Kind, selected: Option<NodeId>) -> Result<Vec<Option<NodeId>>, Refusal> {
    let accepts =
        |id: &NodeId| design.node(*id).and_then(|node| catalog::kind_of(node)).is_some_and(|parent| kind.may_lie_in(Some(parent)));
    let around = selected.into_iter().chain(selected.map(|id| design.ancestors(id)).unwrap_or_default());
    if let Some(found) = around.into_iter().find(accepts) {
        return Ok(vec![Some(found)]);
    }
    if kind.may_lie_in(None) {
        return Ok(vec![None]);
    }
    // Deeper containers first: a subnet belongs rather in a zone than directly in the VPC.
    let mut all: Vec<NodeId> = design.in_tree_order().into_iter().filter(accepts).collect();
    // What is drawn comes before what a collapsed container hides.
    let collapsed = Collapsed::of(design);
    all.order_by_key(|id| (collapsed.hides_inside(design, *id).is_some(), std::cmp::Reverse(design.ancestors(*id).len())));
    let Some(first) = all.first().copied() else { return Err(Refusal::new(kind.nesting_refusal(None))) };
    // Another container will do when it looks the same: a private subnet is no substitute for a public one.
    let style = |id: NodeId| design.node(id).and_then(|node| Some((catalog::kind_of(node)?.style)(node)));
    all.retain(|id| style(*id) == style(first));
    Ok(all.into_iter().map(Some).collect())
}

fn free_frame(design: &Design, kind: &Kind, parent: Option<NodeId>, point: PagePoint) -> Option<Frame> {
    let full = fitted(design, kind, parent, centred(kind, point));
    let mut sizes = vec![(full.width, full.height)];
    if kind.is_frame() {
        sizes.push(((full.width * 2 / 3).max(LEAST_WIDTH), (full.height * 2 / 3).max(LEAST_HEIGHT)));
        sizes.push((LEAST_WIDTH, LEAST_HEIGHT));
    }
    sizes.into_iter().find_map(|size| free_place(design, kind, parent, size, point))
}
