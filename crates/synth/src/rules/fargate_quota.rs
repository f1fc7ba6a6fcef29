//! Fargate gives a new account a few processors.

use super::support::label;
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{service, task_definition};
use crate::design::{Design, Node};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP122",
    name: "fargate-quota",
    severity: Severity::Info,
    stage: Stage::Start,
    docs: "\
The services take more processors than Fargate gives an account until its quota is raised.

Fargate counts the vCPUs of all tasks on demand that run in a region, and begins with 6; a new account may have fewer. What is beyond does not \
start, and the stack waits for it until it gives up. While a deployment replaces tasks, both the old and the new ones count. Look at \"Fargate \
On-Demand vCPU resource count\" in the console of Service Quotas and ask for more before you deploy.",
    source: "https://docs.aws.amazon.com/general/latest/gr/ecs-service.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster work
    service render cpu=4096 memory=8192 desired_count=2 public_address=true
      container app port=\"\"
log-group lines
render -> public-a : runs
render -> public-b : runs
app -> lines : logs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster work
    service render cpu=2048 memory=4096 desired_count=2 public_address=true
      container app port=\"\"
log-group lines
render -> public-a : runs
render -> public-b : runs
app -> lines : logs
",
    check,
};

/// The vCPUs of an account, in the units of a task definition, of which 1,024 are one.
const UNITS: i64 = 6 * UNITS_OF_ONE;
const UNITS_OF_ONE: i64 = 1024;

fn check(design: &Design, findings: &mut Findings) {
    let mut units: i64 = 0;
    let mut beyond = None;
    for (id, node) in design.nodes_of(service::KIND.id) {
        // Whatever is written there, even what another rule has a word on.
        units = units.saturating_add(task_definition::cpu(&node.fields).number().unwrap_or(0).saturating_mul(on_demand(node)));
        if units > UNITS {
            beyond = beyond.or(Some(id));
        }
    }
    let Some(id) = beyond else { return };
    let message = format!(
        "{}: with it the services take {} vCPU, and Fargate gives an account {} until the quota is raised",
        label(design, id),
        units as f64 / UNITS_OF_ONE as f64,
        UNITS / UNITS_OF_ONE
    );
    let finding = findings.report(message).on(id);
    finding
        .aws_says("was unable to place a task. Reason: You\u{2019}ve reached the limit on the number of vCPUs you can run concurrently.");
}

/// The tasks of a service that are there from the start and are not on spare capacity, which has a quota of its own.
fn on_demand(node: &Node) -> i64 {
    let least = service::scale_least(&node.fields).number().or_else(|| service::desired_count(&node.fields).number());
    let (tasks, base) = (least.unwrap_or(0), service::spot_base(&node.fields).number().unwrap_or(0));
    let share = 100 - service::spot_percent(&node.fields).number().unwrap_or(0).clamp(0, 100);
    let base = base.clamp(0, tasks.max(0));
    base.saturating_add((tasks - base).max(0).saturating_mul(share) / 100)
}
