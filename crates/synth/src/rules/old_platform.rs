//! Old platform versions lack what newer tasks need.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::task_definition;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP053",
    name: "old-platform",
    severity: Severity::Warning,
    stage: Stage::Start,
    docs: "\
Tasks run on an old version of the Fargate platform.

Version 1.3.0 has no ephemeral storage beyond 10 GB, no EFS, no single values of a secret, and tasks of 8 CPUs and more do not run on it. \
`LATEST` is 1.4.0 and gets AWS's repairs.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true platform_version=1.3.0
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true platform_version=LATEST
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in task_definition::all(design) {
        let version = task_definition::platform_version(&node.fields).text();
        if version != "1.3.0" {
            continue;
        }
        let change = patch(design, |edit| edit.set_field(id, "platform_version", None));
        let finding = findings.report(format!("{} runs on Fargate's platform {version}, which is outdated", label(design, id)));
        finding.on(id).field("platform_version").fix("Run on the latest version", change);
    }
}
