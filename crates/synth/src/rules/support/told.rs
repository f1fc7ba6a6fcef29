//! What containers are told by variables: the names of stores, which a program is told to use them.

use crate::catalog::container;
use crate::design::{Design, NodeId};
use crate::template::references::{self, Reference};
use crate::value::Value;

/// A variable of a container that holds the name of a resource.
pub(in crate::rules) struct Told {
    /// The container.
    pub(in crate::rules) container: NodeId,
    /// The variable.
    pub(in crate::rules) variable: String,
    /// The logical id of the resource.
    pub(in crate::rules) resource: String,
}

/// All such variables that somebody wrote, in the order of the drawing; those of connections are not among them.
pub(in crate::rules) fn all(design: &Design) -> Vec<Told> {
    let mut found = Vec::new();
    for (id, node) in design.nodes_of(container::KIND.id) {
        let environment = container::environment(&node.fields);
        for (variable, value) in environment.0.as_ref().and_then(Value::as_map).into_iter().flatten() {
            for reference in references::of(value) {
                if let Reference::Name(resource) | Reference::Resource(resource) = reference {
                    found.push(Told { container: id, variable: variable.clone(), resource });
                }
            }
        }
    }
    found
}
