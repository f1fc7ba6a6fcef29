//! Keys and indexes of a table as DynamoDB writes them: every attribute of a key is declared once, whatever keys it is part of.

use super::table::{self, capacity};
use crate::design::Node;
use crate::value::{Map, Value, map};

/// The members of an index entry that a person writes, in the order in which they are offered.
pub const INDEX_MEMBERS: &[&str] =
    &["name", "partition", "partition_type", "sort", "sort_type", "projection", "attributes", "read", "write"];

/// `KeySchema` of a partition key and a sort key, if there is one.
pub fn key_schema(partition: Option<Value>, sort: Option<Value>) -> Value {
    let part = |name: Option<Value>, role: &str| name.map(|name| map([("AttributeName", name), ("KeyType", Value::text(role))]));
    Value::List([part(partition, "HASH"), part(sort, "RANGE")].into_iter().flatten().collect())
}

fn entries(given: &super::Given) -> Vec<Map> {
    given.0.as_ref().and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map).cloned().collect()
}

/// The attributes of all keys with their types, each once; the table's own type of an attribute holds in its indexes, too.
pub fn attribute_definitions(node: &Node) -> Value {
    let fields = &node.fields;
    let mut pairs = vec![
        (table::partition_key(fields).value(), table::partition_type(fields).value()),
        (table::sort_key(fields).value(), table::sort_type(fields).value()),
    ];
    for index in entries(&table::global_indexes(fields)).iter().chain(&entries(&table::local_indexes(fields))) {
        for (name, kind) in [("partition", "partition_type"), ("sort", "sort_type")] {
            pairs.push((index.get(name).cloned(), index.get(kind).cloned()));
        }
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut definitions = Vec::new();
    for (name, kind) in pairs {
        let Some(name) = name.filter(|name| !seen.contains(name)) else { continue };
        definitions.push(map([("AttributeName", name.clone()), ("AttributeType", kind.unwrap_or(Value::text("S")))]));
        seen.push(name);
    }
    Value::List(definitions)
}

/// The type that a table declares for an attribute; nothing when it is known only at deployment.
fn declared_type(node: &Node, attribute: &Value) -> Option<Value> {
    let Value::List(definitions) = attribute_definitions(node) else { return None };
    let members = definitions.iter().filter_map(Value::as_map).find(|members| members.get("AttributeName") == Some(attribute))?;
    members.get("AttributeType").filter(|kind| !kind.is_expression()).cloned()
}

fn projection(index: &Map) -> Value {
    let kind = index.get("projection").cloned().unwrap_or(Value::text("ALL"));
    let mut members = Map::default();
    members.insert("ProjectionType".to_owned(), kind);
    if let Some(attributes) = index.get("attributes") {
        members.insert("NonKeyAttributes".to_owned(), attributes.clone());
    }
    Value::Map(members)
}

fn index(entry: &Map, partition: Option<Value>) -> Map {
    let mut members = Map::default();
    members.extend(entry.get("name").map(|name| ("IndexName".to_owned(), name.clone())));
    members.insert("KeySchema".to_owned(), key_schema(partition, entry.get("sort").cloned()));
    members.insert("Projection".to_owned(), projection(entry));
    members
}

/// `GlobalSecondaryIndexes`; nothing when the table has none.
pub fn global_indexes_value(node: &Node) -> Option<Value> {
    let written = |entry: &Map| {
        let mut members = index(entry, entry.get("partition").cloned());
        members.extend(capacity(node, entry.get("read").cloned(), entry.get("write").cloned()));
        Value::Map(members)
    };
    let all: Vec<Value> = entries(&table::global_indexes(&node.fields)).iter().map(written).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// `LocalSecondaryIndexes`, whose partition key is the table's; nothing when the table has none.
pub fn local_indexes_value(node: &Node) -> Option<Value> {
    let written = |entry: &Map| Value::Map(index(entry, table::partition_key(&node.fields).value()));
    let all: Vec<Value> = entries(&table::local_indexes(&node.fields)).iter().map(written).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// What is wrong with the indexes of a table, in words: a key that is missing, a word that is not known, a name twice.
pub fn problems(node: &Node) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let fields = &node.fields;
    let mut names: Vec<String> = Vec::new();
    let has_sort = table::sort_key(fields).value().is_some();
    for (field, given, needed) in [
        ("global_indexes", table::global_indexes(fields), ["name", "partition"]),
        ("local_indexes", table::local_indexes(fields), ["name", "sort"]),
    ] {
        for entry in entries(&given) {
            let name = entry.get("name").map_or_else(|| "without a name".to_owned(), Value::display);
            let mut report = |problem: String| found.push((field, format!("index {name} {problem}")));
            for word in needed.into_iter().filter(|word| entry.get(*word).is_none_or(|value| value.as_text() == Some(""))) {
                report(format!("has no {word}: write {word}=…"));
            }
            // Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GlobalSecondaryIndex.html>.
            let fits =
                |name: &str| (3..=255).contains(&name.len()) && name.chars().all(|it| it.is_ascii_alphanumeric() || "_.-".contains(it));
            if entry.get("name").and_then(Value::as_text).is_some_and(|name| !name.is_empty() && !fits(name)) {
                report("has a name of other than 3 to 255 letters, digits and _.-".to_owned());
            }
            for word in entry.keys().filter(|word| !INDEX_MEMBERS.contains(&word.as_str())) {
                report(format!("has {word}, which is none of {}", INDEX_MEMBERS.join(", ")));
            }
            for (word, key) in [("partition_type", "partition"), ("sort_type", "sort")] {
                // Each attribute is declared once, so another type for it would be lost.
                if let (Some(kind), Some(attribute)) = (entry.get(word), entry.get(key))
                    && let Some(known) = declared_type(node, attribute).filter(|known| known != kind && !kind.is_expression())
                {
                    report(format!("has {word}={}, but {} is {} elsewhere", kind.display(), attribute.display(), known.display()));
                }
                if let Some(kind) = entry.get(word).filter(|kind| kind.as_text().is_some_and(|text| !table::TYPES.contains(&text))) {
                    report(format!("has {word}={}, which is none of {}", kind.display(), table::TYPES.join(", ")));
                }
            }
            let projection = entry.get("projection").map_or_else(|| "ALL".to_owned(), Value::display);
            if entry.contains_key("attributes") != (projection == "INCLUDE") {
                report(format!("has the projection {projection}: attributes go with INCLUDE, and INCLUDE with attributes"));
            }
            if field == "local_indexes" && !has_sort {
                report("is local, which takes a table with a sort key".to_owned());
            }
            if names.contains(&name) {
                report("is there twice".to_owned());
            }
            names.push(name);
        }
    }
    found
}
