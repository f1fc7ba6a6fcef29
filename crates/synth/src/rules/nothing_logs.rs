//! A program of one's own says somewhere why it stopped.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, log_group};
use crate::design::{Connection, Design, Node};
use crate::meaning::{logs, pulls};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP136",
    name: "nothing-logs",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
No container of the design keeps what it prints.

On Fargate there is no machine to look at. Without a log group, what a program printed before it stopped is lost, and that is mostly the one line which \
says why. A first sketch may do without; a design with the repository of a program of one's own hardly can.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster work
    service web public_address=true
      container app port=8080
repository images
web -> public-a : runs
app -> images : pulls
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster work
    service web public_address=true
      container app port=8080
repository images
log-group lines
web -> public-a : runs
app -> images : pulls
app -> lines : logs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    // Where some are logged, another rule asks for the rest.
    if design.connections_with(logs::VERB.id).next().is_some() {
        return;
    }
    for (id, _) in design.nodes_of(container::KIND.id).filter(|(id, _)| !design.targets(*id, pulls::VERB.id).is_empty()) {
        let message = format!("{} logs nowhere, as all others: what it printed before it stopped is lost", label(design, id));
        let change = patch(design, |edit| {
            let group = Node::new(log_group::KIND.id, edit.design().free_name(&format!("{}-logs", name(design, id))));
            let group = edit.add_node(group);
            edit.connect(Connection::new(id, group, logs::VERB.id));
        });
        findings.report(message).on(id).fix("Log into a new log group", change);
    }
}
