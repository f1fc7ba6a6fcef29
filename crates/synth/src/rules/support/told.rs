//! What containers are told by variables: the names of stores, which a program is told to use them.

use std::collections::BTreeSet;

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
            for reference in named(value) {
                if let Reference::Name(resource) | Reference::Resource(resource) = reference {
                    found.push(Told { container: id, variable: variable.clone(), resource });
                }
            }
        }
    }
    found
}

/// What a value is the name of, as a program takes it to call a service. A text that is put together of it, such as an address for browsers,
/// and other attributes, such as a bucket's domain name, call nothing.
fn named(value: &Value) -> BTreeSet<Reference> {
    let Value::Call(function, argument) = value else { return BTreeSet::new() };
    let is_name = match function.as_str() {
        "Ref" => true,
        "GetAtt" => {
            let attribute = argument.as_list().and_then(|parts| parts.get(1)).unwrap_or(argument).as_text().unwrap_or_default();
            ATTRIBUTES.contains(&attribute.rsplit('.').next().unwrap_or_default())
        }
        "Sub" => argument.as_text().is_some_and(|text| {
            let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).filter(|inner| !inner.contains('$'));
            let is_alone = inner.is_some_and(|inner| inner.split_once('.').is_none_or(|(_, attribute)| ATTRIBUTES.contains(&attribute)));
            is_alone || text.starts_with("arn:") || text.starts_with("s3://")
        }),
        // Each branch is a name or none.
        "If" => return argument.as_list().unwrap_or_default().iter().skip(1).flat_map(named).collect(),
        _ => false,
    };
    if is_name { references::of(value) } else { BTreeSet::new() }
}

/// The attributes by which services are called.
const ATTRIBUTES: &[&str] = &["Arn", "QueueName", "QueueUrl", "TopicArn", "TopicName", "Id", "KeyId"];
