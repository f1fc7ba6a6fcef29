//! What a deployment makes of a template: parameters, conditions and functions of known values worked out, as CloudFormation does it.
//!
//! Two templates that give the same here deploy the same.
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

/// The member that marks what came from the parameter itself, by `Ref`.
const CHOSEN: &str = "the parameter's own value";

/// A template with its parameters at hand.
pub(crate) struct Deployment<'a> {
    template: &'a Json,
    parameters: BTreeMap<String, Json>,
    chosen: &'a str,
}

impl<'a> Deployment<'a> {
    /// A deployment with one parameter given, all others at their defaults. Where that one stands by itself is marked.
    pub(crate) fn new(template: &'a Json, chosen: &'a str, value: &Json) -> Self {
        let declared = template.get("Parameters").and_then(Json::as_object).into_iter().flatten();
        let default = |(name, members): (&String, &Json)| Some((name.clone(), typed(members, members.get("Default")?)));
        let mut parameters: BTreeMap<String, Json> = declared.filter_map(default).collect();
        parameters.insert(chosen.to_owned(), plain(value));
        Self { template, parameters, chosen }
    }

    /// The resources and outputs as they are deployed. Texts, numbers and flags are all texts, as CloudFormation converts them.
    pub(crate) fn result(&self) -> Json {
        let section = |name: &str| self.template.get(name).and_then(Json::as_object).into_iter().flatten();
        let mut resources = Map::new();
        for (id, resource) in section("Resources") {
            let condition = resource.get("Condition").and_then(Json::as_str).and_then(|name| self.condition(&json!({ "Condition": name })));
            if condition == Some(false) {
                continue;
            }
            let mut members = Map::new();
            for (name, value) in resource.as_object().into_iter().flatten() {
                let resolved = match name.as_str() {
                    // CloudFormation works out functions in these alone.
                    "Properties" | "Metadata" | "CreationPolicy" | "UpdatePolicy" => self.resolved(value),
                    "Condition" if condition == Some(true) => continue,
                    _ => Some(plain(value)),
                };
                members.extend(resolved.map(|value| (name.clone(), value)));
            }
            resources.insert(id.clone(), Json::Object(members));
        }
        let outputs: Map<String, Json> =
            section("Outputs").filter_map(|(name, value)| Some((name.clone(), self.resolved(value)?))).collect();
        json!({ "Resources": resources, "Outputs": outputs })
    }

    /// A value with everything worked out that is known; nothing for `AWS::NoValue`, and for what is empty without it.
    fn resolved(&self, value: &Json) -> Option<Json> {
        match value {
            Json::Array(items) => {
                let left: Vec<Json> = items.iter().filter_map(|item| self.resolved(item)).collect();
                (items.is_empty() || !left.is_empty()).then_some(Json::Array(left))
            }
            Json::Object(map) => {
                if let Some((function, argument)) = map.iter().next().filter(|(name, _)| map.len() == 1 && is_function(name)) {
                    return self.call(function, argument);
                }
                let left: Map<String, Json> = map.iter().filter_map(|(name, value)| Some((name.clone(), self.resolved(value)?))).collect();
                (map.is_empty() || !left.is_empty()).then_some(Json::Object(left))
            }
            literal => Some(plain(literal)),
        }
    }

    fn call(&self, function: &str, argument: &Json) -> Option<Json> {
        let items = || argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (function, items()) {
            ("Ref", _) => match argument.as_str() {
                Some("AWS::NoValue") | None => None,
                Some(name) if name == self.chosen => Some(json!({ CHOSEN: self.parameters[name] })),
                Some(name) => Some(self.parameters.get(name).cloned().unwrap_or_else(|| json!({ "Ref": name }))),
            },
            ("Fn::If", [condition, one, other]) => {
                match condition.as_str().and_then(|name| self.condition(&json!({ "Condition": name }))) {
                    Some(true) => self.resolved(one),
                    Some(false) => self.resolved(other),
                    None => Some(json!({ "Fn::If": [condition, self.resolved(one), self.resolved(other)] })),
                }
            }
            ("Fn::Sub", _) if argument.is_string() => Some(self.filled_in(argument.as_str().unwrap_or_default())),
            ("Fn::Join", [between, list]) => Some(joined(between.as_str().unwrap_or_default(), &unmarked(self.resolved(list)?))),
            ("Fn::Split", [between, text]) => {
                let text = unmarked(self.resolved(text)?);
                let parts = |text: &str| text.split(between.as_str().unwrap_or_default()).map(Json::from).collect();
                Some(text.as_str().map_or_else(|| json!({ "Fn::Split": [between, text] }), |text| Json::Array(parts(text))))
            }
            ("Fn::Select", [index, list]) => {
                let list = unmarked(self.resolved(list)?);
                let index = plain(index);
                let item = index.as_str().and_then(|index| list.as_array()?.get(index.parse::<usize>().ok()?));
                Some(item.cloned().unwrap_or_else(|| json!({ "Fn::Select": [index, list] })))
            }
            _ => Some(json!({ function: self.resolved(argument) })),
        }
    }

    fn condition(&self, condition: &Json) -> Option<bool> {
        let (function, argument) = condition.as_object()?.iter().next()?;
        let items = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (function.as_str(), items) {
            ("Condition", _) => self.condition(self.template.get("Conditions")?.get(argument.as_str()?)?),
            ("Fn::Equals", [one, other]) => {
                let known = |value: &Json| unmarked(self.resolved(value)?).as_str().map(str::to_owned);
                Some(known(one)? == known(other)?)
            }
            ("Fn::Not", [condition]) => self.condition(condition).map(|holds| !holds),
            _ => None,
        }
    }

    /// The text of `Fn::Sub` with the parameters filled in; what else it names stays.
    fn filled_in(&self, text: &str) -> Json {
        let mut text = text.to_owned();
        for (name, value) in &self.parameters {
            text = text.replace(&format!("${{{name}}}"), value.as_str().unwrap_or_default());
        }
        if text.replace("${!", "").contains("${") { json!({ "Fn::Sub": text }) } else { Json::from(text.replace("${!", "${")) }
    }
}

fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

/// A default as its type has it.
fn typed(members: &Json, default: &Json) -> Json {
    match (members.get("Type").and_then(Json::as_str), default.as_str()) {
        (Some("CommaDelimitedList"), Some(text)) => Json::Array(text.split(',').map(Json::from).collect()),
        _ => plain(default),
    }
}

/// Numbers and flags as texts.
fn plain(value: &Json) -> Json {
    match value {
        Json::Number(_) | Json::Bool(_) => Json::from(value.to_string()),
        Json::Array(items) => Json::Array(items.iter().map(plain).collect()),
        Json::Object(map) => Json::Object(map.iter().map(|(name, value)| (name.clone(), plain(value))).collect()),
        other => other.clone(),
    }
}

fn joined(between: &str, list: &Json) -> Json {
    let texts = || list.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>();
    if let Some(texts) = texts() {
        return Json::from(texts.join(between));
    }
    // Texts side by side are one.
    let mut merged: Vec<Json> = Vec::new();
    for item in list.as_array().cloned().unwrap_or_default() {
        match (merged.last_mut(), &item) {
            (Some(Json::String(before)), Json::String(text)) => *before = format!("{before}{between}{text}"),
            _ => merged.push(item),
        }
    }
    json!({ "Fn::Join": [between, merged] })
}

/// The same without marks.
pub(crate) fn unmarked(value: Json) -> Json {
    match value {
        Json::Object(map) if map.contains_key(CHOSEN) => map.into_iter().next().map(|(_, value)| value).unwrap_or_default(),
        Json::Object(map) => Json::Object(map.into_iter().map(|(name, value)| (name, unmarked(value))).collect()),
        Json::Array(items) => Json::Array(items.into_iter().map(unmarked).collect()),
        other => other,
    }
}

/// Where two deployments differ first, with both values; `None` when they do not.
///
/// With `optional`, what the parameter gives by itself may be left out by the other one: a flag that is not written holds AWS's default,
/// and a literal with that value is not written.
pub(crate) fn difference(found: &Json, expected: &Json, optional: bool, path: &str) -> Option<String> {
    if is_chosen(found) {
        return difference(&unmarked(found.clone()), expected, false, path);
    }
    match (found, expected) {
        (Json::Object(one), Json::Object(other)) => {
            let missing = one.iter().find(|(name, value)| !(other.contains_key(*name) || (optional && is_made_of_it(value))));
            let lost = other.iter().find(|(name, _)| !one.contains_key(*name));
            if let Some((name, value)) = missing {
                return Some(format!("{path}/{name} is {value}, expected nothing"));
            }
            if let Some((name, value)) = lost {
                return Some(format!("{path}/{name} is gone, expected {value}"));
            }
            one.iter().find_map(|(name, value)| difference(value, other.get(name)?, optional, &format!("{path}/{name}")))
        }
        (Json::Array(one), Json::Array(other)) => {
            let (mut one, mut other): (Vec<&Json>, Vec<&Json>) = (one.iter().collect(), other.iter().collect());
            // To IAM these are sets, which synthesis sorts.
            if ["/Action", "/Resource", "/Statement"].iter().any(|end| path.ends_with(end)) {
                one.sort_by_key(|value| unmarked((*value).clone()).to_string());
                other.sort_by_key(ToString::to_string);
            }
            if optional && one.len() > other.len() {
                one.retain(|item| !item.as_object().is_some_and(|entry| entry.values().any(is_chosen)));
            }
            if one.len() != other.len() {
                return Some(format!("{path} is {}, expected {expected}", json!(one)));
            }
            one.iter().zip(other).enumerate().find_map(|(at, (one, other))| difference(one, other, optional, &format!("{path}/{at}")))
        }
        _ => (found != expected).then(|| format!("{path} is {found}, expected {expected}")),
    }
}

fn is_chosen(value: &Json) -> bool {
    value.as_object().is_some_and(|map| map.contains_key(CHOSEN))
}

/// True for the parameter's value and for entries that hold nothing else.
fn is_made_of_it(value: &Json) -> bool {
    is_chosen(value) || value.as_object().is_some_and(|map| !map.is_empty() && map.values().all(is_made_of_it))
}
