//! A load balancer with IPv6 addresses stands in subnets that have some.

use std::collections::BTreeSet;

use super::support::{label, names, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{load_balancer, resource};
use crate::design::{Design, NodeId};
use crate::meaning::spans;
use crate::ordered::Ordered;
use crate::synthesize::synthesized;
use crate::template::Template;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP127",
    name: "dualstack-subnets",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A load balancer is to have IPv6 addresses, but its subnets have no IPv6 range.

`dualstack` gives it addresses of both families in each of its subnets. The subnets that you draw have IPv4 ranges; an IPv6 range is added by raw \
resources: one of the type AWS::EC2::VPCCidrBlock for the VPC, and AWS::EC2::SubnetCidrBlock for each subnet. Without them the load balancer is refused.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site address_type=dualstack
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
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site address_type=dualstack
  cluster work
    service web public_address=true
      container app port=8080
resource range type=AWS::EC2::VPCCidrBlock properties={VpcId=!Ref MainVpc, AmazonProvidedIpv6CidrBlock=true}
resource range-a type=AWS::EC2::SubnetCidrBlock depends_on=[range] properties={SubnetId=!Ref PublicASubnet, Ipv6CidrBlock=!Select [0, !Cidr [!Select [0, !GetAtt MainVpc.Ipv6CidrBlocks], 2, \"64\"]]}
resource range-b type=AWS::EC2::SubnetCidrBlock depends_on=[range] properties={SubnetId=!Ref PublicBSubnet, Ipv6CidrBlock=!Select [1, !Cidr [!Select [0, !GetAtt MainVpc.Ipv6CidrBlocks], 2, \"64\"]]}
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        // What a parameter decides is not known.
        let chosen = load_balancer::address_type(&node.fields).0.filter(|value| !value.is_expression());
        if !chosen.is_some_and(|value| value.display().starts_with("dualstack")) {
            continue;
        }
        let with_range = with_range(design);
        let without: Vec<NodeId> = design.targets(id, spans::VERB.id).into_iter().filter(|subnet| !with_range.contains(subnet)).collect();
        if without.is_empty() {
            continue;
        }
        let message = format!("{} is to have IPv6 addresses, but {} has no IPv6 range", label(design, id), names(design, &without));
        let finding = findings.report(message).on(id).field("address_type");
        finding.aws_says("You must specify subnets with an associated IPv6 CIDR block.");
        finding.fix("Give it IPv4 addresses alone", patch(design, |edit| edit.set_field(id, "address_type", None)));
    }
}

/// The drawn subnets to which raw resources give an IPv6 range.
fn with_range(design: &Design) -> BTreeSet<NodeId> {
    if design.nodes_of(resource::KIND.id).next().is_none() {
        return BTreeSet::new();
    }
    let made = synthesized(design);
    let template: &Template = &made.0;
    let ranges = raw::of_type(design, template, load_balancer::IPV6_RANGE);
    ranges.filter_map(|(_, _, range)| raw::named(template, range.property("SubnetId")?)?.1.node).to_set()
}
