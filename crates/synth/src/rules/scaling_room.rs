//! A service that grows needs addresses to grow into.

use super::support::{label, names, room};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::scaling;
use crate::design::{Design, NodeId};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP135",
    name: "scaling-room",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
More tasks may run under load than their subnets have addresses for.

Each task on Fargate takes an address of its subnet, and an application load balancer asks for eight free ones in each of its own, so that it can grow \
too. When the load comes for which the service was to scale, there is no address for more tasks.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/28 access=public zone=1
  subnet public-b cidr=10.0.1.0/28 access=public zone=2
  cluster work
    service web public_address=true desired_count=2 scale_most=40 scale_cpu=60
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster work
    service web public_address=true desired_count=2 scale_most=40 scale_cpu=60
      container app port=8080
web -> public-a : runs
web -> public-b : runs
",
    check,
};

/// The addresses that AWS asks to be free for a load balancer, by the rule's source.
const OF_BALANCER: u64 = 8;

fn check(design: &Design, findings: &mut Findings) {
    // Where there is no room for the tasks that run in any case, that is the worse news.
    let worse: Vec<_> = room::all(design, room::least, 1).into_iter().filter(|found| found.tasks > found.addresses).collect();
    for found in room::all(design, room::most, OF_BALANCER).into_iter().filter(|found| found.tasks > found.addresses) {
        let scales = |id: &&NodeId| design.node(**id).is_some_and(|node| scaling::is_on(node));
        let Some(first) = found.services.iter().find(scales).filter(|_| worse.iter().all(|worse| worse.subnets != found.subnets)) else {
            continue;
        };
        let who = if found.services.len() == 1 { label(design, *first) } else { names(design, &found.services) };
        let places = names(design, &found.subnets);
        let have = if found.subnets.len() == 1 { "has" } else { "have" };
        let message = format!("{who} may run up to {} tasks in {places}, which {have} {} addresses for them", found.tasks, found.addresses);
        findings.report(message).on(*first).field("scale_most").aws_says("InsufficientFreeAddressesInSubnet");
    }
}
