//! What the access verbs (`read`, `write`, `admin` …) have in common: the target kind says what a verb allows, the caller's role gets it.

use crate::catalog::{self, container, key, role, task_definition};
use crate::design::{Connection, ConnectionId, NodeId};
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

/// The environment variables that access connections give to a container: its own ones and those of its service, by name.
pub fn variables(builder: &Builder<'_>, container: NodeId) -> Vec<(String, Value)> {
    let owner = task_definition::around(builder.design, container);
    let from = |id: NodeId| builder.design.connections_from(id).map(|(_, connection)| connection);
    let all = owner.into_iter().flat_map(from).chain(from(container));
    all.filter_map(|connection| variable(builder, connection)).collect()
}

fn variable(builder: &Builder<'_>, connection: &Connection) -> Option<(String, Value)> {
    let name = connection.fields.get(VARIABLE)?.as_text().filter(|name| !name.is_empty())?.to_owned();
    let target = connection.to.node()?;
    let kind = catalog::kind_of(builder.design.node(target)?)?;
    // Other verbs have variables of their own, which hold something else.
    kind.grant(&connection.verb)?;
    Some((name, (kind.access?.handle)(builder, target)))
}
