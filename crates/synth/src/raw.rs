//! A design as raw resources: every resource of its template as a node of its own that says just what the template says.
//!
//! The proof that kinds add words and checks but no magic: both designs give the same template.

use crate::catalog::resource;
use crate::design::{Design, Edit, Node, NodeId};
use crate::synthesize::{logical_stem, synthesize};
use crate::template::{Resource, Template};
use crate::value::Value;

/// A design that has a node of the kind [`resource`] for every resource of another design's template.
/// Parameters, conditions and outputs that were made for it become the author's own, so that both templates are equal.
pub fn as_raw_resources(design: &Design) -> Design {
    let Template { parameters, conditions, outputs, resources, .. } = synthesize(design);
    let empty = Design::default();
    let mut edit = Edit::new(&empty);
    edit.settings(|settings| {
        *settings = (**design.settings()).clone();
        settings.parameters = parameters.into_iter().collect();
        settings.conditions = conditions.into_iter().collect();
        settings.outputs = outputs.into_iter().collect();
    });
    for (logical_id, resource) in &resources {
        edit.add_node(node(logical_id, resource));
    }
    edit.design().clone()
}

fn node(logical_id: &str, resource: &Resource) -> Node {
    let mut node = Node::new(resource::KIND.id, logical_id);
    let named = logical_stem(NodeId(0), &node) == logical_id;
    let mut set = |field: &str, value: Value| drop(node.fields.insert(field.to_owned(), value));
    set("type", Value::text(&resource.kind));
    // Nearly always the name is enough; a long one would be cut, and one that is not written like a logical id would change.
    if !named {
        set("logical_id", Value::text(logical_id));
    }
    if !resource.properties.is_empty() {
        set("properties", Value::Map((*resource.properties).clone()));
    }
    if !resource.depends_on.is_empty() {
        set("depends_on", Value::list(resource.depends_on.iter().map(String::as_str)));
    }
    let members = resource.members();
    for (field, attribute) in resource::ATTRIBUTES {
        if let Some(value) = members.get(*attribute) {
            set(field, value.clone());
        }
    }
    node
}
