//! What the access verbs (`read`, `write`, `admin` …) have in common: the target kind says what a verb allows, the caller's role gets it.

use crate::catalog::{self, container, key, role, task_definition};
use crate::design::{Connection, ConnectionId, Design, NodeId};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::Value;

/// The kinds whose programs make calls. A container's calls are made with the role of its task.
pub const PRINCIPALS: &[&str] = &["service", "task", "container", "role"];

/// The field of every access verb that names an environment variable.
pub const VARIABLE: &str = "variable";

/// The logical id of the role with which a node makes its own calls.
pub fn role_of(builder: &Builder<'_>, id: NodeId) -> Option<String> {
    let node = builder.design.node(id)?;
    if node.kind == role::KIND.id {
        return Some(builder.logical_id(id, "Role"));
    }
    let owner = if node.kind == container::KIND.id { task_definition::around(builder.design, id)? } else { id };
    Some(task_definition::task_role_id(builder, owner))
}

/// Gives the caller's role what the target's kind allows under the connection's verb, and the target's key what that takes.
pub fn synthesize(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let Some(grant) = builder.design.node(to).and_then(|node| catalog::kind_of(node)).and_then(|kind| kind.grant(&connection.verb)) else {
        return;
    };
    let Some(role) = role_of(builder, from) else { return };
    for allowed in grant.allows {
        let resources = (allowed.on)(builder, to);
        if !resources.is_empty() {
            builder.allow(&role, Statement::new(id, allowed.actions, resources));
        }
    }
    if let Some(key) = key::arn_of(builder, to).filter(|_| !grant.on_key.is_empty()) {
        builder.allow(&role, Statement::new(id, grant.on_key, vec![key]));
    }
}

/// An environment variable that a connection gives to a container.
pub struct Variable<'a> {
    /// The connection.
    pub connection: ConnectionId,
    /// What it is called.
    pub name: &'a str,
    /// The node whose name, URL or ARN it holds.
    pub target: NodeId,
}

/// The environment variables that access connections give to a container: those of its service, then its own ones. The last of
/// one name holds.
pub fn variables(design: &Design, container: NodeId) -> Vec<Variable<'_>> {
    let owner = task_definition::around(design, container);
    let all = owner.into_iter().chain([container]).flat_map(|id| design.connections_from(id));
    all.filter_map(|(id, connection)| variable(design, id, connection)).collect()
}

fn variable<'a>(design: &Design, id: ConnectionId, connection: &'a Connection) -> Option<Variable<'a>> {
    let name = connection.fields.get(VARIABLE)?.as_text().filter(|name| !name.is_empty())?;
    let target = connection.to.node()?;
    // Other verbs have variables of their own, which hold something else.
    catalog::kind_of(design.node(target)?)?.grant(&connection.verb)?;
    Some(Variable { connection: id, name, target })
}

/// What a program calls a node by: its name, URL or ARN.
pub fn handle(builder: &Builder<'_>, target: NodeId) -> Option<Value> {
    let access = catalog::kind_of(builder.design.node(target)?)?.access?;
    Some((access.handle)(builder, target))
}

/// Why a field of a connection changes nothing: a variable without a container, or one that holds something else in all of them.
pub fn idle(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let connection = design.connection(id).filter(|_| field == VARIABLE)?;
    let from = connection.from.node()?;
    let name = connection.fields.get(VARIABLE)?.as_text()?;
    let containers = match task_definition::around(design, from) {
        Some(_) => vec![from],
        None => task_definition::containers(design, from),
    };
    if containers.is_empty() {
        return Some("there is no container whose environment could have it");
    }
    let holds = |container: &NodeId| {
        let own = design.node(*container).and_then(|node| container::environment(&node.fields).value());
        let is_own = own.as_ref().and_then(Value::as_map).is_some_and(|own| own.contains_key(name));
        let last = variables(design, *container).into_iter().rfind(|variable| variable.name == name);
        !is_own && last.map(|variable| variable.target) == connection.to.node()
    };
    (!containers.iter().any(holds)).then_some("something else holds under this name: its container's environment, or another connection")
}
