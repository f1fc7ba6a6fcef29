//! A task pulls its image over the network interface it has in its own subnet.

use std::collections::BTreeSet;

use super::support::walks::open_hop;
use super::support::{endpoint_fixes, label, name, names, patch};
use super::{Finding, Findings, Rule, Severity, Stage};
use crate::catalog::{container, nat_gateway, subnet, task_definition};
use crate::design::{Connection, Design, Edit, Node, NodeId};
use crate::meaning::{pulls, routes, runs};
use crate::network::walk::{self, Stop};
use crate::network::{self, Egress, PRIVATE, WayOut, egress, is_public, is_subnet, subnets_of, vpc_of, zone_of};
use crate::ordered::{Order, Ordered};
use crate::parameters::allowed_values;
use crate::prices;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP006",
    name: "image-pull-route",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
A task's subnet has no route over which it can pull its image.

A Fargate task fetches its image through its own network interface. In a private subnet it needs a NAT gateway; in a public subnet, where there is \
none, it needs a public address, because the internet gateway lets nothing else through; in an isolated one it needs endpoints: those of ECR, the \
gateway endpoint of S3 and that of the logs. Everything deploys, and then each task stops before \
it has run, until the deployment gives up.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
repository unicorn
log-group lines
app -> unicorn : pulls
app -> lines : logs
web -> private-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
repository unicorn
log-group lines
app -> unicorn : pulls
app -> lines : logs
web -> private-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in task_definition::all(design) {
        let containers = task_definition::containers(design, id);
        if containers.is_empty() {
            continue;
        }
        let from_ecr = containers.iter().any(|container| !design.targets(*container, pulls::VERB.id).is_empty());
        let subnets = design.targets(id, runs::VERB.id).into_iter().filter(|target| is_subnet(design, *target));
        let (mut public, others): (Vec<NodeId>, Vec<NodeId>) = subnets.partition(|subnet| is_public(design, *subnet));
        // Endpoints reach ECR from a public subnet, too, and need no public address for it.
        public
            .retain(|subnet| !(network::missing_endpoints(design, id, *subnet).is_empty() && network::images_are_within_reach(design, id)));
        let at_deployment = |subnet: NodeId| {
            design.node(subnet).is_some_and(|node| subnet::access(&node.fields).0.is_some_and(|value| value.is_expression()))
        };
        if let Some(why) = undecided(design, id, (&public, &others)) {
            findings.cannot_tell(format!("whether {} can pull its image", label(design, id)), why).on(id);
        }
        let closed: Vec<NodeId> =
            others.into_iter().filter(|subnet| !at_deployment(*subnet) && !network::reaches_image(design, id, *subnet)).collect();
        // A route that somebody wrote makes a subnet public, whatever its access says.
        let (routed, closed) =
            closed.into_iter().partition::<Vec<NodeId>, _>(|subnet| network::way_out(design, *subnet) == WayOut::InternetGateway);
        public.extend(routed);
        if !closed.is_empty() {
            report_closed(design, findings, id, &closed, from_ecr);
        }
        let address = task_definition::public_address(&node.fields);
        if !public.is_empty() && !address.may_be(true) {
            report_no_address(design, findings, id, &public, from_ecr);
        }
    }
}

/// What decides at deployment whether tasks reach their image; nothing when it is certain in each subnet.
fn undecided(design: &Design, id: NodeId, (public, others): (&[NodeId], &[NodeId])) -> Option<String> {
    let node = design.node(id)?;
    let given = task_definition::public_address(&node.fields).0.filter(Value::is_expression);
    let address = given.filter(|value| !always(design, value, "true"));
    if let (Some(first), Some(value)) = (public.first(), &address) {
        return Some(format!("in public {} a task takes a public address, and {} decides about it", name(design, *first), value.display()));
    }
    others.iter().find_map(|subnet| {
        let own = design.node(*subnet)?;
        let by_endpoints = network::missing_endpoints(design, id, *subnet).is_empty();
        if let Some(access) = subnet::access(&own.fields).0.filter(Value::is_expression) {
            let open = || Some(format!("{} decides about the way out of subnet {}", access.display(), own.name));
            // Whatever the way out, endpoints reach ECR.
            let is_known = by_endpoints && network::images_are_within_reach(design, id);
            return if is_known { elsewhere(design, id) } else { open() };
        }
        match network::way_out(design, *subnet) {
            WayOut::CannotTell if !(by_endpoints && network::images_are_within_reach(design, id)) => {
                let trace = walk::trace(design, Stop::Node(id), Stop::Internet, Some(443)).ok()?;
                open_hop(&trace).map(|hop| hop.text.clone())
            }
            WayOut::Nowhere if by_endpoints => elsewhere(design, id),
            _ => None,
        }
    })
}

/// The image that a parameter names: endpoints reach those of ECR alone.
fn elsewhere(design: &Design, id: NodeId) -> Option<String> {
    let containers = task_definition::containers(design, id).into_iter();
    let mut own = containers.filter(|container| design.targets(*container, pulls::VERB.id).is_empty());
    own.find_map(|container| {
        let image = container::image(&design.node(container)?.fields).0.filter(Value::is_expression)?;
        let is_ecr = image.display().contains(".dkr.ecr.");
        (!is_ecr).then(|| format!("{} names the image, and endpoints reach those of ECR alone", image.display()))
    })
}

/// True for a parameter that allows this value and no other.
fn always(design: &Design, value: &Value, only: &str) -> bool {
    allowed_values(value, design.settings()).is_some_and(|all| all.iter().all(|one| one == only))
}

fn aws_says(from_ecr: bool) -> &'static str {
    if from_ecr {
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth"
    } else {
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): dial tcp: i/o timeout"
    }
}

// Subnets without a way out

fn report_closed(design: &Design, findings: &mut Findings, id: NodeId, closed: &[NodeId], from_ecr: bool) {
    let registry = if from_ecr { "ECR" } else { "the registry" };
    let subnets = match closed {
        [one] => format!("subnet {} has no route to {registry}", name(design, *one)),
        more => format!("subnets {} have no route to {registry}", names(design, more)),
    };
    let missing = endpoint_fixes::missing(design, id, closed);
    // Where somebody has begun with endpoints, it is the rest of them that is missing.
    let begun = network::images_are_within_reach(design, id) && missing.len() < network::endpoints_for_tasks(design, id).len();
    let message = if begun {
        format!("{} cannot start: in {} the {} missing", label(design, id), names(design, closed), endpoint_fixes::words(&missing))
    } else {
        format!("{} cannot pull its image: {subnets}", label(design, id))
    };
    let finding = findings.report(message).on(id).aws_says(aws_says(from_ecr));
    let with_endpoints = endpoint_fixes::add_missing(design, id, &missing).filter(|fix| {
        let mut after = design.clone();
        fix.patch.apply(&mut after).is_ok() && closed.iter().all(|subnet| network::reaches_image(&after, id, *subnet))
    });
    if begun {
        finding.fixes.extend(with_endpoints.clone());
    }
    offer_gateway(design, finding, closed);
    offer_public_subnets(design, finding, id, closed);
    // A VPC with public subnets has the shorter ways above.
    if !begun && finding.fixes.is_empty() {
        finding.fixes.extend(with_endpoints);
    }
}

/// Through a NAT gateway: one that is there already when it leads out, else a new one.
fn offer_gateway(design: &Design, finding: &mut Finding, closed: &[NodeId]) {
    let through_existing = patch(design, |edit| open(edit, closed));
    if all_reach_a_gateway(design, &through_existing, closed) {
        finding.fix(format!("Route {} through the NAT gateway", names(design, closed)), through_existing);
        return;
    }
    let Some(host) = public_near(design, closed[0], &BTreeSet::new()) else {
        return;
    };
    let with_new = patch(design, |edit| {
        let place = name(design, host);
        let suffix = place.rsplit(['-', '_', '.']).next().unwrap_or(place);
        let mut gateway = Node::new(nat_gateway::KIND.id, edit.design().free_name(&format!("{}-{suffix}", nat_gateway::KIND.id)));
        gateway.parent = Some(host);
        edit.add_node(gateway);
        open(edit, closed);
    });
    if all_reach_a_gateway(design, &with_new, closed) {
        // Its address is billed like every public one.
        let price = prices::NAT_GATEWAY_MONTH_USD + prices::PUBLIC_ADDRESS_MONTH_USD;
        finding.fix(format!("Add a NAT gateway in {}", name(design, host)), with_new).costs(price);
    }
}

/// Makes the subnets private and lets them use whatever gateway there is.
fn open(edit: &mut Edit<'_>, closed: &[NodeId]) {
    for subnet in closed {
        let chosen: Vec<_> =
            edit.design().connections_of(*subnet).filter(|(_, record)| record.verb == routes::VERB.id).map(|(id, _)| id).collect();
        for connection in chosen {
            edit.remove_connection(connection);
        }
        edit.set_field(*subnet, "access", Some(PRIVATE.into()));
    }
}

fn all_reach_a_gateway(design: &Design, change: &crate::design::Patch, subnets: &[NodeId]) -> bool {
    let mut after = design.clone();
    change.apply(&mut after).is_ok() && subnets.iter().all(|subnet| matches!(egress(&after, *subnet), Egress::Nat(_)))
}

/// A public subnet of the same VPC, one of the same zone first, that is not taken.
fn public_near(design: &Design, subnet: NodeId, taken: &BTreeSet<NodeId>) -> Option<NodeId> {
    let all = subnets_of(design, vpc_of(design, subnet)?).into_iter();
    let mut public: Vec<NodeId> = all.filter(|other| is_public(design, *other) && !taken.contains(other)).collect();
    public.order_by_key(|other| zone_of(design, *other) != zone_of(design, subnet));
    public.first().copied()
}

/// In public subnets instead, where a public address is the way out.
fn offer_public_subnets(design: &Design, finding: &mut Finding, id: NodeId, closed: &[NodeId]) {
    let mut taken: BTreeSet<NodeId> = design.targets(id, runs::VERB.id).into_iter().to_set();
    let mut new = Vec::new();
    for subnet in closed {
        if let Some(instead) = public_near(design, *subnet, &taken) {
            taken.insert(instead);
            new.push(instead);
        }
    }
    if new.is_empty() {
        return;
    }
    let change = patch(design, |edit| {
        leave(edit, id, closed);
        for subnet in &new {
            edit.connect(Connection::new(id, *subnet, runs::VERB.id));
        }
        edit.set_field(id, "public_address", Some(Value::Flag(true)));
    });
    let price = address_price(design, id);
    finding.fix(format!("Run it in {} with a public address", names(design, &new)), change).costs(price);
}

/// Takes a service out of subnets.
fn leave(edit: &mut Edit<'_>, service: NodeId, subnets: &[NodeId]) {
    let leads_there = |record: &Connection| record.verb == runs::VERB.id && record.to.node().is_some_and(|to| subnets.contains(&to));
    let gone: Vec<_> =
        edit.design().connections_of(service).filter(|(_, record)| leads_there(record)).map(|(connection, _)| connection).collect();
    for connection in gone {
        edit.remove_connection(connection);
    }
}

/// Every task has an address of its own.
fn address_price(design: &Design, id: NodeId) -> f64 {
    let tasks = design.node(id).map_or(1, |node| task_definition::tasks_at_once(node));
    tasks as f64 * prices::PUBLIC_ADDRESS_MONTH_USD
}

// Public subnets without a public address

fn report_no_address(design: &Design, findings: &mut Findings, id: NodeId, public: &[NodeId], from_ecr: bool) {
    let message = format!(
        "{} cannot pull its image: in public {} a task reaches nothing without a public address",
        label(design, id),
        names(design, public)
    );
    let finding = findings.report(message).on(id).field("public_address").aws_says(aws_says(from_ecr));
    let price = address_price(design, id);
    let change = patch(design, |edit| edit.set_field(id, "public_address", Some(Value::Flag(true))));
    finding.fix("Give its tasks a public address", change).costs(price);
    let taken: BTreeSet<NodeId> = design.targets(id, runs::VERB.id).into_iter().to_set();
    let new: Option<Vec<NodeId>> = public.iter().map(|subnet| private_beside(design, *subnet, &taken)).collect();
    if let Some(new) = new {
        let change = patch(design, |edit| {
            leave(edit, id, public);
            for subnet in new.iter().to_set() {
                edit.connect(Connection::new(id, *subnet, runs::VERB.id));
            }
        });
        finding.fix(format!("Run it in {}", names(design, &new)), change);
    }
}

/// A subnet of the same zone that reaches a NAT gateway.
fn private_beside(design: &Design, subnet: NodeId, taken: &BTreeSet<NodeId>) -> Option<NodeId> {
    let all = subnets_of(design, vpc_of(design, subnet)?).into_iter();
    let beside = all.filter(|other| zone_of(design, *other) == zone_of(design, subnet) && !taken.contains(other));
    beside.into_iter().find(|other| matches!(egress(design, *other), Egress::Nat(_)))
}
