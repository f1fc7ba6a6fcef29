//! What an expression refers to exists in the template.

use std::collections::BTreeMap;

use super::support::{label, name, nearest, patch};
use super::{Findings, Rule, Severity, Stage, exceptions};
use crate::catalog::{self, resource};
use crate::design::{ConnectionId, Design, Edit, NodeId, Settings};
use crate::meaning;
use crate::synthesize::synthesized;
use crate::template::Template;
use crate::template::references::{self, Reference};
use crate::value::{Value, map};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP020",
    name: "unknown-reference",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
An expression refers to a parameter, resource, condition or mapping that the template does not have.

A reference names a parameter of the design or the logical id of a resource, as the template shows it. CloudFormation refuses a template \
with a name that leads nowhere before it creates anything. Mostly the name is misspelled, or its node was renamed or removed.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html",
    flagged: "\
design \"Stages\"
  parameter Range Type=String Default=10.0.0.0/16

vpc main cidr=!Ref Rnage
vpc other cidr=!Ref Range
",
    passing: "\
design \"Stages\"
  parameter Range Type=String Default=10.0.0.0/16

vpc main cidr=!Ref Range
vpc other cidr=!Ref Range
",
    check,
};

/// What carries a value that may refer to something.
#[derive(Clone, Copy)]
enum Owner<'a> {
    Node(NodeId, &'a str),
    Connection(ConnectionId, &'a str),
    Condition(&'a str),
    Output(&'a str),
}

fn check(design: &Design, findings: &mut Findings) {
    let settings = design.settings();
    let mut places: Vec<(Owner<'_>, &Value)> = Vec::new();
    for (id, node) in design.nodes().filter(|(_, node)| catalog::kind_of(node).is_some()) {
        places.extend(written(&node.fields).map(|(field, value)| (Owner::Node(id, field), value)));
    }
    for (id, connection) in design.connections() {
        places.extend(written(&connection.fields).map(|(field, value)| (Owner::Connection(id, field), value)));
    }
    places.extend(settings.conditions.iter().map(|(name, value)| (Owner::Condition(name), value)));
    places.extend(settings.outputs.iter().map(|(name, value)| (Owner::Output(name), value)));
    let referring: Vec<(Owner<'_>, &Value, Vec<Reference>)> = places
        .into_iter()
        .map(|(owner, value)| (owner, value, all_of(design, owner, value)))
        .filter(|(_, _, all)| !all.is_empty())
        .collect();
    // Most designs refer to nothing, and then nobody needs the template.
    if referring.is_empty() {
        return;
    }
    let made = synthesized(design);
    let template = &made.0;
    for (owner, value, references) in referring {
        for reference in references.iter().filter(|reference| !exists(template, reference)) {
            report(design, findings, template, (owner, value, reference));
        }
    }
}

/// The fields that the template is made of: exceptions are no part of it.
fn written(fields: &BTreeMap<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    fields.iter().map(|(field, value)| (field.as_str(), value)).filter(|(field, _)| *field != exceptions::FIELD)
}

/// The references of a value, with those that are plain names: the condition of a raw resource or an output.
fn all_of(design: &Design, owner: Owner<'_>, value: &Value) -> Vec<Reference> {
    let mut all: Vec<Reference> = references::of(value).into_iter().collect();
    let plain = match owner {
        Owner::Node(id, "condition") if design.node(id).is_some_and(|node| node.kind == resource::KIND.id) => value.as_text(),
        Owner::Output(_) => value.as_map().and_then(|members| members.get("Condition")).and_then(Value::as_text),
        _ => None,
    };
    all.extend(plain.filter(|name| !name.is_empty()).map(|name| Reference::Condition(name.to_owned())));
    if let Owner::Node(id, "depends_on") = owner
        && design.node(id).is_some_and(|node| node.kind == resource::KIND.id)
    {
        let others = value.as_list().into_iter().flatten().map(Value::display);
        all.extend(others.filter(|other| design.find(other).is_none()).map(Reference::Resource));
    }
    all
}

fn exists(template: &Template, reference: &Reference) -> bool {
    match reference {
        Reference::Name(name) => template.parameters.contains_key(name) || template.resources.contains_key(name),
        Reference::Resource(name) => template.resources.contains_key(name),
        Reference::Condition(name) => template.conditions.contains_key(name),
        Reference::Mapping(name) => template.mappings.contains_key(name),
    }
}

fn names<'a>(template: &'a Template, reference: &Reference) -> Vec<&'a str> {
    let resources = template.resources.keys().map(String::as_str);
    match reference {
        Reference::Name(_) => template.parameters.keys().map(String::as_str).chain(resources).collect(),
        Reference::Resource(_) => resources.collect(),
        Reference::Condition(_) => template.conditions.keys().map(String::as_str).collect(),
        Reference::Mapping(_) => template.mappings.keys().map(String::as_str).collect(),
    }
}

fn report(design: &Design, findings: &mut Findings, template: &Template, (owner, value, reference): (Owner<'_>, &Value, &Reference)) {
    let wrong = reference.name();
    let meant = nearest(wrong, names(template, reference));
    let advice = meant.map_or_else(String::new, |meant| format!("; is {meant} meant?"));
    let message = format!("{} refers to {wrong}, but there is no {}{advice}", words(design, owner), reference.what());
    let block = if matches!(owner, Owner::Output(_)) { "Outputs" } else { "Resources" };
    let aws_says = match reference {
        Reference::Name(_) | Reference::Resource(_) => {
            format!("Template format error: Unresolved resource dependencies [{wrong}] in the {block} block of the template")
        }
        _ => String::new(),
    };
    let finding = findings.report(message).aws_says(aws_says);
    match owner {
        Owner::Node(id, field) => {
            finding.on(id);
            finding.field =
                design.node(id).and_then(|node| catalog::kind_of(node)).and_then(|kind| kind.field(field)).map(|field| field.name);
        }
        Owner::Connection(id, field) => {
            let connection = design.connection(id);
            finding.on_connection(id).node = connection.and_then(|connection| connection.from.node());
            finding.field = connection.and_then(|connection| meaning::by_id(&connection.verb)?.field(field)).map(|field| field.name);
        }
        Owner::Condition(name) => drop(finding.on_setting("condition", name)),
        Owner::Output(name) => drop(finding.on_setting("output", name)),
    }
    if let Some(meant) = meant {
        let mended = mended(value, reference, meant);
        if mended != *value {
            finding.fix(format!("Refer to {meant}"), patch(design, |edit| put(edit, owner, &mended)));
        }
    }
    if matches!(reference, Reference::Name(_)) && !wrong.is_empty() && wrong.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        let declare = |settings: &mut Settings| {
            settings.parameters.insert(wrong.to_owned(), map([("Type", Value::text("String"))]));
        };
        finding.fix(format!("Declare the parameter {wrong}"), patch(design, |edit| edit.settings(declare)));
    }
}

fn words(design: &Design, owner: Owner<'_>) -> String {
    match owner {
        Owner::Node(id, field) => {
            let kind = design.node(id).and_then(|node| catalog::kind_of(node));
            let title = kind.and_then(|kind| kind.field(field)).map_or(field, |field| field.title);
            format!("{}, {title}", label(design, id))
        }
        Owner::Connection(id, field) => {
            let ends = design.connection(id).and_then(|connection| connection.nodes());
            let ends = ends.map_or_else(String::new, |(from, to)| format!(" {} -> {}", name(design, from), name(design, to)));
            format!("Connection{ends}, {field}")
        }
        Owner::Condition(name) => format!("Condition {name}"),
        Owner::Output(name) => format!("Output {name}"),
    }
}

/// The value with the nearest name in the place of the wrong one, also where it is a plain text.
fn mended(value: &Value, reference: &Reference, meant: &str) -> Value {
    let wrong = reference.name();
    match (value, reference) {
        (Value::Text(text), Reference::Condition(_)) if text == wrong => Value::text(meant),
        (Value::List(items), Reference::Resource(_)) if items.iter().any(|item| item.as_text() == Some(wrong)) => {
            Value::List(items.iter().map(|item| if item.as_text() == Some(wrong) { Value::text(meant) } else { item.clone() }).collect())
        }
        (Value::Map(members), Reference::Condition(_)) if members.get("Condition").and_then(Value::as_text) == Some(wrong) => {
            let mut members = members.clone();
            members.insert("Condition".to_owned(), Value::text(meant));
            references::renamed(&Value::Map(members), wrong, meant)
        }
        _ => references::renamed(value, wrong, meant),
    }
}

fn put(edit: &mut Edit<'_>, owner: Owner<'_>, value: &Value) {
    let set = |entries: &mut BTreeMap<String, Value>, name: &str| drop(entries.insert(name.to_owned(), value.clone()));
    match owner {
        Owner::Node(id, field) => edit.node(id, |node| set(&mut node.fields, field)),
        Owner::Connection(id, field) => edit.connection(id, |connection| set(&mut connection.fields, field)),
        Owner::Condition(name) => edit.settings(|settings| set(&mut settings.conditions, name)),
        Owner::Output(name) => edit.settings(|settings| set(&mut settings.outputs, name)),
    }
}
