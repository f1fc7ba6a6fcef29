//! Who lies in whom and who is connected with whom, worked out once for each state of a design.
//!
//! Synthesis, rules and layout ask this for every node; without it they would look through all connections each time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::model::{Connection, ConnectionId, Design, Node, NodeId};
use super::worked_out::WorkedOut;
use crate::ordered::Ordered;

/// What follows from the records: ids in the order of the records.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) of_kind: BTreeMap<String, Vec<NodeId>>,
    pub(super) children: BTreeMap<Option<NodeId>, Vec<NodeId>>,
    pub(super) leaving: BTreeMap<NodeId, Vec<ConnectionId>>,
    pub(super) arriving: BTreeMap<NodeId, Vec<ConnectionId>>,
    /// All nodes, parents before their children, siblings by id.
    pub(super) tree: Vec<NodeId>,
}

impl Index {
    pub(super) fn of(design: &Design) -> Self {
        let mut index = Self::default();
        for (id, node) in design.nodes() {
            // A node whose parent is gone counts as top level.
            let parent = node.parent.filter(|parent| design.node(*parent).is_some());
            index.children.entry(parent).or_default().push(id);
            match index.of_kind.get_mut(&node.kind) {
                Some(alike) => alike.push(id),
                None => drop(index.of_kind.insert(node.kind.clone(), vec![id])),
            }
        }
        for (id, connection) in design.connections() {
            if let Some(from) = connection.from.node() {
                index.leaving.entry(from).or_default().push(id);
            }
            if let Some(to) = connection.to.node() {
                index.arriving.entry(to).or_default().push(id);
            }
        }
        index.tree = index.in_tree_order(design);
        index
    }

    fn in_tree_order(&self, design: &Design) -> Vec<NodeId> {
        let mut order = Vec::with_capacity(design.nodes.len());
        let mut stack: Vec<NodeId> = self.children.get(&None).into_iter().flatten().rev().copied().collect();
        while let Some(id) = stack.pop() {
            order.push(id);
            stack.extend(self.children.get(&Some(id)).into_iter().flatten().rev());
        }
        // Nodes in a parent cycle hang on no root; they come last so that they are never lost.
        if order.len() < design.nodes.len() {
            let seen: BTreeSet<NodeId> = order.iter().copied().to_set();
            order.extend(design.nodes().map(|(id, _)| id).filter(|id| !seen.contains(id)));
        }
        order
    }
}

/// True when two records of a node are the same to the index, so that it holds also after the change: a node that only moves is.
pub(super) fn same_node(one: Option<&Node>, other: Option<&Node>) -> bool {
    fn seen(node: Option<&Node>) -> Option<(Option<NodeId>, &str)> {
        node.map(|node| (node.parent, node.kind.as_str()))
    }
    one.is_some() && seen(one) == seen(other)
}

/// The same for a connection.
pub(super) fn same_connection(one: Option<&Connection>, other: Option<&Connection>) -> bool {
    let seen = |connection: Option<&Connection>| connection.map(|connection| (connection.from.node(), connection.to.node()));
    one.is_some() && seen(one) == seen(other)
}

impl Design {
    /// Forgets what was worked out: patches and edits call it when they change more of records than places and notes.
    pub(super) fn forget(&mut self) {
        self.worked_out = WorkedOut::default();
    }

    /// Forgets the index, too: when a record came, went, or changed what the index is made of.
    pub(super) fn forget_index(&mut self) {
        self.forget();
        self.index = Arc::default();
    }
}

#[cfg(test)]
mod tests {
    use crate::design::{Connection, Design, Edit, Node};

    #[test]
    fn look_ups_see_every_step() {
        let empty = Design::default();
        let mut edit = Edit::new(&empty);
        let (one, other) = (edit.add_node(Node::new("a", "one")), edit.add_node(Node::new("a", "other")));
        assert_eq!(edit.design().children(None), [one, other]);
        assert_eq!(edit.design().nodes_of("a").map(|(id, _)| id).collect::<Vec<_>>(), [one, other]);
        edit.node(other, |node| node.parent = Some(one));
        assert_eq!((edit.design().children(None), edit.design().children(Some(one))), (vec![one], vec![other]));
        let connection = edit.connect(Connection::new(one, other, "runs"));
        assert_eq!((edit.design().targets(one, "runs"), edit.design().sources(other, "runs")), (vec![other], vec![one]));
        let patch = edit.finish();
        let mut design = Design::default();
        assert_eq!(design.children(None), []);
        patch.apply(&mut design).unwrap();
        assert_eq!(design.connections_of(one).map(|(id, _)| id).collect::<Vec<_>>(), [connection]);
        patch.inverse().apply(&mut design).unwrap();
        assert_eq!((design.children(None), design.targets(one, "runs")), (vec![], vec![]));
    }
}
