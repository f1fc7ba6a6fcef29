//! The S3 bucket: where objects (files of any size) are kept.

use super::resource_policy::{self, Home, deny_plain_http};
use super::{Access, Allowed, Grant, Idle, Metric, Metrics, Need, Shape, key};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Keeps objects: files of any size, each under a key.
    /// Nobody outside the account reaches it as long as public access is blocked. A program that may `read` or `write` it gets
    /// the list of keys on the bucket and the rest on its objects: two different ARNs. Each holds its own policy.
    "bucket", "S3 bucket" {
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html",
        group: Data,
        category: Storage,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M5 6.5c0-1.6 3.1-2.5 7-2.5s7 0.9 7 2.5s-3.1 2.5-7 2.5s-7-0.9-7-2.5z", "M5 6.5l2 12c0.2 1.2 2.3 2 5 2s4.8-0.8 5-2l2-12"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        metrics: &METRICS,
        idle: &IDLE_FIELDS,
    }

    /// Whether everything that would open the bucket to the public is refused: access lists and policies, new and old ones.
    block_public_access "Block public access" in "Access": Flag => Flag(true),
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html";
    /// Whether calls without TLS are refused by the bucket's policy.
    tls_only "TLS only" in "Access": Flag => Flag(true), takes Literals(Structure),
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html";
    /// Who owns uploaded objects. With `BucketOwnerEnforced` access lists are switched off, as AWS advises.
    ownership "Object ownership" in "Access": Choice(&["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]) => Text("BucketOwnerEnforced"),
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html";
    /// Which web pages of other origins may call it, each rule as CloudFormation writes it: `{AllowedMethods=[GET], AllowedOrigins=["https://example.com"]}`.
    cors "CORS rules" in "Access": Entries => Nothing,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html";
    /// Whether older versions of objects are kept. Once enabled it can only be suspended.
    versioning "Versioning" in "Versions": Choice(&["off", "Enabled", "Suspended"]) => Text("off"), takes Known,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html";
    /// Whether objects are locked against deletion. It needs versioning, which comes with it; nobody shortens a lock in compliance mode.
    object_lock "Object lock" in "Versions": Choice(&["off", "GOVERNANCE", "COMPLIANCE"]) => Text("off"), takes Known,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html";
    /// How long a new object is locked when object lock is on. Empty locks only what is uploaded with a date of its own.
    lock_days "Locked for" in "Versions": Number { least: 1, most: 36_500 } => Nothing, unit "days",
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html";
    /// The encryption at rest. `AES256` is S3's own key; the other two are keys of AWS KMS, once or twice applied. A connection `encrypts-with` names the key.
    encryption "Encryption" in "Encryption": Choice(&["AES256", "aws:kms", "aws:kms:dsse"]) => Text("AES256"), takes Known,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html";
    /// Whether S3 asks KMS once per bucket and time instead of once per object: fewer paid calls. For `aws:kms` alone.
    bucket_key "Bucket key" in "Encryption": Flag => Flag(true),
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html";
    /// After how many days objects are removed. Empty keeps them.
    expire_days "Expire after" in "Lifecycle": Number { least: 1, most: 36_500 } => Nothing, unit "days",
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html";
    /// How many days an older version is kept once a newer one took its place.
    noncurrent_days "Old versions expire" in "Lifecycle": Number { least: 1, most: 36_500 } => Nothing, unit "days";
    /// How many older versions stay whatever their age. It goes with the field before.
    newer_versions_kept "Old versions kept" in "Lifecycle": Number { least: 1, most: 100 } => Nothing, unit "versions";
    /// After how many days the parts of an upload that never finished are removed. They are billed and seen in no list.
    abort_upload_days "Unfinished uploads" in "Lifecycle": NumberOrNone { least: 1, most: 36_500 } => Number(7), unit "days",
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html";
    /// The storage class that objects move to, when there is a number of days to it.
    transition_class "Moves to class" in "Lifecycle": Choice(&["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]) => Text("STANDARD_IA"),
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html";
    /// After how many days objects move to another class. The infrequent-access classes take objects from day 30 on.
    transition_days "Moves after" in "Lifecycle": Number { least: 0, most: 36_500 } => Nothing, unit "days";
    /// Further rules, each as CloudFormation writes it: `{Prefix=logs/, Status=Enabled, ExpirationInDays=30}`.
    lifecycle_rules "Further rules" in "Lifecycle": Entries => Nothing;
    /// After how many days without access objects of the intelligent-tiering class go to the archive tier. Reading them then takes hours.
    archive_days "Archive after" in "Tiering": Number { least: 90, most: 730 } => Nothing, unit "days",
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html";
    /// The same for the deep archive tier.
    deep_archive_days "Deep archive after" in "Tiering": Number { least: 180, most: 730 } => Nothing, unit "days",
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html";
    /// Whether every change of an object is an event in EventBridge.
    event_bridge "Events to EventBridge" in "Events": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html";
    /// Whether CloudWatch gets counts and errors of requests by the minute, which an alarm needs. They are billed.
    request_metrics "Request metrics" in "Events": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-configurations.html";
    /// Whether uploads from far away enter AWS's network nearby. Billed by traffic; the name must have no dots.
    transfer_acceleration "Transfer acceleration" in "Transfer": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html";
    /// Whether the bucket and what is in it stay when the stack is deleted. Without it, a bucket with objects blocks the deletion.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// A fixed name: 3 to 63 lower-case letters, digits, hyphens and dots, taken by nobody in the world. Leave it empty.
    bucket_name "Fixed name" in "Words": Name { also: ".-", most: 63 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need { fields: &["lock_days"], of: "object_lock", values: &["GOVERNANCE", "COMPLIANCE"], since: "objects are not locked" },
        Need { fields: &["newer_versions_kept"], of: "noncurrent_days", values: &[], since: "old versions do not expire" },
        Need { fields: &["transition_class"], of: "transition_days", values: &[], since: "objects do not move" },
    ],
    why: idle,
};

static ACCESS: Access = Access {
    handle: |builder, id| Value::reference(builder.logical_id(id, "Bucket")),
    grants: &[
        Grant {
            verb: "read",
            allows: &[
                Allowed { actions: &["s3:GetBucketLocation", "s3:ListBucket"], on: bucket_arn },
                Allowed { actions: &["s3:GetObject"], on: object_arns },
            ],
            on_key: &["kms:Decrypt"],
        },
        Grant {
            verb: "write",
            allows: &[Allowed { actions: &["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"], on: object_arns }],
            // The parts of a large upload are decrypted before they are put together.
            on_key: &["kms:Decrypt", "kms:GenerateDataKey"],
        },
        Grant {
            verb: "admin",
            allows: &[
                Allowed {
                    actions: &[
                        "s3:GetBucketLocation",
                        "s3:GetBucketVersioning",
                        "s3:ListBucket",
                        "s3:ListBucketMultipartUploads",
                        "s3:ListBucketVersions",
                    ],
                    on: bucket_arn,
                },
                Allowed {
                    actions: &[
                        "s3:AbortMultipartUpload",
                        "s3:DeleteObject",
                        "s3:DeleteObjectTagging",
                        "s3:DeleteObjectVersion",
                        "s3:GetObject",
                        "s3:GetObjectTagging",
                        "s3:GetObjectVersion",
                        "s3:ListMultipartUploadParts",
                        "s3:PutObject",
                        "s3:PutObjectTagging",
                        "s3:RestoreObject",
                    ],
                    on: object_arns,
                },
            ],
            on_key: &["kms:Decrypt", "kms:GenerateDataKey"],
        },
    ],
};

static METRICS: Metrics = Metrics {
    namespace: "AWS/S3",
    metrics: &[
        Metric::sum("5xxErrors"),
        Metric::sum("4xxErrors"),
        Metric::sum("AllRequests"),
        Metric::average("FirstByteLatency"),
        Metric::average("TotalRequestLatency"),
    ],
    dimensions: |builder, id| {
        vec![("BucketName", Value::reference(builder.logical_id(id, "Bucket"))), ("FilterId", Value::text(WHOLE_BUCKET))]
    },
};

/// The ARN of a bucket: what actions on the bucket itself take.
pub fn arn(builder: &Builder<'_>, id: NodeId) -> Value {
    Value::attribute(&builder.logical_id(id, "Bucket"), "Arn")
}

/// The ARN of all objects in a bucket.
pub fn objects(builder: &Builder<'_>, id: NodeId) -> Value {
    Value::sub(format!("${{{}.Arn}}/*", builder.logical_id(id, "Bucket")))
}

fn bucket_arn(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![arn(builder, id)]
}

fn object_arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![objects(builder, id)]
}

/// Adds a statement to the bucket's one policy, which is made when there is none.
pub fn allow(builder: &mut Builder<'_>, id: NodeId, statement: Value) {
    let owner = Value::reference(builder.logical_id(id, "Bucket"));
    let home = Home { suffix: "BucketPolicy", kind: "AWS::S3::BucketPolicy", owner: "Bucket" };
    resource_policy::allow(builder, id, &home, owner, statement);
}

/// `versioned · KMS`.
fn caption(design: &Design, id: NodeId, node: &Node) -> String {
    if !block_public_access(&node.fields).may_be(true) {
        return "may be public".to_owned();
    }
    let by_kms = key::of(design, id).is_some() || encryption(&node.fields).text() != "AES256";
    match (is_versioned(node), by_kms) {
        (true, true) => "versioned · KMS".to_owned(),
        (true, false) => "versioned".to_owned(),
        (false, true) => "private · KMS".to_owned(),
        (false, false) => "private".to_owned(),
    }
}

fn is_versioned(node: &Node) -> bool {
    versioning(&node.fields).text() == "Enabled" || is_locked(node)
}

fn is_locked(node: &Node) -> bool {
    object_lock(&node.fields).text() != "off"
}

fn encryption_rule(builder: &Builder<'_>, id: NodeId, node: &Node) -> Value {
    let key = key::arn_of(builder, id);
    // With a key of one's own, S3's is none.
    let algorithm = |own: &Value| if key.is_some() && own.as_text() == Some("AES256") { Value::text("aws:kms") } else { own.clone() };
    let once = |own: &Value| bucket_key(&node.fields).value().filter(|_| algorithm(own).as_text() == Some("aws:kms"));
    let own = encryption(&node.fields);
    let default = [("SSEAlgorithm", own.decides(&["AES256"], |own| Some(algorithm(own)))), ("KMSMasterKeyID", key.clone())];
    let rule = [("ServerSideEncryptionByDefault", some_of(default)), ("BucketKeyEnabled", own.decides(&["AES256", "aws:kms"], once))];
    map([("ServerSideEncryptionConfiguration", Value::List(some_of(rule).into_iter().collect()))])
}

/// The members that have a value; nothing when none has one.
fn some_of<const N: usize>(mut members: [(&str, Option<Value>); N]) -> Option<Value> {
    let members = crate::value::present(&mut members);
    (!members.is_empty()).then_some(Value::Map(members))
}

fn lifecycle(node: &Node) -> Option<Value> {
    let fields = &node.fields;
    let transition = transition_days(fields).value().map(|days| {
        Value::List(some_of([("StorageClass", transition_class(fields).value()), ("TransitionInDays", Some(days))]).into_iter().collect())
    });
    let noncurrent = noncurrent_days(fields)
        .value()
        .and_then(|days| some_of([("NoncurrentDays", Some(days)), ("NewerNoncurrentVersions", newer_versions_kept(fields).value())]));
    let abort = abort_upload_days(fields).value().map(|days| map([("DaysAfterInitiation", days)]));
    let own = some_of([
        ("ExpirationInDays", expire_days(fields).value()),
        ("NoncurrentVersionExpiration", noncurrent),
        ("Transitions", transition),
        ("AbortIncompleteMultipartUpload", abort),
    ]);
    let mut rules = Vec::new();
    if let Some(Value::Map(mut members)) = own {
        members.insert("Status".to_owned(), Value::text("Enabled"));
        rules.push(Value::Map(members));
    }
    rules.extend(lifecycle_rules(fields).value().as_ref().and_then(Value::as_list).unwrap_or_default().iter().cloned());
    (!rules.is_empty()).then(|| map([("Rules", Value::List(rules))]))
}

fn lock(node: &Node) -> Option<Value> {
    let days = lock_days(&node.fields).value();
    when_locked(node, |mode| {
        let retention = days.clone().map(|days| map([("DefaultRetention", map([("Mode", mode.clone()), ("Days", days)]))]));
        some_of([("ObjectLockEnabled", Some(Value::text("Enabled"))), ("Rule", retention)])
    })
}

/// What holds when objects are locked, by the mode.
fn when_locked(node: &Node, locked: impl Fn(&Value) -> Option<Value>) -> Option<Value> {
    object_lock(&node.fields).decides(&["off"], |mode| if mode.as_text() == Some("off") { None } else { locked(mode) })
}

/// Object lock needs versions, whatever the field says of them.
fn versions(node: &Node) -> Option<Value> {
    let own = versioning(&node.fields);
    let status = |status: &Value| Some(map([("Status", status.clone())]));
    object_lock(&node.fields).decides(&["off"], |mode| match mode.as_text() {
        Some("off") => own.decides(&["off"], |own| if own.as_text() == Some("off") { None } else { status(own) }),
        _ => status(&Value::text("Enabled")),
    })
}

fn tiering(node: &Node) -> Option<Value> {
    let tier = |name: &str, days: Option<Value>| days.map(|days| map([("AccessTier", Value::text(name)), ("Days", days)]));
    let tiers =
        [tier("ARCHIVE_ACCESS", archive_days(&node.fields).value()), tier("DEEP_ARCHIVE_ACCESS", deep_archive_days(&node.fields).value())];
    let tiers: Vec<Value> = tiers.into_iter().flatten().collect();
    let configuration = |tiers| map([("Id", Value::text("archive")), ("Status", Value::text("Enabled")), ("Tierings", Value::List(tiers))]);
    (!tiers.is_empty()).then(|| Value::List(vec![configuration(tiers)]))
}

fn block(node: &Node) -> Value {
    let flag = block_public_access(&node.fields).value().unwrap_or(Value::Flag(true));
    map(["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"].map(|name| (name, flag.clone())))
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let owner = ownership(fields).value().map(|owner| map([("Rules", Value::List(vec![map([("ObjectOwnership", owner)])]))]));
    let events = event_bridge(fields).switches(Some(map([("EventBridgeEnabled", Value::Flag(true))])), None);
    let metrics = Value::List(vec![map([("Id", Value::text(WHOLE_BUCKET))])]);
    let bucket = builder.add_tagged(
        id,
        "Bucket",
        "AWS::S3::Bucket",
        false,
        [
            ("BucketName", bucket_name(fields).value()),
            ("PublicAccessBlockConfiguration", Some(block(node))),
            ("OwnershipControls", owner),
            ("BucketEncryption", Some(encryption_rule(builder, id, node))),
            ("VersioningConfiguration", versions(node)),
            ("ObjectLockEnabled", when_locked(node, |_| Some(Value::Flag(true)))),
            ("ObjectLockConfiguration", lock(node)),
            ("LifecycleConfiguration", lifecycle(node)),
            ("IntelligentTieringConfigurations", tiering(node)),
            ("CorsConfiguration", cors(fields).value().map(|rules| map([("CorsRules", rules)]))),
            ("NotificationConfiguration", events.map(|events| map([("EventBridgeConfiguration", events)]))),
            ("MetricsConfigurations", request_metrics(fields).switches(Some(metrics), None)),
            (
                "AccelerateConfiguration",
                transfer_acceleration(fields).switches(Some(map([("AccelerationStatus", Value::text("Enabled"))])), None),
            ),
        ],
    );
    builder.keep_on_delete(&bucket, keep_on_delete(fields).flag());
    if tls_only(fields).flag() {
        let statement = deny_plain_http("s3:*", vec![arn(builder, id), objects(builder, id)]);
        allow(builder, id, statement);
    }
    let output = builder.logical_id(id, "BucketName");
    builder.output(&output, &format!("Name of S3 bucket {}", node.name), Value::reference(bucket));
}

/// The id of the request metrics that count all objects; the console uses the same one.
const WHOLE_BUCKET: &str = "EntireBucket";

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let node = design.node(id)?;
    let chosen = encryption(&node.fields);
    let lock = object_lock(&node.fields).value();
    let is_locked = lock.is_some_and(|lock| !lock.is_expression() && lock.display() != "off");
    // Enabled, they say the same.
    if field == "versioning" && is_locked && versioning(&node.fields).text() == "Suspended" {
        return Some("object lock keeps versions");
    }
    let by_kms =
        key::of(design, id).is_some() || chosen.value().is_some_and(|chosen| chosen.is_expression() || chosen.display() == "aws:kms");
    (field == "bucket_key" && !by_kms).then_some("it is about keys of KMS")
}
