//! NAT gateways in every zone for services of AWS that endpoints reach for less.

use super::support::{and, endpoint_fixes, label, patch, policies, sites};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{self, container, nat_gateway, resource, task_definition, vpc};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{authenticates_with, pulls, routes, runs, spans};
use crate::network::walk::service_of;
use crate::network::{self, Egress};
use crate::ordered::Order;
use crate::prices::{NAT_GATEWAY_MONTH_USD, PUBLIC_ADDRESS_MONTH_USD};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP142",
    name: "nat-for-aws",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
Several NAT gateways carry nothing but calls of AWS's services, which endpoints would carry for less.

A NAT gateway is billed by the hour in each zone, with its address and for each gigabyte; an interface endpoint costs less than a third of it an hour \
in a zone, and the gateway endpoints of S3 and DynamoDB are free. Where all images come from ECR and the design shows no other way out, the endpoints \
alone do, and the tasks reach nothing else, which is also safer. Said only when it saves a third. A program that calls anything outside of AWS keeps \
its gateways, and so does an internal load balancer that signs users in.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
    nat nat-b
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  subnet private-b cidr=10.0.11.0/24 access=private zone=2
  cluster all
    service worker desired_count=2
      container app port=\"\"
repository images
log-group lines
bucket files
worker -> private-a : runs
worker -> private-b : runs
app -> images : pulls
app -> lines : logs
worker -> files : write
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet private-a cidr=10.0.10.0/24 access=isolated zone=1
  subnet private-b cidr=10.0.11.0/24 access=isolated zone=2
  endpoint images-api service=ecr.api
  endpoint images-docker service=ecr.dkr
  endpoint lines-endpoint service=logs
  endpoint files-endpoint service=s3
  cluster all
    service worker desired_count=2
      container app port=\"\"
repository images
log-group lines
bucket files
worker -> private-a : runs
worker -> private-b : runs
app -> images : pulls
app -> lines : logs
worker -> files : write
",
    check,
};

/// The share of the gateways' price that endpoints may cost at most to be worth a word.
const MOST_SHARE: f64 = 2.0 / 3.0;

fn check(design: &Design, findings: &mut Findings) {
    let gateways = design.nodes_of(nat_gateway::KIND.id).count();
    // What somebody wrote by hand may send and allow anything.
    if gateways < 2 || design.nodes_of(resource::KIND.id).next().is_some() || policies::has_own(design) {
        return;
    }
    for (vpc, _) in design.nodes_of(vpc::KIND.id) {
        look(design, findings, vpc);
    }
}

fn look(design: &Design, findings: &mut Findings, vpc: NodeId) {
    let mut gateways: Vec<NodeId> = Vec::new();
    let mut subnets: Vec<NodeId> = Vec::new();
    for subnet in network::subnets_of(design, vpc) {
        let Egress::Nat(gateway) = network::egress(design, subnet) else { continue };
        // One that serves other zones as well is what another rule speaks of.
        let own = design.node(gateway).and_then(|node| node.parent).and_then(|place| network::zone_of(design, place));
        if own.is_none() || own != network::zone_of(design, subnet) {
            return;
        }
        subnets.push(subnet);
        gateways.push(gateway);
    }
    gateways.order();
    gateways.dedup();
    let tasks: Vec<(NodeId, Vec<NodeId>)> = task_definition::all(design)
        .map(|(id, _)| (id, design.targets(id, runs::VERB.id).into_iter().filter(|subnet| subnets.contains(subnet)).collect()))
        .filter(|(_, behind): &(NodeId, Vec<NodeId>)| !behind.is_empty())
        .collect();
    if gateways.len() < 2 || tasks.is_empty() || signs_in_behind(design, &subnets) {
        return;
    }
    let mut needed: Vec<&'static str> = Vec::new();
    for (id, _) in &tasks {
        let Some(own) = calls(design, *id) else { return };
        needed.extend(own);
    }
    needed.order();
    needed.dedup();
    let missing: Vec<&'static str> = needed
        .iter()
        .copied()
        .filter(|service| tasks.iter().flat_map(|(_, behind)| behind).any(|subnet| !network::has_endpoint(design, *subnet, service)))
        .collect();
    let before = (NAT_GATEWAY_MONTH_USD + PUBLIC_ADDRESS_MONTH_USD) * gateways.len() as f64;
    let after = endpoint_fixes::month_usd(design, vpc, &missing);
    if after > before * MOST_SHARE {
        return;
    }
    let change = patch(design, |edit| {
        for gateway in &gateways {
            edit.remove_node(*gateway);
        }
        for subnet in &subnets {
            let chosen: Vec<_> =
                edit.design().connections_from(*subnet).filter(|(_, record)| record.verb == routes::VERB.id).map(|(id, _)| id).collect();
            for connection in chosen {
                edit.remove_connection(connection);
            }
            edit.set_field(*subnet, "access", Some(Value::text("isolated")));
        }
        endpoint_fixes::add(edit, vpc, &missing);
    });
    // What the endpoints do not carry needs the gateways.
    let mut without = design.clone();
    let reaches = |after: &Design| tasks.iter().all(|(id, behind)| behind.iter().all(|subnet| network::reaches_image(after, *id, *subnet)));
    if change.apply(&mut without).is_err() || !reaches(&without) {
        return;
    }
    let services = and(&needed.iter().map(ToString::to_string).collect::<Vec<_>>());
    let message = format!(
        "{} pays {before:.2} US dollars a month for {} NAT gateways, behind which tasks need {services} alone, as far as the design shows: new endpoints cost {after:.2}",
        label(design, vpc),
        gateways.len()
    );
    let finding = findings.report(message).on(vpc);
    let title = if missing.is_empty() {
        "Remove the gateways: the endpoints are there".to_owned()
    } else {
        format!("Replace the gateways by endpoints of {}", and(&missing.iter().map(ToString::to_string).collect::<Vec<_>>()))
    };
    finding.fix(title, change).costs(after - before);
}

/// The services of AWS that tasks call; nothing where they may call something else.
fn calls(design: &Design, id: NodeId) -> Option<Vec<&'static str>> {
    let node = design.node(id)?;
    if task_definition::outbound(&node.fields).text() != "https" {
        return None;
    }
    let containers = task_definition::containers(design, id);
    let is_plain =
        |container: &NodeId| design.node(*container).is_some_and(|node| is_from_ecr(design, *container, node) && !names_a_site(node));
    if containers.is_empty() || !containers.iter().all(is_plain) {
        return None;
    }
    let mut all = network::endpoints_for_tasks(design, id);
    if !task_definition::execute_command(&node.fields).is_off() && task_definition::execute_command(&node.fields).0.is_some() {
        all.push("ssmmessages");
    }
    for owner in containers.into_iter().chain([id]) {
        for (_, connection) in design.connections_from(owner) {
            let Some(target) = connection.to.node() else { continue };
            let granted =
                design.node(target).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.grant(&connection.verb).is_some());
            if granted {
                all.push(service_of(design, target)?);
            }
        }
    }
    Some(all)
}

fn is_from_ecr(design: &Design, id: NodeId, node: &Node) -> bool {
    !design.targets(id, pulls::VERB.id).is_empty() || container::image(&node.fields).text().contains(".dkr.ecr.")
}

/// True for a container that is told an address outside of AWS's services.
fn names_a_site(node: &Node) -> bool {
    let fields = &node.fields;
    let told = [
        container::environment(fields).0,
        container::command(fields).0,
        container::entry_point(fields).0,
        container::health_command(fields).0,
    ];
    told.iter().flatten().any(sites::names_a_site)
}

/// True when a load balancer in one of some subnets asks Cognito who a user is, which no endpoint carries.
fn signs_in_behind(design: &Design, subnets: &[NodeId]) -> bool {
    let mut signing = design.connections_with(authenticates_with::VERB.id).filter_map(|(_, connection)| connection.from.node());
    signing.any(|balancer| design.targets(balancer, spans::VERB.id).iter().any(|subnet| subnets.contains(subnet)))
}
