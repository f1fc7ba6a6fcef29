//! A container pulls its image from a repository.

use crate::catalog::task_definition;
use crate::design::{Connection, ConnectionId};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Runs the image of a repository.
    /// The service's execution role gets the four actions that a pull takes; the token's has no resource, the others name the repository.
    /// The tag is a parameter of the template.
    "pulls" {
        phrase: "pulls from",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html",
        line: Permission,
        joins: &[("container", "repository")],
        label: |_, _| "pulls".to_owned(),
        synthesize: synthesize,
    }
}

fn synthesize(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let owner = task_definition::around(builder.design, from);
    let Some(role) = owner.and_then(|owner| task_definition::execution_role_id(builder, owner)) else { return };
    let repository = Value::attribute(&builder.logical_id(to, "Repository"), "Arn");
    builder.allow(&role, Statement::new(id, &["ecr:GetAuthorizationToken"], vec![Value::text("*")]));
    let actions = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
    builder.allow(&role, Statement::new(id, &actions, vec![repository]));
}
