//! A load balancer without anything behind it costs money and answers 404.

use super::support::{label, name, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, load_balancer, service, task_definition};
use crate::design::{Connection, Design, Node, NodeId};
use crate::meaning::{forwards, spans};
use crate::network::vpc_of;
use crate::prices::{LOAD_BALANCER_MONTH_USD, PUBLIC_ADDRESS_MONTH_USD};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP124",
    name: "idle-load-balancer",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A load balancer forwards to nothing.

It is billed by the hour, with a public address in each of its zones, and every request gets the answer of its listener for requests that no rule takes: \
404. Connect it with `forwards` to a service that listens on a port.",
    source: "https://aws.amazon.com/elasticloadbalancing/pricing/",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
log-group lines
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
web -> public-b : runs
app -> lines : logs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
log-group lines
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
app -> lines : logs
",
    check,
};

/// The most services that are offered.
const MOST_OFFERS: usize = 3;

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(load_balancer::KIND.id) {
        // One that leads nowhere has another fault; a raw rule or listener may forward as well.
        let forwards = design.connections_from(id).any(|(_, connection)| connection.verb == forwards::VERB.id);
        if forwards || raw::named_nodes(design).has(id) {
            continue;
        }
        let finding = findings.report(format!("{} is billed, but forwards to nothing", label(design, id))).on(id);
        finding.aws_says("HTTP 404 from the load balancer");
        for service in waiting(design, id).into_iter().take(MOST_OFFERS) {
            let change = patch(design, |edit| {
                edit.connect(Connection::new(id, service, forwards::VERB.id));
            });
            finding.fix(format!("Forward to {}", name(design, service)), change);
        }
        finding.fix("Remove it", patch(design, |edit| edit.remove_node(id))).costs(-price(design, id, node));
    }
}

/// The services of its network that listen on a port and get no requests.
fn waiting(design: &Design, balancer: NodeId) -> Vec<NodeId> {
    let vpc = vpc_of(design, balancer);
    let all = design.nodes_of(service::KIND.id).map(|(id, _)| id);
    let listens = |id: &NodeId| {
        let containers = task_definition::containers(design, *id);
        containers.into_iter().filter_map(|id| design.node(id)).any(|node| container::port(&node.fields).number().is_some())
    };
    all.filter(|id| vpc.is_some() && vpc_of(design, *id) == vpc && design.sources(*id, forwards::VERB.id).is_empty())
        .filter(listens)
        .collect()
}

fn price(design: &Design, id: NodeId, node: &Node) -> f64 {
    let addresses = if load_balancer::faces_internet(node) { design.targets(id, spans::VERB.id).len() } else { 0 };
    LOAD_BALANCER_MONTH_USD + PUBLIC_ADDRESS_MONTH_USD * addresses as f64
}
