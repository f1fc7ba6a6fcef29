//! The roles of a template as the page shows them.

use groundplan_synth::permissions::{self, merged};
use groundplan_synth::synthesize::Names;
use groundplan_synth::template::{Resource, Template};
use groundplan_synth::value::Value;

use crate::answer::{Needed, Role, Statement};

/// The type of a role in a template.
const ROLE: &str = "AWS::IAM::Role";

/// Every role, with what is needed of it and what was written by hand.
pub(crate) fn roles(template: &Template, names: &Names) -> Vec<Role> {
    let roles = template.resources.iter().filter(|(_, resource)| resource.kind == ROLE);
    let role = |(logical_id, resource): (&String, &Resource)| {
        let statements = names.statements(logical_id);
        Role {
            logical_id: logical_id.clone(),
            words: resource.property("Description").map(Value::display).unwrap_or_default(),
            node: resource.node,
            needed: statements.iter().map(needed).collect(),
            by_hand: by_hand(resource, statements).iter().map(written).collect(),
        }
    };
    roles.map(role).collect()
}

fn needed(statement: &permissions::Statement) -> Needed {
    let shown = Statement {
        actions: statement.actions.iter().map(|action| (*action).to_owned()).collect(),
        resources: statement.resources.iter().map(Value::display).collect(),
        condition: statement.condition.as_ref().map(Value::display),
    };
    Needed { reason: statement.reason.clone(), connection: statement.connection, statement: shown }
}

/// The statements in a role's policies that no connection asked for.
fn by_hand(resource: &Resource, statements: &[permissions::Statement]) -> Vec<Value> {
    let needed = merged(statements);
    let policies = resource.property("Policies").and_then(Value::as_list).unwrap_or_default();
    let documents = policies.iter().filter_map(|policy| policy.as_map()?.get("PolicyDocument")?.as_map()?.get("Statement"));
    let all = documents.flat_map(|statements| match statements {
        Value::List(items) => items.clone(),
        one => vec![one.clone()],
    });
    all.filter(|statement| !needed.contains(statement)).collect()
}

fn written(statement: &Value) -> Statement {
    let texts = |name: &str| -> Vec<String> {
        match statement.as_map().and_then(|members| members.get(name)) {
            Some(Value::List(items)) => items.iter().map(Value::display).collect(),
            Some(one) => vec![one.display()],
            None => Vec::new(),
        }
    };
    Statement {
        actions: [texts("Action"), texts("NotAction")].concat(),
        resources: [texts("Resource"), texts("NotResource")].concat(),
        condition: texts("Condition").pop(),
    }
}
