//! What rules about fields share: every field that is set, wherever it stands, and putting something else there.

use super::{label, name, patch};
use crate::catalog::{self, Field};
use crate::design::Fields as Record;
use crate::design::{ConnectionId, Design, Edit, NodeId, Patch};
use crate::meaning;
use crate::rules::Finding;
use crate::value::Value;

/// What carries fields.
#[derive(Clone, Copy)]
pub(in crate::rules) enum Owner {
    Node(NodeId),
    Connection(ConnectionId),
}

/// A node or connection of a known kind with its fields.
pub(in crate::rules) struct Fields<'a> {
    /// Whose they are.
    pub(in crate::rules) owner: Owner,
    /// The fields that there are.
    pub(in crate::rules) known: &'static [Field],
    /// What is set.
    pub(in crate::rules) values: &'a Record,
}

impl Fields<'_> {
    /// What it is called in a message: `Subnet private-a`, `site -> web : forwards`.
    pub(in crate::rules) fn words(&self, design: &Design) -> String {
        match self.owner {
            Owner::Node(id) => label(design, id),
            Owner::Connection(id) => {
                let Some(connection) = design.connection(id) else { return String::new() };
                let ends = connection.nodes().map(|(from, to)| format!("{} -> {} : ", name(design, from), name(design, to)));
                format!("{}{}", ends.unwrap_or_default(), connection.verb)
            }
        }
    }

    /// Says where a finding belongs: that of a connection also to the node it starts from.
    pub(in crate::rules) fn place(&self, design: &Design, finding: &mut Finding) {
        (finding.node, finding.connection) = match self.owner {
            Owner::Node(id) => (Some(id), None),
            Owner::Connection(id) => (design.connection(id).and_then(|connection| connection.from.node()), Some(id)),
        };
    }

    /// Takes a field away and puts another in its place.
    pub(in crate::rules) fn set(&self, design: &Design, gone: &str, new: Option<(&str, &Value)>) -> Patch {
        let change = |fields: &mut Record| {
            fields.remove(gone);
            fields.extend(new.map(|(name, value)| (name.to_owned(), value.clone())));
        };
        patch(design, |edit: &mut Edit<'_>| match self.owner {
            Owner::Node(id) => edit.node(id, |node| change(&mut node.fields)),
            Owner::Connection(id) => edit.connection(id, |connection| change(&mut connection.fields)),
        })
    }
}

/// The fields of all nodes, then of all connections. What a node of an unknown kind has is not among them.
pub(in crate::rules) fn all(design: &Design) -> impl Iterator<Item = Fields<'_>> {
    let nodes = design.nodes().filter_map(|(id, node)| {
        let known = catalog::kind_of(node)?.fields;
        Some(Fields { owner: Owner::Node(id), known, values: &node.fields })
    });
    let connections = design.connections().filter_map(|(id, connection)| {
        let verb = meaning::by_id(&connection.verb)?;
        Some(Fields { owner: Owner::Connection(id), known: verb.fields, values: &connection.fields })
    });
    nodes.chain(connections)
}
