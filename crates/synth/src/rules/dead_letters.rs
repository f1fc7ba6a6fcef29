//! A message that cannot be handled comes back for days.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::queue;
use crate::design::{Connection, Design, Node};
use crate::meaning::{receive, redrives};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP056",
    name: "dead-letters",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A queue that is worked off has nowhere to put messages that always fail.

A worker that fails on a message leaves it in the queue; it comes back after the visibility timeout, again and again, until its retention \
ends, and keeps the workers busy. A second queue takes it after some tries, where somebody can look at it.",
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=\"\"
web -> public-a : runs
web -> public-b : runs
queue jobs
web -> jobs : receive
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=\"\"
web -> public-a : runs
web -> public-b : runs
queue jobs
queue failed
web -> jobs : receive
jobs -> failed : redrives
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(queue::KIND.id) {
        if design.sources(id, receive::VERB.id).is_empty() || !design.targets(id, redrives::VERB.id).is_empty() {
            continue;
        }
        // What lands in a queue for failures has failed already.
        if !design.sources(id, redrives::VERB.id).is_empty() {
            continue;
        }
        let message = format!("{} keeps messages that always fail until their retention ends", label(design, id));
        let change = patch(design, |edit| {
            let mut other = Node::new(queue::KIND.id, edit.design().free_name(&format!("{}-failed", name(design, id))));
            // A queue in order hands its failures only to one of its kind.
            other.fields.extend(node.fields.get("fifo").map(|fifo| ("fifo".to_owned(), fifo.clone())));
            let other = edit.add_node(other);
            edit.connect(Connection::new(id, other, redrives::VERB.id));
        });
        findings.report(message).on(id).fix("Put them into a second queue after some tries", change);
    }
}
