//! Writing a patch step by step: a working copy on which steps see the steps before them.

use std::sync::Arc;

use super::index::{same_connection, same_node};
use super::model::{Connection, ConnectionId, Design, End, Frame, Node, NodeId, Settings};
use super::patch::Patch;
use crate::reads;
use crate::value::Value;

/// A patch in the making. The design it starts from stays as it is.
pub struct Edit<'a> {
    before: &'a Design,
    after: Design,
}

impl<'a> Edit<'a> {
    /// Starts from a design.
    pub fn new(design: &'a Design) -> Self {
        Self { before: design, after: design.clone() }
    }

    /// The design as the steps so far leave it.
    pub fn design(&self) -> &Design {
        &self.after
    }

    /// The patch of all steps.
    pub fn finish(self) -> Patch {
        Patch::between(self.before, &self.after)
    }

    fn draw_id(&mut self) -> u32 {
        let id = self.after.next_id();
        self.after.next_id = id.saturating_add(1);
        id
    }

    /// Adds a node and answers its id.
    pub fn add_node(&mut self, node: Node) -> NodeId {
        self.after.forget_index();
        let id = NodeId(self.draw_id());
        self.after.nodes.insert(id, Arc::new(node));
        id
    }

    /// Adds a connection and answers its id.
    pub fn connect(&mut self, connection: Connection) -> ConnectionId {
        self.after.forget_index();
        let id = ConnectionId(self.draw_id());
        self.after.connections.insert(id, Arc::new(connection));
        id
    }

    /// Puts a node under a chosen id, replacing what is there: for reading saved designs.
    pub fn put_node(&mut self, id: NodeId, node: Node) {
        self.after.forget_index();
        self.after.nodes.insert(id, Arc::new(node));
        self.after.next_id = self.after.next_id().max(id.0.saturating_add(1));
    }

    /// Puts a connection under a chosen id, replacing what is there: for reading saved designs.
    pub fn put_connection(&mut self, id: ConnectionId, connection: Connection) {
        self.after.forget_index();
        self.after.connections.insert(id, Arc::new(connection));
        self.after.next_id = self.after.next_id().max(id.0.saturating_add(1));
    }

    /// Changes a node; an id that is not there changes nothing.
    pub fn node(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        let Some(node) = self.after.nodes.get_mut(id) else { return };
        let before = node.clone();
        change(reads::unseen(|| Arc::make_mut(node)));
        let (looks_alone, same) = (before.differs_in_looks_alone(node), same_node(Some(&before), Some(node)));
        if !looks_alone {
            self.after.forget();
        }
        if !same {
            self.after.forget_index();
        }
    }

    /// Changes a connection; an id that is not there changes nothing.
    pub fn connection(&mut self, id: ConnectionId, change: impl FnOnce(&mut Connection)) {
        self.after.forget();
        let Some(connection) = self.after.connections.get_mut(id) else { return };
        let before = connection.clone();
        change(reads::unseen(|| Arc::make_mut(connection)));
        if !same_connection(Some(&before), Some(connection)) {
            self.after.forget_index();
        }
    }

    /// Changes the settings.
    pub fn settings(&mut self, change: impl FnOnce(&mut Settings)) {
        self.after.forget();
        change(Arc::make_mut(&mut self.after.settings));
    }

    /// Sets a node's field, or with `None` takes it back to its default.
    pub fn set_field(&mut self, id: NodeId, name: &str, value: Option<Value>) {
        self.node(id, |node| {
            match value {
                Some(value) => node.fields.insert(name.to_owned(), value),
                None => node.fields.remove(name),
            };
        });
    }

    /// Sets a connection's field, or with `None` takes it back to its default.
    pub fn set_connection_field(&mut self, id: ConnectionId, name: &str, value: Option<Value>) {
        self.connection(id, |connection| {
            match value {
                Some(value) => connection.fields.insert(name.to_owned(), value),
                None => connection.fields.remove(name),
            };
        });
    }

    /// Places a node.
    pub fn set_frame(&mut self, id: NodeId, frame: Frame) {
        self.node(id, |node| node.frame = Some(frame));
    }

    /// Removes a node with everything inside it and every connection that touches any of these.
    pub fn remove_node(&mut self, id: NodeId) {
        let mut gone = self.after.descendants(id);
        gone.push(id);
        self.after.forget_index();
        for node in &gone {
            self.after.nodes.remove(*node);
        }
        let touches = |end: &End| end.node().is_some_and(|node| gone.contains(&node));
        let cut = self.after.connections().filter(|(_, connection)| touches(&connection.from) || touches(&connection.to));
        for id in cut.map(|(id, _)| id).collect::<Vec<_>>() {
            self.after.connections.remove(id);
        }
    }

    /// Removes a connection.
    pub fn remove_connection(&mut self, id: ConnectionId) {
        self.after.forget_index();
        self.after.connections.remove(id);
    }
}
