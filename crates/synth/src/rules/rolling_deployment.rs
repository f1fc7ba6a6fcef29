//! A rolling deployment needs room for a new task or permission to stop an old one.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{scaling, service};
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP042",
    name: "rolling-deployment",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A deployment of the service can neither start a new task nor stop an old one.

ECS replaces tasks one by one. It starts new ones up to the greatest share of the desired tasks, rounded down, and stops old ones down to \
the least share, rounded up. When both come to the same number, no deployment ever gets on.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true min_healthy_percent=100 max_percent=100
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true min_healthy_percent=50 max_percent=100
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(service::KIND.id) {
        let fields = &node.fields;
        let (Some(least), Some(most)) = (service::min_healthy_percent(fields).number(), service::max_percent(fields).number()) else {
            continue;
        };
        // Where the number follows the load, it is not known; only shares that are never enough count.
        let desired = if scaling::is_on(node) { None } else { service::desired_count(fields).number().filter(|count| *count > 0) };
        let is_stuck = match desired {
            Some(count) => (count * most) / 100 <= (count * least + 99) / 100,
            None => most <= least,
        };
        if !is_stuck {
            continue;
        }
        let message = format!(
            "{} keeps at least {least} % and at most {most} % of its tasks: no new task may start and no old one may stop",
            label(design, id)
        );
        let finding = findings.report(message).on(id).field("max_percent");
        let change = patch(design, |edit| edit.set_field(id, "max_percent", Some(Value::Number(200))));
        finding.fix("Allow twice the tasks during a deployment", change);
        let change = patch(design, |edit| edit.set_field(id, "min_healthy_percent", Some(Value::Number(0))));
        finding.fix("Allow stopping old tasks first", change);
    }
}
