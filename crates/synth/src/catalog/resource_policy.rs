//! Policies that hang on a resource instead of a role: one a resource, to which every connection adds its statement.

use crate::design::NodeId;
use crate::synthesize::Builder;
use crate::value::{Value, map};

/// Where a kind keeps its resource policy.
pub struct Home {
    /// The suffix of its logical id: `BucketPolicy`.
    pub suffix: &'static str,
    /// Its resource type.
    pub kind: &'static str,
    /// The property that names what it belongs to.
    pub owner: &'static str,
}

/// Adds a statement to the policy of a node's resource; the first one makes the policy, and what is
/// said already is not said again. `owner` is the value that names the resource.
pub fn allow(builder: &mut Builder<'_>, id: NodeId, home: &Home, owner: Value, statement: Value) {
    let policy = builder.logical_id(id, home.suffix);
    if builder.has(&policy) {
        if let Some(resource) = builder.resource(&policy)
            && let Some(Value::Map(document)) = resource.properties.get_mut("PolicyDocument")
            && let Some(Value::List(statements)) = document.get_mut("Statement")
            && !statements.contains(&statement)
        {
            statements.push(statement);
        }
        return;
    }
    let document = map([("Version", Value::text("2012-10-17")), ("Statement", Value::List(vec![statement]))]);
    builder.add(id, home.suffix, home.kind, [(home.owner, Some(owner)), ("PolicyDocument", Some(document))]);
}

/// Refuses every call that does not come over TLS, whoever makes it.
pub fn deny_plain_http(actions: &str, resources: Vec<Value>) -> Value {
    let resource = match <[Value; 1]>::try_from(resources) {
        Ok([one]) => one,
        Err(many) => Value::List(many),
    };
    map([
        ("Sid", Value::text("DenyPlainHttp")),
        ("Effect", Value::text("Deny")),
        ("Principal", Value::text("*")),
        ("Action", Value::text(actions)),
        ("Resource", resource),
        ("Condition", map([("Bool", map([("aws:SecureTransport", Value::text("false"))]))])),
    ])
}

/// Lets an AWS service act on a resource: the actions, the resource, and the condition that names on whose behalf.
pub fn allow_service(service: Value, actions: &[&str], resource: Value, condition: Option<Value>) -> Value {
    let mut statement = map([
        ("Effect", Value::text("Allow")),
        ("Principal", map([("Service", service)])),
        ("Action", Value::list(actions.iter().copied())),
        ("Resource", resource),
    ]);
    if let (Value::Map(members), Some(condition)) = (&mut statement, condition) {
        members.insert("Condition".to_owned(), condition);
    }
    statement
}

/// The condition that a service acts for this account. It names no resource, so it can make no circle of references.
pub fn for_this_account() -> Value {
    map([("StringEquals", map([("aws:SourceAccount", Value::reference("AWS::AccountId"))]))])
}

/// The condition that a service acts for one resource.
pub fn for_resource(arn: Value) -> Value {
    map([("ArnEquals", map([("aws:SourceArn", arn)]))])
}
