//! Quotas that an account begins with: a design may need more than them.

use std::collections::BTreeMap;

use super::support::{label, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::{Design, NodeId};
use crate::meaning::fetches_from;
use crate::synthesize::synthesized;
use crate::template::{Resource, Template};
use crate::value::Value;
use crate::words::grouped;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP121",
    name: "default-quota",
    severity: Severity::Warning,
    stage: Stage::Deployment,
    docs: "\
The design needs more of something than an account has until its quota is raised.

An account begins with 5 VPCs and 5 elastic addresses in a region, 5 NAT gateways in a zone, 200 subnets and 50 interface endpoints in a VPC, \
60 rules in each direction of a security group, 5 security groups at an interface, 100 rules and 50 listeners of a load balancer. Whatever is there \
already counts as well, such as the VPC that every account has in every region. Ask for more in the console of Service Quotas before you deploy, or \
draw less; an exception with a reason keeps in the design that it was raised.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    flagged: "\
vpc one cidr=10.1.0.0/16
vpc two cidr=10.2.0.0/16
vpc three cidr=10.3.0.0/16
vpc four cidr=10.4.0.0/16
vpc five cidr=10.5.0.0/16
vpc six cidr=10.6.0.0/16
",
    passing: "\
vpc one cidr=10.1.0.0/16
vpc two cidr=10.2.0.0/16
",
    check,
};

/// A quota: what is counted, and what the service says when it is used up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Quota {
    what: &'static str,
    most: usize,
    aws_says: &'static str,
}

const fn quota(what: &'static str, most: usize, aws_says: &'static str) -> Quota {
    Quota { what, most, aws_says }
}

// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>.
const VPCS: Quota = quota("VPCs in the region", 5, "The maximum number of VPCs has been reached. (VpcLimitExceeded)");
const SUBNETS: Quota = quota("subnets in the VPC", 200, "SubnetLimitExceeded");
const ADDRESSES: Quota =
    quota("elastic addresses in the region", 5, "The maximum number of addresses has been reached. (AddressLimitExceeded)");
const NAT_GATEWAYS: Quota =
    quota("NAT gateways in the zone", 5, "Performing this operation would exceed the limit of 5 NAT gateways (NatGatewayLimitExceeded)");
const GROUP_RULES_SAYS: &str = "The maximum number of rules per security group has been reached. (RulesPerSecurityGroupLimitExceeded)";
const INBOUND: Quota = quota("inbound rules in the security group", 60, GROUP_RULES_SAYS);
const OUTBOUND: Quota = quota("outbound rules in the security group", 60, GROUP_RULES_SAYS);
const GROUPS: Quota = quota("security groups at the interface", 5, "SecurityGroupsPerInterfaceLimitExceeded");
// Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html>.
const INTERFACES: Quota = quota("interface endpoints in the VPC", 50, "VpcEndpointLimitExceeded");
const GATEWAYS: Quota = quota("gateway endpoints in the region", 20, "VpcEndpointLimitExceeded");
// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>.
const BALANCERS: Quota = quota("application load balancers in the region", 50, "TooManyLoadBalancers");
const LISTENERS: Quota = quota("listeners of the load balancer", 50, "TooManyListeners");
const LISTENER_RULES: Quota = quota("listener rules of the load balancer", 100, "TooManyRules");
// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>.
const INDEXES: Quota = quota(
    "global indexes of the table",
    20,
    "One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20",
);
// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
const POLICIES: Quota = quota("managed policies of the role", 20, "Cannot exceed quota for PoliciesPerRole: 20");
// Source: <https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html>.
const NAMES: Quota = quota("names of the certificate", 10, "LimitExceededException");

/// The rules as which CloudFront's list of addresses counts.
/// Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html>.
const CLOUDFRONT_LIST: usize = 55;

const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";

/// What counts together: the quota, and where it holds.
type Place = (Quota, String);

/// How much there is in each place, and the node with which it became too much.
#[derive(Default)]
struct Counted {
    counts: BTreeMap<Place, usize>,
    beyond: BTreeMap<Place, NodeId>,
}

impl Counted {
    fn add(&mut self, quota: Quota, place: impl Into<String>, count: usize, node: NodeId) {
        let place = (quota, place.into());
        let sum = self.counts.entry(place.clone()).or_default();
        *sum += count;
        if *sum > quota.most {
            self.beyond.entry(place).or_insert(node);
        }
    }
}

fn check(design: &Design, findings: &mut Findings) {
    let made = synthesized(design);
    let mut counted = Counted::default();
    for (id, resource) in &made.0.resources {
        // What is made under a condition may be there in no deployment.
        if let Some(node) = resource.node.filter(|_| !resource.attributes.contains_key("Condition")) {
            count(design, &made.0, (node, id), resource, &mut counted);
        }
    }
    for ((quota, place), node) in &counted.beyond {
        let total = counted.counts.get(&(*quota, place.clone())).copied().unwrap_or_default();
        let message = format!(
            "{}: {total} {}, and an account has {} until the quota is raised",
            label(design, *node),
            quota.what,
            grouped(quota.most)
        );
        findings.report(message).on(*node).aws_says(quota.aws_says);
    }
}

fn count(design: &Design, template: &Template, (node, id): (NodeId, &str), resource: &Resource, counted: &mut Counted) {
    let place = |property: &str| resource.property(property).map(|value| place_of(template, value));
    let length = |property: &str| resource.properties.listed(property).len();
    let rules = |property: &str| {
        let list = resource.properties.entries(property, &["SourcePrefixListId"]);
        list.into_iter().map(|rule| weight(design, rule.get("SourcePrefixListId"))).sum::<usize>()
    };
    match resource.kind.as_str() {
        "AWS::EC2::VPC" => counted.add(VPCS, "", 1, node),
        "AWS::EC2::Subnet" => counted.add(SUBNETS, place("VpcId").unwrap_or_default(), 1, node),
        "AWS::EC2::EIP" => counted.add(ADDRESSES, "", 1, node),
        "AWS::EC2::NatGateway" => {
            let subnet = resource.property("SubnetId").and_then(|value| raw::named(template, value));
            if let Some(zone) = subnet.and_then(|(_, subnet)| subnet.property("AvailabilityZone")) {
                counted.add(NAT_GATEWAYS, zone.to_json().to_string(), 1, node);
            }
        }
        "AWS::EC2::VPCEndpoint" => match resource.property("VpcEndpointType").and_then(Value::as_text) {
            Some("Interface") => {
                counted.add(INTERFACES, place("VpcId").unwrap_or_default(), 1, node);
                counted.add(GROUPS, id, length("SecurityGroupIds"), node);
            }
            Some("Gateway") | None => counted.add(GATEWAYS, "", 1, node),
            Some(_) => {}
        },
        "AWS::EC2::SecurityGroup" => {
            counted.add(INBOUND, id, rules("SecurityGroupIngress"), node);
            counted.add(OUTBOUND, id, rules("SecurityGroupEgress"), node);
        }
        "AWS::EC2::SecurityGroupIngress" => {
            let count = weight(design, resource.property("SourcePrefixListId"));
            counted.add(INBOUND, place("GroupId").unwrap_or_default(), count, node);
        }
        "AWS::EC2::SecurityGroupEgress" => counted.add(OUTBOUND, place("GroupId").unwrap_or_default(), 1, node),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            counted.add(GROUPS, id, length("SecurityGroups"), node);
            if resource.property("Type").is_none_or(|kind| kind.as_text() == Some("application")) {
                counted.add(BALANCERS, "", 1, node);
            }
        }
        LISTENER => counted.add(LISTENERS, place("LoadBalancerArn").unwrap_or_default(), 1, node),
        "AWS::ElasticLoadBalancingV2::ListenerRule" => {
            let listener = resource.property("ListenerArn").and_then(|value| raw::named(template, value));
            if let Some(balancer) = listener.and_then(|(_, listener)| listener.property("LoadBalancerArn")) {
                counted.add(LISTENER_RULES, place_of(template, balancer), 1, node);
            }
        }
        "AWS::DynamoDB::Table" => counted.add(INDEXES, id, length("GlobalSecondaryIndexes"), node),
        "AWS::IAM::Role" => counted.add(POLICIES, id, length("ManagedPolicyArns"), node),
        "AWS::CertificateManager::Certificate" => counted.add(NAMES, id, 1 + length("SubjectAlternativeNames"), node),
        _ => {}
    }
}

/// Where something belongs: the logical id that a value names, else the value itself.
fn place_of(template: &Template, value: &Value) -> String {
    raw::named(template, value).map_or_else(|| value.to_json().to_string(), |(id, _)| id.to_owned())
}

/// The rules as which one rule counts: a list of ranges counts as many as it may hold, and CloudFront's is known.
fn weight(design: &Design, list: Option<&Value>) -> usize {
    let Some(list) = list else { return 1 };
    let is_cloudfront = design
        .connections_with(fetches_from::VERB.id)
        .any(|(_, connection)| fetches_from::prefix_list(&connection.fields).value().as_ref() == Some(list));
    if is_cloudfront { CLOUDFRONT_LIST } else { 1 }
}
