//! Fields have names and forms.

use std::collections::BTreeMap;

use super::support::{label, name, nearest, patch};
use super::{Findings, Rule, Severity, exceptions};
use crate::catalog::{self, Field, Form};
use crate::design::{ConnectionId, Design, Edit, NodeId, Patch};
use crate::meaning;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP011",
    name: "field-value",
    severity: Severity::Error,
    docs: "\
A field has a value that AWS does not take, or a name that its kind does not have.

Each field takes values of one form: a number in a range, one word of a list, an address range. CloudFormation refuses other values, \
some of them only after minutes of deployment. A field whose name is misspelled changes nothing at all, so the default holds without a word.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html",
    flagged: "\
log-group web-logs retention=8
",
    passing: "\
log-group web-logs retention=7
",
    check,
};

/// What carries fields.
#[derive(Clone, Copy)]
enum Owner {
    Node(NodeId),
    Connection(ConnectionId),
}

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes() {
        if let Some(kind) = catalog::kind_of(node) {
            check_fields(design, findings, Owner::Node(id), &label(design, id), kind.fields, &node.fields);
        }
    }
    for (id, connection) in design.connections() {
        if let Some(verb) = meaning::by_id(&connection.verb) {
            let ends = connection.nodes().map(|(from, to)| format!("{} -> {} : ", name(design, from), name(design, to)));
            let words = format!("{}{}", ends.unwrap_or_default(), verb.id);
            check_fields(design, findings, Owner::Connection(id), &words, verb.fields, &connection.fields);
        }
    }
}

fn check_fields(
    design: &Design,
    findings: &mut Findings,
    owner: Owner,
    words: &str,
    fields: &'static [Field],
    values: &BTreeMap<String, Value>,
) {
    // Exceptions are no field of a kind; another rule looks at them.
    for (key, value) in values.iter().filter(|(key, _)| *key != exceptions::FIELD) {
        if let Some(field) = fields.iter().find(|field| field.name == key) {
            let Some(problem) = problem(field, value) else {
                continue;
            };
            let finding = findings.report(format!("{words}, {}: {problem}", field.title)).field(field.name);
            (finding.node, finding.connection) = place(design, owner);
            let title =
                field.initial.value().map_or_else(|| "Leave it empty".to_owned(), |value| format!("Use the default, {}", value.display()));
            finding.fix(title, set(design, owner, key, None));
            continue;
        }
        let meant = nearest(key, fields.iter().map(|field| field.name)).filter(|meant| !values.contains_key(*meant));
        let advice = meant.map_or_else(String::new, |meant| format!("; is {meant} meant?"));
        let finding = findings.report(format!("{words} has no field {key}{advice}"));
        (finding.node, finding.connection) = place(design, owner);
        let fitting = meant.and_then(|meant| fields.iter().find(|field| field.name == meant));
        if let Some(field) = fitting.filter(|field| field.form.problem(value).is_none()) {
            finding.field(field.name).fix(format!("Call it {}", field.name), set(design, owner, key, Some((field.name, value))));
        }
        finding.fix(format!("Remove {key}"), set(design, owner, key, None));
    }
}

/// What is wrong with a field's value. Empty text in a field for text means that the property is left out.
fn problem(field: &Field, value: &Value) -> Option<String> {
    let can_be_empty = matches!(field.form, Form::Text { .. } | Form::Name { .. });
    if can_be_empty && value.as_text() == Some("") { None } else { field.form.problem(value) }
}

/// Where the finding is shown: a connection's findings also at the node it starts from.
fn place(design: &Design, owner: Owner) -> (Option<NodeId>, Option<ConnectionId>) {
    match owner {
        Owner::Node(id) => (Some(id), None),
        Owner::Connection(id) => (design.connection(id).and_then(|connection| connection.from.node()), Some(id)),
    }
}

/// Takes a field away and puts another in its place.
fn set(design: &Design, owner: Owner, gone: &str, new: Option<(&str, &Value)>) -> Patch {
    let change = |fields: &mut BTreeMap<String, Value>| {
        fields.remove(gone);
        fields.extend(new.map(|(name, value)| (name.to_owned(), value.clone())));
    };
    patch(design, |edit: &mut Edit<'_>| match owner {
        Owner::Node(id) => edit.node(id, |node| change(&mut node.fields)),
        Owner::Connection(id) => edit.connection(id, |connection| change(&mut connection.fields)),
    })
}
