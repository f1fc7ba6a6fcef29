//! What can be selected.

use groundplan_synth::design::{ConnectionId, Design, NodeId, Patch};

/// One thing on the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A node.
    Node(NodeId),
    /// A connection.
    Connection(ConnectionId),
}

impl Item {
    /// The node's id, when this is a node.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Self::Node(id) => Some(id),
            Self::Connection(_) => None,
        }
    }
    /// The connection's id, when this is a connection.
    pub fn connection(self) -> Option<ConnectionId> {
        match self {
            Self::Node(_) => None,
            Self::Connection(id) => Some(id),
        }
    }
    /// True when the design has it.
    pub fn exists_in(self, design: &Design) -> bool {
        match self {
            Self::Node(id) => design.node(id).is_some(),
            Self::Connection(id) => design.connection(id).is_some(),
        }
    }
}

/// The selected items in the order in which they were selected, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    items: Vec<Item>,
}

impl Selection {
    /// One item.
    pub fn only(item: Item) -> Self {
        Self { items: vec![item] }
    }
    /// The items in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Item> {
        self.items.iter().copied()
    }
    /// The nodes among them.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.iter().filter_map(Item::node).collect()
    }
    /// The connections among them.
    pub fn connections(&self) -> Vec<ConnectionId> {
        self.iter().filter_map(Item::connection).collect()
    }
    /// The item, when exactly one is selected.
    pub fn single(&self) -> Option<Item> {
        match self.items.as_slice() {
            [item] => Some(*item),
            _ => None,
        }
    }
    /// The item that was selected last: where the keyboard goes on from.
    pub fn last(&self) -> Option<Item> {
        self.items.last().copied()
    }
    /// The nodes whose ports and buttons are shown and can be aimed at: the one under the pointer, and the one that is selected.
    /// Of several that are selected there are none: a press on them moves them all.
    pub fn aimed(&self, hover: Option<Item>) -> Vec<NodeId> {
        let hovered = hover.filter(|item| self.len() < 2 || !self.contains(*item));
        let selected = self.single().filter(|item| hovered != Some(*item));
        hovered.into_iter().chain(selected).filter_map(Item::node).collect()
    }
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// True when nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// True when the item is selected.
    pub fn contains(&self, item: Item) -> bool {
        self.items.contains(&item)
    }
    /// Adds an item at the end.
    pub fn add(&mut self, item: Item) {
        if !self.contains(item) {
            self.items.push(item);
        }
    }
    /// Adds the item, or takes it out when it is there.
    pub fn toggle(&mut self, item: Item) {
        if self.contains(item) {
            self.items.retain(|other| *other != item);
        } else {
            self.items.push(item);
        }
    }
    /// Drops what a patch removes from the design.
    pub fn keep_existing_after(&mut self, design: &Design, patch: &Patch) {
        self.items.retain(|item| match item {
            Item::Node(id) => patch.nodes.get(id).map_or(item.exists_in(design), |change| change.after.is_some()),
            Item::Connection(id) => patch.connections.get(id).map_or(item.exists_in(design), |change| change.after.is_some()),
        });
    }
    /// Drops what the design does not have.
    pub fn keep_existing(&mut self, design: &Design) {
        self.items.retain(|item| item.exists_in(design));
    }
}

impl FromIterator<Item> for Selection {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        let mut selection = Self::default();
        for item in items {
            selection.add(item);
        }
        selection
    }
}
