//! What the layout asks of a design: who lies in whom, where the catalog puts a kind, and in which rows a node is placed.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{self, Category, Form, Kind, Place};
use crate::design::{Design, Node, NodeId, canvas};
use crate::meaning::{self, Line};
use crate::ordered::Ordered;

struct Item {
    kind: Option<&'static Kind>,
    children: Vec<NodeId>,
    is_collapsed: bool,
    /// The rows that the node itself is placed in.
    rows: Vec<NodeId>,
}

/// The design as a forest. Every node is in it once, also when its parent is gone or lies in itself.
pub(super) struct Tree {
    items: BTreeMap<NodeId, Item>,
    roots: Vec<NodeId>,
    ranks: BTreeMap<NodeId, usize>,
}

impl Tree {
    pub(super) fn new(design: &Design) -> Self {
        let item = |node: &Node| Item {
            kind: catalog::kind_of(node),
            children: Vec::new(),
            is_collapsed: canvas::is_collapsed(node),
            rows: Vec::new(),
        };
        let mut items: BTreeMap<NodeId, Item> = design.nodes().map(|(id, node)| (id, item(node))).to_map();
        let mut roots = Vec::new();
        let mut rooted: BTreeSet<NodeId> = BTreeSet::new();
        // Parents come before children except in a cycle, so a parent that was not seen yet is no parent to rely on.
        for id in design.in_tree_order() {
            let parent = design.node(id).and_then(|node| node.parent).filter(|parent| rooted.contains(parent));
            match parent.and_then(|parent| items.get_mut(&parent)) {
                Some(item) => item.children.push(id),
                None => roots.push(id),
            }
            rooted.insert(id);
        }
        let ranks = design.nodes().map(|(id, _)| (id, rank(design, id))).to_map();
        let mut tree = Self { items, roots, ranks };
        for (_, connection) in design.connections() {
            let Some((from, to)) = connection.nodes() else { continue };
            let places = meaning::by_id(&connection.verb).is_some_and(|verb| verb.line == Line::Placement);
            if places
                && tree.place(to) == Place::Row
                && let Some(item) = tree.items.get_mut(&from)
                && !item.rows.contains(&to)
            {
                item.rows.push(to);
            }
        }
        tree
    }

    pub(super) fn roots(&self) -> &[NodeId] {
        &self.roots
    }

    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        self.items.get(&id).map_or(&[], |item| &item.children)
    }

    /// Where the catalog puts it; a kind that is not known flows with the others, and so does a collapsed column or row.
    pub(super) fn place(&self, id: NodeId) -> Place {
        let place = self.items.get(&id).and_then(|item| item.kind).map_or(Place::Item, |kind| kind.place);
        if self.is_collapsed(id) && matches!(place, Place::Column | Place::Row) { Place::Item } else { place }
    }

    /// True when it is drawn as a card though something may lie in it.
    pub(super) fn is_collapsed(&self, id: NodeId) -> bool {
        self.items.get(&id).is_some_and(|item| item.is_collapsed)
    }

    /// The collapsed ones, outer ones first.
    pub(super) fn collapsed(&self) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut open: Vec<NodeId> = self.roots.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            found.extend(Some(id).filter(|id| self.is_collapsed(*id)));
            open.extend(self.children(id).iter().rev());
        }
        found
    }

    pub(super) fn category(&self, id: NodeId) -> Category {
        self.items.get(&id).and_then(|item| item.kind).map_or(Category::General, |kind| kind.category)
    }

    /// True when it is drawn around others: a frame by kind, or a card that something was put into.
    pub(super) fn is_frame(&self, id: NodeId) -> bool {
        self.items.get(&id).is_some_and(|item| !item.is_collapsed && (!item.children.is_empty() || item.kind.is_some_and(Kind::is_frame)))
    }

    /// The rows that the node itself is placed in.
    pub(super) fn rows(&self, id: NodeId) -> &[NodeId] {
        self.items.get(&id).map_or(&[], |item| &item.rows)
    }

    /// The rows that the node or anything inside it is placed in, as often as they are named.
    pub(super) fn all_rows(&self, id: NodeId) -> Vec<NodeId> {
        let mut rows = self.rows(id).to_vec();
        for child in self.children(id) {
            rows.extend(self.all_rows(*child));
        }
        rows
    }

    /// The order of a row among the rows of its column.
    pub(super) fn rank(&self, id: NodeId) -> usize {
        self.ranks.get(&id).copied().unwrap_or(0)
    }

    /// True when tasks are drawn inside the frame.
    pub(super) fn has_tasks(&self, id: NodeId) -> bool {
        self.is_frame(id) && !self.rows(id).is_empty()
    }
}

/// Rows are ordered as the choices of their kind's first choice field: public, private, isolated.
fn rank(design: &Design, id: NodeId) -> usize {
    let Some(node) = design.node(id) else { return 0 };
    let Some(kind) = catalog::kind_of(node) else { return 0 };
    for field in kind.fields {
        if let Form::Choice(choices) = field.form {
            let chosen = field.given(node).text();
            return choices.iter().position(|choice| *choice == chosen).unwrap_or(choices.len());
        }
    }
    0
}
