//! The CloudWatch alarm: says when a metric has left its usual range.

use std::sync::Arc;

use super::{Shape, log_group};
use crate::design::{Connection, Design, Node, NodeId};
use crate::meaning::watches;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Watches one metric and tells a topic when it is beyond a threshold for some time.
    /// What it `watches` decides which metrics there are: the CPU of a service, the age of the oldest message of a queue, the errors
    /// of a load balancer. Whom it `notifies` is a topic, from which people get e-mails.
    "alarm", "CloudWatch alarm" {
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
        group: Management,
        category: Management,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M6 16.5h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4z", "M10.3 19.2a1.8 1.8 0 0 0 3.4 0", "M12 3.5v2"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
    }

    /// The value beyond which it goes off, in the metric's unit: percent, seconds, messages.
    threshold "Threshold" in "Condition": Decimal => Number(80);
    /// Which side of the threshold is alarming.
    comparison "Comparison" in "Condition": Choice(&["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"]) => Text("GreaterThanOrEqualToThreshold"),
        source "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";
    /// How the values of a period become one. `usual` takes what makes sense of the metric: the sum of a count, the mean of a share.
    statistic "Statistic" in "Condition": Choice(&["usual", "Average", "Sum", "Maximum", "Minimum", "SampleCount", "p50", "p90", "p95", "p99"]) => Text("usual"), takes Literals(Structure),
        source "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html";
    /// The length of a period. Less than a minute is for metrics of high resolution and costs more.
    period "Period" in "Time": Numbers(&[10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 21_600, 43_200, 86_400]) => Number(60), unit "seconds",
        source "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html";
    /// Over how many periods it looks.
    evaluation_periods "Periods" in "Time": Number { least: 1, most: 1440 } => Number(3), unit "periods";
    /// In how many of these the threshold must be passed. Empty means all of them.
    datapoints "Of which alarming" in "Time": Number { least: 1, most: 1440 } => Nothing, unit "periods";
    /// What a period without values counts as. A queue or load balancer without traffic has none.
    missing_data "Missing data" in "Time": Choice(&["missing", "notBreaching", "breaching", "ignore"]) => Text("notBreaching"),
        source "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html";
    /// Whether it tells anybody. Switched off it still changes its state.
    actions_enabled "Notifies" in "Actions": Flag => Flag(true);
    /// What it means and what to do, for whoever gets the message. Up to 1,024 characters.
    description "Description" in "Words": Text { most: 1024 } => Nothing;
    /// A fixed name of up to 255 characters. It blocks a second copy of the stack; leave it empty.
    alarm_name "Fixed name" in "Words": Text { most: 255 } => Nothing;
}

/// The connections that say what an alarm watches, in the order in which they were drawn. It can watch one.
pub fn watched(design: &Design, id: NodeId) -> Vec<&Arc<Connection>> {
    let leaving = design.connections_from(id).map(|(_, connection)| connection);
    leaving.filter(|connection| connection.verb == watches::VERB.id).collect()
}

/// `>= 80 for 3 x 60 s`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let fields = &node.fields;
    let sign = match comparison(fields).text().as_str() {
        "GreaterThanThreshold" => ">",
        "LessThanThreshold" => "<",
        "LessThanOrEqualToThreshold" => "≤",
        _ => "≥",
    };
    format!("{sign} {} for {} × {} s", threshold(fields).text(), evaluation_periods(fields).text(), period(fields).text())
}

/// Numbers may be written as text, since that is what people type.
fn number(value: Value) -> Value {
    match value.as_text().map(str::trim) {
        Some(text) => match (text.parse(), text.parse()) {
            (Ok(whole), _) => Value::Number(whole),
            (_, Ok(decimal)) => Value::Decimal(decimal),
            _ => value,
        },
        None => value,
    }
}

/// What the alarm looks at: namespace, metric, dimensions and the statistic that makes sense of it.
struct Watched {
    namespace: Value,
    metric: Value,
    dimensions: Vec<(&'static str, Value)>,
    statistic: &'static str,
}

fn metric_of(builder: &Builder<'_>, connection: &Connection) -> Option<Watched> {
    let target = connection.to.node()?;
    let node = builder.design.node(target)?;
    let written = watches::metric(&connection.fields);
    // A log group's own metrics are those of its filters, counted under the stack's name.
    if node.kind == log_group::KIND.id && log_group::filters(node).iter().any(|filter| filter.name == written.text()) {
        let metric = Value::text(written.text());
        return Some(Watched { namespace: Value::reference("AWS::StackName"), metric, dimensions: Vec::new(), statistic: "Sum" });
    }
    let known = super::kind_of(node)?.metrics?;
    let metric = known.named(&written.text());
    let name = written.value().or_else(|| metric.map(|metric| Value::text(metric.name)))?;
    let statistic = metric.map_or("Average", |metric| metric.statistic);
    Some(Watched { namespace: Value::text(known.namespace), metric: name, dimensions: (known.dimensions)(builder, target), statistic })
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let fields = &node.fields;
    let connection = watched(builder.design, id).first().map(|connection| Arc::clone(connection));
    // An alarm that watches nothing is no alarm; a rule says so.
    let Some(watched) = connection.and_then(|connection| metric_of(builder, &connection)) else { return };
    let own = statistic(fields).text();
    let statistic = if own == "usual" { watched.statistic.to_owned() } else { own };
    let is_percentile = statistic.starts_with('p');
    let dimension = |(name, value): (&str, Value)| map([("Name", Value::text(name)), ("Value", value)]);
    let dimensions: Vec<Value> = watched.dimensions.into_iter().map(dimension).collect();
    builder.add_tagged(
        id,
        "Alarm",
        "AWS::CloudWatch::Alarm",
        false,
        [
            ("AlarmName", alarm_name(fields).value()),
            ("AlarmDescription", description(fields).value()),
            ("Namespace", Some(watched.namespace)),
            ("MetricName", Some(watched.metric)),
            ("Dimensions", (!dimensions.is_empty()).then_some(Value::List(dimensions))),
            ("Statistic", (!is_percentile).then(|| Value::text(statistic.clone()))),
            ("ExtendedStatistic", is_percentile.then(|| Value::text(statistic))),
            ("ComparisonOperator", comparison(fields).value()),
            ("Threshold", threshold(fields).value().map(number)),
            ("Period", period(fields).value()),
            ("EvaluationPeriods", evaluation_periods(fields).value()),
            ("DatapointsToAlarm", datapoints(fields).value()),
            ("TreatMissingData", missing_data(fields).value()),
            ("ActionsEnabled", actions_enabled(fields).value()),
        ],
    );
}
