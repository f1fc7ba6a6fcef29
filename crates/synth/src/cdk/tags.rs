//! Tags that a design gives to everything: the stack gives them, in one line a tag, where that comes to the same.

use std::collections::{BTreeMap, BTreeSet};

use super::types::Type;
use crate::template::{Resource, Template};
use crate::value::Value;

/// The properties that take tags.
pub(super) const PROPERTIES: &[&str] = &["Tags", "UserPoolTags", "HostedZoneTags", "FileSystemTags"];

/// The design's tags, and the types that must be left out since their resources carry none; no tags when resources of one type differ.
pub(super) fn common(template: &Template, tags: &[(String, String)]) -> (Vec<(String, String)>, Vec<String>) {
    let mut types: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
    for resource in template.resources.values() {
        types.entry(&resource.kind).or_default().insert(carries(resource, tags));
    }
    let mixed = types.values().any(|states| states.len() > 1);
    // A resource that is written untyped is tagged by no one but itself, and one that has another value would lose it.
    let contradicted = template.resources.values().any(|resource| !carries(resource, tags) && has_key(resource, tags));
    if tags.is_empty() || mixed || contradicted {
        return (Vec::new(), Vec::new());
    }
    let taggable = |kind: &str| Type::of(kind).is_some_and(|kind| kind.properties().iter().any(|member| PROPERTIES.contains(&member.name)));
    let excluded =
        types.iter().filter(|(kind, states)| states.contains(&false) && taggable(kind)).map(|(kind, _)| (*kind).to_owned()).collect();
    (tags.to_vec(), excluded)
}

/// True when a resource has all of the tags.
fn carries(resource: &Resource, tags: &[(String, String)]) -> bool {
    tags.iter().all(|(key, value)| value_of(resource, key).is_some_and(|own| own == &Value::text(value)))
}

fn has_key(resource: &Resource, tags: &[(String, String)]) -> bool {
    tags.iter().any(|(key, _)| value_of(resource, key).is_some())
}

fn value_of<'r>(resource: &'r Resource, key: &str) -> Option<&'r Value> {
    match PROPERTIES.iter().find_map(|name| resource.property(name))? {
        Value::List(items) => items
            .iter()
            .filter_map(Value::as_map)
            .find(|tag| tag.get("Key").and_then(Value::as_text) == Some(key))
            .and_then(|tag| tag.get("Value")),
        Value::Map(map) => map.get(key),
        _ => None,
    }
}
