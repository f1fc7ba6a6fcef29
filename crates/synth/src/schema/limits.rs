//! What a schema says about a single literal: its type, its list of values, its pattern, its range and its size.

use serde_json::{Map as Object, Value as Json};

use super::pattern;
use crate::value::Value;

/// A broken limit: the keyword, the words, and what could stand there instead.
pub(super) struct Broken {
    pub(super) keyword: &'static str,
    pub(super) words: String,
    pub(super) instead: Vec<Value>,
}

#[allow(clippy::unnecessary_wraps, reason = "it ends functions that find a broken limit or none")]
fn broken(keyword: &'static str, words: String) -> Option<Broken> {
    Some(Broken { keyword, words, instead: Vec::new() })
}

/// What is wrong with the type of a literal. CloudFormation turns texts into numbers and flags, and the other way round.
pub(super) fn of_type(schema: &Object<String, Json>, value: &Value) -> Option<Broken> {
    let names: Vec<&str> = match schema.get("type")? {
        Json::String(name) => vec![name],
        Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
        _ => return None,
    };
    if names.iter().any(|name| is(name, value)) {
        return None;
    }
    let expected: Vec<&str> = names.iter().map(|name| words_of(name)).collect();
    broken("type", format!("{} is no {}", shown(value), expected.join(" or ")))
}

fn is(name: &str, value: &Value) -> bool {
    let scalar = !matches!(value, Value::List(_) | Value::Map(_));
    match name {
        "string" => scalar,
        "boolean" => value.as_flag().is_some(),
        "integer" => value.as_number().is_some() || number(value).is_some_and(|number| number.fract() == 0.0),
        "number" => number(value).is_some(),
        "array" => value.as_list().is_some(),
        "object" => value.as_map().is_some(),
        _ => true,
    }
}

fn words_of(name: &str) -> &str {
    match name {
        "string" => "text",
        "boolean" => "flag (true or false)",
        "integer" => "whole number",
        "array" => "list",
        "object" => "set of names and values",
        other => other,
    }
}

/// A literal in a message.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a set of names and values".to_owned(),
        Value::Text(text) => {
            let short: String = text.chars().take(60).collect();
            if short.len() < text.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
        }
        other => other.display(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// True when a literal is what the schema writes as JSON; `"2"` and `2` are the same.
pub(super) fn same(value: &Value, json: &Json) -> bool {
    match Value::from_json(json) {
        Some(other) if matches!(value, Value::List(_) | Value::Map(_)) => other == *value,
        Some(other) => other.display() == value.display(),
        None => false,
    }
}

/// Lists of values. The answer has the values.
pub(super) fn of_choice(schema: &Object<String, Json>, value: &Value) -> Option<Broken> {
    if let Some(only) = schema.get("const").filter(|only| !same(value, only)) {
        let instead: Vec<Value> = Value::from_json(only).into_iter().collect();
        let words = format!("{} is not {}", shown(value), only);
        return Some(Broken { keyword: "const", words, instead });
    }
    let (choices, any_case) = match (schema.get("enum"), schema.get("enumCaseInsensitive")) {
        (Some(choices), _) => (choices.as_array()?, false),
        (None, Some(choices)) => (choices.as_array()?, true),
        (None, None) => return None,
    };
    let lower = value.display().to_lowercase();
    let fits = |choice: &Json| same(value, choice) || (any_case && choice.as_str().is_some_and(|choice| choice.to_lowercase() == lower));
    if choices.iter().any(fits) {
        return None;
    }
    let instead: Vec<Value> = choices.iter().filter_map(Value::from_json).collect();
    let all: Vec<String> = instead.iter().take(12).map(Value::display).collect();
    let more = if instead.len() > 12 { " and others" } else { "" };
    Some(Broken { keyword: "enum", words: format!("{} is none of {}{more}", shown(value), all.join(", ")), instead })
}

/// Patterns, lengths and ranges of texts and numbers.
pub(super) fn of_scalar(schema: &Object<String, Json>, value: &Value) -> Option<Broken> {
    let limit = |name: &str| schema.get(name).and_then(Json::as_f64);
    if !matches!(value, Value::List(_) | Value::Map(_)) {
        let text = value.display();
        let length = text.chars().count() as f64;
        if let Some(least) = limit("minLength").filter(|least| length < *least) {
            return broken("minLength", format!("{} has {length} characters, fewer than {least}", shown(value)));
        }
        if let Some(most) = limit("maxLength").filter(|most| length > *most) {
            return broken("maxLength", format!("{} has {length} characters, more than {most}", shown(value)));
        }
        if let Some(pattern) = schema.get("pattern").and_then(Json::as_str)
            && pattern::matches(pattern, &text) == Some(false)
        {
            return broken("pattern", format!("{} does not match {pattern}", shown(value)));
        }
    }
    let number = number(value)?;
    if let Some(least) = limit("minimum").filter(|least| number < *least) {
        return broken("minimum", format!("{number} is less than {least}"));
    }
    if let Some(most) = limit("maximum").filter(|most| number > *most) {
        return broken("maximum", format!("{number} is greater than {most}"));
    }
    let parts = number / limit("multipleOf")?;
    // Tenths are no exact numbers.
    if (parts - parts.round()).abs() > 1e-9 {
        return broken("multipleOf", format!("{number} is no multiple of {}", limit("multipleOf")?));
    }
    None
}

/// How many items a list has, and whether they repeat.
pub(super) fn of_list(schema: &Object<String, Json>, items: &[Value]) -> Option<Broken> {
    let limit = |name: &str| schema.get(name).and_then(Json::as_u64).map(|limit| limit as usize);
    // `!If` and `!Ref AWS::NoValue` may take items away, so that there are never surely too many.
    let known = items.iter().filter(|item| !item.is_expression()).count();
    if let Some(least) = limit("minItems").filter(|least| items.len() < *least) {
        return broken("minItems", format!("{} items are fewer than {least}", items.len()));
    }
    if let Some(most) = limit("maxItems").filter(|most| known > *most) {
        return broken("maxItems", format!("{known} items are more than {most}"));
    }
    let mut different: Vec<&Value> = Vec::new();
    let mut repeated = None;
    for item in items {
        if different.contains(&item) {
            repeated = repeated.or(Some(item));
        } else {
            different.push(item);
        }
    }
    if let Some(most) = limit("maxUniqueItems").filter(|most| different.iter().filter(|item| !item.is_expression()).count() > *most) {
        return broken("maxUniqueItems", format!("{} different items are more than {most}", different.len()));
    }
    if let Some(item) = repeated.filter(|_| schema.get("uniqueItems") == Some(&Json::Bool(true))) {
        let words = if item.as_map().is_some() { "an item".to_owned() } else { item.display() };
        return broken("uniqueItems", format!("{words} stands there twice, expected every item once"));
    }
    let keys: Vec<&str> = schema.get("uniqueKeys").and_then(Json::as_array)?.iter().filter_map(Json::as_str).collect();
    let key_of = |item: &Value| keys.iter().map(|key| item.as_map()?.get(*key).cloned()).collect::<Option<Vec<Value>>>();
    let mut seen = Vec::new();
    for key in items.iter().filter_map(key_of) {
        if seen.contains(&key) {
            let words: Vec<String> = key.iter().map(Value::display).collect();
            return broken("uniqueKeys", format!("{} {} stands there twice", keys.join(", "), words.join(", ")));
        }
        seen.push(key);
    }
    None
}
