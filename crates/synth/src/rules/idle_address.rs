//! An elastic address costs money also where nothing has it.

use std::collections::BTreeSet;

use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::ordered::Ordered;
use crate::prices::PUBLIC_ADDRESS_MONTH_USD;
use crate::template::references;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP125",
    name: "idle-address",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
Nothing has an elastic address.

Every public IPv4 address is billed by the hour, whether it is in use or not, and an account has five of them in a region until it asks for more. \
A NAT gateway takes one as its `AllocationId`; the ones that you draw bring their own. Remove it, or give it to something.",
    source: "https://aws.amazon.com/vpc/pricing/",
    flagged: "\
resource spare type=AWS::EC2::EIP properties={Domain=vpc}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
resource own type=AWS::EC2::EIP properties={Domain=vpc} depends_on=[MainGatewayAttachment]
resource way-out type=AWS::EC2::NatGateway properties={SubnetId=!Ref PublicASubnet, AllocationId=!GetAtt Own.AllocationId}
",
    check,
};

const ADDRESS: &str = "AWS::EC2::EIP";
/// The properties by which an address says itself what has it.
const GIVEN: &[&str] = &["InstanceId", "TransferAddress"];

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, &[ADDRESS]) else { return };
    let template = &made.0;
    let all = template.resources.values().flat_map(|resource| resource.properties.values()).flat_map(references::of);
    let named: BTreeSet<String> = all.map(|reference| reference.name().to_owned()).to_set();
    for (node, id, resource) in raw::of_type(design, template, ADDRESS) {
        if GIVEN.iter().any(|property| resource.property(property).is_some()) || named.contains(id) {
            continue;
        }
        let finding = findings.report(format!("{} is billed, but nothing has this address", label(design, node))).on(node);
        finding.fix("Remove it", patch(design, |edit| edit.remove_node(node))).costs(-PUBLIC_ADDRESS_MONTH_USD);
    }
}
