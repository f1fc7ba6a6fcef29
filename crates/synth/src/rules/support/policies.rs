//! What the rules about policies share: the statements that somebody wrote, where they stand, and how they are changed.

use super::{label, patch};
use crate::catalog::{self, Form};
use crate::design::{Design, NodeId, Patch};
use crate::iam::document::{Effect, Statement};
use crate::iam::stack::Stack;
use crate::iam::text::Text;
use crate::synthesize::synthesized;
use crate::value::{Value, map};

/// A statement that somebody wrote into a field.
pub(in crate::rules) struct Written {
    /// The node.
    pub(in crate::rules) node: NodeId,
    /// The field.
    pub(in crate::rules) field: &'static str,
    /// The way to the statement in the field's value: keys and places in lists.
    path: Vec<String>,
    /// As it is written.
    pub(in crate::rules) value: Value,
    /// As IAM reads it; an expression becomes several or none.
    pub(in crate::rules) statement: Statement,
}

impl Written {
    /// Where it stands, as a sentence starts: `IAM role worker, statement 2`.
    pub(in crate::rules) fn place(&self, design: &Design) -> String {
        let which = match self.path.as_slice() {
            _ if !self.statement.sid.is_empty() => format!("statement {}", self.statement.sid),
            [one] => format!("statement {}", one.parse::<usize>().map_or_else(|_| one.clone(), |index| (index + 1).to_string())),
            many => many.join("."),
        };
        format!("{}, {which}", label(design, self.node))
    }

    /// Which entry of its field it is, counted from 0.
    pub(in crate::rules) fn entry(&self) -> Option<usize> {
        self.path.first()?.parse().ok()
    }

    /// True when it says what a decision shows of a statement.
    pub(in crate::rules) fn reads_as(&self, text: &str) -> bool {
        self.statement.to_string() == text
    }

    /// True when it allows.
    pub(in crate::rules) fn allows(&self) -> bool {
        self.statement.effect == Effect::Allow
    }

    /// The actions that it names one by one; nothing when it names what it is not about.
    pub(in crate::rules) fn named_actions(&self) -> &[String] {
        if self.statement.actions.but { &[] } else { &self.statement.written_actions }
    }

    /// The patterns of its resources; nothing when it names what it is not about.
    pub(in crate::rules) fn named_resources(&self) -> &[Text] {
        self.statement.resources.as_ref().filter(|resources| !resources.but).map_or(&[], |resources| &resources.patterns)
    }

    /// The patch that changes the statement; `None` takes it out.
    pub(in crate::rules) fn change(&self, design: &Design, change: &dyn Fn(Value) -> Option<Value>) -> Patch {
        let whole = design.node(self.node).and_then(|node| node.fields.get(self.field)).cloned().unwrap_or(Value::List(Vec::new()));
        let changed = changed(whole, &self.path, change);
        patch(design, |edit| edit.set_field(self.node, self.field, changed))
    }

    /// The patch that changes the items of one member of the statement: of `Action` or `Resource`.
    pub(in crate::rules) fn change_items(&self, design: &Design, member: &str, change: &dyn Fn(Vec<Value>) -> Vec<Value>) -> Patch {
        self.change(design, &|statement| {
            let Value::Map(mut members) = statement else { return Some(statement) };
            let items = match members.get(member) {
                Some(Value::List(items)) => items.clone(),
                Some(one) => vec![one.clone()],
                None => Vec::new(),
            };
            let mut items = change(items);
            let value = if items.len() == 1 { items.remove(0) } else { Value::List(items) };
            members.insert(member.to_owned(), value);
            Some(Value::Map(members))
        })
    }
}

/// The value with one place in it changed; what becomes empty by that goes.
fn changed(value: Value, path: &[String], change: &dyn Fn(Value) -> Option<Value>) -> Option<Value> {
    let Some((step, rest)) = path.split_first() else { return change(value) };
    match value {
        Value::List(mut items) => {
            let index: usize = step.parse().ok()?;
            let inner = changed(items.get(index)?.clone(), rest, change);
            match inner {
                Some(inner) => items[index] = inner,
                None => drop(items.remove(index)),
            }
            (!items.is_empty()).then_some(Value::List(items))
        }
        Value::Map(mut members) => {
            let inner = changed(members.get(step)?.clone(), rest, change);
            match inner {
                Some(inner) => drop(members.insert(step.clone(), inner)),
                None => drop(members.shift_remove(step)),
            }
            Some(Value::Map(members))
        }
        other => Some(other),
    }
}

/// Looks at the statements that somebody wrote, with the policies of the whole design; at nothing when nobody wrote any.
pub(in crate::rules) fn each(design: &Design, look: &mut dyn FnMut(&Stack<'_>, &Written)) {
    if !has_own(design) {
        return;
    }
    with_stack(design, &mut |stack| {
        for written in all(stack) {
            look(stack, &written);
        }
    });
}

/// Calls with the policies of the design's template.
pub(in crate::rules) fn with_stack(design: &Design, call: &mut dyn FnMut(&Stack<'_>)) {
    let made = synthesized(design);
    call(&Stack::new(design, &made.0, &made.1));
}

/// True when a design has policies that are not made of connections alone.
pub(in crate::rules) fn has_own(design: &Design) -> bool {
    crate::iam::actions::has_own_policies(design)
}

/// Every statement that somebody wrote, in the order of the nodes and their fields.
pub(in crate::rules) fn all(stack: &Stack<'_>) -> Vec<Written> {
    let mut found = Vec::new();
    for (node, record) in stack.design.nodes() {
        let Some(kind) = catalog::kind_of(record) else { continue };
        for field in kind.fields.iter().filter(|field| matches!(field.form, Form::Entries | Form::Statements | Form::Tree)) {
            if let Some(value) = record.fields.get(field.name) {
                collect(stack, (node, field.name), value, &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

fn collect(stack: &Stack<'_>, owner: (NodeId, &'static str), value: &Value, path: &mut Vec<String>, found: &mut Vec<Written>) {
    match value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                collect(stack, owner, item, path, found);
                path.pop();
            }
        }
        Value::Map(members) if members.contains_key("Effect") && (members.contains_key("Action") || members.contains_key("NotAction")) => {
            let statements = stack.statement(value);
            found.extend(statements.into_iter().map(|statement| Written {
                node: owner.0,
                field: owner.1,
                path: path.clone(),
                value: value.clone(),
                statement,
            }));
        }
        Value::Map(members) => {
            for (key, member) in members {
                path.push(key.clone());
                collect(stack, owner, member, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// A statement as it is written into a field.
pub(in crate::rules) fn allow(actions: &[&str], resources: Vec<Value>) -> Value {
    let one = |mut items: Vec<Value>| if items.len() == 1 { items.remove(0) } else { Value::List(items) };
    let actions = actions.iter().map(|action| Value::text(*action)).collect();
    map([("Effect", Value::text("Allow")), ("Action", one(actions)), ("Resource", one(resources))])
}
