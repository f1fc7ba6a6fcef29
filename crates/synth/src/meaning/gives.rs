//! An identity pool gives its users a role.

use crate::catalog::identity_pool;
use crate::design::{Connection, ConnectionId};
use crate::synthesize::Builder;

verb! {
    /// Makes a role the one that users of an identity pool take on.
    /// The role then trusts the identity pool in place of what its field says, and only for users of the kind that is given.
    "gives" {
        phrase: "gives",
        source: "https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
        line: Permission,
        joins: &[("identity-pool", "role")],
        label: |_, connection| if for_guests(connection) { "gives guests".to_owned() } else { "gives users".to_owned() },
        synthesize: synthesize,
    }

    /// Who gets the role: users who signed in, or guests who did not.
    users "Users" in "Role": Choice(&["authenticated", "unauthenticated"]) => Text("authenticated"), takes Literals(Structure);
}

/// True when a connection is for guests.
pub fn for_guests(connection: &Connection) -> bool {
    users(&connection.fields).text() == "unauthenticated"
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((pool, role)) = connection.nodes() else { return };
    let trust = identity_pool::trust_policy(builder, pool, for_guests(connection));
    let role = builder.logical_id(role, "Role");
    builder.set(&role, "AssumeRolePolicyDocument", trust);
}
