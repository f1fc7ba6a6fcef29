//! Any field can be a parameter of the template: deployed with a value, the template gives what it gives with that value in the field.
//!
//! Fields of which that is not true say so in the catalog, and a rule reports a parameter that stands there all the same.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_synth::catalog::{self, Field, Form, KINDS, Takes};
use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, NodeId};
use groundplan_synth::meaning::{self, VERBS};
use groundplan_synth::parameters::members_for;
use groundplan_synth::rules::{self, Finding, Severity, function_place};
use groundplan_synth::synthesize::synthesize;
use groundplan_synth::value::{Map, Value};
use serde_json::Value as Json;

use crate::deployed::{Deployment, difference};
use crate::{read, sketches};

const NAME: &str = "Chosen";

/// How many values are tried where a sketch says nothing of a field.
const FEW: usize = 3;

/// How much of a difference is read.
const MOST_WORDS: usize = 400;

/// What has fields.
#[derive(Clone, Copy)]
enum Owner {
    Node(NodeId),
    Connection(ConnectionId),
}

/// A field in a design.
struct Place<'a> {
    sketch: &'a str,
    design: &'a Design,
    owner: Owner,
    kind: &'static str,
    field: &'static Field,
    written: Option<Value>,
}

impl Place<'_> {
    fn words(&self) -> String {
        let name = match self.owner {
            Owner::Node(id) => self.design.node(id).map(|node| node.name.clone()).unwrap_or_default(),
            Owner::Connection(id) => format!("connection {}", id.0),
        };
        format!("{} of {} {name} in {}", self.field.name, self.kind, self.sketch)
    }

    /// The design with something else in the field, and the parameter declared when it has members.
    fn with(&self, value: Value, parameter: Option<&Map>) -> Design {
        let mut edit = Edit::new(self.design);
        let name = self.field.name.to_owned();
        match self.owner {
            Owner::Node(id) => edit.node(id, |node| drop(node.fields.insert(name, value))),
            // Connections with the same ends share what they make as long as they say the same.
            Owner::Connection(id) => {
                let Some(own) = self.design.connection(id) else { return self.design.clone() };
                let is_like = |other: &Connection| {
                    (other.from == own.from, other.to == own.to, &other.verb) == (true, true, &own.verb)
                        && other.fields.get(&name) == self.written.as_ref()
                };
                for (id, _) in self.design.connections().filter(|(_, other)| is_like(other)) {
                    edit.connection(id, |connection| drop(connection.fields.insert(name.clone(), value.clone())));
                }
            }
        }
        if let Some(members) = parameter {
            edit.settings(|settings| drop(settings.parameters.insert(NAME.to_owned(), Value::Map(members.clone()))));
        }
        edit.design().clone()
    }

    fn is_about(&self, finding: &Finding) -> bool {
        finding.field == Some(self.field.name)
            && match self.owner {
                Owner::Node(id) => finding.node == Some(id) && finding.connection.is_none(),
                Owner::Connection(id) => finding.connection == Some(id),
            }
    }

    /// What the rule says of a parameter in the field.
    fn refusals(&self, design: &Design) -> Vec<Finding> {
        let found = rules::check_one(&function_place::RULE, design);
        found.into_iter().filter(|finding| self.is_about(finding)).collect()
    }
}

/// Every field of everything in every golden sketch, set or not.
fn for_each_place(mut visit: impl FnMut(&Place<'_>)) {
    for (path, text) in sketches() {
        let design = read(&path, &text).design;
        let sketch = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let place = |owner, kind, field: &'static Field, fields: &BTreeMap<String, Value>| Place {
            sketch: &sketch,
            design: &design,
            owner,
            kind,
            field,
            written: fields.get(field.name).cloned(),
        };
        for (id, node) in design.nodes() {
            let kind = catalog::kind_of(node).expect("a golden sketch has known kinds");
            kind.fields.iter().for_each(|field| visit(&place(Owner::Node(id), kind.id, field, &node.fields)));
        }
        for (id, connection) in design.connections() {
            let verb = meaning::by_id(&connection.verb).expect("a golden sketch has known verbs");
            verb.fields.iter().for_each(|field| visit(&place(Owner::Connection(id), verb.id, field, &connection.fields)));
        }
    }
}

/// Values that a field takes: all of a list, both ends of a range and what a parameter's own texts may be.
pub(crate) fn sample_values(field: &Field) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::text(*text)).collect();
    let mut values: Vec<Value> = match field.form {
        Form::Flag => vec![Value::Flag(true), Value::Flag(false)],
        Form::Choice(choices) => texts(choices),
        Form::Numbers(numbers) => numbers.iter().map(|number| Value::Number(*number)).collect(),
        Form::Number { least, most } | Form::NumberOrNone { least, most } => {
            vec![Value::Number(least), Value::Number(443), Value::Number(80), Value::Number(least + 1), Value::Number(most)]
        }
        Form::Decimal => vec![Value::Number(1), Value::Decimal(0.5)],
        Form::Cidr { .. } => texts(&["10.0.0.0/16", "10.1.0.0/20"]),
        Form::Text { .. } | Form::Name { .. } | Form::NameOrNone { .. } => texts(&["a", "Ab12"]),
        Form::List => vec![Value::list(["a"]), Value::list(["a", "b"])],
        Form::Map | Form::Entries | Form::Statements | Form::Tree => Vec::new(),
    };
    values.retain(|value| field.form.problem(value).is_none() && value.as_text() != Some(""));
    values
}

/// The values of a field's form, its default and what stands in the sketch. Where nothing stands, fewer.
fn values(place: &Place<'_>) -> Vec<Value> {
    let mut values = sample_values(place.field);
    values.extend(place.field.initial.value().filter(|value| value.as_text() != Some("")));
    match &place.written {
        Some(written) if !written.is_expression() && written.as_text() != Some("") => values.push(written.clone()),
        Some(_) => {}
        None => values.truncate(FEW),
    }
    values.retain(|value| place.field.form.problem(value).is_none());
    values
}

fn template(design: &Design) -> Json {
    synthesize(design).as_json()
}

/// Whether a parameter does in a place what each value would do.
struct Outcome {
    /// Where a deployment with the parameter differs from one with the literal.
    difference: Option<String>,
    /// The values give different templates, so that the comparison says something.
    says_something: bool,
    /// The parameter stands in a condition.
    decides: bool,
}

fn compare(place: &Place<'_>, members: &Map, in_place: impl Fn(Value) -> Value, values: &[Value]) -> Outcome {
    let chosen = template(&place.with(in_place(Value::reference(NAME)), Some(members)));
    let decides = chosen.get("Conditions").is_some_and(|conditions| conditions.to_string().contains(&format!("{{\"Ref\":\"{NAME}\"}}")));
    let mut outcome = Outcome { difference: None, says_something: false, decides };
    let mut first = None;
    for value in values {
        let design = place.with(in_place(value.clone()), None);
        let literal = template(&design);
        let expected = Deployment::new(&literal, "", &Json::Null).result();
        let found = Deployment::new(&chosen, NAME, &value.to_json()).result();
        let different = difference(&found, &expected, place.field.form == Form::Flag, "");
        // What is no sound design with the literal needs not be one with the parameter.
        if let Some(difference) = different.filter(|_| place.written.as_ref() == Some(value) || is_sound(&design)) {
            let words = format!("{}={}: {difference}", place.words(), value.display());
            outcome.difference.get_or_insert(words.chars().take(MOST_WORDS).collect());
        }
        outcome.says_something |= first.get_or_insert(expected.clone()) != &expected;
    }
    outcome
}

fn is_sound(design: &Design) -> bool {
    errors(design).is_empty()
}

/// The messages of all errors.
pub(crate) fn errors(design: &Design) -> BTreeSet<String> {
    rules::check(design).into_iter().filter(|finding| finding.rule.severity == Severity::Error).map(|finding| finding.message).collect()
}

/// Maps, entries and trees hold more than a parameter can.
fn is_composed(field: &Field) -> bool {
    matches!(field.form, Form::Map | Form::Entries | Form::Statements | Form::Tree)
}

/// A parameter for a field, also for one that takes none.
fn parameter(field: &Field, value: Option<&Value>) -> Map {
    let text = || {
        let default = value.map(|value| ("Default".to_owned(), Value::text(value.display())));
        [("Type".to_owned(), Value::text("String"))].into_iter().chain(default).collect()
    };
    members_for(field, value).unwrap_or_else(text)
}

#[test]
fn a_parameter_does_what_its_value_would_do_or_is_refused() {
    // Where a sketch says nothing of a field, one place of it is enough.
    let mut visited: BTreeSet<(String, &str, &str)> = BTreeSet::new();
    // What was seen of each field over all its places.
    let mut seen: BTreeMap<(&str, &str), (bool, bool, bool)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for_each_place(|place| {
        let field = place.field;
        let is_new = visited.insert((place.sketch.to_owned(), place.kind, field.name));
        if is_composed(field) || (place.written.is_none() && !is_new) {
            return;
        }
        let outcome = compare(place, &parameter(field, None), |value| value, &values(place));
        let (differs, says_something, decides) = seen.entry((place.kind, field.name)).or_default();
        *differs |= outcome.difference.is_some();
        *says_something |= outcome.says_something;
        *decides |= outcome.decides;
        wrong.extend(outcome.difference.filter(|_| field.refuses_parameters().is_none()));
    });
    let of_kinds = KINDS.iter().flat_map(|kind| kind.fields.iter().map(move |field| (kind.id, field)));
    let of_verbs = VERBS.iter().flat_map(|verb| verb.fields.iter().map(move |field| (verb.id, field)));
    for (owner, field) in of_kinds.chain(of_verbs) {
        if is_composed(field) || field.is_fact() {
            continue;
        }
        let (differs, says_something, decides) = seen.get(&(owner, field.name)).copied().unwrap_or_default();
        let words = format!("{owner}.{}", field.name);
        if !says_something {
            wrong.push(format!("{words}: no golden sketch shows what it does"));
        }
        if field.refuses_parameters().is_some() && !differs {
            wrong.push(format!("{words} refuses parameters, but one would do"));
        }
        if field.refuses_parameters().is_none() && decides != matches!(field.takes, Takes::Known | Takes::Both) {
            wrong.push(format!("{words} takes {:?}, but the template decides by it: {decides}", field.takes));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_parameter_where_none_can_stand_is_reported_with_the_reason_and_mended() {
    for_each_place(|place| {
        let Some(written) = place.written.as_ref().filter(|written| !written.is_expression()) else { return };
        let design = place.with(Value::reference(NAME), Some(&parameter(place.field, Some(written))));
        let found = place.refusals(&design);
        let Some(why) = place.field.refuses_parameters() else {
            let messages: Vec<&String> = found.iter().map(|finding| &finding.message).collect();
            assert!(messages.is_empty(), "{}: {messages:?}", place.words());
            let new: Vec<String> = errors(&design).difference(&errors(place.design)).cloned().collect();
            assert!(new.is_empty(), "{}: a parameter brings {new:?}", place.words());
            return;
        };
        let [finding] = found.as_slice() else { panic!("{}: {} findings", place.words(), found.len()) };
        for part in [place.field.title, why.words(), why.advice()] {
            assert!(finding.message.contains(part), "{}: {}", place.words(), finding.message);
        }
        let fix = finding.fixes.first().unwrap_or_else(|| panic!("{}: no repair", place.words()));
        let mut mended = design.clone();
        fix.patch.apply(&mut mended).expect("the repair fits the design it was made for");
        assert!(place.refusals(&mended).is_empty(), "{}: {}", place.words(), fix.title);
    });
}

#[test]
fn where_the_template_decides_an_attribute_comes_too_late() {
    let late = Value::attribute("Other", "Arn");
    for_each_place(|place| {
        if place.written.is_none() || place.field.refuses_parameters().is_some() {
            return;
        }
        let found = place.refusals(&place.with(late.clone(), None));
        assert_eq!(!found.is_empty(), place.field.takes == Takes::Known, "{}", place.words());
    });
}

#[test]
fn a_parameter_of_the_wrong_type_is_reported() {
    for_each_place(|place| {
        if place.written.is_none() || place.field.refuses_parameters().is_some() {
            return;
        }
        let wrong = if place.field.form == Form::List { "String" } else { "CommaDelimitedList" };
        let members: Map = [("Type".to_owned(), Value::text(wrong)), ("Default".to_owned(), Value::text("a"))].into_iter().collect();
        let found = place.refusals(&place.with(Value::reference(NAME), Some(&members)));
        assert_eq!(found.len(), 1, "{}", place.words());
    });
}

/// The literals in a list, map or tree by their places.
fn leaves(value: &Value) -> Vec<(Vec<String>, Value)> {
    let below = |step: String, value: &Value| {
        leaves(value).into_iter().map(move |(path, leaf)| ([vec![step.clone()], path].concat(), leaf)).collect::<Vec<_>>()
    };
    match value {
        Value::List(items) => items.iter().enumerate().flat_map(|(index, item)| below(index.to_string(), item)).collect(),
        Value::Map(map) => map.iter().flat_map(|(key, value)| below(key.clone(), value)).collect(),
        Value::Call(..) => Vec::new(),
        literal => vec![(Vec::new(), literal.clone())],
    }
}

fn with_leaf(value: &Value, path: &[String], leaf: &Value) -> Value {
    let Some((step, rest)) = path.split_first() else { return leaf.clone() };
    match value {
        Value::List(items) => {
            let item = |(index, item): (usize, &Value)| if index.to_string() == *step { with_leaf(item, rest, leaf) } else { item.clone() };
            Value::List(items.iter().enumerate().map(item).collect())
        }
        Value::Map(map) => {
            let entry =
                |(key, value): (&String, &Value)| (key.clone(), if key == step { with_leaf(value, rest, leaf) } else { value.clone() });
            Value::Map(map.iter().map(entry).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn a_parameter_inside_of_a_field_does_what_its_value_would_do_or_is_refused() {
    let members: Map = [("Type".to_owned(), Value::text("String")), ("Default".to_owned(), Value::text("a"))].into_iter().collect();
    let mut seen: BTreeMap<(&str, &str, &str), bool> = BTreeMap::new();
    let mut wrong = Vec::new();
    for_each_place(|place| {
        let Some(written) = place.written.clone().filter(|written| !written.is_expression()) else { return };
        for (path, leaf) in leaves(&written).into_iter().filter(|(path, _)| !path.is_empty()) {
            let name = path.last().map_or("", String::as_str);
            let place = Place { written: Some(leaf.clone()), ..*place };
            let in_place = |value: Value| with_leaf(&written, &path, &value);
            let other = if leaf.as_number().is_some() { Value::Number(3) } else { Value::text("other") };
            let outcome = compare(&place, &members, in_place, &[leaf, other]);
            let found = place.refusals(&place.with(in_place(Value::reference(NAME)), Some(&members)));
            let refused = place.field.within.iter().find(|(member, _)| *member == "*" || *member == name);
            assert_eq!(found.is_empty(), refused.is_none(), "{} at {path:?}", place.words());
            match refused {
                Some((member, _)) => *seen.entry((place.kind, place.field.name, member)).or_default() |= outcome.difference.is_some(),
                None => wrong.extend(outcome.difference.map(|difference| format!("{path:?} {difference}"))),
            }
        }
    });
    for ((kind, field, member), differs) in seen {
        if !differs {
            wrong.push(format!("{member} of {kind}.{field} refuses parameters, but one would do"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
