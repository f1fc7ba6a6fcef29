//! The network of a template: which resource hangs on which, looked up once for all walks.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use ipnet::Ipv4Net;

use super::groups::{self, Direction, Rules};
use super::memo::Memo;
use super::peers::Group;
use super::places::Place;
use super::resolve::{self, Known, Named};
use super::routes::Routes;
use super::{NoWalk, Stop, words};
use crate::design::{Design, NodeId};
use crate::synthesize::{Names, synthesized};
use crate::template::{Resource, Template};
use crate::value::{Entries, Value};

/// The type of a security group.
pub(super) const SECURITY_GROUP: &str = "AWS::EC2::SecurityGroup";
/// The type of a rule that stands beside its group.
pub(super) const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";
/// The type of an outbound rule that stands beside its group.
pub(super) const EGRESS: &str = "AWS::EC2::SecurityGroupEgress";
/// The type of a route.
pub(super) const ROUTE: &str = "AWS::EC2::Route";
/// The type of an entry of a network ACL.
pub(super) const ACL_ENTRY: &str = "AWS::EC2::NetworkAclEntry";
/// The type of a VPC endpoint.
pub(super) const ENDPOINT: &str = "AWS::EC2::VPCEndpoint";
/// The type of a listener.
pub(super) const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
/// The type of a listener's rule.
pub(super) const LISTENER_RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
/// The type of a load balancer.
pub(super) const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
/// The type of a distribution.
pub(super) const DISTRIBUTION: &str = "AWS::CloudFront::Distribution";
/// The type of a bucket's policy.
pub(super) const BUCKET_POLICY: &str = "AWS::S3::BucketPolicy";

/// The type of a target group.
pub(super) const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";
/// The type of a name in a hosted zone.
pub(super) const RECORD: &str = "AWS::Route53::RecordSet";

/// The types of which walks ask for all resources there are.
const LISTED: &[&str] = &[ACL_OF_SUBNET, ACL_ENTRY, BALANCER, BUCKET_POLICY, DISTRIBUTION, RECORD, TARGET_GROUP];

const TABLE_OF_SUBNET: &str = "AWS::EC2::SubnetRouteTableAssociation";
const ACL_OF_SUBNET: &str = "AWS::EC2::SubnetNetworkAclAssociation";
const ATTACHMENT: &str = "AWS::EC2::VPCGatewayAttachment";
const FURTHER_RANGE: &str = "AWS::EC2::VPCCidrBlock";

/// The properties by which one resource hangs on another.
const HANGING: &[(&str, &str)] = &[
    (TABLE_OF_SUBNET, "SubnetId"),
    (ROUTE, "RouteTableId"),
    (ACL_OF_SUBNET, "SubnetId"),
    (ACL_ENTRY, "NetworkAclId"),
    (INGRESS, "GroupId"),
    (EGRESS, "GroupId"),
    (ATTACHMENT, "VpcId"),
    (ENDPOINT, "VpcId"),
    (FURTHER_RANGE, "VpcId"),
    (LISTENER, "LoadBalancerArn"),
    (LISTENER_RULE, "ListenerArn"),
    (BUCKET_POLICY, "Bucket"),
];

/// The network of a design, as its template has it.
pub(super) struct Network {
    made: Arc<(Template, Names)>,
    /// By type, of those that are listed.
    by_type: BTreeMap<&'static str, Vec<String>>,
    /// The places of a node's resources in the template.
    by_node: BTreeMap<NodeId, Vec<usize>>,
    /// By type and by what it hangs on. An attribute such as a VPC's default network ACL is a thing of its own: `MainVpc.DefaultNetworkAcl`.
    hanging: BTreeMap<&'static str, Entries<Vec<String>>>,
    /// By type: those of which only deployment knows what they hang on.
    loose: BTreeMap<&'static str, Vec<String>>,
    /// How the resources are called, in the order of the template; made when somebody asks.
    called: Vec<OnceLock<String>>,
    /// What many walks ask for, by what they ask.
    rules_in: Memo,
    rules_out: Memo,
    routes: Memo,
    places: Memo,
}

impl Network {
    /// The network of a design, worked out once for each of its states.
    pub(super) fn of(design: &Design) -> Arc<Self> {
        design.once(Self::build)
    }

    fn build(design: &Design) -> Self {
        let mut network = Self {
            made: synthesized(design),
            by_type: BTreeMap::new(),
            by_node: BTreeMap::new(),
            hanging: BTreeMap::new(),
            loose: BTreeMap::new(),
            called: Vec::new(),
            rules_in: Memo::default(),
            rules_out: Memo::default(),
            routes: Memo::default(),
            places: Memo::default(),
        };
        let made = network.made.clone();
        network.called.resize_with(made.0.resources.len(), OnceLock::new);
        for (place, (id, resource)) in made.0.resources.iter().enumerate() {
            if let Some(kind) = LISTED.iter().find(|kind| **kind == resource.kind) {
                network.by_type.entry(kind).or_default().push(id.clone());
            }
            if let Some(node) = resource.node {
                network.by_node.entry(node).or_default().push(place);
            }
            let Some((kind, property)) = HANGING.iter().find(|(kind, _)| *kind == resource.kind) else { continue };
            let Some(value) = resource.property(property) else { continue };
            match resolve::named(&made.0, value) {
                Named::Resource(on, attribute) => {
                    // The id and the attribute that gives it are the same thing, but for the defaults that a VPC brings along.
                    let on = match attribute.filter(|attribute| attribute.starts_with("Default")) {
                        Some(attribute) => format!("{on}.{attribute}"),
                        None => on.to_owned(),
                    };
                    network.hanging.entry(kind).or_default().entry(on).or_default().push(id.clone());
                }
                Named::Literal(_) => {}
                Named::Open => network.loose.entry(kind).or_default().push(id.clone()),
            }
        }
        network
    }

    /// The rules of a security group.
    pub(super) fn rules_of(&self, group: &Group, direction: Direction) -> Arc<Rules> {
        let known = if direction == Direction::In { &self.rules_in } else { &self.rules_out };
        known.get(&groups::key(group), || groups::read(self, group, direction))
    }

    /// The routes of a subnet.
    pub(super) fn routes(&self, subnet: &str, work_out: impl FnOnce() -> Routes) -> Arc<Routes> {
        self.routes.get(subnet, work_out)
    }

    /// What a stop is.
    pub(super) fn place(&self, stop: Stop, work_out: impl FnOnce() -> Result<Place, NoWalk>) -> Arc<Result<Place, NoWalk>> {
        let key = if let Stop::Node(id) = stop { id.to_string() } else { String::new() };
        self.places.get(&key, work_out)
    }

    /// How a resource is called.
    pub(super) fn called<'a>(&'a self, design: &Design, id: &'a str) -> &'a str {
        match self.template().resources.get_full(id) {
            Some((place, _, resource)) => self.called[place].get_or_init(|| words::called(design, id, resource)),
            None => id,
        }
    }

    /// True when no subnet has another network ACL than that of its VPC, and none of these has entries beside its own: they let everything
    /// through.
    pub(super) fn has_no_acls(&self) -> bool {
        self.of_type(ACL_OF_SUBNET).is_empty() && self.of_type(ACL_ENTRY).is_empty()
    }

    /// The template.
    pub(super) fn template(&self) -> &Template {
        &self.made.0
    }

    /// What nodes are called in the template.
    pub(super) fn names(&self) -> &Names {
        &self.made.1
    }

    /// A resource by its logical id.
    pub(super) fn resource(&self, id: &str) -> Option<&Resource> {
        self.template().resources.get(id)
    }

    /// A property of a resource.
    pub(super) fn property(&self, id: &str, name: &str) -> Option<&Value> {
        self.resource(id)?.property(name)
    }

    /// The resource that a property names.
    pub(super) fn link(&self, id: &str, name: &str) -> Option<&str> {
        resolve::resource(self.template(), self.property(id, name))
    }

    /// The node that a resource comes from.
    pub(super) fn node(&self, id: &str) -> Option<NodeId> {
        self.resource(id)?.node
    }

    /// The logical ids of a node's resources, in the order of the template.
    pub(super) fn of_node(&self, node: NodeId) -> impl Iterator<Item = (&str, &Resource)> {
        let all = self.by_node.get(&node).into_iter().flatten();
        all.filter_map(|place| self.template().resources.get_index(*place)).map(|(id, resource)| (id.as_str(), resource))
    }

    /// All resources of a type that is listed.
    pub(super) fn of_type(&self, kind: &'static str) -> &[String] {
        debug_assert!(LISTED.contains(&kind), "{kind} is not listed");
        self.by_type.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The resources of a type that hang on another.
    pub(super) fn hanging(&self, kind: &'static str, on: &str) -> &[String] {
        self.hanging.get(kind).and_then(|all| all.get(on)).map_or(&[], Vec::as_slice)
    }

    /// The resources of a type that may hang on any.
    pub(super) fn loose(&self, kind: &'static str) -> &[String] {
        self.loose.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Whether a resource is there: one with a condition depends on it.
    pub(super) fn is_there(&self, id: &str) -> Known {
        match self.resource(id).map(|resource| resource.attributes.get("Condition")) {
            None => Known::No,
            Some(None) => Known::Yes,
            Some(Some(condition)) => Known::Unsure(format!("{id} is there only under the condition {}", condition.display())),
        }
    }

    /// The VPC of a subnet, endpoint or group.
    pub(super) fn vpc(&self, id: &str) -> Option<&str> {
        self.link(id, "VpcId")
    }

    /// The range of a subnet.
    pub(super) fn range(&self, subnet: &str) -> Result<Ipv4Net, String> {
        match self.property(subnet, "CidrBlock") {
            Some(value) => resolve::range(self.template(), value),
            None => Err(format!("{subnet} has no IPv4 range in the template")),
        }
    }

    /// The ranges of a VPC: its first one and those that were added.
    pub(super) fn ranges_of_vpc(&self, vpc: &str) -> Vec<Result<Ipv4Net, String>> {
        let further = self.hanging(FURTHER_RANGE, vpc).iter().map(String::as_str);
        let all = [vpc].into_iter().chain(further);
        all.filter_map(|id| self.property(id, "CidrBlock")).map(|value| resolve::range(self.template(), value)).collect()
    }

    /// The route table of a subnet; nothing for one that uses the VPC's main table.
    pub(super) fn table(&self, subnet: &str) -> Option<&str> {
        let association = self.hanging(TABLE_OF_SUBNET, subnet).first()?;
        self.link(association, "RouteTableId")
    }

    /// True for a subnet whose association names a table that is not in the template.
    pub(super) fn has_foreign_table(&self, subnet: &str) -> bool {
        !self.hanging(TABLE_OF_SUBNET, subnet).is_empty() && self.table(subnet).is_none()
    }

    /// What the network ACL of a subnet is: its logical id, the VPC's default one, or the words for one that the template does not have.
    pub(super) fn acl(&self, subnet: &str) -> Result<Option<&str>, String> {
        let Some(association) = self.hanging(ACL_OF_SUBNET, subnet).first() else { return Ok(None) };
        match self.link(association, "NetworkAclId") {
            Some(acl) => Ok(Some(acl)),
            None => Err(self.property(association, "NetworkAclId").map_or_else(String::new, resolve::open)),
        }
    }

    /// The internet gateway that is attached to a VPC, with the attachment.
    pub(super) fn internet_gateway(&self, vpc: &str) -> Option<(&str, &str)> {
        let mut attachments = self.hanging(ATTACHMENT, vpc).iter();
        attachments.find_map(|attachment| Some((self.link(attachment, "InternetGatewayId")?, attachment.as_str())))
    }
}
