//! An alarm watches one metric that exists.

use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{self, alarm, bucket, log_group};
use crate::design::{Connection, Design, Node};
use crate::meaning::watches;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP025",
    name: "alarm-target",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
An alarm watches nothing, more than one thing, or a metric that does not exist.

CloudWatch takes any name of a metric. An alarm on one that nobody writes deploys, has no data for ever and never goes off. \
Which names there are depends on what the alarm watches; a bucket counts requests only when request metrics are on.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html",
    flagged: "\
queue orders
alarm late threshold=300
late -> orders : watches metric=OldestMessage
",
    passing: "\
queue orders
alarm late threshold=300
late -> orders : watches metric=ApproximateAgeOfOldestMessage
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(alarm::KIND.id) {
        let watched = alarm::watched(design, id);
        if watched.len() > 1 {
            findings.report(format!("{} watches {} things: it can watch one", label(design, id), watched.len())).on(id);
        }
        let Some(connection) = watched.first() else {
            let words = "watches nothing and is left out of the template: draw a connection to what it is about";
            findings.report(format!("{} {words}", label(design, id))).on(id);
            continue;
        };
        if let Some((to, problem)) = connection.to.node().and_then(|to| Some((to, problem(connection, design.node(to)?)?))) {
            findings.report(format!("{} watches {}: {problem}", label(design, id), name(design, to))).on(id);
        }
    }
}

fn problem(connection: &Connection, node: &Node) -> Option<String> {
    let metrics = catalog::kind_of(node)?.metrics?;
    let metric = watches::metric(&connection.fields).text();
    if node.kind == bucket::KIND.id && !bucket::request_metrics(&node.fields).may_be(true) {
        return Some("its request metrics are off".to_owned());
    }
    let mut known: Vec<String> = metrics.metrics.iter().map(|metric| metric.name.to_owned()).collect();
    if node.kind == log_group::KIND.id {
        known.extend(log_group::filters(node).into_iter().map(|filter| filter.name));
    }
    let is_known = metric.is_empty() || known.contains(&metric);
    (!is_known).then(|| format!("there is no metric {metric}, only {}", known.join(", ")))
}
