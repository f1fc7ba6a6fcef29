//! Walks over a schema and a value together.
//!
//! What is known only at deployment is no mistake: an expression fits everything, and a form that cannot be told apart
//! because of one neither fits nor fails. The keywords are those that the data uses.
//! Source: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.

use serde_json::{Map as Object, Value as Json};

use super::limits::{self, Broken};
use super::pattern;
use super::violation::{Class, Violation};
use crate::ordered::Order;
use crate::value::{Map, Value};

/// Deeper than any schema leads; a schema that refers to itself ends here.
const DEEPEST: usize = 64;

/// Whether a value fits a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    No,
    /// Known at deployment.
    Open,
}

struct Walk<'a> {
    root: &'a Json,
    path: Vec<String>,
    found: Vec<Violation>,
    /// Whether something was met that is known only at deployment.
    open: bool,
}

/// Everything that a type's schema finds wrong with properties.
pub(super) fn check(root: &Json, properties: &Map) -> Vec<Violation> {
    let mut walk = Walk { root, path: Vec::new(), found: Vec::new(), open: false };
    let value = Value::Map(properties.clone());
    walk.value(root, &value);
    for pointer in root.get("readOnlyProperties").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str) {
        let steps: Vec<&str> = pointer.trim_start_matches("/properties/").split('/').collect();
        walk.read_only(&steps, &value, &mut Vec::new());
    }
    let mut found: Vec<Violation> = Vec::new();
    for violation in walk.found {
        // Two keywords may say the same.
        if !found.iter().any(|other| (&other.path, &other.message) == (&violation.path, &violation.message)) {
            found.push(violation);
        }
    }
    found
}

/// Whether a key is there: `!Ref AWS::NoValue` takes it away, and an `!If` may do so.
fn presence(map: &Map, key: &str) -> Fit {
    fn of(value: &Value) -> Fit {
        match value {
            Value::Call(name, argument) if name == "Ref" && argument.as_text() == Some("AWS::NoValue") => Fit::No,
            Value::Call(name, argument) if name == "If" => match argument.as_list() {
                Some([_, one, other]) if of(one) == of(other) => of(one),
                _ => Fit::Open,
            },
            _ => Fit::Yes,
        }
    }
    match map.get(key) {
        Some(value) => of(value),
        // A loop or a macro may add any key.
        None if map.keys().any(|key| key.starts_with("Fn::")) => Fit::Open,
        None => Fit::No,
    }
}

fn texts(json: Option<&Json>) -> Vec<&str> {
    json.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}

impl<'a> Walk<'a> {
    fn report(&mut self, class: Class, keyword: &'static str, message: String) -> &mut Violation {
        let violation = Violation { path: self.path.clone(), class, keyword, message, gone: None, instead: Vec::new() };
        self.found.push(violation);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    fn report_broken(&mut self, broken: Option<Broken>) -> bool {
        let Some(Broken { keyword, words, instead }) = broken else { return false };
        self.report(Class::Value, keyword, words).instead = instead;
        true
    }

    fn at(&mut self, step: impl Into<String>, look: impl FnOnce(&mut Self)) {
        self.path.push(step.into());
        if self.path.len() < DEEPEST {
            look(self);
        }
        self.path.pop();
    }

    fn fits(&mut self, schema: &'a Json, value: &Value) -> Fit {
        self.with_findings(schema, value).0
    }

    /// Tries a schema without reporting.
    fn with_findings(&mut self, schema: &'a Json, value: &Value) -> (Fit, Vec<Violation>) {
        let before = std::mem::take(&mut self.found);
        let open = std::mem::replace(&mut self.open, false);
        self.value(schema, value);
        let found = std::mem::replace(&mut self.found, before);
        let was_open = std::mem::replace(&mut self.open, open);
        let fit = if !found.is_empty() {
            Fit::No
        } else if was_open {
            Fit::Open
        } else {
            Fit::Yes
        };
        self.open |= was_open;
        (fit, found)
    }

    fn value(&mut self, schema: &'a Json, value: &Value) {
        let members = match schema {
            Json::Object(members) => members,
            Json::Bool(false) => {
                self.report(Class::Combination, "not", "it must not be set beside the other properties".to_owned());
                return;
            }
            _ => return,
        };
        if let Value::Call(name, argument) = value {
            self.open = true;
            // Both ends of a condition must fit.
            if let Some([_, one, other]) = argument.as_list().filter(|_| name == "If") {
                self.value(schema, one);
                self.value(schema, other);
            }
            return;
        }
        if let Some(target) =
            members.get("$ref").and_then(Json::as_str).and_then(|target| self.root.pointer(target.trim_start_matches('#')))
        {
            self.value(target, value);
        }
        // A value of another type breaks every other limit, too.
        if self.report_broken(limits::of_type(members, value)) || self.report_broken(limits::of_choice(members, value)) {
            return;
        }
        self.report_broken(limits::of_scalar(members, value));
        match value {
            Value::List(items) => self.list(members, items),
            Value::Map(map) => self.map(members, map),
            _ => {}
        }
        self.forms(members, value);
    }

    fn list(&mut self, schema: &'a Object<String, Json>, items: &[Value]) {
        self.report_broken(limits::of_list(schema, items));
        let firsts = schema.get("prefixItems").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        for (index, item) in items.iter().enumerate() {
            let every = schema.get("items");
            self.at(index.to_string(), |walk| {
                for schema in firsts.get(index).into_iter().chain(every) {
                    walk.value(schema, item);
                }
            });
        }
        if let Some(wanted) = schema.get("contains") {
            let fits: Vec<Fit> = items.iter().map(|item| self.fits(wanted, item)).collect();
            if !items.is_empty() && fits.iter().all(|fit| *fit == Fit::No) {
                self.report(Class::Combination, "contains", "no item is as at least one has to be".to_owned());
            }
        }
    }

    fn map(&mut self, schema: &'a Object<String, Json>, map: &Map) {
        let empty = Object::new();
        let properties = schema.get("properties").and_then(Json::as_object);
        let patterns = schema.get("patternProperties").and_then(Json::as_object).unwrap_or(&empty);
        for (key, value) in map {
            let own = properties.and_then(|properties| properties.get(key));
            let named = patterns.iter().filter(|(pattern, _)| pattern::matches(pattern, key) != Some(false)).map(|(pattern, _)| pattern);
            let named: Vec<&'a Json> = named.filter_map(|pattern| schema.get("patternProperties")?.get(pattern)).collect();
            let is_known = own.is_some() || !named.is_empty() || key.starts_with("Fn::");
            self.at(key.clone(), |walk| own.into_iter().chain(named).for_each(|schema| walk.value(schema, value)));
            if is_known {
                continue;
            }
            match schema.get("additionalProperties") {
                Some(Json::Bool(false)) => {
                    let known = properties.into_iter().flat_map(|properties| properties.keys()).map(Value::text).collect();
                    let violation = self.report(Class::Property, "additionalProperties", format!("there is no property {key}"));
                    (violation.gone, violation.instead) = (Some(key.clone()), known);
                }
                Some(every) => self.at(key.clone(), |walk| walk.value(every, value)),
                None => {}
            }
        }
        if let Some(names) = schema.get("propertyNames") {
            for key in map.keys() {
                self.at(key.clone(), |walk| walk.value(names, &Value::text(key)));
            }
        }
        let limit = |name: &str| schema.get(name).and_then(Json::as_u64).map(|limit| limit as usize);
        if let Some(least) = limit("minProperties").filter(|least| map.len() < *least) {
            self.report(Class::Value, "minProperties", format!("{} entries are fewer than {least}", map.len()));
        }
        if let Some(most) = limit("maxProperties").filter(|most| map.len() > *most) {
            self.report(Class::Value, "maxProperties", format!("{} entries are more than {most}", map.len()));
        }
        self.presences(schema, map);
    }

    fn presences(&mut self, schema: &'a Object<String, Json>, map: &Map) {
        for key in texts(schema.get("required")) {
            match presence(map, key) {
                Fit::Yes => {}
                Fit::Open => self.open = true,
                Fit::No => {
                    self.report(Class::Property, "required", format!("required key [{key}] not found"));
                }
            }
        }
        let one_of = texts(schema.get("requiredXor"));
        if !one_of.is_empty() {
            let set: Vec<&str> = one_of.iter().copied().filter(|key| presence(map, key) == Fit::Yes).collect();
            let open = one_of.iter().any(|key| presence(map, key) == Fit::Open);
            if set.len() > 1 {
                self.report(Class::Combination, "requiredXor", format!("{} exclude each other: set one", set.join(" and ")));
            } else if set.is_empty() && !open {
                self.report(Class::Combination, "requiredXor", format!("one of {} is needed", one_of.join(", ")));
            }
        }
        let some_of = texts(schema.get("requiredOr"));
        if !some_of.is_empty() && some_of.iter().all(|key| presence(map, key) == Fit::No) {
            self.report(Class::Combination, "requiredOr", format!("at least one of {} is needed", some_of.join(", ")));
        }
        for keyword in ["dependentRequired", "dependencies", "dependentExcluded"] {
            let entries = schema.get(keyword).and_then(Json::as_object).into_iter().flatten();
            for (key, others) in entries.filter(|(key, _)| presence(map, key) == Fit::Yes) {
                for other in texts(Some(others)) {
                    match (keyword, presence(map, other)) {
                        ("dependentExcluded", Fit::Yes) if key.as_str() < other || !excludes(schema, other, key) => {
                            self.report(Class::Combination, "dependentExcluded", format!("{key} and {other} exclude each other: set one"));
                        }
                        ("dependentRequired" | "dependencies", Fit::No) => {
                            self.report(Class::Combination, "dependentRequired", format!("{key} needs {other} beside it"));
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// `allOf`, `anyOf`, `oneOf`, `not` and `if`.
    fn forms(&mut self, schema: &'a Object<String, Json>, value: &Value) {
        for part in schema.get("allOf").and_then(Json::as_array).into_iter().flatten() {
            self.value(part, value);
        }
        for keyword in ["anyOf", "oneOf"] {
            let Some(forms) = schema.get(keyword).and_then(Json::as_array) else { continue };
            let tried: Vec<(Fit, Vec<Violation>)> = forms.iter().map(|form| self.with_findings(form, value)).collect();
            let names = required_alone(forms);
            if tried.iter().all(|(fit, _)| *fit == Fit::No) {
                match (names, tried.into_iter().min_by_key(|(_, found)| found.len())) {
                    (Some(names), _) => drop(self.report(Class::Combination, "anyOf", format!("one of {} is needed", names.join(", ")))),
                    // The form that is nearest says what is wrong.
                    (None, Some((_, mut found))) if !found.is_empty() => {
                        let several = found.len() > 1 || forms.len() > 2;
                        if several && found.iter().all(|violation| violation.path.len() > self.path.len()) {
                            let keys = joined_keys(&found, self.path.len());
                            self.report(Class::Combination, "anyOf", format!("the values of {keys} do not go together"));
                        } else {
                            self.found.append(&mut found);
                        }
                    }
                    _ => {}
                }
            } else if keyword == "oneOf" && tried.iter().filter(|(fit, _)| *fit == Fit::Yes).count() > 1 {
                let words = names.map_or_else(
                    || "it fits several forms, expected one".to_owned(),
                    |names| format!("{} exclude each other: set one", names.join(" and ")),
                );
                self.report(Class::Combination, "oneOf", words);
            }
        }
        if let Some(not) = schema.get("not")
            && self.fits(not, value) == Fit::Yes
        {
            self.report(Class::Combination, "not", format!("{} is not allowed here", limits::shown(value)));
        }
        if let Some(condition) = schema.get("if") {
            let branch = match self.fits(condition, value) {
                Fit::Yes => schema.get("then"),
                Fit::No => schema.get("else"),
                Fit::Open => None,
            };
            if let Some(branch) = branch {
                self.value(branch, value);
            }
        }
    }

    fn read_only(&mut self, steps: &[&str], value: &Value, path: &mut Vec<String>) {
        match (steps, value) {
            (["*", rest @ ..], Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index.to_string());
                    self.read_only(rest, item, path);
                    path.pop();
                }
            }
            ([name], Value::Map(map)) if map.contains_key(*name) => {
                std::mem::swap(&mut self.path, path);
                let violation = self.report(Class::Property, "readOnly", format!("{name} is set by AWS alone"));
                violation.gone = Some((*name).to_owned());
                std::mem::swap(&mut self.path, path);
            }
            ([name, rest @ ..], Value::Map(map)) => {
                if let Some(inner) = map.get(*name) {
                    path.push((*name).to_owned());
                    self.read_only(rest, inner, path);
                    path.pop();
                }
            }
            _ => {}
        }
    }
}

/// Whether the exclusion is also written the other way round; it is reported once.
fn excludes(schema: &Object<String, Json>, key: &str, other: &str) -> bool {
    texts(schema.get("dependentExcluded").and_then(|entries| entries.get(key))).contains(&other)
}

/// The names when every form is nothing but one required property.
fn required_alone(forms: &[Json]) -> Option<Vec<&str>> {
    let name = |form: &'_ Json| -> Option<usize> {
        (form.as_object()?.len() == 1).then(|| texts(form.get("required")).len()).filter(|count| *count == 1)
    };
    forms.iter().map(|form| name(form).and_then(|_| texts(form.get("required")).first().copied())).collect()
}

/// The keys right below a place at which something was found.
fn joined_keys(found: &[Violation], depth: usize) -> String {
    let mut keys: Vec<&str> = found.iter().filter_map(|violation| violation.path.get(depth)).map(String::as_str).collect();
    keys.order();
    keys.dedup();
    keys.join(" and ")
}
