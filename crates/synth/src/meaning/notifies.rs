//! An alarm tells a topic.

use crate::catalog::resource_policy::{allow_service, for_this_account};
use crate::catalog::{key, topic};
use crate::design::{Connection, ConnectionId};
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Publishes to a topic when an alarm changes its state.
    /// The topic's policy lets CloudWatch publish. A topic with a key of its own lets CloudWatch use the key, without which the
    /// messages would be lost unseen.
    "notifies" {
        phrase: "notifies",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        line: Traffic,
        joins: &[("alarm", "topic")],
        label: |_, _| "notifies".to_owned(),
        synthesize: synthesize,
    }

    /// Whether it tells that the threshold was passed.
    on_alarm "When alarming" in "States": Flag => Flag(true), takes Known;
    /// Whether it tells that everything is well again.
    on_ok "When well again" in "States": Flag => Flag(false), takes Known;
    /// Whether it tells that there are no values to judge by.
    on_missing "Without data" in "States": Flag => Flag(false), takes Known;
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let arn = topic::arn(builder, to);
    let alarm = builder.logical_id(from, "Alarm");
    let fields = &connection.fields;
    let Some(resource) = builder.resource(&alarm) else { return };
    for (property, chosen) in
        [("AlarmActions", on_alarm(fields)), ("OKActions", on_ok(fields)), ("InsufficientDataActions", on_missing(fields))]
    {
        if let Some(arn) = chosen.switches(Some(arn.clone()), None) {
            resource.push(property, arn);
        }
    }
    let cloudwatch = || Value::text("cloudwatch.amazonaws.com");
    topic::allow(builder, to, allow_service(cloudwatch(), &["sns:Publish"], arn, Some(for_this_account())));
    if let Some(key) = key::of(builder.design, to) {
        let statement = allow_service(cloudwatch(), &["kms:Decrypt", "kms:GenerateDataKey"], Value::text("*"), Some(for_this_account()));
        key::allow(builder, key, statement);
    }
}
