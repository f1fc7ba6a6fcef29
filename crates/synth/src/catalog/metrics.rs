//! What CloudWatch counts of a kind without being asked, as data: what an alarm can watch.

use crate::design::NodeId;
use crate::synthesize::Builder;
use crate::value::Value;

/// The metrics of a kind.
pub struct Metrics {
    /// The namespace in CloudWatch: `AWS/SQS`.
    pub namespace: &'static str,
    /// Metrics that are worth an alarm, the usual one first.
    pub metrics: &'static [Metric],
    /// Which of all the metrics of that name is meant: dimensions with their values.
    pub dimensions: fn(&Builder<'_>, NodeId) -> Vec<(&'static str, Value)>,
}

/// One metric.
pub struct Metric {
    /// The name in CloudWatch: `ApproximateAgeOfOldestMessage`.
    pub name: &'static str,
    /// The statistic that makes sense of it: `Maximum`.
    pub statistic: &'static str,
}

impl Metric {
    /// A metric whose mean says most: a share or a duration.
    pub const fn average(name: &'static str) -> Self {
        Self { name, statistic: "Average" }
    }
    /// A metric that is added up: a count.
    pub const fn sum(name: &'static str) -> Self {
        Self { name, statistic: "Sum" }
    }
    /// A metric whose worst value says most: an age or a backlog.
    pub const fn maximum(name: &'static str) -> Self {
        Self { name, statistic: "Maximum" }
    }
}

impl Metrics {
    /// The metric of a name; the usual one for an empty name.
    pub fn named(&self, name: &str) -> Option<&'static Metric> {
        if name.is_empty() { self.metrics.first() } else { self.metrics.iter().find(|metric| metric.name == name) }
    }
}
