//! An alarm watches a metric of something.

use crate::catalog;
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
        label: |design, connection| format!("watches {}", name(design, connection)),
        // The alarm asks for what it watches: `catalog::alarm::watched`.
        synthesize: |_, _, _| {},
    }

    /// The metric's name in CloudWatch, such as `MemoryUtilization` of a service or `HTTPCode_Target_5XX_Count` of a load balancer. Empty takes the usual one.
    metric "Metric" in "Metric": Name { also: "_-./", most: 255 } => Nothing;
}

/// The name of the metric: what was written, else the usual one of the target.
fn name(design: &Design, connection: &Connection) -> String {
    let own = metric(&connection.fields).text();
    let usual = || {
        let node = design.node(connection.to.node()?)?;
        Some(catalog::kind_of(node)?.metrics?.named("")?.name.to_owned())
    };
    if own.is_empty() { usual().unwrap_or_default() } else { own }
}
