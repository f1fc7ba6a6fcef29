//! What an expression refers to: parameters and resources, conditions, mappings.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>.

use std::collections::BTreeSet;

use crate::design::Settings;
use crate::value::{Map, Value};

/// A name that must exist elsewhere in the template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// A parameter or resource, by `Ref` or `Sub`.
    Name(String),
    /// A resource whose attribute is asked for, by `GetAtt` or `Sub`.
    Resource(String),
    /// A condition, by `If` or `Condition`.
    Condition(String),
    /// A mapping, by `FindInMap`.
    Mapping(String),
}

impl Reference {
    /// The name.
    pub fn name(&self) -> &str {
        match self {
            Self::Name(name) | Self::Resource(name) | Self::Condition(name) | Self::Mapping(name) => name,
        }
    }
    /// What is meant, for people.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Name(_) => "parameter or resource of that name",
            Self::Resource(_) => "resource of that name",
            Self::Condition(_) => "condition of that name",
            Self::Mapping(_) => "mapping of that name",
        }
    }
}

/// Everything that a value refers to. CloudFormation's own names, such as `AWS::Region`, do not count.
pub fn of(value: &Value) -> BTreeSet<Reference> {
    let mut found = BTreeSet::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut BTreeSet<Reference>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(map) => map.values().for_each(|value| collect(value, found)),
        Value::Call(function, argument) => {
            of_call(function, argument, found);
            collect(argument, found);
        }
        _ => {}
    }
}

fn of_call(function: &str, argument: &Value, found: &mut BTreeSet<Reference>) {
    let first = argument.as_list().and_then(<[Value]>::first).unwrap_or(argument).as_text();
    let Some(text) = first.map(str::to_owned) else { return };
    match function {
        "Ref" => insert(found, Reference::Name(text)),
        "GetAtt" => insert(found, Reference::Resource(text.split('.').next().unwrap_or_default().to_owned())),
        "If" | "Condition" => insert(found, Reference::Condition(text)),
        "FindInMap" => insert(found, Reference::Mapping(text)),
        "Sub" => {
            let own = argument.as_list().and_then(|parts| parts.get(1)?.as_map());
            for name in placeholders(&text).filter(|name| own.is_none_or(|own: &Map| !own.contains_key(*name))) {
                let reference = match name.split_once('.') {
                    Some((resource, _)) => Reference::Resource(resource.to_owned()),
                    None => Reference::Name(name.to_owned()),
                };
                insert(found, reference);
            }
        }
        _ => {}
    }
}

fn insert(found: &mut BTreeSet<Reference>, reference: Reference) {
    if !reference.name().starts_with("AWS::") {
        found.insert(reference);
    }
}

/// The names in `${Name}`; `${!Name}` is the text `${Name}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim());
    inner.filter(|name| !name.starts_with('!') && !name.is_empty())
}

/// Functions whose value is looked up while the stack is made.
const LATE: &[&str] = &["GetAtt", "ImportValue", "GetAZs", "Cidr", "Transform"];

/// True when a condition of the template may ask for a value: it is made of parameters, mappings and CloudFormation's own names.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>.
pub fn are_known_before(value: &Value, settings: &Settings) -> bool {
    let leads_there = |reference: &Reference| match reference {
        Reference::Name(name) => settings.parameters.contains_key(name),
        Reference::Resource(_) => false,
        Reference::Condition(_) | Reference::Mapping(_) => true,
    };
    of(value).iter().all(leads_there) && !calls_late(value)
}

fn calls_late(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(calls_late),
        Value::Map(map) => map.values().any(calls_late),
        Value::Call(function, argument) => LATE.contains(&function.as_str()) || calls_late(argument),
        _ => false,
    }
}

/// The value with one name replaced by another wherever it is referred to.
pub fn renamed(value: &Value, from: &str, to: &str) -> Value {
    let text = |function: &str, text: &str| match function {
        "Ref" | "Condition" if text == from => to.to_owned(),
        "GetAtt" => match text.split_once('.') {
            Some((resource, attribute)) if resource == from => format!("{to}.{attribute}"),
            _ => text.to_owned(),
        },
        "Sub" => text.replace(&format!("${{{from}}}"), &format!("${{{to}}}")).replace(&format!("${{{from}."), &format!("${{{to}.")),
        _ => text.to_owned(),
    };
    match value {
        Value::List(items) => Value::List(items.iter().map(|item| renamed(item, from, to)).collect()),
        Value::Map(map) => Value::Map(map.iter().map(|(key, value)| (key.clone(), renamed(value, from, to))).collect()),
        Value::Call(function, argument) => {
            let argument = match &**argument {
                Value::Text(argument) => Value::text(text(function, argument)),
                Value::List(items) => Value::List(
                    items
                        .iter()
                        .enumerate()
                        .map(|(index, item)| match item {
                            Value::Text(first) if index == 0 && matches!(function.as_str(), "If" | "FindInMap") && first == from => {
                                Value::text(to)
                            }
                            Value::Text(first) if index == 0 && function == "Sub" => Value::text(text(function, first)),
                            other => renamed(other, from, to),
                        })
                        .collect(),
                ),
                other => renamed(other, from, to),
            };
            Value::Call(function.clone(), Box::new(argument))
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch::{parse_value, value_text};

    #[track_caller]
    fn check(text: &str, names: &[&str], renamed_text: &str) {
        let value = parse_value(text).unwrap();
        assert_eq!(of(&value).iter().map(Reference::name).collect::<Vec<_>>(), names);
        assert_eq!(value_text(&renamed(&value, "A", "B")), renamed_text);
    }

    #[test]
    fn names_are_found_and_renamed_in_every_function() {
        check("!Ref A", &["A"], "!Ref B");
        check("!GetAtt A.Arn", &["A"], "!GetAtt B.Arn");
        check("!Sub \"${A}-${A.Arn}-${AWS::Region}-${!A}-A\"", &["A", "A"], "!Sub \"${B}-${B.Arn}-${AWS::Region}-${!A}-A\"");
        check("!Sub [\"${x}${A}\", {x=!Ref C}]", &["A", "C"], "!Sub [\"${x}${B}\", {x=!Ref C}]");
        check("!If [A, {k=[!Ref A]}, A]", &["A", "A"], "!If [B, {k=[!Ref B]}, A]");
        check("!FindInMap [A, A, k]", &["A"], "!FindInMap [B, A, k]");
    }
}
