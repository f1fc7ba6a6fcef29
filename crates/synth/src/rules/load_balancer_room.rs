//! The subnets of a load balancer have room for it to grow.

use super::support::{label, name, patch, range_of};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::load_balancer;
use crate::design::{Design, NodeId};
use crate::meaning::spans;
use crate::network::{addresses, is_subnet, subnets_of, vpc_of};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP081",
    name: "load-balancer-room",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A load balancer spans a subnet with hardly any room.

An application load balancer takes more addresses when it gets more requests, and asks for a subnet of at least /27 with eight free addresses. AWS \
keeps five of each subnet, so a /28 has eleven: with a few tasks or gateways in it, the load balancer is refused, or cannot grow when it should.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/28 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/27 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
site -> public-a : spans
site -> public-b : spans
",
    check,
};

/// The longest prefix with enough room.
const LONGEST: u8 = 27;

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(load_balancer::KIND.id) {
        for subnet in design.targets(id, spans::VERB.id).into_iter().filter(|subnet| is_subnet(design, *subnet)) {
            let Some(range) = range_of(design, subnet).filter(|range| range.prefix_len() > LONGEST) else { continue };
            let message = format!(
                "{} spans {} with {range}, which has {} addresses to give: a load balancer needs a /{LONGEST} with 8 free ones",
                label(design, id),
                name(design, subnet),
                addresses::usable(range)
            );
            let finding = findings.report(message).on(subnet).field("cidr");
            finding.aws_says("Not enough IP space available. ELB requires at least 8 free IP addresses in each subnet.");
            if let Some(larger) = larger_range(design, subnet) {
                let change = patch(design, |edit| edit.set_field(subnet, "cidr", Some(Value::text(larger.to_string()))));
                finding.fix(format!("Use {larger}, the next free range of that size"), change);
            }
        }
    }
}

fn larger_range(design: &Design, subnet: NodeId) -> Option<ipnet::Ipv4Net> {
    let vpc = vpc_of(design, subnet)?;
    let others = subnets_of(design, vpc).into_iter().filter(|other| *other != subnet);
    let taken: Vec<_> = others.filter_map(|other| range_of(design, other)).collect();
    addresses::next_free(range_of(design, vpc)?, &taken, LONGEST)
}
