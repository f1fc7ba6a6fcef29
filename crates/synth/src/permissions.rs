//! IAM statements in the making: what connections need of roles, merged and sorted, each traced to its reason.

use std::collections::BTreeSet;

use crate::design::ConnectionId;
use crate::ordered::{Order, Ordered};
use crate::value::{Value, map};

/// One statement that a role needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Actions, as `service:Action`.
    pub actions: Vec<&'static str>,
    /// The ARNs they act on, as text or expressions.
    pub resources: Vec<Value>,
    /// IAM's condition block: operators with keys and values.
    pub condition: Option<Value>,
    /// The connection it is for; `None` when a field of a node needs it.
    pub connection: Option<ConnectionId>,
    /// Why it is needed, in words: `app pulls from unicorn`. Filled from the connection when it is left empty.
    pub reason: String,
}

impl Statement {
    /// A statement that a connection needs.
    pub fn new(connection: ConnectionId, actions: &[&'static str], resources: Vec<Value>) -> Self {
        Self { actions: actions.to_vec(), resources, condition: None, connection: Some(connection), reason: String::new() }
    }
    /// A statement that is needed for another reason than a connection.
    pub fn because(reason: impl Into<String>, actions: &[&'static str], resources: Vec<Value>) -> Self {
        Self { actions: actions.to_vec(), resources, condition: None, connection: None, reason: reason.into() }
    }
    /// The statement under a condition.
    #[must_use]
    pub fn when(mut self, condition: Value) -> Self {
        self.condition = Some(condition);
        self
    }
}

/// What a statement is made of once it is written: sets, so that the order of the drawing does not matter.
#[derive(PartialEq)]
struct Shape<'a> {
    actions: BTreeSet<&'static str>,
    resources: Vec<Value>,
    condition: Option<&'a Value>,
}

/// The statements of one role as IAM writes them: actions on the same resources become one statement, then resources with the
/// same actions do; actions, resources and statements are sorted.
pub fn merged(statements: &[Statement]) -> Vec<Value> {
    let mut by_resource: Vec<Shape<'_>> = Vec::new();
    for statement in statements {
        let resources = sorted(statement.resources.clone());
        let condition = statement.condition.as_ref();
        match by_resource.iter_mut().find(|shape| shape.resources == resources && shape.condition == condition) {
            Some(shape) => shape.actions.extend(&statement.actions),
            None => by_resource.push(Shape { actions: statement.actions.iter().copied().to_set(), resources, condition }),
        }
    }
    let mut by_actions: Vec<Shape<'_>> = Vec::new();
    for shape in by_resource {
        match by_actions.iter_mut().find(|other| other.actions == shape.actions && other.condition == shape.condition) {
            Some(other) => other.resources = sorted([std::mem::take(&mut other.resources), shape.resources].concat()),
            None => by_actions.push(shape),
        }
    }
    by_actions.order_by_key(|shape| (shape.actions.iter().copied().collect::<Vec<_>>(), written(&shape.resources)));
    by_actions.into_iter().map(Shape::into_value).collect()
}

impl Shape<'_> {
    fn into_value(mut self) -> Value {
        let resource = if self.resources.len() == 1 { self.resources.remove(0) } else { Value::List(self.resources) };
        let mut statement = map([("Effect", Value::text("Allow")), ("Action", Value::list(self.actions)), ("Resource", resource)]);
        if let (Value::Map(members), Some(condition)) = (&mut statement, self.condition) {
            members.insert("Condition".to_owned(), condition.clone());
        }
        statement
    }
}

fn sorted(mut resources: Vec<Value>) -> Vec<Value> {
    resources.order_by_key(|resource| resource.to_json().to_string());
    resources.dedup();
    resources
}

fn written(resources: &[Value]) -> Vec<String> {
    resources.iter().map(|resource| resource.to_json().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(statements: &[(&[&'static str], &[&str])], expected: &[&str]) {
        let statement = |(actions, resources): &(&[&'static str], &[&str])| {
            Statement::because("test", actions, resources.iter().map(|resource| Value::text(*resource)).collect())
        };
        let mut statements: Vec<Statement> = statements.iter().map(statement).collect();
        for _ in 0..2 {
            let found: Vec<String> = merged(&statements).iter().map(|statement| statement.to_json().to_string()).collect();
            assert_eq!(found, expected);
            statements.reverse();
        }
    }

    #[test]
    fn statements_of_one_shape_become_one_in_any_order() {
        check(
            &[(&["s3:PutObject"], &["b/*"]), (&["s3:GetObject"], &["b/*"]), (&["dynamodb:GetItem"], &["t", "t/i"])],
            &[
                r#"{"Effect":"Allow","Action":["dynamodb:GetItem"],"Resource":["t","t/i"]}"#,
                r#"{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"b/*"}"#,
            ],
        );
        check(
            &[(&["ssm:GetParameters"], &["p2"]), (&["ssm:GetParameters"], &["p1"])],
            &[r#"{"Effect":"Allow","Action":["ssm:GetParameters"],"Resource":["p1","p2"]}"#],
        );
    }
}
