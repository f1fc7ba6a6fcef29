//! The Cognito identity pool: AWS credentials for users.

use super::container_parts::if_true;
use super::{Idle, Shape, role, user_pool, user_pool_client};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{gives, trusts};
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

kind! {
    /// Gives users of an application credentials of AWS for a short time, so that a page can call AWS itself.
    /// It `trusts` a user pool and `gives` a role: the users' calls may do what the role may. Applications whose calls all go through
    /// a service of yours need none.
    "identity-pool", "Cognito identity pool" {
        source: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-identity.html",
        group: Security,
        category: Security,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M3 5h18v14H3z", "M8.5 8.5a2 2 0 1 0 0 4a2 2 0 1 0 0-4z", "M5.5 16.5a3 3 0 0 1 6 0", "M14 10h4", "M14 13.5h4"],
        caption: |_, _, node| if guests(&node.fields).flag() { "users and guests".to_owned() } else { "users who signed in".to_owned() },
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// Whether people who did not sign in get credentials too, with a role of their own.
    guests "Guests" in "Who": Flag => Flag(false), takes Literals(Structure),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html";
    /// Whether the user pool is asked if a user was signed out or disabled, instead of believing the token alone.
    check_tokens "Check tokens" in "Who": Flag => Flag(true);
    /// Who chooses the role: all users who signed in get the same one, or the one that the user's group has in the user pool.
    role_by "Role by" in "Who": Choice(&["pool", "group"]) => Text("pool"), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html";
    /// Whether the older flow is allowed, in which the application itself asks STS for credentials.
    classic_flow "Classic flow" in "Who": Flag => Flag(false),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html";
    /// The name under which your own server hands in users that it has signed in.
    developer_provider "Own provider" in "Providers": Name { also: "._-", most: 128 } => Nothing,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html";
    /// Sign-in services with the id that your application has there: `{accounts.google.com=1234.apps.googleusercontent.com}`.
    login_providers "Sign-in services" in "Providers": Map => Nothing,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html";
    /// ARNs of OpenID Connect providers in IAM.
    oidc_providers "OpenID providers" in "Providers": List => Nothing;
    /// ARNs of SAML providers in IAM.
    saml_providers "SAML providers" in "Providers": List => Nothing;
    /// The name in the console.
    identity_pool_name "Name" in "Words": Name { also: " +=,.@-_", most: 128 } => Nothing;
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// The trust policy of a role that users of the pool take on, signed in or not.
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html>.
pub fn trust_policy(builder: &Builder<'_>, id: NodeId, for_guests: bool) -> Value {
    let pool = Value::reference(builder.logical_id(id, "IdentityPool"));
    let who = Value::text(if for_guests { "unauthenticated" } else { "authenticated" });
    let condition = map([
        ("StringEquals", map([("cognito-identity.amazonaws.com:aud", pool)])),
        ("ForAnyValue:StringLike", map([("cognito-identity.amazonaws.com:amr", who)])),
    ]);
    let statement = map([
        ("Effect", Value::text("Allow")),
        ("Principal", map([("Federated", Value::text("cognito-identity.amazonaws.com"))])),
        ("Action", Value::text("sts:AssumeRoleWithWebIdentity")),
        ("Condition", condition),
    ]);
    map([("Version", Value::text("2012-10-17")), ("Statement", Value::List(vec![statement]))])
}

/// The role that a connection gives; the first one for users of a kind.
fn drawn_role(design: &Design, id: NodeId, for_guests: bool) -> Option<NodeId> {
    let mut given = design.connections_from(id).filter(|(_, connection)| connection.verb == gives::VERB.id);
    given.find(|(_, connection)| gives::for_guests(connection) == for_guests).and_then(|(_, connection)| connection.to.node())
}

/// The ARN of the role for users of a kind; without a drawn one it is derived.
fn role_arn(builder: &mut Builder<'_>, id: NodeId, node: &Node, for_guests: bool) -> Value {
    if let Some(role) = drawn_role(builder.design, id, for_guests) {
        return Value::attribute(&builder.logical_id(role, "Role"), "Arn");
    }
    let (suffix, who) = if for_guests { ("GuestRole", "guests") } else { ("UserRole", "users") };
    let trust = trust_policy(builder, id, for_guests);
    let role = role::derive(builder, id, suffix, &format!("What {who} of identity pool {} may do", node.name));
    if let Some(resource) = builder.resource(&role) {
        resource.properties.insert("AssumeRolePolicyDocument".to_owned(), trust);
    }
    Value::attribute(&role, "Arn")
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let trusted = builder.design.targets(id, trusts::VERB.id);
    let providers: Vec<Value> = trusted
        .iter()
        .map(|pool| {
            map([
                ("ClientId", Value::reference(user_pool_client::client_id(builder, *pool))),
                ("ProviderName", Value::attribute(&user_pool::pool_id(builder, *pool), "ProviderName")),
                ("ServerSideTokenCheck", check_tokens(fields).value().unwrap_or(Value::Flag(true))),
            ])
        })
        .collect();
    let tags = builder.tag_list();
    let pool = builder.add(
        id,
        "IdentityPool",
        "AWS::Cognito::IdentityPool",
        [
            ("IdentityPoolName", identity_pool_name(fields).value()),
            ("AllowUnauthenticatedIdentities", guests(fields).value()),
            ("AllowClassicFlow", if_true(classic_flow(fields).value())),
            ("CognitoIdentityProviders", (!providers.is_empty()).then_some(Value::List(providers))),
            ("DeveloperProviderName", developer_provider(fields).value()),
            ("SupportedLoginProviders", login_providers(fields).value()),
            ("OpenIdConnectProviderARNs", oidc_providers(fields).value()),
            ("SamlProviderARNs", saml_providers(fields).value()),
            ("IdentityPoolTags", tags),
        ],
    );
    let mut roles = Map::default();
    roles.insert("authenticated".to_owned(), role_arn(builder, id, node, false));
    if guests(fields).flag() || drawn_role(builder.design, id, true).is_some() {
        roles.insert("unauthenticated".to_owned(), role_arn(builder, id, node, true));
    }
    let mappings: Map = trusted.iter().map(|pool| mapping(builder, *pool)).collect();
    let mappings = (!mappings.is_empty()).then_some(Value::Map(mappings));
    let mappings = role_by(fields).decides(&["group"], |by| mappings.clone().filter(|_| by.as_text() == Some("group")));
    builder.add(
        id,
        "RoleAttachment",
        "AWS::Cognito::IdentityPoolRoleAttachment",
        [("IdentityPoolId", Some(Value::reference(&pool))), ("Roles", Some(Value::Map(roles))), ("RoleMappings", mappings)],
    );
    let output = builder.logical_id(id, "IdentityPoolId");
    builder.output(&output, &format!("Id of identity pool {}", node.name), Value::reference(pool));
}

/// The role that a user's group has is in the token of the user pool; users without a group get the pool's.
fn mapping(builder: &Builder<'_>, pool: NodeId) -> (String, Value) {
    let provider = format!("${{{}.ProviderName}}:${{{}}}", user_pool::pool_id(builder, pool), user_pool_client::client_id(builder, pool));
    let members = [
        ("IdentityProvider", Value::sub(provider)),
        ("Type", Value::text("Token")),
        ("AmbiguousRoleResolution", Value::text("AuthenticatedRole")),
    ];
    (builder.stem(pool).to_owned(), map(members))
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let trusts_none = design.targets(id, trusts::VERB.id).is_empty();
    (matches!(field, "check_tokens" | "role_by") && trusts_none).then_some("it trusts no user pool")
}
