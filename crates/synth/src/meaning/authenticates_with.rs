//! A load balancer lets users sign in before their requests go on.

use super::fetches_from;
use crate::catalog::{certificate, load_balancer, security_group, user_pool, user_pool_client};
use crate::design::{Connection, ConnectionId, Design, NodeId};
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

verb! {
    /// Makes a load balancer sign users in with a user pool before their requests reach a service.
    /// Its HTTPS listeners send everybody without a session to the pool's sign-in page and back; services find the user in the header
    /// `x-amzn-oidc-identity`. The load balancer gets a client with a secret, and a way out to Cognito on port 443. A connection
    /// `forwards` with `sign_in=false` stays open for everybody.
    "authenticates-with" {
        phrase: "authenticates users with",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
        line: Permission,
        joins: &[("load-balancer", "user-pool")],
        label: |_, _| "signs in with".to_owned(),
        synthesize: synthesize,
    }

    /// The name at which browsers find the load balancer: users come back there. Empty takes the name of a record that resolves to
    /// it, else of its certificate. It must be in lower case.
    domain "Domain" in "Sign-in": Text { most: 253 } => Nothing;
    /// What the load balancer asks to know of users, words with spaces between: `openid email`.
    scope "Scope" in "Sign-in": Name { also: " _-.:/", most: 256 } => Text("openid");
    /// What happens to those who have not signed in: they must, they pass without a user, or they are refused, as fits a program's calls.
    on_unauthenticated "Without session" in "Sign-in": Choice(&["authenticate", "allow", "deny"]) => Text("authenticate");
    /// The name of the session's cookie.
    session_cookie "Session cookie" in "Session": Name { also: "!#$%&'*+-.^_`|~", most: 128 } => Text("AWSELBAuthSessionCookie");
    /// How long a session lasts.
    session_seconds "Session" in "Session": Number { least: 1, most: 604_800 } => Number(604_800), unit "seconds";
    /// Further parameters for the sign-in page, up to 10: `{lang=de}`.
    extra_parameters "Parameters" in "Sign-in": Map => Nothing;
}

/// The address at which the load balancer waits for users who come back.
fn callback(builder: &Builder<'_>, balancer: NodeId, connection: &Connection) -> Value {
    let own = domain(&connection.fields).value();
    let name = own.or_else(|| known_name(builder.design, balancer));
    let name = name.unwrap_or_else(|| Value::attribute(&load_balancer::balancer_id(builder, balancer), "DNSName"));
    let back = |port: Option<&Value>| {
        let port = port.map_or_else(Vec::new, |port| vec![Value::text(":"), port.clone()]);
        let start = [Value::text("https://"), name.clone()].into_iter();
        Value::joined(start.chain(port).chain([Value::text("/oauth2/idpresponse")]))
    };
    let port = builder.design.node(balancer).map(|node| load_balancer::port(&node.fields));
    let by_port = port.and_then(|port| port.decides(&["443"], |port| Some(back(Some(port).filter(|port| port.display() != "443")))));
    by_port.unwrap_or_else(|| back(None))
}

/// The name of a record, else the first name of the certificate that stands for no others.
fn known_name(design: &Design, balancer: NodeId) -> Option<Value> {
    let of_certificate = || {
        let securing = certificate::securing(design, balancer).into_iter().filter_map(|id| design.node(id));
        let mut names = securing.flat_map(|node| certificate::names(node));
        names.find(|name| !name.as_text().is_some_and(|name| name.starts_with("*.")))
    };
    fetches_from::public_name(design, balancer).or_else(of_certificate)
}

/// The action of a listener or rule that signs users in; nothing when the load balancer does not.
/// A listener writes the session's length as text, a rule as a number.
pub fn action(builder: &Builder<'_>, balancer: NodeId, is_rule: bool) -> Option<Value> {
    let mut leaving = builder.design.connections_from(balancer).filter(|(_, connection)| connection.verb == VERB.id);
    let (pool, connection) = leaving.find_map(|(_, connection)| Some((connection.to.node()?, connection)))?;
    builder.design.node(pool).filter(|node| node.kind == user_pool::KIND.id)?;
    let fields = &connection.fields;
    let session = session_seconds(fields).value().map(|value| match value.as_number() {
        Some(number) if is_rule => Value::Number(number),
        Some(number) => Value::text(number.to_string()),
        None => value,
    });
    let members = [
        ("UserPoolArn", Some(Value::attribute(&user_pool::pool_id(builder, pool), "Arn"))),
        ("UserPoolClientId", Some(Value::reference(user_pool_client::balancer_client_id(builder, pool, balancer)))),
        ("UserPoolDomain", Some(Value::reference(user_pool::domain_id(builder, pool)))),
        ("OnUnauthenticatedRequest", on_unauthenticated(fields).value()),
        ("Scope", scope(fields).value()),
        ("SessionCookieName", session_cookie(fields).value()),
        ("SessionTimeout", session),
        ("AuthenticationRequestExtraParams", extra_parameters(fields).value()),
    ];
    let config: Map = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    let order = Value::Number(1);
    Some(map([("Type", Value::text("authenticate-cognito")), ("Order", order), ("AuthenticateCognitoConfig", Value::Map(config))]))
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((balancer, pool)) = connection.nodes() else { return };
    let callback = callback(builder, balancer, connection);
    let scopes = match scope(&connection.fields).value() {
        Some(words) if words.is_expression() => Value::Call("Split".to_owned(), Box::new(Value::List(vec![Value::text(" "), words]))),
        words => Value::list(words.map(|words| words.display()).unwrap_or_default().split_whitespace()),
    };
    user_pool_client::add_for_balancer(builder, pool, balancer, callback, scopes);
    // The load balancer itself asks Cognito for tokens and the user's data.
    let words = security_group::plain(&format!("Sign-in with user pool {}", builder.name(pool)));
    let outward = security_group::tcp(&Value::Number(443), "CidrIp", Value::text("0.0.0.0/0"), &words);
    security_group::add_rule(builder, balancer, "SecurityGroupEgress", &outward);
}
