//! Routes and associations stay inside one VPC.

use std::collections::{BTreeMap, BTreeSet};

use super::support::{label, name, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::template::{Resource, Template};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP126",
    name: "foreign-route",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A raw resource joins parts of two VPCs.

A route leads to a gateway or endpoint of its own VPC: the internet gateway that is attached there, a NAT gateway that stands in one of its subnets, a \
peering of which it is a side. A route table and a network ACL serve subnets of their own VPC. Parts of two networks cannot be joined in this way, and the \
stack rolls back.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    flagged: "\
vpc shop cidr=10.0.0.0/16
  subnet shelf cidr=10.0.0.0/24 access=public zone=1
vpc office cidr=10.1.0.0/16
  subnet desk cidr=10.1.0.0/24 access=isolated zone=1
resource out type=AWS::EC2::Route properties={RouteTableId=!Ref DeskRouteTable, DestinationCidrBlock=0.0.0.0/0, GatewayId=!Ref ShopInternetGateway} depends_on=[ShopGatewayAttachment]
",
    passing: "\
vpc shop cidr=10.0.0.0/16
  subnet shelf cidr=10.0.0.0/24 access=isolated zone=1
vpc office cidr=10.1.0.0/16
  subnet desk cidr=10.1.0.0/24 access=isolated zone=1
resource bridge type=AWS::EC2::VPCPeeringConnection properties={VpcId=!Ref ShopVpc, PeerVpcId=!Ref OfficeVpc}
resource out type=AWS::EC2::Route properties={RouteTableId=!Ref DeskRouteTable, DestinationCidrBlock=10.0.0.0/16, VpcPeeringConnectionId=!Ref Bridge}
",
    check,
};

const ROUTE: &str = "AWS::EC2::Route";
const TABLE_OF_SUBNET: &str = "AWS::EC2::SubnetRouteTableAssociation";
const ACL_OF_SUBNET: &str = "AWS::EC2::SubnetNetworkAclAssociation";
const ATTACHMENT: &str = "AWS::EC2::VPCGatewayAttachment";

/// A type that joins two things: the properties that name them.
const JOINING: &[(&str, &str, &[&str])] = &[
    (ROUTE, "RouteTableId", &["GatewayId", "NatGatewayId", "VpcPeeringConnectionId", "VpcEndpointId", "EgressOnlyInternetGatewayId"]),
    (TABLE_OF_SUBNET, "RouteTableId", &["SubnetId"]),
    (ACL_OF_SUBNET, "NetworkAclId", &["SubnetId"]),
];

fn check(design: &Design, findings: &mut Findings) {
    let kinds = [ROUTE, TABLE_OF_SUBNET, ACL_OF_SUBNET];
    let Some(made) = raw::template(design, &kinds) else { return };
    let template = &made.0;
    let attached = attached(template);
    for (node, _, resource) in raw::all(design, template) {
        let Some((_, from, to)) = JOINING.iter().find(|(kind, _, _)| *kind == resource.kind) else { continue };
        let named = |property: &str| resource.property(property).and_then(|value| raw::named(template, value));
        let Some((own, one)) = named(from) else { continue };
        for (other, two) in to.iter().filter_map(|property| named(property)) {
            let (Some(here), Some(there)) = (vpcs(template, &attached, own, one), vpcs(template, &attached, other, two)) else { continue };
            if here.iter().any(|vpc| there.contains(vpc)) {
                continue;
            }
            let (here, there) = (words(&here), words(&there));
            let message = format!("{} joins {own} of {here} and {other} of {there}", label(design, node));
            let finding = findings.report(message).on(node).field("properties").aws_says(aws_says(two));
            finding.fix(format!("Remove {}", name(design, node)), patch(design, |edit| edit.remove_node(node)));
        }
    }
}

fn words(vpcs: &BTreeSet<&str>) -> String {
    vpcs.iter().copied().collect::<Vec<_>>().join(" and ")
}

/// What EC2 says; of a route to an internet gateway its words are known.
fn aws_says(other: &Resource) -> &'static str {
    if other.kind == "AWS::EC2::InternetGateway" {
        "route table rtb-… and network gateway igw-… belong to different networks (InvalidParameterValue)"
    } else {
        "InvalidParameterValue"
    }
}

/// The VPCs of each gateway that is attached somewhere; nothing of one when an attachment may be anywhere.
fn attached(template: &Template) -> BTreeMap<&str, Option<BTreeSet<&str>>> {
    let mut all: BTreeMap<&str, Option<BTreeSet<&str>>> = BTreeMap::new();
    for attachment in template.resources.values().filter(|resource| resource.kind == ATTACHMENT) {
        let named = |property: &str| attachment.property(property).and_then(|value| raw::named(template, value));
        let Some((gateway, _)) = named("InternetGatewayId").or_else(|| named("VpnGatewayId")) else { continue };
        let vpc = named("VpcId").map(|(vpc, _)| vpc);
        let known = all.entry(gateway).or_insert_with(|| Some(BTreeSet::new()));
        *known = known.take().and_then(|mut known| {
            known.insert(vpc?);
            Some(known)
        });
    }
    all
}

/// The VPCs to which a resource belongs; nothing when it is not known, as of a gateway without an attachment, which another rule reports.
fn vpcs<'t>(
    template: &'t Template,
    attached: &BTreeMap<&'t str, Option<BTreeSet<&'t str>>>,
    id: &'t str,
    resource: &'t Resource,
) -> Option<BTreeSet<&'t str>> {
    let named = |resource: &'t Resource, property: &str| Some(raw::named(template, resource.property(property)?)?.0);
    match resource.kind.as_str() {
        "AWS::EC2::InternetGateway" | "AWS::EC2::VPNGateway" => attached.get(id).cloned().flatten(),
        "AWS::EC2::VPCPeeringConnection" => Some([named(resource, "VpcId")?, named(resource, "PeerVpcId")?].into()),
        "AWS::EC2::NatGateway" if resource.property("SubnetId").is_some() => {
            let (_, subnet) = raw::named(template, resource.property("SubnetId")?)?;
            Some([named(subnet, "VpcId")?].into())
        }
        _ => Some([named(resource, "VpcId")?].into()),
    }
}
