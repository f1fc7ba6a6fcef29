//! What the rules about raw resources share: the mistakes of one class, with the repairs that are mechanical.

use super::{label, nearest, patch};
use crate::catalog::resource;
use crate::design::{Design, Node, NodeId, Patch};
use crate::rules::Findings;
use crate::schema::{self, Class, Violation};
use crate::value::{Map, Value};

/// The field that holds the properties.
const PROPERTIES: &str = "properties";

/// Reports every mistake of one class in raw resources whose schema is known.
pub(in crate::rules) fn report(design: &Design, findings: &mut Findings, class: Class) {
    for (id, node) in design.nodes_of(resource::KIND.id) {
        let properties = node.fields.get(PROPERTIES);
        if properties.is_some_and(|value| value.as_map().is_none()) {
            continue;
        }
        let kind = resource::r#type(&node.fields).text();
        let properties = resource::written_properties(node);
        let all = schema::check(&kind, &properties);
        for violation in all.iter().filter(|violation| violation.class == class) {
            report_one(design, findings, (id, node), &kind, &properties, (violation, &all));
        }
    }
}

fn report_one(
    design: &Design,
    findings: &mut Findings,
    (id, node): (NodeId, &Node),
    kind: &str,
    properties: &Map,
    (violation, all): (&Violation, &[Violation]),
) {
    let near = near(violation, properties);
    let advice = near.as_ref().map_or_else(String::new, |near| format!("; is {} meant?", near.display()));
    let finding = findings.report(format!("{}, {}: {}{advice}", label(design, id), violation.place(), violation.message));
    finding.on(id).field(PROPERTIES).aws_says(violation.aws_says());
    let mut offer = |title: String, mended: Map| {
        // A repair that brings another mistake is none.
        let left = schema::check(kind, &mended);
        if left.iter().all(|other| other != violation && all.contains(other)) {
            finding.fix(title, set(design, id, node, mended));
        }
    };
    if let Some(near) = near {
        let mended = mend(properties, violation, Some(&near));
        let title = if violation.gone.is_some() { format!("Call it {}", near.display()) } else { format!("Use {}", near.display()) };
        offer(title, mended);
    }
    if let Some(gone) = &violation.gone {
        offer(format!("Remove {gone}"), mend(properties, violation, None));
    }
}

/// The name or value that was probably meant.
fn near(violation: &Violation, properties: &Map) -> Option<Value> {
    let found = at(properties, &violation.path);
    let wrong = match &violation.gone {
        Some(gone) => gone.clone(),
        None => found.as_ref()?.display(),
    };
    let words: Vec<String> = violation.instead.iter().map(Value::display).collect();
    // A property that is already there cannot be meant.
    let there = found.as_ref().and_then(Value::as_map);
    let taken = |word: &str| violation.gone.is_some() && there.is_none_or(|map| map.contains_key(word));
    let meant = nearest(&wrong, words.iter().map(String::as_str).filter(|word| !taken(word)))?;
    violation.instead.iter().find(|value| value.display() == meant).cloned()
}

fn at(properties: &Map, path: &[String]) -> Option<Value> {
    let whole = Value::Map(properties.clone());
    path.iter().try_fold(whole, |value, step| match value {
        Value::Map(map) => map.get(step).cloned(),
        Value::List(items) => items.get(step.parse::<usize>().ok()?).cloned(),
        _ => None,
    })
}

/// The properties with the mistake mended: a key renamed or taken away, or a value put in the place of another.
fn mend(properties: &Map, violation: &Violation, new: Option<&Value>) -> Map {
    let mut whole = Value::Map(properties.clone());
    if let Some(place) = place(&mut whole, &violation.path) {
        match (&violation.gone, place) {
            (Some(gone), Value::Map(map)) => {
                // Whatever stands behind keeps its order.
                let name = |key: String| if key == *gone { new.map(Value::display) } else { Some(key) };
                *map = std::mem::take(map).into_iter().filter_map(|(key, value)| Some((name(key)?, value))).collect();
            }
            (None, place) => {
                if let Some(new) = new {
                    *place = new.clone();
                }
            }
            _ => {}
        }
    }
    match whole {
        Value::Map(map) => map,
        _ => properties.clone(),
    }
}

fn place<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Map(map) => map.get_mut(step),
        Value::List(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn set(design: &Design, id: NodeId, node: &Node, properties: Map) -> Patch {
    let mut fields = node.fields.clone();
    if properties.is_empty() {
        fields.remove(PROPERTIES);
    } else {
        fields.insert(PROPERTIES.to_owned(), Value::Map(properties));
    }
    patch(design, |edit| edit.node(id, |node| node.fields = fields))
}
