//! The containers of one task share one network interface.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, container_parts, task_definition};
use crate::design::{Design, NodeId};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP016",
    name: "port-clash",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
Two containers of one service listen on the same port.

On Fargate the containers of a task share one network interface, as programs on one machine do. The second one that opens the port fails with \
\"address already in use\", and an essential container that fails takes the whole task down. \
Give one of them another port, here and in its program.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
      container metrics port=8080
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
      container metrics port=8081
web -> public-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (service, _) in task_definition::all(design) {
        let nodes = task_definition::containers(design, service).into_iter().filter_map(|id| Some((id, design.node(id)?)));
        // A port of TCP and the same one of UDP are two.
        let ports: Vec<(NodeId, i64, String)> = nodes
            .flat_map(|(id, node)| container_parts::ports(&node.fields).into_iter().map(move |(port, protocol)| (id, port, protocol)))
            .filter_map(|(id, port, protocol)| Some((id, port.as_number()?, protocol.display().to_ascii_lowercase())))
            .collect();
        for (index, (later, port, protocol)) in ports.iter().enumerate() {
            let Some((earlier, ..)) = ports[..index].iter().find(|(_, other, used)| other == port && used == protocol) else {
                continue;
            };
            let message = format!("{} and {} both listen on port {port} of the same task", label(design, *earlier), name(design, *later));
            let finding = findings.report(message).on(*later).field("port");
            finding.aws_says(format!("Essential container in task exited (the program says: address already in use, port {port})"));
            let free = (port.saturating_add(1)..=65_535).find(|wish| ports.iter().all(|(_, other, _)| other != wish));
            let main = design.node(*later).and_then(|node| container::port(&node.fields).number()) == Some(*port);
            if let Some(free) = free.filter(|_| main) {
                let change = patch(design, |edit| edit.set_field(*later, "port", Some(Value::Number(free))));
                finding.fix(format!("Let {} listen on {free}", name(design, *later)), change);
            }
        }
    }
}
