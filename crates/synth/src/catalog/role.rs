//! The IAM role: who may do what.

use super::{Idle, Shape};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{assumes, gives, starts_with};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// An identity with permissions that a service takes on.
    /// Two roles belong to a Fargate service and must not be mixed up: with the execution role the agent starts the task (pulls the
    /// image, opens the log stream), with the task role the program in the container makes its own calls. Statements that
    /// connections need are added to it; statements written by hand stand beside them.
    "role", "IAM role" {
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
        group: Security,
        category: Security,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M7 4h10l2 4v12H5V8z", "M5 8h14", "M12 12a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6z", "M12 15.6V18"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// What it is for. Up to 1,000 characters.
    description "Description" in "Words": Text { most: 1000 } => Nothing;
    /// The service that takes the role on. Both roles of a task need `ecs-tasks.amazonaws.com`.
    trust "Trusted service" in "Trust": Name { also: ".-", most: 128 } => Text("ecs-tasks.amazonaws.com");
    /// ARNs of managed policies that are attached. The execution role's standard one is
    /// `arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`; connections make it unnecessary. At most 20 unless the quota was raised.
    managed_policies "Managed policies" in "Permissions": List => Nothing,
        source "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
    /// Statements by hand, each as IAM writes it: `{Effect=Allow, Action=s3:GetObject, Resource="arn:…"}`.
    statements "Statements" in "Permissions": Statements => Nothing,
        source "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html";
    /// The ARN of a policy that limits what the role can be given.
    permissions_boundary "Permissions boundary" in "Permissions": Text { most: 2048 } => Nothing,
        source "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html";
    /// How long a session of the role may last at most.
    max_session_seconds "Longest session" in "Trust": Number { least: 3600, most: 43200 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html";
    /// The path in the account's list of roles, such as `/service/`.
    path "Path" in "Words": Name { also: "/!#$%&'()*+,-.:;<=>?@[]^_`{|}~\"\\", most: 512 } => Nothing;
    /// A fixed name of up to 64 letters, digits and `+=,.@-_`. It blocks a second copy of the stack and needs CAPABILITY_NAMED_IAM; leave it empty.
    role_name "Fixed name" in "Words": Name { also: "+=,.@-_", most: 64 } => Nothing,
        source "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// The policy of a role with the statements that its author wrote.
pub const BY_HAND: &str = "by-hand";

/// The service that takes on both roles of a task.
pub const TASKS: &str = "ecs-tasks.amazonaws.com";

/// Which of a task's two roles it is: the line to the service says whose.
fn caption(design: &Design, id: NodeId, _: &Node) -> String {
    let is_used = |verb: &str| !design.sources(id, verb).is_empty();
    match (is_used(assumes::VERB.id), is_used(starts_with::VERB.id)) {
        (true, false) => "task role".to_owned(),
        (false, true) => "execution role".to_owned(),
        (true, true) => "both roles of a task".to_owned(),
        (false, false) => "not assigned".to_owned(),
    }
}

/// The trust policy that lets one service take a role on.
fn trust_policy(service: Value) -> Value {
    map([
        ("Version", Value::text("2012-10-17")),
        (
            "Statement",
            Value::List(vec![map([
                ("Effect", Value::text("Allow")),
                ("Principal", map([("Service", service)])),
                ("Action", Value::text("sts:AssumeRole")),
            ])]),
        ),
    ])
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let by_hand = statements(&node.fields).value().map(|statements| {
        let document = map([("Version", Value::text("2012-10-17")), ("Statement", statements)]);
        Value::List(vec![map([("PolicyName", Value::text(BY_HAND)), ("PolicyDocument", document)])])
    });
    builder.add_tagged(
        id,
        "Role",
        "AWS::IAM::Role",
        false,
        [
            ("RoleName", role_name(&node.fields).value()),
            ("Path", path(&node.fields).value()),
            ("Description", description(&node.fields).value()),
            ("AssumeRolePolicyDocument", trust(&node.fields).value().map(trust_policy)),
            ("MaxSessionDuration", max_session_seconds(&node.fields).value()),
            ("PermissionsBoundary", permissions_boundary(&node.fields).value()),
            ("ManagedPolicyArns", managed_policies(&node.fields).value()),
            ("Policies", by_hand),
        ],
    );
}

/// Descriptions of roles may have 1,000 characters of Latin-1; anything else becomes a hyphen.
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>.
fn plain(words: &str) -> String {
    let fits = |letter: char| matches!(letter, '\u{20}'..='\u{7e}' | '\u{a1}'..='\u{ff}');
    words.chars().map(|letter| if fits(letter) { letter } else { '-' }).take(1000).collect()
}

/// Adds a role that no node stands for, under the node that needs it: for the tasks of ECS.
pub fn derive(builder: &mut Builder<'_>, id: NodeId, suffix: &str, words: &str) -> String {
    let role = derive_for(builder, id, suffix, words, TASKS);
    builder.explain(&role, "derived: draw a role and connect it to take its place");
    role
}

/// Adds a role that no node stands for and that a service of AWS takes on.
pub fn derive_for(builder: &mut Builder<'_>, id: NodeId, suffix: &str, words: &str, principal: &str) -> String {
    builder.add_tagged(
        id,
        suffix,
        "AWS::IAM::Role",
        false,
        [("Description", Some(Value::text(plain(words)))), ("AssumeRolePolicyDocument", Some(trust_policy(Value::text(principal))))],
    )
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let is_given = !design.sources(id, gives::VERB.id).is_empty();
    (field == "trust" && is_given).then_some("an identity pool hands it out, and its users take it on")
}
