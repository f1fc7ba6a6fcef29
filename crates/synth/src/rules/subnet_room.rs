//! Every task has an address of its own.

use super::support::{label, names, room};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP134",
    name: "subnet-room",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
More tasks are to run than their subnets have addresses for.

Each task on Fargate takes an address of its subnet. AWS keeps five of each subnet, and load balancers, NAT gateways and endpoints take theirs. The \
tasks that find no address do not start, and the deployment waits for them until it gives up.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/28 access=public zone=1
  subnet public-b cidr=10.0.1.0/28 access=public zone=2
  cluster work
    service web cpu=256 memory=512 public_address=true desired_count=24
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster work
    service web cpu=256 memory=512 public_address=true desired_count=24
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    // A load balancer takes at least one address in each of its subnets.
    for found in room::all(design, room::least, 1).into_iter().filter(|found| found.tasks > found.addresses) {
        let Some(first) = found.services.first() else { continue };
        let who = if found.services.len() == 1 { label(design, *first) } else { names(design, &found.services) };
        let verb = if found.services.len() == 1 { "runs" } else { "run" };
        let places = names(design, &found.subnets);
        let have = if found.subnets.len() == 1 { "has" } else { "have" };
        let message = format!("{who} {verb} {} tasks in {places}, which {have} {} addresses for them", found.tasks, found.addresses);
        let finding = findings.report(message).on(*first).field("desired_count");
        finding.aws_says("Unexpected EC2 error while attempting to Create Network Interface: InsufficientFreeAddressesInSubnet");
    }
}
