//! The KMS key: what data at rest is encrypted with.

use super::{Access, Allowed, Grant, Idle, Need, Shape};
use crate::design::{Design, Node, NodeId};
use crate::meaning::encrypts_with;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// A key of your own in AWS KMS, which never leaves the service.
    /// A bucket, table, secret, queue, topic, log group or repository that `encrypts-with` it uses it instead of a key of AWS;
    /// whoever may read or write there gets what that takes on the key, too. A key is billed by the month.
    "kms-key", "KMS key" {
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/overview.html",
        group: Security,
        category: Security,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M8.5 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8z", "M12.5 12H21v3.5", "M17.5 12v3"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        idle: &IDLE_FIELDS,
    }

    /// What it is for. Up to 8,192 characters.
    description "Description" in "Words": Text { most: 8192 } => Nothing;
    /// A name to find it by, without the `alias/` in front: letters, digits and `/_-`. It blocks a second copy of the stack.
    alias "Alias" in "Words": Name { also: "/_-", most: 250 } => Nothing,
        source "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html";
    /// Whether KMS makes new key material by itself. Old data can still be read. For symmetric keys only.
    rotation "Rotation" in "Key": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html";
    /// The time between two rotations; empty takes a year.
    rotation_days "Rotates every" in "Key": Number { least: 90, most: 2560 } => Nothing, unit "days";
    /// The kind of key. Encryption at rest takes `SYMMETRIC_DEFAULT`; a change replaces the key.
    spec "Key spec" in "Key": Choice(&["SYMMETRIC_DEFAULT", "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512"]) => Text("SYMMETRIC_DEFAULT"), takes Known,
        source "https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html";
    /// What it does. A symmetric key encrypts and decrypts; pairs of keys sign and verify; HMAC keys make and verify codes.
    usage "Usage" in "Key": Choice(&["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"]) => Text("ENCRYPT_DECRYPT"),
        source "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html";
    /// Whether the key can have copies with the same material in other regions. It cannot be changed.
    multi_region "Multi-region" in "Key": Flag => Flag(false),
        source "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html";
    /// Whether it can be used. Data that was encrypted with a disabled key cannot be read.
    enabled "Enabled" in "Key": Flag => Flag(true);
    /// How long a deletion can still be called off. After that, what was encrypted with the key is lost.
    pending_days "Waits before deletion" in "Removal": Number { least: 7, most: 30 } => Number(30), unit "days",
        source "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html";
    /// Whether the key stays when the stack is deleted.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// Further statements of the key's policy, each as IAM writes it. The account's own administration is always in it.
    policy_statements "Policy statements" in "Permissions": Statements => Nothing,
        source "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need {
            fields: &["usage"],
            of: "spec",
            values: &[
                "RSA_2048",
                "RSA_3072",
                "RSA_4096",
                "ECC_NIST_P256",
                "ECC_NIST_P384",
                "ECC_NIST_P521",
                "ECC_SECG_P256K1",
                "HMAC_224",
                "HMAC_256",
                "HMAC_384",
                "HMAC_512",
            ],
            since: "a symmetric key encrypts and decrypts",
        },
        Need { fields: &["rotation_days"], of: "rotation", values: &["true"], since: "the key is not renewed" },
        Need {
            fields: &["rotation", "rotation_days"],
            of: "spec",
            values: &["SYMMETRIC_DEFAULT"],
            since: "KMS renews symmetric keys alone",
        },
    ],
    why: super::idle::data_alone,
};

static ACCESS: Access = Access {
    handle: |builder, id| arn(builder, id),
    grants: &[
        Grant {
            verb: "encrypt",
            allows: &[Allowed { actions: &["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"], on: arns }],
            on_key: &[],
        },
        Grant { verb: "decrypt", allows: &[Allowed { actions: &["kms:Decrypt", "kms:DescribeKey"], on: arns }], on_key: &[] },
    ],
};

fn arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![arn(builder, id)]
}

/// The ARN of a key.
pub fn arn(builder: &Builder<'_>, id: NodeId) -> Value {
    Value::attribute(&builder.logical_id(id, "Key"), "Arn")
}

/// The key with which a node is encrypted, when it is connected to one.
pub fn of(design: &Design, id: NodeId) -> Option<NodeId> {
    design.targets(id, encrypts_with::VERB.id).first().copied()
}

/// The ARN of the key with which a node is encrypted.
pub fn arn_of(builder: &Builder<'_>, id: NodeId) -> Option<Value> {
    of(builder.design, id).map(|key| arn(builder, key))
}

/// Adds a statement to a key's policy. It may name no resource that waits for the key, or the two would wait for each other.
pub fn allow(builder: &mut Builder<'_>, id: NodeId, statement: Value) {
    let key = builder.logical_id(id, "Key");
    if let Some(resource) = builder.resource(&key)
        && let Some(Value::Map(document)) = resource.properties.get_mut("KeyPolicy")
        && let Some(Value::List(statements)) = document.get_mut("Statement")
        && !statements.contains(&statement)
    {
        statements.push(statement);
    }
}

/// The kind of key that encrypts at rest.
const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";

/// `rotates every year`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let spec = spec(&node.fields);
    if spec.0.as_ref().is_some_and(|spec| !spec.is_expression()) && spec.text() != SYMMETRIC {
        return spec.text();
    }
    match (rotation(&node.fields).may_be(true), rotation_days(&node.fields).number()) {
        (false, _) => "no rotation".to_owned(),
        (true, None) => "rotates every year".to_owned(),
        (true, Some(days)) => format!("rotates every {days} days"),
    }
}

/// Whoever the account's IAM policies allow may use and administer the key. Without this statement nobody could.
fn account_statement() -> Value {
    map([
        ("Sid", Value::text("Account")),
        ("Effect", Value::text("Allow")),
        ("Principal", map([("AWS", Value::sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root"))])),
        ("Action", Value::text("kms:*")),
        ("Resource", Value::text("*")),
    ])
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let mut statements = vec![account_statement()];
    statements.extend(policy_statements(fields).value().as_ref().and_then(Value::as_list).unwrap_or_default().iter().cloned());
    let policy = map([("Version", Value::text("2012-10-17")), ("Statement", Value::List(statements))]);
    let by_spec = |outcome: &dyn Fn(&Value, bool) -> Option<Value>| {
        spec(fields).decides(&[SYMMETRIC], |spec| outcome(spec, spec.as_text() == Some(SYMMETRIC)))
    };
    let only_symmetric = |value: Option<Value>| by_spec(&|_, symmetric| value.clone().filter(|_| symmetric));
    let days = rotation(fields).switches(rotation_days(fields).value(), None);
    let unless = |value: Option<Value>, flag: bool| value.filter(|value| *value != Value::Flag(flag));
    let key = builder.add_tagged(
        id,
        "Key",
        "AWS::KMS::Key",
        true,
        [
            ("Description", description(fields).value()),
            ("Enabled", unless(enabled(fields).value(), true)),
            ("KeySpec", by_spec(&|spec, symmetric| (!symmetric).then(|| spec.clone()))),
            ("KeyUsage", by_spec(&|_, symmetric| usage(fields).value().filter(|_| !symmetric))),
            ("EnableKeyRotation", only_symmetric(rotation(fields).value())),
            ("RotationPeriodInDays", only_symmetric(days)),
            ("MultiRegion", unless(multi_region(fields).value(), false)),
            ("PendingWindowInDays", pending_days(fields).value()),
            ("KeyPolicy", Some(policy)),
        ],
    );
    builder.keep_on_delete(&key, keep_on_delete(fields).flag());
    if let Some(name) = alias(fields).value() {
        let name = match &name {
            Value::Call(function, argument) if function == "Ref" => Value::sub(format!("alias/${{{}}}", argument.display())),
            Value::Call(..) => Value::Call(
                "Join".to_owned(),
                Box::new(Value::List(vec![Value::text("/"), Value::List(vec![Value::text("alias"), name.clone()])])),
            ),
            other => Value::text(format!("alias/{}", other.display())),
        };
        builder.add(id, "KeyAlias", "AWS::KMS::Alias", [("AliasName", Some(name)), ("TargetKeyId", Some(Value::reference(&key)))]);
    }
}
