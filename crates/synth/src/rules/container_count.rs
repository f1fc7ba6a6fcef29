//! A task definition holds at most ten containers.

use super::support::label;
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::task_definition;
use crate::design::Design;

/// The most containers of a task definition; the quota cannot be raised.
const MOST: usize = 10;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP015",
    name: "container-count",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A service has more than ten containers.

A task definition holds at most ten containers, and AWS does not raise that limit. \
Containers that do not have to live on one machine belong in services of their own, which also lets them grow independently.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8001
      container two port=8002
      container three port=8003
      container four port=8004
      container five port=8005
      container six port=8006
      container seven port=8007
      container eight port=8008
      container nine port=8009
      container ten port=8010
      container eleven port=8011
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8001
      container two port=8002
      container three port=8003
      container four port=8004
      container five port=8005
      container six port=8006
      container seven port=8007
      container eight port=8008
      container nine port=8009
      container ten port=8010
web -> public-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in task_definition::all(design) {
        let count = task_definition::containers(design, id).len();
        if count > MOST {
            let finding = findings.report(format!("{} has {count} containers: a task holds at most {MOST}", label(design, id))).on(id);
            // Seen at <https://github.com/aws/amazon-ecs-cli/issues/184>.
            finding.aws_says("ClientException: Too many containers.");
        }
    }
}
