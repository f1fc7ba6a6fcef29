//! Clients of a user pool: what an application identifies itself with.

use super::user_pool as pool;
use crate::design::{Design, Node, NodeId};
use crate::meaning::trusts;
use crate::synthesize::Builder;
use crate::value::{Value, map};

/// How a client may sign users in: with the password proved but not sent, with the password sent, by the program's own
/// permissions, or with passwordless choices.
pub const FLOWS: &[&str] = &["SRP", "password", "admin", "choice", "none"];

/// True when the pool has a client for applications.
pub fn is_needed(design: &Design, id: NodeId, node: &Node) -> bool {
    pool::client(&node.fields).flag() || !design.sources(id, trusts::VERB.id).is_empty()
}

/// The logical id of the client for applications.
pub fn client_id(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "Client")
}

fn flows(node: &Node) -> Value {
    let own = pool::auth_flows(&node.fields).decides(FLOWS, |flow| match flow.as_text() {
        Some("password") => Some(Value::text("ALLOW_USER_PASSWORD_AUTH")),
        Some("admin") => Some(Value::text("ALLOW_ADMIN_USER_PASSWORD_AUTH")),
        Some("choice") => Some(Value::text("ALLOW_USER_AUTH")),
        Some("none") => None,
        _ => Some(Value::text("ALLOW_USER_SRP_AUTH")),
    });
    Value::List([Value::text("ALLOW_REFRESH_TOKEN_AUTH")].into_iter().chain(own).collect())
}

/// One of two words for whether a pool's clients hide who has an account.
fn hiding(node: &Node) -> Option<Value> {
    pool::hide_users(&node.fields).switches(Some(Value::text("ENABLED")), Some(Value::text("LEGACY")))
}

/// Adds the client for applications.
pub fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node, user_pool: &str) {
    let fields = &node.fields;
    let comes_back = pool::callback_urls(fields).value().is_some();
    let with_page = |value: Value| {
        let programs = |flow: &Value| flow.as_text() == Some("client_credentials");
        let alone = pool::oauth_flow(fields).decides(&["client_credentials"], |flow| Some(value.clone()).filter(|_| programs(flow)));
        if comes_back { Some(value) } else { alone }
    };
    let scopes = pool::scopes(fields).value().unwrap_or_else(|| Value::list(["openid", "email"]));
    let minutes = Value::text("minutes");
    let units = map([("AccessToken", minutes.clone()), ("IdToken", minutes), ("RefreshToken", Value::text("days"))]);
    let client = builder.add(
        id,
        "Client",
        "AWS::Cognito::UserPoolClient",
        [
            ("UserPoolId", Some(Value::reference(user_pool))),
            ("GenerateSecret", pool::client_secret(fields).value()),
            ("ExplicitAuthFlows", Some(flows(node))),
            ("SupportedIdentityProviders", Some(Value::list(["COGNITO"]))),
            ("AllowedOAuthFlowsUserPoolClient", with_page(Value::Flag(true))),
            ("AllowedOAuthFlows", with_page(Value::List(pool::oauth_flow(fields).value().into_iter().collect()))),
            ("AllowedOAuthScopes", with_page(scopes)),
            ("CallbackURLs", pool::callback_urls(fields).value()),
            ("LogoutURLs", pool::logout_urls(fields).value()),
            ("AccessTokenValidity", pool::access_token_minutes(fields).value()),
            ("IdTokenValidity", pool::id_token_minutes(fields).value()),
            ("RefreshTokenValidity", pool::refresh_token_days(fields).value()),
            ("TokenValidityUnits", Some(units)),
            ("EnableTokenRevocation", pool::token_revocation(fields).value()),
            ("PreventUserExistenceErrors", hiding(node)),
        ],
    );
    let output = builder.logical_id(id, "ClientId");
    builder.output(&output, &format!("Id of the client of user pool {}", node.name), Value::reference(client));
}

/// What the logical id of a load balancer's client ends with.
fn suffix(builder: &Builder<'_>, balancer: NodeId) -> String {
    format!("{}Client", builder.stem(balancer))
}

/// The logical id of the client of a load balancer.
pub fn balancer_client_id(builder: &Builder<'_>, id: NodeId, balancer: NodeId) -> String {
    builder.logical_id(id, &suffix(builder, balancer))
}

/// Adds the client with which a load balancer signs users in: it has a secret and gets a code.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html>.
pub fn add_for_balancer(builder: &mut Builder<'_>, id: NodeId, balancer: NodeId, callback: Value, scopes: Value) {
    let suffix = suffix(builder, balancer);
    let user_pool = pool::pool_id(builder, id);
    let hidden = builder.design.node(id).and_then(|node| hiding(node));
    let client = builder.add(
        id,
        &suffix,
        "AWS::Cognito::UserPoolClient",
        [
            ("UserPoolId", Some(Value::reference(user_pool))),
            ("GenerateSecret", Some(Value::Flag(true))),
            ("SupportedIdentityProviders", Some(Value::list(["COGNITO"]))),
            ("AllowedOAuthFlowsUserPoolClient", Some(Value::Flag(true))),
            ("AllowedOAuthFlows", Some(Value::list(["code"]))),
            ("AllowedOAuthScopes", Some(scopes)),
            ("CallbackURLs", Some(Value::List(vec![callback]))),
            ("PreventUserExistenceErrors", hidden),
        ],
    );
    let words = format!("because {} signs users in with it", builder.name(balancer));
    builder.explain(&client, words);
}
