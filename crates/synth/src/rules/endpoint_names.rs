//! An interface endpoint answers under the service's usual name only in a VPC that resolves names.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{endpoint, vpc};
use crate::design::Design;
use crate::network::vpc_of;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP039",
    name: "endpoint-names",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
An endpoint has private DNS in a VPC that does not answer names.

With private DNS a service's usual name leads to the endpoint, so that programs and the agent of ECS find it without any setting. That takes DNS \
resolution and DNS hostnames of the VPC; without both, AWS refuses to create the endpoint.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
    flagged: "\
vpc main cidr=10.0.0.0/16 dns_hostnames=false
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  endpoint tokens service=sts
  cluster work
    task report public_address=true
      container app port=\"\"
report -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  endpoint tokens service=sts
  cluster work
    task report public_address=true
      container app port=\"\"
report -> public-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(endpoint::KIND.id) {
        if endpoint::is_gateway(node) || endpoint::service_name(node) == endpoint::S3 || !endpoint::private_dns(&node.fields).flag() {
            continue;
        }
        let Some(vpc_id) = vpc_of(design, id) else { continue };
        let Some(around) = design.node(vpc_id) else { continue };
        for (field, title, is_off) in [
            ("dns_support", "DNS resolution", vpc::dns_support(&around.fields).is_off()),
            ("dns_hostnames", "DNS hostnames", vpc::dns_hostnames(&around.fields).is_off()),
        ] {
            if !is_off {
                continue;
            }
            let message = format!("{} has private DNS, but {title} of {} is off", label(design, id), name(design, vpc_id));
            let finding = findings.report(message).on(vpc_id).field(field);
            finding.aws_says(
                "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true (InvalidParameter)",
            );
            let change = patch(design, |edit| edit.set_field(vpc_id, field, None));
            finding.fix(format!("Turn on {title}"), change);
        }
    }
}
