//! A container finds a secret or a setting in its environment when it starts.

use crate::catalog::{key, secret, ssm_parameter, task_definition};
use crate::design::{Connection, ConnectionId, Design, NodeId};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::{Value, map};

verb! {
    /// Puts a secret's or parameter's value into an environment variable when the task starts.
    /// The agent fetches it before the program runs, so the execution role gets the permission, on this one secret or parameter alone. A
    /// new value reaches only tasks that start after it. A program that asks at run time needs `read` instead.
    "injects" {
        phrase: "is given",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        line: Permission,
        joins: &[("container", "secret"), ("container", "ssm-parameter")],
        label: |_, connection| match variable(&connection.fields).text() {
            name if name.is_empty() => "injects".to_owned(),
            name => format!("injects {name}"),
        },
        synthesize: synthesize,
    }

    /// The environment variable. Empty takes the name of the secret or parameter in capitals.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names);
    /// The key in the secret's JSON whose value is given, such as `password`. Empty gives the whole secret.
    json_key "JSON key" in "Secret": Text { most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html";
    /// The stage of the secret's version; empty takes the current one, `AWSCURRENT`.
    version_stage "Version stage" in "Secret": Name { also: "-_/+=.@", most: 256 } => Nothing;
}

/// `db-password` as `DB_PASSWORD`.
pub fn upper_snake(name: &str) -> String {
    let letters = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' });
    letters.collect()
}

/// The name of the variable that a connection to a secret or parameter of some name fills.
pub fn variable_name(connection: &Connection, target: &str) -> String {
    let own = variable(&connection.fields).text();
    if own.is_empty() { upper_snake(target) } else { own }
}

/// Where the agent finds the value: the ARN, and within a secret the JSON key and the stage of the version.
fn value_from(builder: &Builder<'_>, to: NodeId, connection: &Connection) -> Option<Value> {
    let node = builder.design.node(to)?;
    if node.kind != secret::KIND.id {
        return ssm_parameter::arn(builder, to).into_iter().next();
    }
    let secret = builder.logical_id(to, "Secret");
    let (key, stage) = (json_key(&connection.fields).value(), version_stage(&connection.fields).value());
    if key.is_none() && stage.is_none() {
        return Some(Value::reference(secret));
    }
    let or_nothing = |part: Option<Value>| part.unwrap_or_else(|| Value::text(""));
    let colon = || Value::text(":");
    Some(Value::joined([Value::reference(secret), colon(), or_nothing(key), colon(), or_nothing(stage), colon()]))
}

/// The `Secrets` of a container definition, in the order in which they were connected; nothing when it is given none.
pub fn secrets(builder: &Builder<'_>, container: NodeId) -> Option<Value> {
    let entry = |connection: &Connection| {
        let to = connection.to.node()?;
        let name = variable_name(connection, &builder.name(to));
        Some(map([("Name", Value::text(name)), ("ValueFrom", value_from(builder, to, connection)?)]))
    };
    let leaving = builder.design.connections_from(container).filter(|(_, connection)| connection.verb == VERB.id);
    let all: Vec<Value> = leaving.filter_map(|(_, connection)| entry(connection)).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// Why a field of a connection changes nothing.
pub fn idle(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let to = design.connection(id)?.to.node().and_then(|to| design.node(to))?;
    let is_of_secrets = matches!(field, "json_key" | "version_stage") && to.kind != secret::KIND.id;
    is_of_secrets.then_some("a setting of Parameter Store has one value alone")
}

fn synthesize(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let owner = task_definition::around(builder.design, from);
    let Some(role) = owner.and_then(|owner| task_definition::execution_role_id(builder, owner)) else { return };
    let is_secret = builder.design.node(to).is_some_and(|node| node.kind == secret::KIND.id);
    if is_secret {
        let resource = Value::reference(builder.logical_id(to, "Secret"));
        builder.allow(&role, Statement::new(id, &["secretsmanager:GetSecretValue"], vec![resource]));
    } else {
        let resources = ssm_parameter::arn(builder, to);
        builder.allow(&role, Statement::new(id, &["ssm:GetParameters"], resources));
    }
    if let Some(key) = key::arn_of(builder, to) {
        builder.allow(&role, Statement::new(id, &["kms:Decrypt"], vec![key]));
    }
}
