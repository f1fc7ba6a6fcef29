//! Parameters and other functions stand in fields that can take them.

use super::support::fields::{self, Fields};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{Field, Form, Takes, Why};
use crate::design::{Design, Settings, sketch};
use crate::parameters::{default_of, fitting, is_list};
use crate::template::references;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP103",
    name: "function-place",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A parameter or another function stands where only a plain value can.

Nearly every field takes a parameter of the template, so that each deployment can choose. A few decide what the template is made of, or \
stand where CloudFormation takes no function; what a deployment would choose there comes too late, and the field would do nothing. \
A field by which the template decides takes parameters, but no attributes of resources, and a list takes a parameter that is one.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html",
    flagged: "\
design \"Stages\"
  parameter Live Type=String Default=\"true\" AllowedValues=[\"true\", \"false\"]

bucket photos block_public_access=!Ref Live keep_on_delete=!Ref Live
",
    passing: "\
design \"Stages\"
  parameter Live Type=String Default=\"true\" AllowedValues=[\"true\", \"false\"]

bucket photos block_public_access=!Ref Live keep_on_delete=true
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for fields in fields::all(design) {
        for (key, value) in fields.values {
            let Some(field) = fields.known.iter().find(|field| field.name == key) else { continue };
            if value.is_expression() {
                check_whole(design, findings, &fields, field, value);
            } else {
                check_parts(design, findings, &fields, field, value);
            }
        }
    }
}

/// A function that stands for all of a field's value.
fn check_whole(design: &Design, findings: &mut Findings, fields: &Fields<'_>, field: &'static Field, value: &Value) {
    let settings = design.settings();
    let written = sketch::value_text(value);
    let problem = if let Some(why) = field.refuses_parameters() {
        format!("{written} cannot stand here, since {}: {}", why.words(), why.advice())
    } else if field.takes == Takes::Known && !references::are_known_before(value, settings) {
        format!("{written} is known too late, since the template decides by it: use a parameter")
    } else if let Some(problem) = type_problem(value, field.form == Form::List, settings) {
        problem
    } else {
        return;
    };
    let finding = findings.report(format!("{}, {}: {problem}", fields.words(design), field.title)).field(field.name);
    fields.place(design, finding);
    if let Some(literal) = literal_of(value, settings) {
        let title = format!("Use its default, {}", literal.display());
        let literal = fitting(Some(field), literal);
        finding.fix(title, fields.set(design, field.name, literal.as_ref().map(|literal| (field.name, literal))));
    } else {
        let title = field.initial.value().map_or_else(|| "Leave it empty".to_owned(), |value| format!("Use {}", value.display()));
        finding.fix(title, fields.set(design, field.name, None));
    }
}

/// Functions in a list, in the values of a map or in the members of entries.
fn check_parts(design: &Design, findings: &mut Findings, fields: &Fields<'_>, field: &'static Field, value: &Value) {
    let settings = design.settings();
    for place in places(value) {
        let Some(part) = place.iter().try_fold(value, |value, step| at(value, step)) else { continue };
        let name = place.last().map_or("", |step| step.as_str());
        let why = field.within.iter().find(|(member, _)| *member == "*" || *member == name).map(|(_, why)| *why);
        let is_visible = |part: &Value| matches!(part, Value::Call(function, _) if function == "Sub");
        let why = why.filter(|why| part.is_expression() && !(*why == Why::Hidden && is_visible(part)));
        let written = sketch::value_text(part);
        let problem = match why {
            Some(why) => format!("{written} cannot stand here, since {}: {}", why.words(), why.advice()),
            None if field.form == Form::List => match type_problem(part, false, settings) {
                Some(problem) => problem,
                None => continue,
            },
            None => continue,
        };
        let part_words = if field.form == Form::List { String::new() } else { format!(", {name}") };
        let finding = findings.report(format!("{}, {}{part_words}: {problem}", fields.words(design), field.title)).field(field.name);
        fields.place(design, finding);
        if let Some(literal) = literal_of(part, settings).filter(|literal| literal.as_list().is_none()) {
            let title = format!("Use its default, {}", literal.display());
            let mut mended = value.clone();
            put(&mut mended, &place, literal);
            finding.fix(title, fields.set(design, field.name, Some((field.name, &mended))));
        }
    }
}

/// The parts of a field's value that may be functions by themselves: items, values of a map, members of entries.
fn places(value: &Value) -> Vec<Vec<String>> {
    match value {
        Value::Map(map) => map.keys().map(|key| vec![key.clone()]).collect(),
        Value::List(items) => {
            let of_item = |(index, item): (usize, &Value)| match item {
                Value::Map(entry) => entry.keys().map(|key| vec![index.to_string(), key.clone()]).collect(),
                _ => vec![vec![index.to_string()]],
            };
            items.iter().enumerate().flat_map(of_item).collect()
        }
        _ => Vec::new(),
    }
}

fn at<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Map(map) => map.get(step),
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

fn put(value: &mut Value, place: &[String], new: Value) {
    match (place, value) {
        ([], value) => *value = new,
        ([step, rest @ ..], Value::Map(map)) => {
            if let Some(value) = map.get_mut(step) {
                put(value, rest, new);
            }
        }
        ([step, rest @ ..], Value::List(items)) => {
            if let Some(value) = step.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                put(value, rest, new);
            }
        }
        _ => {}
    }
}

/// A list of values where one is wanted, or the other way round, as far as the parameter's type says.
fn type_problem(value: &Value, wants_list: bool, settings: &Settings) -> Option<String> {
    let (name, members) = parameter(value, settings)?;
    match (is_list(members), wants_list) {
        (true, false) => Some(format!("parameter {name} is a list, expected one that is a single value")),
        (false, true) => Some(format!("parameter {name} is a single value, expected a list: its type would be CommaDelimitedList")),
        _ => None,
    }
}

fn parameter<'a>(value: &'a Value, settings: &'a Settings) -> Option<(&'a str, &'a Value)> {
    match value {
        Value::Call(function, argument) if function == "Ref" => {
            let name = argument.as_text()?;
            Some((name, settings.parameters.get(name)?))
        }
        _ => None,
    }
}

/// What could stand there instead: the default of the parameter.
fn literal_of(value: &Value, settings: &Settings) -> Option<Value> {
    parameter(value, settings).and_then(|(_, members)| default_of(members))
}
