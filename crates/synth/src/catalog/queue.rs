//! The SQS queue: messages wait here until a program has worked them off.

use super::resource_policy::{self, Home, deny_plain_http};
use super::{Access, Allowed, Grant, Idle, Metric, Metrics, Need, Shape, key};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Keeps messages until a program has received and deleted them.
    /// A message that is received stays hidden for the visibility timeout; if it is not deleted by then, it comes again. A queue that
    /// `redrives` to another hands it the messages that failed too often: its dead-letter queue.
    "queue", "SQS queue" {
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html",
        group: Messages,
        category: Management,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M3 8h18v8H3z", "M7 8v8", "M11 8v8", "M15 8v8", "M18 12h0.1"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        metrics: &METRICS,
        idle: &IDLE_FIELDS,
    }

    /// How long a received message stays hidden from other receivers: longer than the work on it takes.
    visibility_timeout "Visibility timeout" in "Messages": Number { least: 0, most: 43_200 } => Number(30), unit "seconds",
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html";
    /// How long messages that nobody deletes are kept: a minute to 14 days.
    retention "Retention" in "Messages": Number { least: 60, most: 1_209_600 } => Number(345_600), unit "seconds";
    /// How long every new message stays hidden.
    delay "Delay" in "Messages": Number { least: 0, most: 900 } => Number(0), unit "seconds",
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html";
    /// How long an empty queue makes a receiver wait for a message. Long waits save calls; 0 answers at once.
    receive_wait "Receive wait" in "Messages": Number { least: 0, most: 20 } => Number(20), unit "seconds",
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html";
    /// The largest message. Empty takes 1 MiB.
    max_size "Largest message" in "Messages": Number { least: 1024, most: 1_048_576 } => Nothing, unit "bytes",
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html";
    /// Whether messages keep their order and arrive once. It cannot be changed.
    fifo "FIFO" in "Order": Flag => Flag(false), takes Literals(Structure),
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fifo-queues.html";
    /// FIFO: whether two messages with the same content within five minutes count as one.
    content_deduplication "Deduplicate by content" in "Order": Flag => Flag(false),
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html";
    /// FIFO: whether order, deduplication and throughput hold for the whole queue or for each message group, which is faster.
    throughput "Throughput" in "Order": Choice(&["perQueue", "perMessageGroupId"]) => Text("perQueue"), takes Known,
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html";
    /// The encryption at rest: SQS's own keys, AWS's key in KMS, or none. A connection `encrypts-with` takes a key of yours.
    encryption "Encryption" in "Encryption": Choice(&["SQS", "KMS", "none"]) => Text("SQS"), takes Known,
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html";
    /// With a key of KMS: how long SQS uses a data key before it asks for another one. Longer is cheaper.
    data_key_seconds "Data key reuse" in "Encryption": Number { least: 60, most: 86_400 } => Nothing, unit "seconds";
    /// Whether calls without TLS are refused by the queue's policy.
    tls_only "TLS only" in "Access": Flag => Flag(true), takes Literals(Structure),
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html";
    /// Whether the queue and its messages stay when the stack is deleted.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// A fixed name of letters, digits, hyphens and underscores; a FIFO queue's gets the ending `.fifo` that SQS demands. It blocks a second copy of the stack.
    queue_name "Fixed name" in "Words": Name { also: "-_", most: 75 } => Nothing,
        source "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[Need { fields: &["content_deduplication", "throughput"], of: "fifo", values: &["true"], since: "it is no FIFO queue" }],
    why: idle,
};

static ACCESS: Access = Access {
    handle: |builder, id| Value::reference(builder.logical_id(id, "Queue")),
    grants: &[
        Grant {
            verb: "send",
            allows: &[Allowed { actions: &["sqs:GetQueueUrl", "sqs:SendMessage"], on: arns }],
            on_key: &["kms:Decrypt", "kms:GenerateDataKey"],
        },
        Grant {
            verb: "receive",
            allows: &[Allowed {
                actions: &[
                    "sqs:ChangeMessageVisibility",
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:GetQueueUrl",
                    "sqs:ReceiveMessage",
                ],
                on: arns,
            }],
            on_key: &["kms:Decrypt"],
        },
    ],
};

static METRICS: Metrics = Metrics {
    namespace: "AWS/SQS",
    metrics: &[
        Metric::maximum("ApproximateAgeOfOldestMessage"),
        Metric::maximum("ApproximateNumberOfMessagesVisible"),
        Metric::maximum("ApproximateNumberOfMessagesNotVisible"),
        Metric::maximum("ApproximateNumberOfMessagesDelayed"),
        Metric::sum("NumberOfMessagesSent"),
        Metric::sum("NumberOfMessagesReceived"),
        Metric::sum("NumberOfMessagesDeleted"),
        Metric::sum("NumberOfEmptyReceives"),
    ],
    dimensions: |builder, id| vec![("QueueName", Value::attribute(&builder.logical_id(id, "Queue"), "QueueName"))],
};

/// The ARN of a queue.
pub fn arn(builder: &Builder<'_>, id: NodeId) -> Value {
    Value::attribute(&builder.logical_id(id, "Queue"), "Arn")
}

fn arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![arn(builder, id)]
}

/// Adds a statement to the queue's one policy, which is made when there is none.
pub fn allow(builder: &mut Builder<'_>, id: NodeId, statement: Value) {
    let owner = Value::List(vec![Value::reference(builder.logical_id(id, "Queue"))]);
    let home = Home { suffix: "QueuePolicy", kind: "AWS::SQS::QueuePolicy", owner: "Queues" };
    resource_policy::allow(builder, id, &home, owner, statement);
}

/// `FIFO · hidden 30 s`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let order = if fifo(&node.fields).flag() { "FIFO · " } else { "" };
    format!("{order}hidden {} s", visibility_timeout(&node.fields).text())
}

/// The name of a FIFO queue or topic: what the author wrote, with the ending that both services demand.
pub fn fifo_name(name: Value) -> Value {
    match name {
        Value::Call(function, argument) if function == "Ref" => Value::sub(format!("${{{}}}.fifo", argument.display())),
        Value::Call(function, argument) if function == "Sub" && argument.as_text().is_some() => {
            Value::sub(format!("{}.fifo", argument.display()))
        }
        expression @ Value::Call(..) => {
            let parts = Value::List(vec![expression, Value::text("fifo")]);
            Value::Call("Join".to_owned(), Box::new(Value::List(vec![Value::text("."), parts])))
        }
        other => Value::text(format!("{}.fifo", other.display())),
    }
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let is_fifo = fifo(fields).flag();
    let for_fifo = |value: Option<Value>| value.filter(|_| is_fifo);
    let own_key = key::arn_of(builder, id);
    let by_kms = |of_aws: Option<Value>, otherwise: &dyn Fn(&Value) -> Option<Value>| {
        encryption(fields).decides(&["KMS", "none"], |by| if by.as_text() == Some("KMS") { of_aws.clone() } else { otherwise(by) })
    };
    let managed = by_kms(None, &|by| Some(Value::Flag(by.as_text() != Some("none")))).filter(|_| own_key.is_none());
    let reuse = data_key_seconds(fields).value();
    let reuse = if own_key.is_some() { reuse } else { by_kms(reuse, &|_| None) };
    let key = own_key.or_else(|| by_kms(Some(Value::text("alias/aws/sqs")), &|_| None));
    let name = queue_name(fields).value().map(|name| if is_fifo { fifo_name(name) } else { name });
    let scope = |limit: &Value| Value::text(if limit.as_text() == Some("perQueue") { "queue" } else { "messageGroup" });
    let scope = throughput(fields).decides(&["perQueue"], |limit| Some(scope(limit)));
    let queue = builder.add_tagged(
        id,
        "Queue",
        "AWS::SQS::Queue",
        false,
        [
            ("QueueName", name),
            ("FifoQueue", for_fifo(Some(Value::Flag(true)))),
            ("ContentBasedDeduplication", for_fifo(content_deduplication(fields).value())),
            ("DeduplicationScope", for_fifo(scope)),
            ("FifoThroughputLimit", for_fifo(throughput(fields).value())),
            ("VisibilityTimeout", visibility_timeout(fields).value()),
            ("MessageRetentionPeriod", retention(fields).value()),
            ("DelaySeconds", delay(fields).value()),
            ("ReceiveMessageWaitTimeSeconds", receive_wait(fields).value()),
            ("MaximumMessageSize", max_size(fields).value()),
            ("SqsManagedSseEnabled", managed),
            ("KmsMasterKeyId", key),
            ("KmsDataKeyReusePeriodSeconds", reuse),
        ],
    );
    builder.keep_on_delete(&queue, keep_on_delete(fields).flag());
    if tls_only(fields).flag() {
        let statement = deny_plain_http("sqs:*", arns(builder, id));
        allow(builder, id, statement);
    }
    let output = builder.logical_id(id, "QueueUrl");
    builder.output(&output, &format!("URL of SQS queue {}", node.name), Value::reference(queue));
}

/// The redrive policy of a queue: where messages go that were received so often without being deleted.
pub fn set_redrive(builder: &mut Builder<'_>, id: NodeId, dead_letters: NodeId, most_receives: Value) {
    let target = arn(builder, dead_letters);
    let queue = builder.logical_id(id, "Queue");
    builder.set(&queue, "RedrivePolicy", map([("deadLetterTargetArn", target), ("maxReceiveCount", most_receives)]));
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let own_key = key::of(design, id).is_some();
    let chosen = encryption(&design.node(id)?.fields).value();
    match field {
        "encryption" if own_key => Some("a key of the design encrypts it"),
        "data_key_seconds" if !own_key && chosen.is_some_and(|chosen| !chosen.is_expression() && chosen.display() != "KMS") => {
            Some("it is about keys of KMS")
        }
        _ => None,
    }
}
