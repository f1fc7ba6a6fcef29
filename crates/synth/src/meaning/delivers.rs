//! A topic delivers its messages to a queue.

use crate::catalog::resource_policy::{allow_service, for_resource, for_this_account};
use crate::catalog::{key, queue, topic};
use crate::design::{Connection, ConnectionId, Design};
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Puts a copy of every message of a topic into a queue.
    /// It makes the subscription, and lets the topic, and no other, send to the queue by the queue's policy. A queue with a key of its
    /// own lets SNS use the key.
    "delivers" {
        phrase: "delivers to",
        source: "https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html",
        line: Traffic,
        joins: &[("topic", "queue")],
        label: |_, connection| if filter(&connection.fields).value().is_some() { "delivers, filtered".to_owned() } else { "delivers".to_owned() },
        synthesize: synthesize,
    }

    /// Whether the message arrives as it was published, without SNS's envelope of JSON around it.
    raw "Raw messages" in "Delivery": Flag => Flag(true),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html";
    /// Which messages are delivered, as SNS writes it: `{event=[order-placed, order-paid]}`. Empty delivers all.
    filter "Filter" in "Delivery": Map => Nothing,
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html";
    /// What the filter looks at: the message's attributes, or its body, which is JSON then.
    filter_scope "Filter looks at" in "Delivery": Choice(&["MessageAttributes", "MessageBody"]) => Text("MessageAttributes"),
        source "https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html";
}

/// Why a field of a connection changes nothing.
pub fn idle(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let is_alone = field == "filter_scope" && filter(&design.connection(id)?.fields).value().is_none();
    is_alone.then_some("there is no filter")
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let fields = &connection.fields;
    let (topic, queue) = (topic::arn(builder, from), queue::arn(builder, to));
    let filter = filter(fields).value();
    let suffix = format!("{}Subscription", builder.stem(to));
    let subscription = builder.add(
        from,
        &suffix,
        "AWS::SNS::Subscription",
        [
            ("TopicArn", Some(topic.clone())),
            ("Protocol", Some(Value::text("sqs"))),
            ("Endpoint", Some(queue.clone())),
            ("RawMessageDelivery", raw(fields).value()),
            ("FilterPolicyScope", filter_scope(fields).value().filter(|_| filter.is_some())),
            ("FilterPolicy", filter),
        ],
    );
    let words = format!("because {} delivers to {}", builder.name(from), builder.name(to));
    builder.explain(&subscription, words);
    let sns = || Value::text("sns.amazonaws.com");
    queue::allow(builder, to, allow_service(sns(), &["sqs:SendMessage"], queue, Some(for_resource(topic))));
    if let Some(key) = key::of(builder.design, to) {
        let statement = allow_service(sns(), &["kms:Decrypt", "kms:GenerateDataKey"], Value::text("*"), Some(for_this_account()));
        key::allow(builder, key, statement);
    }
}
