//! The log group: where containers' output is kept.

use super::{Metric, Metrics, Shape, key};
use crate::design::{Node, NodeId};
use crate::synthesize::{Builder, pascal_case};
use crate::value::{Map, Value, map};

kind! {
    /// Keeps what containers write to their standard output.
    /// A container that `logs` to it uses the awslogs driver; the service's execution role gets the permission to write.
    "log-group", "Log group" {
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        group: Management,
        category: Management,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M6 3h9l4 4v14H6z", "M15 3v4h4", "M9 11h7", "M9 14h7", "M9 17h4"],
        caption: |_, _, node| match retention(&node.fields).number() {
            Some(1) => "kept 1 day".to_owned(),
            Some(days) => format!("kept {days} days"),
            None => "kept for ever".to_owned(),
        },
        style: |_| "",
        synthesize: synthesize,
        metrics: &METRICS,
    }

    /// How long entries are kept. CloudWatch takes these lengths only.
    retention "Retention" in "Storage": Numbers(RETENTION_DAYS) => Number(30), unit "days",
        source "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html";
    /// Standard has all features; infrequent access costs half and cannot be tailed or filtered into metrics. It cannot be changed.
    class "Class" in "Storage": Choice(&["STANDARD", "INFREQUENT_ACCESS"]) => Text("STANDARD"),
        source "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html";
    /// Entries that are counted as a metric, which an alarm can watch: `{name=errors, pattern=ERROR}`. A `value` other than 1 can be a
    /// part of the entry, such as `$.duration`; the namespace is the stack's name.
    metric_filters "Metric filters" in "Metrics": Entries => Nothing, within &[("name", Names)],
        source "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html";
    /// Whether the entries stay when the stack is deleted.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// A fixed name of up to 512 letters, digits and `_-/.#`. It blocks a second copy of the stack; leave it empty.
    log_group_name "Fixed name" in "Words": Name { also: "_-/.#", most: 512 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html";
}

static METRICS: Metrics = Metrics {
    namespace: "AWS/Logs",
    metrics: &[Metric::sum("IncomingLogEvents"), Metric::sum("IncomingBytes")],
    dimensions: |builder, id| vec![("LogGroupName", Value::reference(builder.logical_id(id, "LogGroup")))],
};

/// The lengths of time that CloudWatch Logs keeps entries for, in days.
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>.
pub const RETENTION_DAYS: &[i64] =
    &[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// A metric that counts entries.
pub struct Filter {
    /// The metric's name.
    pub name: String,
    pattern: Value,
    value: Value,
}

/// The metric filters of a log group that have a name.
pub fn filters(node: &Node) -> Vec<Filter> {
    let given = metric_filters(&node.fields);
    let entries = given.0.as_ref().and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map);
    let filter = |entry: &Map| {
        let name = entry.get("name").map(Value::display).filter(|name| !name.is_empty())?;
        let pattern = entry.get("pattern").cloned().unwrap_or(Value::text(""));
        let value = entry.get("value").map_or(Value::text("1"), Value::to_text);
        Some(Filter { name, pattern, value })
    };
    entries.filter_map(filter).collect()
}

fn add_filters(builder: &mut Builder<'_>, id: NodeId, node: &Node, group: &str) {
    for filter in filters(node) {
        let transformation = map([
            ("MetricName", Value::text(&filter.name)),
            ("MetricNamespace", Value::reference("AWS::StackName")),
            ("MetricValue", filter.value),
            ("DefaultValue", Value::Number(0)),
        ]);
        let suffix = format!("{}MetricFilter", pascal_case(&filter.name));
        builder.add(
            id,
            &suffix,
            "AWS::Logs::MetricFilter",
            [
                ("LogGroupName", Some(Value::reference(group))),
                ("FilterPattern", Some(filter.pattern)),
                ("MetricTransformations", Some(Value::List(vec![transformation]))),
            ],
        );
    }
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let key = key::arn_of(builder, id);
    let group = builder.add_tagged(
        id,
        "LogGroup",
        "AWS::Logs::LogGroup",
        false,
        [
            ("LogGroupName", log_group_name(&node.fields).value()),
            ("LogGroupClass", class(&node.fields).value()),
            ("RetentionInDays", retention(&node.fields).value()),
            ("KmsKeyId", key),
        ],
    );
    builder.keep_on_delete(&group, keep_on_delete(&node.fields).flag());
    add_filters(builder, id, node, &group);
}
