//! Statements of policies, compared action by action: synthesis merges statements, and so would tell of others than those that came.

use std::collections::BTreeMap;

use super::plain;
use crate::value::{Map, Value};

/// An action on a resource under everything else that a statement says, as texts to compare by.
type Pair = (String, String, String);
/// Such pairs, each with its words: the action, the resource, and the rest.
pub(super) type Pairs = BTreeMap<Pair, [String; 3]>;

/// The statements of all policies in a value.
pub(super) fn statements(value: Option<&Value>) -> Vec<Map> {
    let mut all = Vec::new();
    if let Some(value) = value {
        add(value, false, &mut all);
    }
    all
}

fn add(value: &Value, is_statement: bool, all: &mut Vec<Map>) {
    match value {
        Value::Map(map) if is_statement => all.push(map.clone()),
        Value::Map(map) => map.iter().for_each(|(name, value)| add(value, name == "Statement", all)),
        Value::List(items) => items.iter().for_each(|item| add(item, is_statement, all)),
        Value::Call(_, argument) => add(argument, is_statement, all),
        _ => {}
    }
}

/// The parts of statements that IAM decides about one by one.
pub(super) fn pairs(statements: &[Map]) -> Pairs {
    let list = |statement: &Map, names: [&str; 2]| {
        let value = names.iter().find_map(|name| statement.get(*name));
        match value {
            Some(Value::List(items)) => items.clone(),
            Some(one) => vec![one.clone()],
            None => vec![Value::text("")],
        }
    };
    let mut all = Pairs::new();
    for statement in statements {
        let mut rest = statement.clone();
        rest.retain(|name, _| !["Action", "NotAction", "Resource", "NotResource", "Sid"].contains(&name.as_str()));
        let words = rest_words(&rest);
        let rest = Value::Map(rest).key();
        for action in list(statement, ["Action", "NotAction"]) {
            for resource in list(statement, ["Resource", "NotResource"]) {
                let pair = (rest.clone(), plain(&action), resource.key());
                all.insert(pair, [plain(&action), plain(&resource), words.clone()]);
            }
        }
    }
    all
}

fn rest_words(rest: &Map) -> String {
    let principal = match rest.get("Principal") {
        Some(Value::Map(kinds)) => kinds.values().map(plain).collect::<Vec<_>>().join(", "),
        Some(other) => plain(other),
        None => String::new(),
    };
    let whom = if principal.is_empty() { String::new() } else { format!(" for {principal}") };
    let when = rest.get("Condition").map(|condition| format!(" when {}", plain(condition))).unwrap_or_default();
    format!("{whom}{when}")
}

/// Actions that are granted alike.
struct Group<'a> {
    rest: &'a str,
    words: &'a str,
    actions: Vec<&'a str>,
    resources: Vec<&'a str>,
}

/// What is granted by some pairs and not by others: in words, actions on the same resources together, with an action to find each by.
pub(super) fn granted(all: &Pairs, others: &Pairs) -> Vec<(String, String)> {
    // The actions with their resources, by the rest; then the actions with the same resources.
    let mut by_action: BTreeMap<(&str, &str, &str), (&str, Vec<&str>)> = BTreeMap::new();
    for ((rest, action, _), [action_words, resource, words]) in all.iter().filter(|(pair, _)| !others.contains_key(*pair)) {
        by_action.entry((rest, words, action)).or_insert((action_words, Vec::new())).1.push(resource);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((rest, words, _), (action, resources)) in by_action {
        match groups.iter_mut().find(|group| group.rest == rest && group.resources == resources) {
            Some(group) => group.actions.push(action),
            None => groups.push(Group { rest, words, actions: vec![action], resources }),
        }
    }
    let told = |Group { words, actions, resources, .. }: Group<'_>| {
        let what = resources.iter().filter(|resource| !resource.is_empty()).copied().collect::<Vec<_>>().join(", ");
        let on = if what.is_empty() { String::new() } else { format!(" on {what}") };
        (format!("statement {}{on}{words}", actions.join(", ")), actions.first().map(|action| (*action).to_owned()).unwrap_or_default())
    };
    groups.into_iter().map(told).collect()
}
