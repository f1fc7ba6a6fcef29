//! The Cognito user pool: who may sign in.

use super::{Access, Allowed, Grant, Idle, Need, Shape, certificate, user_pool_client};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{authenticates_with, trusts};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// A directory of users with sign-up, sign-in and forgotten passwords, so that you keep no passwords yourself.
    /// Its client is what an application identifies itself with. A load balancer that `authenticates-with` it gets a client and a
    /// sign-in page of its own. Programs that may `read` or `write` look users up and change them.
    "user-pool", "Cognito user pool" {
        source: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html",
        group: Security,
        category: Security,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M9 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6z", "M3.5 19v-1a5.5 5.5 0 0 1 11 0v1z", "M16 6.5a2.5 2.5 0 0 1 0 5", "M17.5 14.2a4.5 4.5 0 0 1 3 4.3v0.5"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        idle: &IDLE_FIELDS,
    }

    /// What users type to sign in. It cannot be changed later.
    sign_in "Sign in with" in "Sign-in": Choice(&["email", "username", "username or email"]) => Text("email"), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html";
    /// Whether `Ann` and `ann` are two users. It cannot be changed later.
    case_sensitive "Case-sensitive" in "Sign-in": Flag => Flag(false);
    /// Whether people can make their own account; else only an administrator makes users.
    self_sign_up "Self sign-up" in "Sign-up": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html";
    /// Whether new users must show that their email address is theirs.
    verify_email "Verify email" in "Sign-up": Flag => Flag(true), takes Known;
    /// How they show it: by a code that they type, or by a link, which needs the sign-in page.
    verification "Verification" in "Sign-up": Choice(&["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"]) => Text("CONFIRM_WITH_CODE"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html";
    /// Standard attributes that everybody must give, such as `given_name`. They cannot be changed later.
    required_attributes "Required attributes" in "Sign-up": List => Nothing, takes Literals(Items),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html";
    /// Attributes of your own, each as `{Name=team, AttributeDataType=String, Mutable=true}`. They can be added but never removed.
    custom_attributes "Own attributes" in "Sign-up": Entries => Nothing;
    /// How a user who forgot the password gets a new one.
    recovery "Recovery" in "Sign-in": Choice(&["verified_email", "admin_only"]) => Text("verified_email"),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html";
    /// Least length of a password.
    password_length "Password length" in "Password": Number { least: 6, most: 99 } => Number(12), unit "characters",
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html";
    /// Whether a password must have a lowercase letter.
    password_lowercase "Lowercase" in "Password": Flag => Flag(true);
    /// Whether a password must have an uppercase letter.
    password_uppercase "Uppercase" in "Password": Flag => Flag(true);
    /// Whether a password must have a digit.
    password_numbers "Digits" in "Password": Flag => Flag(true);
    /// Whether a password must have a special character.
    password_symbols "Symbols" in "Password": Flag => Flag(false);
    /// How many old passwords cannot be used again. It needs the tier Essentials or Plus.
    password_history "Password history" in "Password": Number { least: 0, most: 24 } => Nothing;
    /// How long the first password works that an administrator gave.
    temporary_password_days "First password" in "Password": Number { least: 1, most: 365 } => Number(7), unit "days";
    /// Whether users must or may use a second factor: the codes of an authenticator app.
    mfa "Second factor" in "Sign-in": Choice(&["OFF", "OPTIONAL", "ON"]) => Text("OFF"), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html";
    /// What is paid for: Lite has passwords, Essentials also passkeys and codes by email, Plus also protection from stolen passwords.
    tier "Tier" in "Plan": Choice(&["LITE", "ESSENTIALS", "PLUS"]) => Text("ESSENTIALS"),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html";
    /// Whether risky sign-ins are written down or stopped. It needs the tier Plus.
    threat_protection "Threat protection" in "Plan": Choice(&["OFF", "AUDIT", "ENFORCED"]) => Text("OFF"), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html";
    /// The ARN of a verified address in SES from which letters are sent. Empty sends up to 50 a day from Cognito's own.
    email_identity "SES identity" in "Email": Text { most: 2048 } => Nothing,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html";
    /// The sender that letters show, when they are sent from SES: `Shop <hello@example.com>`.
    email_from "Sender" in "Email": Text { most: 320 } => Nothing;
    /// The first part of the sign-in page's address. Empty makes one from the stack's id, when a load balancer or a callback address
    /// needs the page. With a connected certificate it is a whole name such as `auth.example.com`.
    domain "Sign-in address" in "Page": Name { also: "-.", most: 63 } => Nothing,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html";
    /// The look of the sign-in page: 1 is the classic one, 2 the managed login, which shows nothing before it has a style.
    page_version "Page version" in "Page": Numbers(&[1, 2]) => Number(1),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html";
    /// Whether applications get a client. A load balancer has its own and does not need it.
    client "Client" in "Client": Flag => Flag(true), takes Literals(Structure),
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html";
    /// Whether the client has a secret. Programs on servers can keep one, pages and apps cannot.
    client_secret "Client secret" in "Client": Flag => Flag(false);
    /// How the client may sign users in. Refreshing is always allowed.
    auth_flows "Flows" in "Client": Choice(user_pool_client::FLOWS) => Text("SRP"), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html";
    /// How the sign-in page hands over what it found: `code` for people, `client_credentials` for programs without a user.
    oauth_flow "OAuth flow" in "Client": Choice(&["code", "implicit", "client_credentials"]) => Text("code"), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html";
    /// Where the sign-in page may send users back to. `http` is allowed for `localhost` alone.
    callback_urls "Callback addresses" in "Client": List => Nothing;
    /// Where it may send users who signed out.
    logout_urls "Sign-out addresses" in "Client": List => Nothing;
    /// What an application may learn of a user. Empty is `openid` and `email`.
    scopes "Scopes" in "Client": List => Nothing,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html";
    /// How long an access token works.
    access_token_minutes "Access token" in "Tokens": Number { least: 5, most: 1440 } => Number(60), unit "minutes",
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html";
    /// How long an id token works.
    id_token_minutes "Id token" in "Tokens": Number { least: 5, most: 1440 } => Number(60), unit "minutes";
    /// How long a user stays signed in without a password.
    refresh_token_days "Refresh token" in "Tokens": Number { least: 1, most: 3650 } => Number(30), unit "days";
    /// Whether tokens can be taken back.
    token_revocation "Revocation" in "Tokens": Flag => Flag(true);
    /// Whether wrong names and wrong passwords get the same answer, so that nobody can find out who has an account.
    hide_users "Hide who exists" in "Client": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html";
    /// Whether it refuses to be deleted. The stack cannot be destroyed while it does.
    deletion_protection "Deletion protection" in "Removal": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html";
    /// Whether the pool and its users stay when the stack is deleted.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// The name in the console. Several pools may have the same one.
    user_pool_name "Name" in "Words": Text { most: 128 } => Nothing;
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[Need { fields: &["email_from"], of: "email_identity", values: &[], since: "letters are not sent from SES" }],
    why: idle,
};

/// What administrators look up.
const READ: &[&str] = &[
    "cognito-idp:AdminGetUser",
    "cognito-idp:AdminListGroupsForUser",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetGroup",
    "cognito-idp:ListGroups",
    "cognito-idp:ListUsers",
    "cognito-idp:ListUsersInGroup",
];

/// How users are signed up, signed in and changed.
const WRITE: &[&str] = &[
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminConfirmSignUp",
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminInitiateAuth",
    "cognito-idp:AdminRemoveUserFromGroup",
    "cognito-idp:AdminResetUserPassword",
    "cognito-idp:AdminRespondToAuthChallenge",
    "cognito-idp:AdminSetUserPassword",
    "cognito-idp:AdminUpdateUserAttributes",
    "cognito-idp:AdminUserGlobalSignOut",
];

/// Everything with users and groups.
const ADMIN: &[&str] = &[
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminConfirmSignUp",
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminDeleteUserAttributes",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminGetUser",
    "cognito-idp:AdminInitiateAuth",
    "cognito-idp:AdminListGroupsForUser",
    "cognito-idp:AdminRemoveUserFromGroup",
    "cognito-idp:AdminResetUserPassword",
    "cognito-idp:AdminRespondToAuthChallenge",
    "cognito-idp:AdminSetUserMFAPreference",
    "cognito-idp:AdminSetUserPassword",
    "cognito-idp:AdminUpdateUserAttributes",
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:CreateGroup",
    "cognito-idp:DeleteGroup",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetGroup",
    "cognito-idp:ListGroups",
    "cognito-idp:ListUsers",
    "cognito-idp:ListUsersInGroup",
    "cognito-idp:UpdateGroup",
];

// Calls that users make for themselves, such as SignUp and InitiateAuth, take no permission and know no resource:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
static ACCESS: Access = Access {
    handle: |builder, id| Value::reference(pool_id(builder, id)),
    grants: &[
        Grant { verb: "read", allows: &[Allowed { actions: READ, on: arns }], on_key: &[] },
        Grant { verb: "write", allows: &[Allowed { actions: WRITE, on: arns }], on_key: &[] },
        Grant { verb: "admin", allows: &[Allowed { actions: ADMIN, on: arns }], on_key: &[] },
    ],
};

/// The logical id of the pool.
pub fn pool_id(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "UserPool")
}

fn arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![Value::attribute(&pool_id(builder, id), "Arn")]
}

/// The logical id of the sign-in page's domain.
pub fn domain_id(builder: &Builder<'_>, id: NodeId) -> String {
    builder.logical_id(id, "Domain")
}

/// `email · MFA`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let factor = match mfa(&node.fields).text().as_str() {
        "ON" => " · MFA",
        "OPTIONAL" => " · MFA choice",
        _ => "",
    };
    format!("{}{factor}", sign_in(&node.fields).text())
}

fn flag(value: bool) -> Value {
    Value::Flag(value)
}

fn present<const N: usize>(mut members: [(&str, Option<Value>); N]) -> Value {
    Value::Map(crate::value::present(&mut members))
}

fn password_policy(node: &Node) -> Value {
    let fields = &node.fields;
    let policy = present([
        ("MinimumLength", password_length(fields).value()),
        ("RequireLowercase", password_lowercase(fields).value()),
        ("RequireUppercase", password_uppercase(fields).value()),
        ("RequireNumbers", password_numbers(fields).value()),
        ("RequireSymbols", password_symbols(fields).value()),
        ("PasswordHistorySize", password_history(fields).value()),
        ("TemporaryPasswordValidityDays", temporary_password_days(fields).value()),
    ]);
    map([("PasswordPolicy", policy)])
}

fn attributes(node: &Node) -> Option<Value> {
    let required = required_attributes(&node.fields).value();
    let required = required.as_ref().and_then(Value::as_list).unwrap_or_default().iter();
    let required = required.map(|name| map([("Name", name.clone()), ("Required", flag(true)), ("Mutable", flag(true))]));
    let own = custom_attributes(&node.fields).value();
    let own = own.as_ref().and_then(Value::as_list).unwrap_or_default().iter().cloned();
    let all: Vec<Value> = required.chain(own).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// True when somebody needs the sign-in page.
fn needs_page(design: &Design, id: NodeId, node: &Node) -> bool {
    callback_urls(&node.fields).value().is_some() || has_page_anyway(design, id, node)
}

/// True when somebody needs the sign-in page, whether applications come back from it or not.
fn has_page_anyway(design: &Design, id: NodeId, node: &Node) -> bool {
    let fields = &node.fields;
    domain(fields).value().is_some()
        || verification(fields).text() == "CONFIRM_WITH_LINK"
        || !design.sources(id, authenticates_with::VERB.id).is_empty()
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let email = || Some(Value::list(["email"]));
    let signs_in_with = |way: &str| sign_in(fields).decides(&[way], |by| email().filter(|_| by.as_text() == Some(way)));
    let second = Value::list(["SOFTWARE_TOKEN_MFA"]);
    let second = mfa(fields).decides(&["OFF"], |mode| Some(second.clone()).filter(|_| mode.as_text() != Some("OFF")));
    let mail = email_identity(fields).value().map(|identity| {
        present([
            ("EmailSendingAccount", Some(Value::text("DEVELOPER"))),
            ("SourceArn", Some(identity)),
            ("From", email_from(fields).value()),
        ])
    });
    let recovery =
        map([("Name", recovery(fields).value().unwrap_or_else(|| Value::text("verified_email"))), ("Priority", Value::Number(1))]);
    let protection = threat_protection(fields)
        .decides(&["OFF"], |mode| (mode.as_text() != Some("OFF")).then(|| map([("AdvancedSecurityMode", mode.clone())])));
    let by_administrator = self_sign_up(fields).switches(Some(flag(false)), Some(flag(true)));
    let kept = deletion_protection(fields).switches(Some(Value::text("ACTIVE")), Some(Value::text("INACTIVE")));
    let tags = builder.tag_map();
    let pool = builder.add(
        id,
        "UserPool",
        "AWS::Cognito::UserPool",
        [
            ("UserPoolName", user_pool_name(fields).value()),
            ("UserPoolTier", tier(fields).value()),
            ("UsernameAttributes", signs_in_with("email")),
            ("AliasAttributes", signs_in_with("username or email")),
            ("UsernameConfiguration", case_sensitive(fields).value().map(|sensitive| map([("CaseSensitive", sensitive)]))),
            ("AutoVerifiedAttributes", verify_email(fields).switches(email(), None)),
            ("AdminCreateUserConfig", by_administrator.map(|only| map([("AllowAdminCreateUserOnly", only)]))),
            ("VerificationMessageTemplate", verification(fields).value().map(|way| map([("DefaultEmailOption", way)]))),
            ("AccountRecoverySetting", Some(map([("RecoveryMechanisms", Value::List(vec![recovery]))]))),
            ("Policies", Some(password_policy(node))),
            ("Schema", attributes(node)),
            ("MfaConfiguration", mfa(fields).value()),
            ("EnabledMfas", second),
            ("UserPoolAddOns", protection),
            ("EmailConfiguration", mail),
            ("DeletionProtection", kept),
            ("UserPoolTags", tags),
        ],
    );
    builder.keep_on_delete(&pool, keep_on_delete(fields).flag());
    let output = builder.logical_id(id, "UserPoolId");
    builder.output(&output, &format!("Id of user pool {}", node.name), Value::reference(&pool));
    if needs_page(builder.design, id, node) {
        add_page(builder, id, node, &pool);
    }
    if user_pool_client::is_needed(builder.design, id, node) {
        user_pool_client::synthesize(builder, id, node, &pool);
    }
}

fn add_page(builder: &mut Builder<'_>, id: NodeId, node: &Node, pool: &str) {
    let securing = certificate::securing(builder.design, id).into_iter().next();
    let certificate = securing.and_then(|securing| certificate::reference(builder, securing));
    let own = domain(&node.fields).value();
    builder.add(
        id,
        "Domain",
        "AWS::Cognito::UserPoolDomain",
        [
            ("UserPoolId", Some(Value::reference(pool))),
            ("Domain", Some(own.unwrap_or_else(|| unique_prefix(builder.stem(id))))),
            ("ManagedLoginVersion", page_version(&node.fields).value()),
            ("CustomDomainConfig", certificate.map(|arn| map([("CertificateArn", arn)]))),
        ],
    );
}

/// A first part that no other stack of the region has: words of the pool's name and the last group of the stack's id. Cognito
/// refuses `aws`, `amazon` and `cognito` in it.
fn unique_prefix(stem: &str) -> Value {
    let mut words = stem.to_lowercase();
    for refused in ["aws", "amazon", "cognito"] {
        words = words.replace(refused, "");
    }
    words.truncate(40);
    let words = if words.is_empty() { "users".to_owned() } else { words };
    let call = |name: &str, parts: Vec<Value>| Value::Call(name.to_owned(), Box::new(Value::List(parts)));
    let unique = call("Select", vec![Value::Number(2), call("Split", vec![Value::text("/"), Value::reference("AWS::StackId")])]);
    let last = call("Select", vec![Value::Number(4), call("Split", vec![Value::text("-"), unique])]);
    call("Join", vec![Value::text("-"), Value::List(vec![Value::text(words), last])])
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let node = design.node(id)?;
    let fields = &node.fields;
    let of_client = ["client_secret", "auth_flows", "logout_urls", "token_revocation"];
    let of_tokens = ["access_token_minutes", "id_token_minutes", "refresh_token_days"];
    let of_page = ["oauth_flow", "scopes"];
    if field == "client" && !design.sources(id, trusts::VERB.id).is_empty() {
        return Some("an identity pool takes the client");
    }
    let needs_client = [&of_client[..], &of_tokens, &of_page].concat().contains(&field);
    // An address to come back to makes a page, where there is none yet.
    let is_second = field == "callback_urls" && has_page_anyway(design, id, node);
    // The client of a load balancer hides them as well.
    let hides_nothing = field == "hide_users" && design.sources(id, authenticates_with::VERB.id).is_empty();
    if (needs_client || is_second || hides_nothing) && !user_pool_client::is_needed(design, id, node) {
        return Some("applications get no client");
    }
    // A program without a user takes no page; what a parameter chooses may be that.
    let flow = oauth_flow(fields).value();
    let by_program = flow.is_some_and(|flow| flow.is_expression() || flow.display() == "client_credentials");
    if of_page.contains(&field) && callback_urls(fields).value().is_none() && !by_program {
        return Some("the client has no callback address, so nobody comes to it from the sign-in page");
    }
    (field == "page_version" && !needs_page(design, id, node)).then_some("there is no sign-in page")
}
