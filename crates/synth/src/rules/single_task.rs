//! Two zones help only when there are tasks in both.

use crate::ordered::Ordered;
use std::collections::BTreeSet;

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{scaling, service};
use crate::design::Design;
use crate::meaning::runs;
use crate::network;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP041",
    name: "single-task",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A service runs one task although it may use several zones.

Subnets in two zones keep a service up when one zone fails, but only if a task runs in each. A single task is in one of them; when that zone \
or the task itself fails, nobody answers until ECS has started another.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true desired_count=1
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true desired_count=2
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(service::KIND.id) {
        let subnets = design.targets(id, runs::VERB.id);
        let zones: BTreeSet<i64> = subnets.into_iter().filter_map(|subnet| network::zone_of(design, subnet)).to_set();
        // Where the number follows the load, its lower bound says how many there are when nobody comes.
        let scales = scaling::is_on(node);
        let field = if scales && service::scale_least(&node.fields).0.is_some() { "scale_least" } else { "desired_count" };
        let least = if field == "scale_least" { service::scale_least(&node.fields) } else { service::desired_count(&node.fields) };
        if zones.len() < 2 || least.number() != Some(1) {
            continue;
        }
        let message = format!(
            "{} runs one task{}, although it may use {} zones: when its zone fails, nobody answers",
            label(design, id),
            if scales { " when nobody comes" } else { "" },
            zones.len()
        );
        let change = patch(design, |edit| edit.set_field(id, field, Some(Value::Number(2))));
        findings.report(message).on(id).field(field).fix("Run two tasks", change);
    }
}
