//! The load balancer has to send requests to a port on which a container listens.

use std::sync::Arc;

use super::support::{and, label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, container_parts, task_definition};
use crate::design::{ConnectionId, Design, Node, NodeId};
use crate::meaning::forwards;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP005",
    name: "target-port",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
The load balancer sends requests to a port that no container of the service has.

The target group registers each task with one port, and the service's load balancer entry names a container with just that port. \
When none has it, the service cannot be created. The port is the one on which the program in the container listens, not the one that users type.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
site -> web : forwards port=80
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
site -> web : forwards port=8080
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(forwards::VERB.id) {
        let Some((_, target)) = connection.nodes() else {
            continue;
        };
        let Some(ports) = container_ports(design, target) else {
            continue;
        };
        check_protocol(design, findings, (id, target), forwards::target_port(design, connection).as_number());
        let Some(port) = forwards::target_port(design, connection).as_number().filter(|port| ports.iter().all(|(_, own)| own != port))
        else {
            continue;
        };
        let listening: Vec<String> = ports.iter().map(|(container, own)| format!("{} on {own}", name(design, *container))).collect();
        let elsewhere =
            if listening.is_empty() { "none of its containers has a port".to_owned() } else { format!("there is {}", and(&listening)) };
        let finding = findings.report(format!("Requests go to port {port} of {}, but {elsewhere}", label(design, target)));
        finding.on(target).on_connection(id).field("port");
        let containers = task_definition::containers(design, target);
        if let Some(first) = containers.first().and_then(|first| design.node(*first)) {
            finding.aws_says(format!("The container {} did not have a container port {port} defined.", container::runtime_name(first)));
        }
        let mut offered: Vec<i64> = ports.iter().map(|(_, own)| *own).collect();
        offered.dedup();
        for own in offered {
            let value = Value::Number(own);
            let change = patch(design, |edit| edit.set_connection_field(id, "port", Some(value)));
            finding.fix(format!("Forward to port {own}"), change);
        }
        if let [container] = containers.as_slice() {
            let change = patch(design, |edit| edit.set_field(*container, "port", Some(Value::Number(port))));
            finding.fix(format!("Let {} listen on {port}", name(design, *container)), change);
        }
    }
}

/// A load balancer for HTTP opens connections of TCP.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>.
fn check_protocol(design: &Design, findings: &mut Findings, (id, target): (ConnectionId, NodeId), port: Option<i64>) {
    let all = task_definition::containers(design, target).into_iter().filter_map(|own| Some((own, design.node(own)?)));
    let on_port: Vec<(NodeId, String)> = all
        .flat_map(|(own, node)| container_parts::ports(&node.fields).into_iter().map(move |(port, protocol)| (own, port, protocol)))
        .filter(|(_, own, _)| own.as_number() == port)
        .map(|(own, _, protocol)| (own, protocol.display().to_ascii_lowercase()))
        .collect();
    let (Some(port), Some((own, _))) = (port, on_port.first()) else { return };
    if on_port.iter().any(|(_, protocol)| protocol != "udp") {
        return;
    }
    let message = format!("Requests go to port {port} of {}, on which {} takes UDP alone", label(design, target), name(design, *own));
    let finding = findings.report(message).on(target).on_connection(id).field("port");
    finding.aws_says("is unhealthy in (target-group) due to (reason Health checks failed)");
    let main = design.node(*own).is_some_and(|node| container::port(&node.fields).number() == Some(port));
    if main {
        let change = patch(design, |edit| edit.set_field(*own, "protocol", None));
        finding.fix(format!("Let {} take TCP", name(design, *own)), change);
    }
}

/// The containers of a service that have a port; `None` when there is no container, or a port is known only at deployment.
fn container_ports(design: &Design, service: NodeId) -> Option<Vec<(NodeId, i64)>> {
    let containers = task_definition::containers(design, service);
    let nodes: Vec<(NodeId, &Arc<Node>)> = containers.into_iter().filter_map(|id| Some((id, design.node(id)?))).collect();
    if nodes.is_empty() || is_open(design, service) {
        return None;
    }
    Some(
        nodes
            .into_iter()
            .flat_map(|(id, node)| container_parts::port_numbers(&node.fields).into_iter().map(move |port| (id, port)))
            .collect(),
    )
}

/// True for a service with a container of which only deployment knows a port.
pub(super) fn is_open(design: &Design, service: NodeId) -> bool {
    let nodes = task_definition::containers(design, service).into_iter().filter_map(|id| design.node(id));
    nodes.into_iter().any(|node| container_parts::ports(&node.fields).iter().any(|(port, _)| port.is_expression()))
}
