//! Resources that somebody wrote as a template has them, and what their properties name.

use super::patch;
use crate::catalog::resource;
use crate::design::{Design, NodeId, Patch};
use crate::synthesize::{Names, synthesized};
use crate::template::references::{self, Reference};
use crate::template::{Resource, Template};
use crate::value::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The template of a design with raw resources of one of some types; nothing for other designs, which are sound by how they are made.
pub(in crate::rules) fn template(design: &Design, kinds: &[&str]) -> Option<Arc<(Template, Names)>> {
    let is_meant = |kind: &str| kinds.iter().any(|wanted| kind.starts_with(wanted));
    design.nodes_of(resource::KIND.id).any(|(_, node)| is_meant(&resource::r#type(&node.fields).text())).then(|| synthesized(design))
}

/// True when a design has a raw resource of a type.
pub(in crate::rules) fn is_there(design: &Design, kind: &str) -> bool {
    design.nodes_of(resource::KIND.id).any(|(_, node)| resource::r#type(&node.fields).text() == kind)
}

/// The raw resources of a type: node, logical id, resource.
pub(in crate::rules) fn of_type<'t>(
    design: &'t Design,
    template: &'t Template,
    kind: &'t str,
) -> impl Iterator<Item = (NodeId, &'t str, &'t Resource)> {
    all(design, template).filter(move |(_, _, resource)| resource.kind == kind)
}

/// The change of a raw resource's properties.
pub(in crate::rules) fn change_properties(design: &Design, id: NodeId, change: impl FnOnce(&mut Map)) -> Patch {
    let own = design.node(id).and_then(|node| resource::properties(&node.fields).0);
    let mut all = own.as_ref().and_then(Value::as_map).cloned().unwrap_or_default();
    change(&mut all);
    patch(design, |edit| edit.set_field(id, "properties", Some(Value::Map(all))))
}

/// The members of a list of maps that a property has; nothing where a function stands.
pub(in crate::rules) fn entries(value: Option<&Value>) -> impl Iterator<Item = &Map> {
    value.and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map)
}

/// The same when all members are known; nothing where a function stands for one of them, or for the list.
pub(in crate::rules) fn maps(value: Option<&Value>) -> Option<Vec<&Map>> {
    let Some(value) = value else { return Some(Vec::new()) };
    value.as_list()?.iter().map(Value::as_map).collect()
}

/// All raw resources: node, logical id, resource.
pub(in crate::rules) fn all<'t>(design: &'t Design, template: &'t Template) -> impl Iterator<Item = (NodeId, &'t str, &'t Resource)> {
    template.resources.iter().filter_map(|(id, resource)| {
        let node = resource.node?;
        let is_raw = design.node(node).is_some_and(|node| node.kind == resource::KIND.id);
        is_raw.then_some((node, id.as_str(), resource))
    })
}

/// The resource of the template that a value names by itself, with its logical id.
pub(in crate::rules) fn named<'t>(template: &'t Template, value: &Value) -> Option<(&'t str, &'t Resource)> {
    let all = references::of(value);
    let mut resources = all.iter().filter_map(|reference| template.resources.get_key_value(reference.name()));
    let (id, resource) = resources.next()?;
    // A text that is put together of several says nothing about one of them.
    resources.next().is_none().then_some((id.as_str(), resource))
}

/// The logical ids of all that a resource waits for, over any number of others.
pub(in crate::rules) fn waits_for<'t>(template: &'t Template, id: &str) -> BTreeSet<&'t str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Resource> = template.resources.get(id).into_iter().collect();
    while let Some(resource) = open.pop() {
        let named = resource.properties.values().flat_map(references::of);
        let named = named.filter(|reference| matches!(reference, Reference::Name(_) | Reference::Resource(_)));
        let needed: BTreeSet<String> =
            named.map(|reference| reference.name().to_owned()).chain(resource.depends_on.iter().cloned()).collect();
        for (other, resource) in needed.iter().filter_map(|name| template.resources.get_key_value(name.as_str())) {
            if seen.insert(other.as_str()) {
                open.push(resource);
            }
        }
    }
    seen
}

/// The nodes whose resources some raw resource names.
pub(in crate::rules) struct Named(BTreeSet<NodeId>);

impl Named {
    /// True when a raw resource names a resource of a node.
    pub(in crate::rules) fn has(&self, node: NodeId) -> bool {
        self.0.contains(&node)
    }

    /// All of them.
    pub(in crate::rules) fn iter(&self) -> impl Iterator<Item = NodeId> {
        self.0.iter().copied()
    }
}

/// The nodes that raw resources use; they may do with them what no connection says.
pub(in crate::rules) fn named_nodes(design: &Design) -> Arc<Named> {
    design.once(|design| {
        if design.nodes_of(resource::KIND.id).next().is_none() {
            return Named(BTreeSet::new());
        }
        let made = synthesized(design);
        let mut nodes = BTreeSet::new();
        for (own, _, resource) in all(design, &made.0) {
            let references = resource.properties.values().flat_map(references::of);
            let named = references.filter_map(|reference| made.0.resources.get(reference.name())?.node);
            nodes.extend(named.filter(|node| *node != own));
        }
        Named(nodes)
    })
}
