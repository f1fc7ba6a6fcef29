//! What a container prints should be kept.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::container;
use crate::design::{Connection, Design, NodeId};
use crate::meaning::logs;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP050",
    name: "silent-container",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A container's output goes nowhere, although others are logged.

On Fargate there is no machine to look at. Without a log group, what the container printed before it stopped is lost, and that is mostly the \
one line which says why.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
      container helper port=\"\" essential=false
web -> public-a : runs
web -> public-b : runs
log-group web-logs
app -> web-logs : logs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
web -> public-a : runs
web -> public-b : runs
log-group web-logs
app -> web-logs : logs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let logged = |id: NodeId| design.targets(id, logs::VERB.id).first().copied();
    let containers: Vec<NodeId> = design.nodes_of(container::KIND.id).map(|(id, _)| id).collect();
    // A design that logs nothing may be a first sketch; one that logs some has forgotten the others.
    let Some(group) = containers.iter().find_map(|id| logged(*id)) else { return };
    for id in containers.into_iter().filter(|id| logged(*id).is_none()) {
        let beside = design.node(id).and_then(|node| node.parent).into_iter().flat_map(|parent| design.children(Some(parent)));
        let group = beside.into_iter().find_map(logged).unwrap_or(group);
        let message = format!("{} logs nowhere: what it printed before it stopped is lost", label(design, id));
        let change = patch(design, |edit| {
            edit.connect(Connection::new(id, group, logs::VERB.id));
        });
        findings.report(message).on(id).fix(format!("Log into {}", name(design, group)), change);
    }
}
