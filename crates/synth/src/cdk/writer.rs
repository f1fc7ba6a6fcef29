//! What the program knows while it is written: the names of things, and how each resource is spoken of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::names::Names;
use super::order::uses;
use super::python::{Code, Statement, comment, literal};
use super::types::Type;
use crate::template::Template;
use crate::value::{Map, Value};

/// A parameter as the program knows it.
pub(super) struct Parameter {
    pub(super) variable: String,
    pub(super) kind: String,
}

impl Parameter {
    /// True when it holds several values.
    pub(super) fn is_list(&self) -> bool {
        self.kind == "CommaDelimitedList" || self.kind.starts_with("List<") || self.kind.contains("<List<")
    }
}

/// What a construct of CDK's own library calls the things that a template calls `Ref` and by the names of attributes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Face {
    /// The property that gives what `Ref` gives.
    pub(super) reference: &'static str,
    /// Attributes with the properties that give them.
    pub(super) attributes: &'static [(&'static str, &'static str)],
}

/// How a resource was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// By the class of its type.
    Plain(Type),
    /// As a `CfnResource`.
    Untyped,
    /// By a construct of the library.
    Construct(&'static Face),
    /// By a statement of another construct, with nothing to speak of.
    Absorbed,
}

/// A resource that the program has.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    pub(super) variable: String,
    pub(super) shape: Shape,
}

/// The program in the making.
pub(super) struct Writer<'a> {
    pub(super) template: &'a Template,
    pub(super) variables: Names,
    pub(super) ids: Names,
    pub(super) parameters: BTreeMap<String, Parameter>,
    pub(super) conditions: BTreeMap<String, String>,
    pub(super) written: BTreeMap<String, Written>,
    /// Resources in circles, which are named by their logical ids.
    pub(super) circular: BTreeSet<String>,
    /// Tags that all taggable resources have, and that the stack gives them.
    pub(super) common_tags: Vec<(String, String)>,
    /// Things that constructs need and that stand for resources: the variable by what it stands for.
    pub(super) helpers: BTreeMap<String, String>,
    /// What a construct waits for by itself.
    pub(super) waits: BTreeMap<String, BTreeSet<String>>,
    /// The statements so far.
    pub(super) body: String,
}

/// The indentation of the constructor's statements.
pub(super) const INDENT: usize = 8;

impl Writer<'_> {
    pub(super) fn run(&mut self, statement: &Statement) {
        statement.write(&mut self.body, INDENT);
    }

    /// A comment above the next statement.
    pub(super) fn remark(&mut self, line: &str) {
        let _ = writeln!(self.body, "{}# {}", " ".repeat(INDENT), comment(line));
    }

    pub(super) fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.get(id)
    }

    pub(super) fn condition_variable(&self, name: &str) -> Option<String> {
        self.conditions.get(name).cloned()
    }

    /// The construct of the library that stands for a resource; nothing when it was written by its class.
    pub(super) fn construct(&self, id: &str) -> Option<&str> {
        let written = self.written.get(id)?;
        matches!(written.shape, Shape::Construct(_)).then_some(written.variable.as_str())
    }

    /// The construct of the library that an expression stands for: `!Ref` to it, or one of its attributes.
    pub(super) fn construct_behind(&self, value: &Value, attribute: &str) -> Option<&str> {
        self.construct(target(value, attribute)?)
    }

    /// What `!Ref` gives.
    pub(super) fn reference(&self, id: &str) -> String {
        if let Some(name) = id.strip_prefix("AWS::") {
            return match name {
                "NotificationARNs" => "Aws.NOTIFICATION_ARNS".to_owned(),
                _ => format!("Aws.{}", super::names::snake_case(name).to_uppercase()),
            };
        }
        if let Some(parameter) = self.parameters.get(id) {
            return format!("{}.{}", parameter.variable, if parameter.is_list() { "value.to_string()" } else { "value_as_string" });
        }
        match self.written.get(id) {
            Some(Written { variable, shape: Shape::Construct(face) }) => format!("{variable}.{}", face.reference),
            Some(Written { variable, shape: Shape::Plain(_) | Shape::Untyped }) => format!("{variable}.ref"),
            Some(Written { shape: Shape::Absorbed, .. }) | None => format!("Fn.ref({})", literal(id)),
        }
    }

    /// What `!GetAtt` gives.
    pub(super) fn attribute(&self, id: &str, attribute: &str) -> String {
        match self.written.get(id) {
            Some(Written { variable, shape: Shape::Construct(face) }) => {
                match face.attributes.iter().find(|(name, _)| *name == attribute) {
                    Some((_, python)) => format!("{variable}.{python}"),
                    None => format!("{variable}.node.default_child.get_att({}).to_string()", literal(attribute)),
                }
            }
            Some(Written { variable, shape: Shape::Plain(kind) }) => match kind.attribute(attribute) {
                Some(member) if member.form == super::types::Form::Text => format!("{variable}.attr_{}", member.python),
                _ => format!("{variable}.get_att({}).to_string()", literal(attribute)),
            },
            Some(Written { variable, shape: Shape::Untyped }) => format!("{variable}.get_att({}).to_string()", literal(attribute)),
            Some(Written { shape: Shape::Absorbed, .. }) | None => {
                format!("Fn.get_att({}, {}).to_string()", literal(id), literal(attribute))
            }
        }
    }

    /// True when another resource or an output names this one.
    pub(super) fn is_used(&self, id: &str) -> bool {
        let by_resource = self.template.resources.iter().any(|(other, resource)| other != id && uses(resource).contains(id));
        let mut names = BTreeSet::new();
        self.template.outputs.values().for_each(|output| super::order::names_in(output, &mut names));
        by_resource || names.contains(id)
    }

    /// A variable for something that constructs need besides the resources: made when it is first asked for.
    pub(super) fn helper(&mut self, key: &str, name: &str, remark: &str, code: impl FnOnce(&str) -> Code) -> String {
        if let Some(variable) = self.helpers.get(key) {
            return variable.clone();
        }
        let id = self.ids.construct(name, "Imported");
        let variable = self.variables.variable(name);
        if !remark.is_empty() {
            self.remark(remark);
        }
        self.run(&Statement::assign(&variable, code(&id)));
        self.helpers.insert(key.to_owned(), variable.clone());
        variable
    }

    /// The tags that a resource has besides the common ones, in the form in which it has them.
    pub(super) fn own_tags(&self, tags: &Value) -> Option<Value> {
        let is_common = |key: Option<&Value>, value: Option<&Value>| {
            let (Some(Value::Text(key)), Some(Value::Text(value))) = (key, value) else { return false };
            self.common_tags.iter().any(|(name, own)| name == key && own == value)
        };
        match tags {
            Value::List(items) => {
                let own: Vec<Value> = items
                    .iter()
                    .filter(|item| !item.as_map().is_some_and(|tag| is_common(tag.get("Key"), tag.get("Value"))))
                    .cloned()
                    .collect();
                (!own.is_empty()).then_some(Value::List(own))
            }
            Value::Map(map) => {
                let own: Map = map
                    .iter()
                    .filter(|(key, value)| !is_common(Some(&Value::text(*key)), Some(value)))
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                (!own.is_empty()).then_some(Value::Map(own))
            }
            other => Some(other.clone()),
        }
    }
}

/// The logical id that an expression is about: `!Ref` for an empty attribute, `!GetAtt` for another.
pub(super) fn target<'v>(value: &'v Value, attribute: &str) -> Option<&'v str> {
    let Value::Call(name, argument) = value else { return None };
    match (name.as_str(), attribute) {
        ("Ref", "") => argument.as_text(),
        ("GetAtt", wanted) if !wanted.is_empty() => {
            let (id, attribute) = argument.as_text()?.split_once('.')?;
            (attribute == wanted).then_some(id)
        }
        _ => None,
    }
}
