//! The members of a resource without what does not count: names, tags, descriptions, address plans, the order of sets.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::ordered::{Order as _, Ordered as _};
use groundplan_synth::synthesize::{logical_stem, pascal_case};
use groundplan_synth::template::{Resource, Template, references};
use groundplan_synth::value::{Map, Value};

/// A member of a resource.
pub(super) struct Member {
    /// Its value; `!Place n` stands for another thing of the template.
    pub(super) value: Value,
    /// The places of the things that it refers to.
    pub(super) refers: Vec<usize>,
    /// The value as text without places, to tell differences.
    pub(super) text: String,
}

/// The function that stands for a thing of the template by its place.
const PLACE: &str = "Place";
/// Members that say nothing about what is deployed.
const WORDS: &[&str] = &["Tags", "Description", "GroupDescription", "Sid", "Metadata", "AlarmDescription", "Comment"];
/// Lists whose order means something.
const ORDERED: &[&str] = &["Command", "EntryPoint", "Join", "Sub", "If", "Select", "Split", "FindInMap", "KeySchema"];
/// Types whose address range is a matter of the plan.
const RANGES: &[&str] = &["AWS::EC2::VPC", "AWS::EC2::Subnet"];
const RANGE: &str = "CidrBlock";

/// What texts of a resource stand for names and address plans of the design.
pub(super) struct Called {
    exact: BTreeMap<String, String>,
}

impl Called {
    /// The ranges of the design, with the type of what has them.
    pub(super) fn ranges(template: &Template) -> Self {
        let of_plan = template.resources.values().filter(|resource| RANGES.contains(&resource.kind.as_str()));
        let range = |resource: &Resource| Some((resource.property(RANGE)?.as_text()?.to_owned(), format!("<{}>", resource.kind)));
        Self { exact: of_plan.filter_map(range).to_map() }
    }

    /// The same with the names of what a node has to do with, in the forms in which templates have them. Which of them it is need not be
    /// told: things are told apart by what they are joined with. Other nodes may be called like a value that means something.
    pub(super) fn at(&self, design: &Design, node: Option<NodeId>) -> Self {
        let mut exact = self.exact.clone();
        let own: Vec<NodeId> = node.into_iter().flat_map(|id| [id].into_iter().chain(design.descendants(id))).collect();
        let joined = own.iter().flat_map(|id| design.connections_of(*id)).filter_map(|(_, connection)| connection.nodes());
        let around = node.into_iter().flat_map(|id| design.ancestors(id));
        let near: BTreeSet<NodeId> = joined.flat_map(|(from, to)| [from, to]).chain(own.iter().copied()).chain(around).to_set();
        for (id, node) in near.into_iter().filter_map(|id| Some((id, design.node(id)?))) {
            let shouted = node.name.to_uppercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
            for form in [node.name.clone(), shouted, pascal_case(&node.name), logical_stem(id, node)] {
                exact.insert(form, "<name>".to_owned());
            }
        }
        Self { exact }
    }

    fn text(&self, text: &str) -> String {
        self.exact.get(text).cloned().unwrap_or_else(|| text.to_owned())
    }
}

/// The members of a resource, each without what does not count.
pub(super) fn neutral(kind: &str, members: &Map, places: &BTreeMap<&str, usize>, called: &Called) -> BTreeMap<String, Member> {
    let mut found = BTreeMap::new();
    let properties = members.get("Properties").and_then(Value::as_map);
    let all = members.iter().filter(|(name, _)| *name != "Properties").chain(properties.into_iter().flatten());
    for (name, value) in all.filter(|(name, _)| !WORDS.contains(&name.as_str())) {
        if name == RANGE && RANGES.contains(&kind) {
            continue;
        }
        let value = if name == "DependsOn" { waits(value) } else { value.clone() };
        let refers = references::of(&value).iter().filter_map(|reference| places.get(reference.name()).copied()).collect();
        let value = without_names(&value, places, called);
        let text = coloured(&value, &vec![0; places.len()], keeps_order(name)).key();
        found.insert(name.clone(), Member { value, refers, text });
    }
    found
}

/// A thing of the template by its place.
fn stands_for(place: usize) -> Value {
    Value::Call(PLACE.to_owned(), Box::new(Value::text(place.to_string())))
}

/// What a resource waits for, as references.
fn waits(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(waits).collect()),
        Value::Text(id) => Value::reference(id.as_str()),
        other => other.clone(),
    }
}

fn without_names(value: &Value, places: &BTreeMap<&str, usize>, called: &Called) -> Value {
    let place = |name: &str| places.get(name).map(|place| stands_for(*place));
    let each = |value: &Value| without_names(value, places, called);
    match value {
        Value::Text(text) => Value::Text(called.text(text)),
        Value::List(items) => Value::List(items.iter().map(each).collect()),
        Value::Map(map) => {
            let kept = map.iter().filter(|(name, _)| !WORDS.contains(&name.as_str()));
            Value::Map(kept.map(|(name, value)| (name.clone(), each(value))).collect())
        }
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Ref" | "Condition", Value::Text(name)) => place(name).unwrap_or_else(|| value.clone()),
            ("GetAtt", Value::Text(name)) => {
                let (id, attribute) = name.split_once('.').unwrap_or((name, ""));
                place(id).map_or_else(|| value.clone(), |place| Value::List(vec![Value::text(format!("attribute {attribute}")), place]))
            }
            ("Sub", Value::Text(text)) => Value::Call("Join".to_owned(), Box::new(Value::List(substituted(text, places)))),
            _ => Value::Call(function.clone(), Box::new(each(argument))),
        },
        other => other.clone(),
    }
}

/// A substitution as its pieces: texts, and the places of what it names.
fn substituted(text: &str, places: &BTreeMap<&str, usize>) -> Vec<Value> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        pieces.push(Value::text(before));
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        let (id, attribute) = name.split_once('.').unwrap_or((name, ""));
        match places.get(id) {
            Some(place) => {
                pieces.push(stands_for(*place));
                pieces.push(Value::text(format!("attribute {attribute}")));
            }
            None => pieces.push(Value::text(format!("${{{name}}}"))),
        }
        rest = after;
    }
    pieces.push(Value::text(rest));
    pieces
}

/// True for a list in which an order was chosen.
pub(super) fn keeps_order(name: &str) -> bool {
    ORDERED.contains(&name)
}

/// The value with colours for places, and lists in an order that says nothing.
pub(super) fn coloured(value: &Value, colours: &[u64], ordered: bool) -> Value {
    match value {
        Value::List(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| coloured(item, colours, ordered)).collect();
            if !ordered {
                items.order_by_key(Value::key);
            }
            Value::List(items)
        }
        Value::Map(map) => {
            let mut entries: Vec<(String, Value)> =
                map.iter().map(|(name, value)| (name.clone(), coloured(value, colours, ordered || keeps_order(name)))).collect();
            entries.order_by(|one, other| one.0.cmp(&other.0));
            Value::Map(entries.into_iter().collect())
        }
        Value::Call(function, argument) if function == PLACE => {
            let colour = argument.as_number().and_then(|place| colours.get(usize::try_from(place).ok()?)).copied().unwrap_or(0);
            Value::text(format!("place {colour}"))
        }
        Value::Call(function, argument) => {
            Value::Call(function.clone(), Box::new(coloured(argument, colours, ordered || keeps_order(function))))
        }
        // `512` and "512" are the same to CloudFormation.
        other => Value::text(other.display()),
    }
}
