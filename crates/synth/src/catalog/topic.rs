//! The SNS topic: one message goes to everybody who subscribed.

use super::resource_policy::{self, Home, deny_plain_http};
use super::{Access, Allowed, Grant, Idle, Metric, Metrics, Need, Shape, key, queue};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Passes each message on to all its subscribers: queues, e-mail addresses, web addresses.
    /// It keeps nothing: what must not be lost goes from the topic to a queue. An alarm that `notifies` it reaches the people who
    /// subscribed by e-mail; each of them confirms first.
    "topic", "SNS topic" {
        source: "https://docs.aws.amazon.com/sns/latest/dg/welcome.html",
        group: Messages,
        category: Management,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M4 10v4h3l7 4V6l-7 4z", "M17 9.5c1.3 1.5 1.3 3.5 0 5", "M19.5 7.5c2.4 2.7 2.4 6.3 0 9"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        metrics: &METRICS,
        idle: &IDLE_FIELDS,
    }

    /// The sender that e-mails and text messages show. Up to 100 characters.
    display_name "Display name" in "Words": Text { most: 100 } => Nothing;
    /// E-mail addresses that get every message. Each is asked to confirm; until then it gets nothing.
    emails "E-mail addresses" in "Subscribers": List => Nothing, takes Literals(Items),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html";
    /// Web addresses (`https://…`) that get every message as a POST. Each confirms first.
    urls "Web addresses" in "Subscribers": List => Nothing, takes Literals(Items),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html";
    /// Whether messages keep their order and arrive once. A FIFO topic delivers to queues only. It cannot be changed.
    fifo "FIFO" in "Order": Flag => Flag(false), takes Literals(Structure),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html";
    /// FIFO: whether two messages with the same content within five minutes count as one.
    content_deduplication "Deduplicate by content" in "Order": Flag => Flag(false),
        source "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html";
    /// The encryption at rest: none, or AWS's key in KMS, with which alarms cannot send. A connection `encrypts-with` takes a key of yours.
    encryption "Encryption" in "Encryption": Choice(&["none", "KMS"]) => Text("none"), takes Known,
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html";
    /// Whether calls without TLS are refused by the topic's policy.
    tls_only "TLS only" in "Access": Flag => Flag(true), takes Literals(Structure),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html";
    /// Whether requests through the topic are traced by X-Ray as part of the sender's trace.
    tracing "Tracing" in "Delivery": Choice(&["PassThrough", "Active"]) => Text("PassThrough"),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html";
    /// A fixed name of letters, digits, hyphens and underscores; a FIFO topic's gets the ending `.fifo` that SNS demands. It blocks a second copy of the stack.
    topic_name "Fixed name" in "Words": Name { also: "-_", most: 251 } => Nothing,
        source "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need { fields: &["content_deduplication"], of: "fifo", values: &["true"], since: "it is no FIFO topic" },
        Need { fields: &["tracing"], of: "fifo", values: &["false"], since: "a FIFO topic is not traced" },
    ],
    why: idle,
};

static ACCESS: Access = Access {
    handle: |builder, id| arn(builder, id),
    grants: &[Grant {
        verb: "publish",
        allows: &[Allowed { actions: &["sns:Publish"], on: arns }],
        on_key: &["kms:Decrypt", "kms:GenerateDataKey"],
    }],
};

static METRICS: Metrics = Metrics {
    namespace: "AWS/SNS",
    metrics: &[
        Metric::sum("NumberOfNotificationsFailed"),
        Metric::sum("NumberOfMessagesPublished"),
        Metric::sum("NumberOfNotificationsDelivered"),
        Metric::sum("NumberOfNotificationsFilteredOut"),
    ],
    dimensions: |builder, id| vec![("TopicName", Value::attribute(&builder.logical_id(id, "Topic"), "TopicName"))],
};

/// The ARN of a topic.
pub fn arn(builder: &Builder<'_>, id: NodeId) -> Value {
    Value::reference(builder.logical_id(id, "Topic"))
}

fn arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![arn(builder, id)]
}

/// Adds a statement to the topic's one policy, which is made when there is none.
pub fn allow(builder: &mut Builder<'_>, id: NodeId, statement: Value) {
    let owner = Value::List(vec![arn(builder, id)]);
    let home = Home { suffix: "TopicPolicy", kind: "AWS::SNS::TopicPolicy", owner: "Topics" };
    resource_policy::allow(builder, id, &home, owner, statement);
}

/// `FIFO`, `2 addresses`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    match (fifo(&node.fields).flag(), subscribers(node).len()) {
        (true, _) => "FIFO".to_owned(),
        (false, 0) => "standard".to_owned(),
        (false, 1) => "1 address".to_owned(),
        (false, many) => format!("{many} addresses"),
    }
}

fn subscribers(node: &Node) -> Vec<Value> {
    let listed = |given: super::Given| given.0.as_ref().and_then(Value::as_list).unwrap_or_default().to_vec();
    let entry = |protocol: &str, endpoint: Value| map([("Protocol", Value::text(protocol)), ("Endpoint", endpoint)]);
    let mail = listed(emails(&node.fields)).into_iter().map(|address| entry("email", address));
    let web = listed(urls(&node.fields)).into_iter().map(|address| entry("https", address));
    mail.chain(web).collect()
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let is_fifo = fifo(fields).flag();
    let key = key::arn_of(builder, id)
        .or_else(|| encryption(fields).decides(&["KMS"], |by| (by.as_text() == Some("KMS")).then(|| Value::text("alias/aws/sns"))));
    let own = topic_name(fields).value();
    // CloudFormation makes no name that ends in `.fifo`; the stack's name keeps copies apart.
    let name = if is_fifo {
        Some(queue::fifo_name(own.unwrap_or_else(|| Value::sub(format!("${{AWS::StackName}}-{}", builder.stem(id))))))
    } else {
        own
    };
    let subscribers = subscribers(node);
    let topic = builder.add_tagged(
        id,
        "Topic",
        "AWS::SNS::Topic",
        false,
        [
            ("TopicName", name),
            ("DisplayName", display_name(fields).value()),
            ("FifoTopic", is_fifo.then_some(Value::Flag(true))),
            ("ContentBasedDeduplication", content_deduplication(fields).value().filter(|_| is_fifo)),
            ("KmsMasterKeyId", key),
            ("TracingConfig", tracing(fields).value().filter(|_| !is_fifo)),
            ("Subscription", (!subscribers.is_empty()).then_some(Value::List(subscribers))),
        ],
    );
    if tls_only(fields).flag() {
        let statement = deny_plain_http("sns:Publish", arns(builder, id));
        allow(builder, id, statement);
    }
    let output = builder.logical_id(id, "TopicArn");
    builder.output(&output, &format!("ARN of SNS topic {}", node.name), Value::reference(topic));
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    (field == "encryption" && key::of(design, id).is_some()).then_some("a key of the design encrypts it")
}
