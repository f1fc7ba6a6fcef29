//! A container writes its output to a log group.

use crate::catalog::task_definition;
use crate::design::{Connection, ConnectionId};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Keeps a container's output in a log group.
    /// The container gets the awslogs driver with the container's name as stream prefix; the service's execution role may write to the group.
    "logs" {
        phrase: "logs to",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        line: Permission,
        joins: &[("container", "log-group")],
        label: |_, _| "logs".to_owned(),
        synthesize: synthesize,
    }
}

fn synthesize(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let owner = task_definition::around(builder.design, from);
    let Some(role) = owner.and_then(|owner| task_definition::execution_role_id(builder, owner)) else { return };
    // The attribute ends in `:*`, which is what actions on log streams need.
    let resource = Value::attribute(&builder.logical_id(to, "LogGroup"), "Arn");
    builder.allow(&role, Statement::new(id, &["logs:CreateLogStream", "logs:PutLogEvents"], vec![resource]));
}
