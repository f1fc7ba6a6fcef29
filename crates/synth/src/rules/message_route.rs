//! Messages can go from one end of a connection to the other.

use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{queue, topic};
use crate::design::{Connection, Design, Node};
use crate::meaning::{delivers, redrives, reports};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP026",
    name: "message-route",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A queue or topic hands its messages to one that cannot take them.

The dead-letter queue of a FIFO queue is FIFO, that of a standard queue is standard, and no queue is its own. \
A standard topic delivers to standard queues alone, since it keeps no order, and a bucket reports to standard ones alone. AWS refuses anything else.",
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    flagged: "\
queue orders fifo=true
queue dead-orders
orders -> dead-orders : redrives
",
    passing: "\
queue orders fifo=true
queue dead-orders fifo=true
orders -> dead-orders : redrives
",
    check,
};

fn is_fifo(node: &Node) -> bool {
    if node.kind == queue::KIND.id { queue::fifo(&node.fields).flag() } else { topic::fifo(&node.fields).flag() }
}

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections() {
        let Some((from, to)) = connection.nodes() else { continue };
        let (Some(one), Some(other)) = (design.node(from), design.node(to)) else { continue };
        let word = |node: &Node| if is_fifo(node) { "FIFO" } else { "standard" };
        let is_redrive = connection.verb == redrives::VERB.id && one.kind == queue::KIND.id && other.kind == queue::KIND.id;
        let is_report = connection.verb == reports::VERB.id && [queue::KIND.id, topic::KIND.id].contains(&other.kind.as_str());
        let is_delivery = connection.verb == delivers::VERB.id && one.kind == topic::KIND.id && other.kind == queue::KIND.id;
        if is_report && is_fifo(other) {
            let message =
                format!("{} reports to {}, which is FIFO: S3 sends to standard ones alone", label(design, from), name(design, to));
            findings.report(message).on(from).on_connection(id).aws_says("Unable to validate the following destination configurations");
        } else if is_redrive && from == to {
            findings.report(format!("{} redrives to itself", label(design, from))).on(from).on_connection(id);
        } else if is_redrive && is_fifo(one) != is_fifo(other) {
            let message =
                format!("{} is {}, its dead-letter queue {} is {}", label(design, from), word(one), name(design, to), word(other));
            findings.report(message).on(from).on_connection(id).aws_says("Dead-letter target must be of the same type");
        } else if is_redrive && has_earlier(design, connection) {
            findings.report(format!("{} redrives to two queues: it can have one", label(design, from))).on(from).on_connection(id);
        } else if is_delivery && !is_fifo(one) && is_fifo(other) {
            let message = format!("{} is standard, the queue {} is FIFO", label(design, from), name(design, to));
            findings
                .report(message)
                .on(from)
                .on_connection(id)
                .aws_says("Invalid parameter: Endpoint Reason: Please use a standard SQS queue");
        }
    }
}

/// True when the queue redrives to another one by a connection drawn before.
fn has_earlier(design: &Design, connection: &Connection) -> bool {
    let Some((from, to)) = connection.nodes() else { return false };
    design.targets(from, redrives::VERB.id).first().is_some_and(|first| *first != to)
}
