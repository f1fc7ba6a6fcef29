//! A bucket reports what happens to its objects.

use crate::catalog::resource_policy::{allow_service, for_this_account};
use crate::catalog::{key, queue, topic};
use crate::design::{Connection, ConnectionId};
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

verb! {
    /// Sends a message to a queue or topic whenever an object of a bucket changes.
    /// The queue's or topic's policy lets S3 send, for this account alone, and the bucket waits for it, since S3 tries before it takes
    /// the setting. FIFO queues and topics cannot be told.
    "reports" {
        phrase: "reports changes to",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html",
        line: Traffic,
        joins: &[("bucket", "queue"), ("bucket", "topic")],
        label: |_, _| "reports".to_owned(),
        synthesize: synthesize,
    }

    /// Which events are reported, such as `s3:ObjectCreated:*` and `s3:ObjectRemoved:*`. Empty reports every new object.
    events "Events" in "Events": List => Nothing, takes Literals(Items),
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html";
    /// Only objects whose key begins so, such as `uploads/`.
    prefix "Prefix" in "Filter": Text { most: 1024 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html";
    /// Only objects whose key ends so, such as `.jpg`.
    suffix "Suffix" in "Filter": Text { most: 1024 } => Nothing;
}

/// What is reported when nothing was chosen.
const CREATED: &str = "s3:ObjectCreated:*";

/// The events that are reported.
fn chosen_events(connection: &Connection) -> Vec<Value> {
    let chosen = events(&connection.fields).value();
    let listed = chosen.as_ref().and_then(Value::as_list).filter(|list| !list.is_empty());
    listed.map_or_else(|| vec![Value::text(CREATED)], <[Value]>::to_vec)
}

/// The names of the events that are reported, as far as they are known before deployment.
pub fn event_names(connection: &Connection) -> Vec<String> {
    chosen_events(connection).iter().filter_map(Value::as_text).map(str::to_owned).collect()
}

fn filter(connection: &Connection) -> Option<Value> {
    let rule = |name: &str, value: Option<Value>| value.map(|value| map([("Name", Value::text(name)), ("Value", value)]));
    let rules = [rule("prefix", prefix(&connection.fields).value()), rule("suffix", suffix(&connection.fields).value())];
    let rules: Vec<Value> = rules.into_iter().flatten().collect();
    (!rules.is_empty()).then(|| map([("S3Key", map([("Rules", Value::List(rules))]))]))
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let is_queue = builder.design.node(to).is_some_and(|node| node.kind == queue::KIND.id);
    let s3 = || Value::text("s3.amazonaws.com");
    // The account alone: a policy that named the bucket would wait for it, and the bucket waits for the policy.
    let (list, member, arn, policy) = if is_queue {
        let arn = queue::arn(builder, to);
        queue::allow(builder, to, allow_service(s3(), &["sqs:SendMessage"], arn.clone(), Some(for_this_account())));
        ("QueueConfigurations", "Queue", arn, builder.logical_id(to, "QueuePolicy"))
    } else {
        let arn = topic::arn(builder, to);
        topic::allow(builder, to, allow_service(s3(), &["sns:Publish"], arn.clone(), Some(for_this_account())));
        ("TopicConfigurations", "Topic", arn, builder.logical_id(to, "TopicPolicy"))
    };
    if let Some(key) = key::of(builder.design, to) {
        let statement = allow_service(s3(), &["kms:Decrypt", "kms:GenerateDataKey"], Value::text("*"), Some(for_this_account()));
        key::allow(builder, key, statement);
    }
    let events = chosen_events(connection);
    let bucket = builder.logical_id(from, "Bucket");
    let Some(resource) = builder.resource(&bucket) else { return };
    resource.wait_for(policy);
    let configuration = resource.properties.entry("NotificationConfiguration".to_owned()).or_insert_with(|| Value::Map(Map::default()));
    let Value::Map(members) = configuration else { return };
    let Value::List(items) = members.entry(list.to_owned()).or_insert_with(|| Value::List(Vec::new())) else { return };
    for event in events {
        let mut entry = Map::default();
        entry.insert("Event".to_owned(), event);
        entry.extend(filter(connection).map(|filter| ("Filter".to_owned(), filter)));
        entry.insert(member.to_owned(), arn.clone());
        items.push(Value::Map(entry));
    }
}
