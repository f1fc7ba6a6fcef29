//! Network interfaces: which resources have one in a subnet, with which groups and whether with a public address.

use super::groups::group_of;
use super::hop::Ground;
use super::peers::{Addresses, Group, Guard, Peer};
use super::resolve::{self, Known};
use super::topology::BALANCER;
use crate::catalog::{security_group, task_definition};
use crate::design::NodeId;
use crate::meaning::runs;
use crate::template::Resource;
use crate::value::Value;

/// Where a type keeps what its interfaces are.
struct Shape {
    kind: &'static str,
    /// The way to the subnets, one or several.
    subnets: &'static [&'static str],
    /// The property of the resource named there that has the subnets; empty when they stand there themselves.
    through: &'static str,
    /// The way to the security groups.
    groups: &'static [&'static str],
    /// The way to what says whether an interface has a public address, and the value that says so.
    public: (&'static [&'static str], &'static str),
}

const ECS: &[&str] = &["NetworkConfiguration", "AwsvpcConfiguration"];

/// The types that have interfaces.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html>, the page of each type.
const SHAPES: &[Shape] = &[
    Shape {
        kind: "AWS::ECS::Service",
        subnets: &[ECS[0], ECS[1], "Subnets"],
        through: "",
        groups: &[ECS[0], ECS[1], "SecurityGroups"],
        public: (&[ECS[0], ECS[1], "AssignPublicIp"], "ENABLED"),
    },
    Shape {
        kind: "AWS::Events::Rule",
        subnets: &["Targets", "EcsParameters", "NetworkConfiguration", "AwsVpcConfiguration", "Subnets"],
        through: "",
        groups: &["Targets", "EcsParameters", "NetworkConfiguration", "AwsVpcConfiguration", "SecurityGroups"],
        public: (&["Targets", "EcsParameters", "NetworkConfiguration", "AwsVpcConfiguration", "AssignPublicIp"], "ENABLED"),
    },
    Shape {
        kind: "AWS::Scheduler::Schedule",
        subnets: &["Target", "EcsParameters", "NetworkConfiguration", "AwsvpcConfiguration", "Subnets"],
        through: "",
        groups: &["Target", "EcsParameters", "NetworkConfiguration", "AwsvpcConfiguration", "SecurityGroups"],
        public: (&["Target", "EcsParameters", "NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"], "ENABLED"),
    },
    Shape { kind: BALANCER, subnets: &["Subnets"], through: "", groups: &["SecurityGroups"], public: (&["Scheme"], "internet-facing") },
    Shape { kind: super::topology::ENDPOINT, subnets: &["SubnetIds"], through: "", groups: &["SecurityGroupIds"], public: (&[], "") },
    Shape {
        kind: "AWS::RDS::DBInstance",
        subnets: &["DBSubnetGroupName"],
        through: "SubnetIds",
        groups: &["VPCSecurityGroups"],
        public: (&["PubliclyAccessible"], "true"),
    },
    Shape {
        kind: "AWS::RDS::DBCluster",
        subnets: &["DBSubnetGroupName"],
        through: "SubnetIds",
        groups: &["VpcSecurityGroupIds"],
        public: (&["PubliclyAccessible"], "true"),
    },
    Shape {
        kind: "AWS::ElastiCache::ReplicationGroup",
        subnets: &["CacheSubnetGroupName"],
        through: "SubnetIds",
        groups: &["SecurityGroupIds"],
        public: (&[], ""),
    },
    Shape {
        kind: "AWS::ElastiCache::CacheCluster",
        subnets: &["CacheSubnetGroupName"],
        through: "SubnetIds",
        groups: &["VpcSecurityGroupIds"],
        public: (&[], ""),
    },
    Shape { kind: "AWS::EFS::MountTarget", subnets: &["SubnetId"], through: "", groups: &["SecurityGroups"], public: (&[], "") },
    Shape { kind: "AWS::EC2::Instance", subnets: &["SubnetId"], through: "", groups: &["SecurityGroupIds"], public: (&[], "?") },
    Shape {
        kind: "AWS::Lambda::Function",
        subnets: &["VpcConfig", "SubnetIds"],
        through: "",
        groups: &["VpcConfig", "SecurityGroupIds"],
        public: (&[], ""),
    },
];

/// The ports on which types answer when nothing else is said.
/// Sources: <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html>,
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html>,
/// <https://docs.aws.amazon.com/efs/latest/ug/accessing-fs-create-security-groups.html>.
const PORTS: &[(&str, &str, u16)] = &[
    ("AWS::RDS::DBInstance", "mysql", 3306),
    ("AWS::RDS::DBInstance", "mariadb", 3306),
    ("AWS::RDS::DBInstance", "postgres", 5432),
    ("AWS::RDS::DBCluster", "mysql", 3306),
    ("AWS::RDS::DBCluster", "postgres", 5432),
    ("AWS::RDS::DBCluster", "aurora-mysql", 3306),
    ("AWS::RDS::DBCluster", "aurora-postgresql", 5432),
    ("AWS::ElastiCache::ReplicationGroup", "redis", 6379),
    ("AWS::ElastiCache::CacheCluster", "redis", 6379),
    ("AWS::ElastiCache::CacheCluster", "memcached", 11211),
    ("AWS::EFS::MountTarget", "", 2049),
    (super::topology::ENDPOINT, "", 443),
];

/// One interface, or the place where one will be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Interface {
    /// What has it, in words: `load balancer site`.
    pub(super) owner: String,
    /// The logical id of what has it; empty for tasks that are started by hand, which no resource describes.
    pub(super) resource: String,
    /// The node of what has it.
    pub(super) node: Option<NodeId>,
    /// The subnet that it lies in.
    pub(super) subnet: String,
    /// Its security groups.
    pub(super) guard: Guard,
    /// Whether it has a public address.
    pub(super) public: Known,
}

impl Interface {
    /// As the other side of a packet inside the network.
    pub(super) fn peer(&self, ground: &Ground<'_>) -> Peer {
        let addresses = match ground.network.range(&self.subnet) {
            Ok(range) => Addresses::Range(range),
            Err(words) => Addresses::Open(words),
        };
        Peer { name: self.owner.clone(), addresses, groups: self.guard.clone(), is_cloudfront: false }
    }
}

/// The interfaces of something: one for each subnet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Placed {
    pub(super) interfaces: Vec<Interface>,
    /// Why there may be others.
    pub(super) open: Option<String>,
}

/// True for a type whose resources have interfaces.
pub(super) fn has_interfaces(kind: &str) -> bool {
    SHAPES.iter().any(|shape| shape.kind == kind)
}

/// The interfaces of a resource.
pub(super) fn of_resource(ground: &Ground<'_>, id: &str) -> Option<Placed> {
    let resource = ground.network.resource(id)?;
    let shape = SHAPES.iter().find(|shape| shape.kind == resource.kind)?;
    let at = |path: &[&str]| resolve::of(resource, path).cloned();
    let mut subnets = at(shape.subnets).or_else(|| mapped_subnets(resource.property("SubnetMappings")));
    if !shape.through.is_empty() {
        let group = subnets.as_ref().and_then(|value| resolve::resource(ground.network.template(), Some(value)));
        // A subnet group of another stack stays what it is, which is open.
        if let Some(inner) = group.and_then(|group| ground.network.property(group, shape.through)) {
            subnets = Some(inner.clone());
        }
    }
    let public = match shape.public {
        ([], "") => Known::No,
        ([], _) => Known::Unsure("the walk does not know its public address".to_owned()),
        (path, yes) => match at(path) {
            // What RDS takes when nothing is said depends on the subnets.
            None if resource.kind.starts_with("AWS::RDS::") => Known::Unsure("nothing says whether it is publicly accessible".to_owned()),
            // A load balancer faces the internet unless it is told otherwise.
            None => Known::certain(resource.kind == BALANCER),
            Some(value) if value.is_expression() => Known::Unsure(resolve::open(&value)),
            Some(value) => Known::certain(value.display() == yes),
        },
    };
    let owner = ground.called(id).to_owned();
    let groups = at(shape.groups);
    let mut placed = placed(ground, (owner, id, resource.node), subnets.as_ref(), groups.as_ref(), &public);
    if groups.is_none()
        && let Some(guard) = without_groups(resource)
    {
        placed.interfaces.iter_mut().for_each(|interface| interface.guard = guard.clone());
    }
    Some(placed)
}

/// What guards a load balancer that names no groups: an application load balancer takes its VPC's own one, others filter nothing.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>.
fn without_groups(resource: &Resource) -> Option<Guard> {
    let kind = resource.property("Type").filter(|_| resource.kind == BALANCER)?;
    match kind.as_text() {
        Some("application") => None,
        Some(_) => Some(Guard::Nothing),
        None => Some(Guard::Open(resolve::open(kind))),
    }
}

/// The subnets of a load balancer that names its addresses.
fn mapped_subnets(mappings: Option<&Value>) -> Option<Value> {
    let mappings = mappings?.as_list()?;
    let subnets = mappings.iter().filter_map(|mapping| mapping.as_map()?.get("SubnetId").cloned());
    Some(Value::List(subnets.collect()))
}

fn placed(
    ground: &Ground<'_>,
    (owner, id, node): (String, &str, Option<NodeId>),
    subnets: Option<&Value>,
    groups: Option<&Value>,
    public: &Known,
) -> Placed {
    let template = ground.network.template();
    let mut all = Placed::default();
    let items = match subnets {
        None => Vec::new(),
        Some(Value::List(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    };
    for item in &items {
        let Some(subnet) = resolve::resource(template, Some(item)) else {
            all.open = all.open.or_else(|| Some(format!("the subnet {} of {owner} is not in the template", item.display())));
            continue;
        };
        let guard = match groups {
            // Without groups the VPC's own one guards.
            // Source: <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>.
            None => ground.network.vpc(subnet).map_or_else(
                || Guard::Open(format!("the VPC of {} is not in the template", ground.called(subnet))),
                |vpc| Guard::Groups(vec![Group::Default(vpc.to_owned())]),
            ),
            Some(Value::List(groups)) => Guard::Groups(groups.iter().map(|group| group_of(ground.network, group)).collect()),
            Some(other) => Guard::Open(resolve::open(other)),
        };
        all.interfaces.push(Interface {
            owner: owner.clone(),
            resource: id.to_owned(),
            node,
            subnet: subnet.to_owned(),
            guard,
            public: public.clone(),
        });
    }
    all
}

/// The interfaces of tasks that are started by hand: no resource of the template says where they run, only an output does.
pub(super) fn of_tasks_by_hand(ground: &Ground<'_>, id: NodeId) -> Option<Placed> {
    let node = ground.design.node(id).filter(|node| task_definition::has_one(node))?;
    let names = ground.network.names();
    let subnets = ground.design.targets(id, runs::VERB.id);
    let subnets = subnets.into_iter().filter_map(|subnet| names.of(subnet, "Subnet")).map(Value::reference);
    let guarding = security_group::guarding(ground.design, id);
    let owners = if guarding.is_empty() { vec![id] } else { guarding };
    let groups = owners.into_iter().filter_map(|owner| names.of(owner, security_group::SUFFIX)).map(Value::reference);
    let public = Known::certain(task_definition::public_address(&node.fields).flag());
    let (subnets, groups) = (Value::List(subnets.collect()), Value::List(groups.collect()));
    Some(placed(ground, (format!("task {}", node.name), "", Some(id)), Some(&subnets), Some(&groups), &public))
}

/// The port on which a resource answers when nobody says another.
pub(super) fn usual_port(ground: &Ground<'_>, id: &str) -> Option<u16> {
    let resource = ground.network.resource(id)?;
    if let Some(own) = resource.property("Port") {
        return own.as_number().and_then(|port| u16::try_from(port).ok());
    }
    let engine = resource.property("Engine").map(Value::display).unwrap_or_default().to_lowercase();
    let fits = |(kind, engines, _): &&(&str, &str, u16)| *kind == resource.kind && engine == *engines;
    PORTS.iter().find(fits).map(|(_, _, port)| *port)
}
