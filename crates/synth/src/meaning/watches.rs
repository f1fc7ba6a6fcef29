//! An alarm watches a metric of something.

use crate::design::{Connection, Design};

verb! {
    /// Chooses what an alarm watches: a metric that CloudWatch has of it.
    /// Without a name it takes the usual one: a service's CPU, a queue's oldest message, a load balancer's own errors, a table's
    /// throttled reads. A log group has the metrics of its filters as well. One alarm watches one metric.
    "watches" {
        phrase: "watches",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html",
        line: Permission,
        joins: &[
            ("alarm", "service"),
            ("alarm", "load-balancer"),
            ("alarm", "queue"),
            ("alarm", "table"),
            ("alarm", "topic"),
            ("alarm", "bucket"),
            ("alarm", "log-group"),
        ],
        label: label,
        // The alarm asks for what it watches: `catalog::alarm::watched`.
        synthesize: |_, _, _| {},
    }

    /// The metric's name in CloudWatch, such as `MemoryUtilization` of a service or `HTTPCode_Target_5XX_Count` of a load balancer. Empty takes the usual one.
    metric "Metric" in "Metric": Name { also: "_-./", most: 255 } => Nothing, takes Literals(Computed);
}

/// The metric in short: SQS and Application Load Balancers start every name with the same word.
fn label(_: &Design, connection: &Connection) -> String {
    let own = metric(&connection.fields).text();
    let short = ["Approximate", "HTTPCode_"].iter().find_map(|word| own.strip_prefix(word)).unwrap_or(&own);
    if short.is_empty() { "watches".to_owned() } else { short.to_owned() }
}
