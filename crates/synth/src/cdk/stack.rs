//! The file of the stack: parameters, resources by section, outputs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::names::Names;
use super::order::{chapter, order};
use super::python::{Code, Statement, comment};
use super::types::alias;
use super::writer::{INDENT, Parameter, Shape, Writer};
use super::{lift, plain, tags};
use crate::design::Design;
use crate::template::{Resource, Template};
use crate::value::Value;

/// Modules of the library that a program may use. `types.txt` names these for the types it has.
const MODULES: &[&str] = &[
    "aws_applicationautoscaling",
    "aws_certificatemanager",
    "aws_cloudfront",
    "aws_cloudwatch",
    "aws_cognito",
    "aws_dynamodb",
    "aws_ec2",
    "aws_ecr",
    "aws_ecs",
    "aws_efs",
    "aws_elasticache",
    "aws_elasticloadbalancingv2",
    "aws_events",
    "aws_iam",
    "aws_kms",
    "aws_lambda",
    "aws_logs",
    "aws_rds",
    "aws_route53",
    "aws_s3",
    "aws_scheduler",
    "aws_secretsmanager",
    "aws_servicediscovery",
    "aws_sns",
    "aws_sqs",
    "aws_ssm",
    "aws_wafv2",
];

/// Names of the library's core that a program may use.
const CORE: &[&str] = &[
    "Aws",
    "CfnCondition",
    "CfnMapping",
    "CfnOutput",
    "CfnParameter",
    "CfnResource",
    "CfnTag",
    "Duration",
    "Fn",
    "RemovalPolicy",
    "Stack",
    "Tags",
    "Token",
];

/// The text of the file.
pub(super) fn write(design: &Design, template: &Template, class: &str) -> String {
    let order = order(template);
    let wishes: Vec<(String, String)> = design.settings().tags.iter().map(|(key, value)| (key.clone(), value.display())).collect();
    let (common_tags, excluded) = tags::common(template, &wishes);
    let mut writer = Writer {
        template,
        variables: Names::default(),
        ids: Names::default(),
        parameters: BTreeMap::new(),
        conditions: BTreeMap::new(),
        written: BTreeMap::new(),
        circular: order.circular,
        common_tags,
        helpers: BTreeMap::new(),
        waits: BTreeMap::new(),
        body: String::new(),
    };
    for module in MODULES {
        writer.variables.reserve(alias(module));
    }
    parameters(&mut writer);
    mappings(&mut writer);
    conditions(&mut writer);
    stack_tags(&mut writer, &excluded);
    resources(&mut writer, &order.ids);
    outputs(&mut writer);
    finish(design, template, class, &without_idle_names(&writer))
}

/// The statements without names that nothing reads: no person would write them.
fn without_idle_names(writer: &Writer<'_>) -> String {
    let margin = " ".repeat(INDENT);
    let mut body = writer.body.clone();
    for written in writer.written.values() {
        let name = &written.variable;
        let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        let uses = |(start, _): &(usize, &str)| {
            !is_word(body[..*start].chars().next_back()) && !is_word(body[start + name.len()..].chars().next())
        };
        if !name.is_empty() && body.match_indices(name.as_str()).filter(uses).count() == 1 {
            body = body.replacen(&format!("\n{margin}{name} = "), &format!("\n{margin}"), 1);
        }
    }
    body
}

fn finish(design: &Design, template: &Template, class: &str, body: &str) -> String {
    let settings = design.settings();
    let mut arguments = vec![(String::new(), Code::atom("scope")), (String::new(), Code::atom("construct_id"))];
    if !template.description.is_empty() {
        arguments.push(("description".to_owned(), Code::text(&template.description)));
    }
    arguments.push((String::new(), Code::atom("**kwargs")));
    let mut constructor = String::new();
    Statement::run(Code::Call("super().__init__".to_owned(), arguments)).write(&mut constructor, INDENT);
    let used = |name: &str, after: fn(char) -> bool| {
        body.match_indices(name).any(|(start, _)| {
            let before = body[..start].chars().next_back();
            let rest = &body[start + name.len()..];
            !before.is_some_and(|letter| letter.is_alphanumeric() || "_.\"".contains(letter)) && rest.starts_with(after)
        })
    };
    let call = |letter: char| letter == '.' || letter == '(';
    let core: Vec<&str> = CORE.iter().copied().filter(|name| *name == "Stack" || used(name, call)).collect();
    let mut text = format!("# The stack of the design \"{}\". Made by Groundplan.\n", comment(&settings.name));
    text.push_str(&import_line(&core));
    for module in MODULES {
        if used(&format!("{}.", alias(module)), char::is_alphabetic) {
            let own = alias(module);
            let _ = writeln!(text, "from aws_cdk import {module}{}", if own == *module { String::new() } else { format!(" as {own}") });
        }
    }
    text.push_str("from constructs import Construct\n\n\n");
    let _ = writeln!(text, "class {class}(Stack):\n    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:");
    text.push_str(&constructor);
    text.push_str(body);
    text
}

fn import_line(names: &[&str]) -> String {
    let line = format!("from aws_cdk import {}\n", names.join(", "));
    if line.len() <= 100 {
        return line;
    }
    format!("from aws_cdk import (\n    {},\n)\n", names.join(",\n    "))
}

fn heading(writer: &mut Writer<'_>, title: &str) {
    let _ = writeln!(writer.body, "\n{}# ---- {title} ----", " ".repeat(INDENT));
}

fn parameters(writer: &mut Writer<'_>) {
    if writer.template.parameters.is_empty() {
        return;
    }
    heading(writer, "What each deployment chooses");
    for (name, value) in &writer.template.parameters {
        let id = writer.ids.construct(name, "Parameter");
        let variable = writer.variables.variable(name);
        let map = value.as_map();
        let kind = map.and_then(|map| map.get("Type")).and_then(Value::as_text).unwrap_or("String").to_owned();
        let entries = map.into_iter().flatten().map(|(key, value)| (super::names::snake_case(key), writer.raw(value)));
        let code = Code::construct("CfnParameter", &id, entries.collect::<Vec<_>>());
        writer.run(&Statement::assign(&variable, code));
        keep_name(writer, &variable, &id, name);
        writer.parameters.insert(name.clone(), Parameter { variable, kind });
    }
}

/// Gives something its name in the template back where another thing has it as its id.
fn keep_name(writer: &mut Writer<'_>, variable: &str, id: &str, name: &str) {
    if id != name {
        writer.run(&Statement::run(Code::call(format!("{variable}.override_logical_id"), [Code::text(name)])));
    }
}

fn mappings(writer: &mut Writer<'_>) {
    if writer.template.mappings.is_empty() {
        return;
    }
    heading(writer, "Mappings");
    for (name, value) in &writer.template.mappings {
        let id = writer.ids.construct(name, "Mapping");
        let code = Code::construct("CfnMapping", &id, [("mapping", writer.raw(value))]);
        if id == *name {
            writer.run(&Statement::run(code));
        } else {
            let variable = writer.variables.variable(&id);
            writer.run(&Statement::assign(&variable, code));
            keep_name(writer, &variable, &id, name);
        }
    }
}

fn conditions(writer: &mut Writer<'_>) {
    if writer.template.conditions.is_empty() {
        return;
    }
    heading(writer, "Conditions");
    let mut waiting: Vec<(&String, &Value)> = writer.template.conditions.iter().collect();
    // A condition is written once those that it names are; what remains names itself in a circle, which no template may.
    while let Some(place) = waiting.iter().position(|(_, value)| writer.condition(value).is_some()) {
        let (name, value) = waiting.remove(place);
        let Some(expression) = writer.condition(value) else { break };
        let id = writer.ids.construct(name, "Condition");
        let variable = writer.variables.variable(&id);
        writer.run(&Statement::assign(&variable, Code::construct("CfnCondition", &id, [("expression", expression)])));
        keep_name(writer, &variable, &id, name);
        writer.conditions.insert(name.clone(), variable);
    }
}

fn stack_tags(writer: &mut Writer<'_>, excluded: &[String]) {
    if writer.common_tags.is_empty() {
        return;
    }
    writer.body.push('\n');
    writer.remark("Everything that can carry tags gets these");
    for (key, value) in writer.common_tags.clone() {
        let mut arguments = vec![(String::new(), Code::text(&key)), (String::new(), Code::text(&value))];
        if !excluded.is_empty() {
            let kinds = excluded.iter().map(|kind| Code::text(kind)).collect();
            arguments.push(("exclude_resource_types".to_owned(), Code::List(kinds)));
        }
        writer.run(&Statement::run(Code::Call("Tags.of(self).add".to_owned(), arguments)));
    }
}

fn resources(writer: &mut Writer<'_>, ids: &[String]) {
    let mut section = "";
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut last_comment: &[String] = &[];
    for id in ids {
        let Some(resource) = writer.template.resources.get(id) else { continue };
        if chapter(resource) != section {
            section = chapter(resource);
            let again = !said.insert(section);
            heading(writer, &if again { format!("{section}, continued") } else { section.to_owned() });
            last_comment = &[];
        }
        if last_comment.first() == resource.comment.first() && !last_comment.is_empty() {
            resource.comment.iter().skip(1).for_each(|line| writer.remark(line));
        } else {
            if !writer.body.ends_with("----\n") {
                writer.body.push('\n');
            }
            resource.comment.iter().for_each(|line| writer.remark(line));
        }
        last_comment = &resource.comment;
        if !lift::write(writer, id, resource) {
            plain::write(writer, id, resource);
            removal_policy(writer, id, resource);
        }
        dependencies(writer, id, resource);
    }
}

/// What becomes of a resource that was written by its class when the stack is deleted.
fn removal_policy(writer: &mut Writer<'_>, id: &str, resource: &Resource) {
    let Some(variable) = writer.written.get(id).map(|written| written.variable.clone()) else { return };
    let code = match resource.deletion_policy.as_str() {
        "" => return,
        "Delete" => vec![Code::call(format!("{variable}.apply_removal_policy"), [Code::atom("RemovalPolicy.DESTROY")])],
        "Retain" => vec![Code::call(format!("{variable}.apply_removal_policy"), [Code::atom("RemovalPolicy.RETAIN")])],
        other => ["DeletionPolicy", "UpdateReplacePolicy"]
            .map(|name| Code::call(format!("{variable}.add_override"), [Code::text(name), Code::text(other)]))
            .to_vec(),
    };
    for code in code {
        writer.run(&Statement::run(code));
    }
}

/// Says what a resource waits for, unless a construct says it itself.
fn dependencies(writer: &mut Writer<'_>, id: &str, resource: &Resource) {
    let plain = |shape: &Shape| matches!(shape, Shape::Plain(_) | Shape::Untyped);
    let Some(own) = writer.written.get(id).cloned() else { return };
    let waits = writer.waits.remove(id).unwrap_or_default();
    for other in resource.depends_on.iter().filter(|other| !waits.contains(*other)) {
        let Some(other) = writer.written.get(other).cloned() else {
            // Only a circle has an order in which the other comes later.
            continue;
        };
        let code = match (plain(&own.shape), plain(&other.shape)) {
            _ if other.shape == Shape::Absorbed => continue,
            (true, true) => Code::call(format!("{}.add_dependency", own.variable), [Code::atom(other.variable)]),
            (true, false) => {
                Code::call(format!("{}.add_dependency", own.variable), [Code::atom(format!("{}.node.default_child", other.variable))])
            }
            (false, true) => Code::call(format!("{}.node.default_child.add_dependency", own.variable), [Code::atom(other.variable)]),
            (false, false) => Code::call(
                format!("{}.node.default_child.add_dependency", own.variable),
                [Code::atom(format!("{}.node.default_child", other.variable))],
            ),
        };
        writer.run(&Statement::run(code));
    }
}

fn outputs(writer: &mut Writer<'_>) {
    if writer.template.outputs.is_empty() {
        return;
    }
    heading(writer, "What the stack tells");
    for (name, value) in &writer.template.outputs {
        let Some(map) = value.as_map() else { continue };
        let Some(value) = map.get("Value") else { continue };
        let id = writer.ids.construct(name, "Output");
        let text = writer.text(value).unwrap_or_else(|| Code::text(&value.display()));
        let mut arguments = vec![("value", text)];
        if let Some(description) = map.get("Description").and_then(|value| writer.text(value)) {
            arguments.push(("description", description));
        }
        if let Some(export) = map.get("Export").and_then(Value::as_map).and_then(|export| writer.text(export.get("Name")?)) {
            arguments.push(("export_name", export));
        }
        if let Some(condition) = map.get("Condition").and_then(Value::as_text).and_then(|name| writer.condition_variable(name)) {
            arguments.push(("condition", Code::atom(condition)));
        }
        let code = Code::construct("CfnOutput", &id, arguments);
        if id == *name {
            writer.run(&Statement::run(code));
        } else {
            let variable = writer.variables.variable(&id);
            writer.run(&Statement::assign(&variable, code));
            keep_name(writer, &variable, &id, name);
        }
    }
}
