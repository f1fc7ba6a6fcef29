//! Tasks that no service keeps running: started one at a time, by a person or a schedule.

use super::facts::referred;
use super::quote::one_line;
use crate::catalog::cluster;
use crate::design::{Design, NodeId};
use crate::synthesize::Names;
use crate::template::{Resource, Template};

/// A task definition without a service, and what is needed to run it.
pub(super) struct Task {
    pub(super) name: String,
    /// The logical id of the task definition.
    pub(super) definition: String,
    /// The logical id of its cluster; empty for the account's default one.
    pub(super) cluster: String,
    /// The output that says where it runs, as `aws ecs run-task` takes it; empty when the template has none.
    pub(super) network: String,
}

/// The tasks of a template. One whose template does not say where it runs can be shown the logs of, not be run.
pub(super) fn of(design: &Design, template: &Template, names: &Names) -> Vec<Task> {
    let services = template.resources.values().filter(|resource| resource.kind == "AWS::ECS::Service");
    let served: Vec<String> = services.map(|service| referred(service, "TaskDefinition")).collect();
    let definitions = template.resources.iter().filter(|(_, resource)| resource.kind == "AWS::ECS::TaskDefinition");
    let is_cluster = |id: &NodeId| design.node(*id).is_some_and(|node| node.kind == cluster::KIND.id);
    let task = |(id, resource): (&String, &Resource)| {
        let Some((node, record)) = resource.node.and_then(|node| Some((node, design.node(node)?))) else {
            return Task { name: id.clone(), definition: id.clone(), cluster: String::new(), network: String::new() };
        };
        let around = design.ancestors(node).into_iter().find(is_cluster);
        let network = names.of(node, "NetworkConfiguration").filter(|name| template.outputs.contains_key(name));
        Task {
            name: one_line(&record.name),
            definition: id.clone(),
            cluster: around.and_then(|around| names.of(around, "Cluster")).unwrap_or_default().to_owned(),
            network: network.unwrap_or_default().to_owned(),
        }
    };
    definitions.filter(|(id, _)| !served.contains(id)).map(task).collect()
}
