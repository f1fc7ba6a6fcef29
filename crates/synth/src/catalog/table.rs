//! The DynamoDB table: items found by a key.

use super::container_parts::members;
use super::table_schema::{attribute_definitions, global_indexes_value, key_schema, local_indexes_value};
use super::{Access, Allowed, Grant, Idle, Metric, Metrics, Need, Shape, key};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

kind! {
    /// Keeps items, each found by its key.
    /// Only attributes of a key are declared; items may have any others. What is not asked for by the table's key needs an index.
    /// A program that may `read` it gets the table and, for queries, its indexes.
    "table", "DynamoDB table" {
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html",
        group: Data,
        category: Database,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M4 5h16v14H4z", "M4 9.7h16", "M4 14.3h16", "M10 9.7V19"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        metrics: &METRICS,
        idle: &IDLE_FIELDS,
    }

    /// The attribute by which items are found. A change replaces the table.
    partition_key "Partition key" in "Key": Text { most: 255 } => Text("id"), takes Literals(Names),
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html";
    /// Its type: `S` text, `N` number, `B` binary.
    partition_type "Partition key type" in "Key": Choice(TYPES) => Text("S");
    /// The attribute that orders items of one partition key. Empty allows one item a key.
    sort_key "Sort key" in "Key": Text { most: 255 } => Nothing, takes Literals(Names);
    /// Its type: `S` text, `N` number, `B` binary.
    sort_type "Sort key type" in "Key": Choice(TYPES) => Text("S");
    /// Further ways to find items, with keys of their own: `{name=by-owner, partition=owner, sort=created, sort_type=N, projection=INCLUDE, attributes=[title]}`.
    /// Without a projection an index carries all attributes; `KEYS_ONLY` and `INCLUDE` carry fewer. At most 20.
    global_indexes "Global indexes" in "Indexes": Entries => Nothing, within &[("partition", Names), ("sort", Names)],
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html";
    /// Further orders within a partition key: `{name=by-date, sort=date, projection=KEYS_ONLY}`. Only together with a sort key, at most 5, and never changed later.
    local_indexes "Local indexes" in "Indexes": Entries => Nothing, within &[("sort", Names)],
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html";
    /// On demand bills each request; provisioned bills a capacity, used or not.
    billing "Billing" in "Capacity": Choice(&["PAY_PER_REQUEST", "PROVISIONED"]) => Text("PAY_PER_REQUEST"), takes Known,
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html";
    /// Provisioned: reads a second of up to 4 KB. Indexes get the same unless they say otherwise (`read`, `write`).
    read_capacity "Read capacity" in "Capacity": Number { least: 1, most: 40_000 } => Number(5), unit "units";
    /// Provisioned: writes a second of up to 1 KB.
    write_capacity "Write capacity" in "Capacity": Number { least: 1, most: 40_000 } => Number(5), unit "units";
    /// On demand: the most reads a second, a limit to the bill. Empty sets none.
    max_reads "Most reads" in "Capacity": Number { least: 1, most: 1_000_000 } => Nothing, unit "units",
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html";
    /// On demand: the most writes a second.
    max_writes "Most writes" in "Capacity": Number { least: 1, most: 1_000_000 } => Nothing, unit "units";
    /// Standard, or cheaper storage with dearer requests for data that is seldom used.
    table_class "Class" in "Capacity": Choice(&["STANDARD", "STANDARD_INFREQUENT_ACCESS"]) => Text("STANDARD"),
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html";
    /// What the stream of changes carries of each item; `off` makes no stream.
    stream "Stream" in "Data": Choice(&["off", "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]) => Text("off"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html";
    /// The attribute with the second (Unix time) after which an item is removed. Empty keeps all.
    ttl_attribute "Expiry attribute" in "Data": Text { most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html";
    /// Whether CloudWatch shows the keys that are asked for most. Billed by request.
    contributor_insights "Contributor insights" in "Data": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html";
    /// Whether the table can be restored to any second of the days before.
    point_in_time_recovery "Point-in-time recovery" in "Protection": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html";
    /// How many days back that reaches; empty takes 35.
    recovery_days "Recoverable for" in "Protection": Number { least: 1, most: 35 } => Nothing, unit "days";
    /// The key at rest: one of DynamoDB's own, or AWS's key in your account. A connection `encrypts-with` takes a key of yours.
    encryption "Encryption" in "Protection": Choice(&["DynamoDB", "KMS"]) => Text("DynamoDB"), takes Known,
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html";
    /// Whether deleting the table is refused until this is taken back. A stack with such a table cannot be deleted.
    deletion_protection "Deletion protection" in "Removal": Flag => Flag(false),
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html";
    /// Whether the table stays when the stack is deleted.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// A fixed name of 3 to 255 letters, digits and `_-.`. It blocks a second copy of the stack; leave it empty.
    table_name "Fixed name" in "Words": Name { also: "_-.", most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need { fields: &["sort_type"], of: "sort_key", values: &[], since: "it has no sort key" },
        Need {
            fields: &["read_capacity", "write_capacity"],
            of: "billing",
            values: &["PROVISIONED"],
            since: "requests are billed one by one",
        },
        Need { fields: &["max_reads", "max_writes"], of: "billing", values: &["PAY_PER_REQUEST"], since: "the capacity is provisioned" },
        Need {
            fields: &["recovery_days"],
            of: "point_in_time_recovery",
            values: &["true"],
            since: "it cannot be set back to a point of time",
        },
    ],
    why: idle,
};

/// The types that an attribute of a key can have: binary, number, text.
pub const TYPES: &[&str] = &["S", "N", "B"];

static ACCESS: Access = Access {
    handle: |builder, id| Value::reference(builder.logical_id(id, "Table")),
    grants: &[
        Grant {
            verb: "read",
            allows: &[
                Allowed {
                    actions: &["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem"],
                    on: table_arns,
                },
                Allowed { actions: &["dynamodb:Query", "dynamodb:Scan"], on: table_and_index_arns },
            ],
            on_key: &["kms:Decrypt", "kms:DescribeKey"],
        },
        Grant {
            verb: "write",
            allows: &[Allowed {
                actions: &[
                    "dynamodb:BatchWriteItem",
                    "dynamodb:DeleteItem",
                    "dynamodb:DescribeTable",
                    "dynamodb:PutItem",
                    "dynamodb:UpdateItem",
                ],
                on: table_arns,
            }],
            on_key: WRITE_KEY,
        },
        Grant {
            verb: "admin",
            allows: &[
                Allowed {
                    actions: &[
                        "dynamodb:BatchGetItem",
                        "dynamodb:BatchWriteItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:DescribeTimeToLive",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                    ],
                    on: table_arns,
                },
                Allowed { actions: &["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"], on: table_arns },
                Allowed { actions: &["dynamodb:PartiQLSelect", "dynamodb:Query", "dynamodb:Scan"], on: table_and_index_arns },
                Allowed { actions: &["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], on: stream_arns },
            ],
            on_key: WRITE_KEY,
        },
    ],
};

static METRICS: Metrics = Metrics {
    namespace: "AWS/DynamoDB",
    metrics: &[
        Metric::sum("ReadThrottleEvents"),
        Metric::sum("WriteThrottleEvents"),
        Metric::sum("ConsumedReadCapacityUnits"),
        Metric::sum("ConsumedWriteCapacityUnits"),
    ],
    dimensions: |builder, id| vec![("TableName", Value::reference(builder.logical_id(id, "Table")))],
};

/// What DynamoDB asks of a writer's rights on the table's key.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>.
const WRITE_KEY: &[&str] =
    &["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];

fn table_arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![Value::attribute(&builder.logical_id(id, "Table"), "Arn")]
}

/// A query names an index by the index's own ARN; a table without indexes has none to name.
fn table_and_index_arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    let mut arns = table_arns(builder, id);
    if builder.design.node(id).is_some_and(|node| has_indexes(node)) {
        arns.push(Value::sub(format!("${{{}.Arn}}/index/*", builder.logical_id(id, "Table"))));
    }
    arns
}

fn stream_arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    let streams = builder.design.node(id).is_some_and(|node| stream(&node.fields).text() != "off");
    streams.then(|| Value::attribute(&builder.logical_id(id, "Table"), "StreamArn")).into_iter().collect()
}

fn has_indexes(node: &Node) -> bool {
    [global_indexes(&node.fields), local_indexes(&node.fields)]
        .iter()
        .any(|given| given.0.as_ref().and_then(Value::as_list).is_some_and(|list| !list.is_empty()))
}

/// `owner + created`, `id · on demand`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let partition = partition_key(&node.fields).text();
    let sort = sort_key(&node.fields).text();
    if !sort.is_empty() {
        return format!("{partition} + {sort}");
    }
    let billing = if is_provisioned(node) { "provisioned" } else { "on demand" };
    format!("{partition} · {billing}")
}

fn is_provisioned(node: &Node) -> bool {
    billing(&node.fields).text() == "PROVISIONED"
}

/// The properties that say how much the table, or an index with capacities of its own, may do.
pub fn capacity(node: &Node, read: Option<Value>, write: Option<Value>) -> Map {
    let fields = &node.fields;
    let units = members([
        ("ReadCapacityUnits", read.clone().or(read_capacity(fields).value())),
        ("WriteCapacityUnits", write.clone().or(write_capacity(fields).value())),
    ]);
    let limits = members([
        ("MaxReadRequestUnits", read.or(max_reads(fields).value())),
        ("MaxWriteRequestUnits", write.or(max_writes(fields).value())),
    ]);
    let when = |provisioned: bool, property: Option<Value>| {
        billing(fields).decides(&["PROVISIONED"], |by| property.clone().filter(|_| (by.as_text() == Some("PROVISIONED")) == provisioned))
    };
    let both = [("ProvisionedThroughput", when(true, units)), ("OnDemandThroughput", when(false, limits))];
    both.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn encryption_of(builder: &Builder<'_>, id: NodeId, node: &Node) -> Option<Value> {
    let on = [("SSEEnabled", Value::Flag(true)), ("SSEType", Value::text("KMS"))];
    match key::arn_of(builder, id) {
        Some(key) => Some(map([on[0].clone(), on[1].clone(), ("KMSMasterKeyId", key)])),
        None => encryption(&node.fields).decides(&["KMS"], |by| (by.as_text() == Some("KMS")).then(|| map(on.clone()))),
    }
}

fn recovery(node: &Node) -> Option<Value> {
    let on = point_in_time_recovery(&node.fields);
    let days = on.switches(recovery_days(&node.fields).value(), None);
    members([("PointInTimeRecoveryEnabled", on.value()), ("RecoveryPeriodInDays", days)])
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let table = builder.add_tagged(
        id,
        "Table",
        "AWS::DynamoDB::Table",
        false,
        [
            ("TableName", table_name(fields).value()),
            ("AttributeDefinitions", Some(attribute_definitions(node))),
            ("KeySchema", Some(key_schema(partition_key(fields).value(), sort_key(fields).value()))),
            ("GlobalSecondaryIndexes", global_indexes_value(node)),
            ("LocalSecondaryIndexes", local_indexes_value(node)),
            ("BillingMode", billing(fields).value()),
            ("TableClass", table_class(fields).value()),
            (
                "StreamSpecification",
                stream(fields).value().filter(|kind| kind.as_text() != Some("off")).map(|kind| map([("StreamViewType", kind)])),
            ),
            (
                "TimeToLiveSpecification",
                ttl_attribute(fields).value().map(|name| map([("AttributeName", name), ("Enabled", Value::Flag(true))])),
            ),
            ("ContributorInsightsSpecification", contributor_insights(fields).switches(Some(map([("Enabled", Value::Flag(true))])), None)),
            ("PointInTimeRecoverySpecification", recovery(node)),
            ("SSESpecification", encryption_of(builder, id, node)),
            ("DeletionProtectionEnabled", deletion_protection(fields).value()),
        ],
    );
    if let Some(resource) = builder.resource(&table) {
        resource.properties.extend(capacity(node, None, None));
    }
    builder.keep_on_delete(&table, keep_on_delete(fields).flag());
    let output = builder.logical_id(id, "TableName");
    builder.output(&output, &format!("Name of DynamoDB table {}", node.name), Value::reference(table));
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    (field == "encryption" && key::of(design, id).is_some()).then_some("a key of the design encrypts it")
}
