//! The nesting of a design: what lies in what, what lies under a point, and where a node may lie.

use std::collections::BTreeSet;
use std::sync::Arc;

use groundplan_synth::catalog::{self, Kind, Place};
use groundplan_synth::design::{Design, Frame, Node, NodeId, canvas};
use groundplan_synth::ordered::{Order, Ordered};
use groundplan_synth::picture::{Collapsed, collapsed, shapes};

use crate::command::Refusal;
use crate::geometry::PagePoint;

/// The nesting of a design.
pub struct Tree<'a> {
    design: &'a Design,
}

impl<'a> Tree<'a> {
    /// Looks at a design.
    pub fn of(design: &'a Design) -> Self {
        Self { design }
    }

    /// The nodes that lie directly in a node.
    pub fn children(&self, id: NodeId) -> Vec<NodeId> {
        self.design.children(Some(id))
    }

    /// The nodes and everything inside them.
    pub fn with_contents(&self, nodes: &[NodeId]) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<NodeId> = nodes.iter().copied().filter(|id| self.design.node(*id).is_some()).collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.children(id));
            }
        }
        found
    }

    /// The nodes that lie in no other of them: what a person means when a container and its content are selected.
    pub fn roots(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let chosen: BTreeSet<NodeId> = nodes.iter().copied().filter(|id| self.design.node(*id).is_some()).to_set();
        let is_root = |id: &NodeId| !self.design.ancestors(*id).iter().any(|ancestor| chosen.contains(ancestor));
        chosen.iter().copied().filter(is_root).collect()
    }

    /// The frames under a point from top to bottom, without those in `except`.
    pub fn frames_at(&self, point: PagePoint, except: &BTreeSet<NodeId>) -> Vec<NodeId> {
        let under = |(id, node, frame): &(NodeId, &Arc<Node>, Frame)| {
            frame.contains_point(point.x, point.y) && is_frame(node) && !except.contains(id)
        };
        let mut found: Vec<NodeId> = collapsed::drawn(self.design).filter(under).map(|(id, ..)| id).collect();
        found.order_by_key(|id| std::cmp::Reverse(height(self.design, *id)));
        found
    }

    /// Where a node lies when its frame comes to `frame` and the pointer to `point`; `moved` are the nodes that move with it.
    /// `Ok(None)` is the top level. `current` is its parent so far; a new node has none and passes `None`.
    pub fn place(
        &self,
        kind: Option<&Kind>,
        current: Current,
        frame: Frame,
        point: PagePoint,
        moved: &BTreeSet<NodeId>,
    ) -> Result<Option<NodeId>, Refusal> {
        let under = self.frames_at(point, moved);
        let accepts = |id: NodeId| match (kind, self.kind(id)) {
            (Some(kind), Some(parent)) => kind.may_lie_in(Some(parent)),
            // What this version does not know, it does not judge.
            _ => true,
        };
        // What lies over a collapsed container is meant for it, and nobody would see where it went.
        let is_over = |id: &NodeId| {
            let frame = self.design.node(*id).and_then(|node| collapsed::size_of(node));
            frame.is_some_and(|frame| frame.contains_point(point.x, point.y)) && !moved.contains(id) && accepts(*id)
        };
        let collapsed = Collapsed::of(self.design);
        if let Some(node) = collapsed.closed().iter().find(|id| is_over(id)).and_then(|id| self.design.node(*id)) {
            return Err(Refusal::new(format!("{} is collapsed: expand it first to put something into it", node.name)));
        }
        let parent = match current {
            Current::In(Some(parent)) if self.design.node(parent).is_some() => Some(parent),
            _ => None,
        };
        // Two frames may overlap: a node that stays over its own parent moves only deeper into it, never sideways.
        let stays = parent.filter(|parent| under.contains(parent) && (accepts(*parent) || under.first() == Some(parent)));
        if let Some(parent) = stays {
            let deeper = under.iter().copied().find(|id| accepts(*id) && self.design.ancestors(*id).contains(&parent));
            return Ok(Some(deeper.unwrap_or(parent)));
        }
        if let Some(found) = under.iter().copied().find(|id| accepts(*id)) {
            return Ok(Some(found));
        }
        // A load balancer or cluster reaches over its neighbours: it belongs to its parent as long as the two touch.
        if let Some(parent) = parent
            && kind.is_some_and(|kind| kind.place == Place::Span)
            && self.design.node(parent).and_then(|node| node.frame).is_some_and(|outer| outer.overlaps(frame))
        {
            return Ok(Some(parent));
        }
        let top = under.first().and_then(|id| self.kind(*id));
        let refused = |kind: &Kind| Err(Refusal::new(kind.nesting_refusal(top)));
        match kind {
            Some(kind) if under.is_empty() => {
                // A sketch may say that a node lies on the top level against the rules; moving it there is no new fault.
                if kind.may_lie_in(None) || current == Current::In(None) { Ok(None) } else { refused(kind) }
            }
            Some(kind) => refused(kind),
            None => Ok(None),
        }
    }

    fn kind(&self, id: NodeId) -> Option<&'static Kind> {
        self.design.node(id).and_then(|node| catalog::kind_of(node))
    }
}

/// Where a node lies before a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Current {
    /// Nowhere: it is new.
    New,
    /// In a node, or on the top level.
    In(Option<NodeId>),
}

/// True when a node is drawn around others. An unknown kind is drawn as a card, and so is a container that is collapsed.
pub fn is_frame(node: &Node) -> bool {
    catalog::kind_of(node).is_some_and(Kind::is_frame) && !canvas::is_collapsed(node)
}

/// True when a node can be collapsed: it holds others, or its kind does.
pub fn is_container(design: &Design, id: NodeId) -> bool {
    let is_by_kind = |node: &Arc<Node>| catalog::kind_of(node).is_some_and(Kind::is_frame) || canvas::is_collapsed(node);
    design.node(id).is_some_and(|node| is_by_kind(node) || design.has_children(id))
}

/// What orders overlapping nodes, as they are drawn: [`shapes::height`], and of those that are alike the later one in the tree.
pub fn height(design: &Design, id: NodeId) -> ((u8, i64, usize), Vec<NodeId>) {
    let path = [id].into_iter().chain(design.ancestors(id)).collect::<Vec<_>>().into_iter().rev().collect();
    (shapes::height(design, id), path)
}
