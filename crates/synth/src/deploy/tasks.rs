//! Tasks that no service keeps running: started one at a time, by a person or a schedule.

use super::facts::referred;
use super::quote::one_line;
use crate::catalog::cluster;
use crate::design::{Design, NodeId};
use crate::meaning::runs;
use crate::synthesize::Names;
use crate::template::Template;

/// A task definition without a service, and what is needed to run it.
pub(super) struct Task {
    pub(super) name: String,
    /// The logical id of the task definition.
    pub(super) definition: String,
    /// The logical id of its cluster; empty for the account's default one.
    pub(super) cluster: String,
    /// The logical ids of the subnets it runs in.
    pub(super) subnets: Vec<String>,
    /// The logical ids of its security groups.
    pub(super) groups: Vec<String>,
    /// Whether it gets a public address: `ENABLED` or `DISABLED`.
    pub(super) public_address: &'static str,
}

/// The tasks of a template. A task definition whose node says nothing of subnets can be shown the logs of, not be run.
pub(super) fn of(design: &Design, template: &Template, names: &Names) -> Vec<Task> {
    let services = template.resources.values().filter(|resource| resource.kind == "AWS::ECS::Service");
    let served: Vec<String> = services.map(|service| referred(service, "TaskDefinition")).collect();
    let definitions = template.resources.iter().filter(|(_, resource)| resource.kind == "AWS::ECS::TaskDefinition");
    let alone = definitions.filter(|(id, _)| !served.contains(id));
    let task = |id: &String, node: Option<NodeId>| {
        let record = node.and_then(|node| design.node(node));
        let subnets = node.map(|node| design.targets(node, runs::VERB.id)).unwrap_or_default();
        let cluster =
            node.map(|node| design.ancestors(node)).unwrap_or_default().into_iter().find(|ancestor| is_cluster(design, *ancestor));
        let group = node.and_then(|node| names.of(node, "SecurityGroup")).filter(|id| template.resources.contains_key(*id));
        Task {
            name: record.map_or_else(|| id.clone(), |record| one_line(&record.name)),
            definition: id.clone(),
            cluster: cluster.and_then(|cluster| names.of(cluster, "Cluster")).unwrap_or_default().to_owned(),
            subnets: subnets.into_iter().filter_map(|subnet| names.of(subnet, "Subnet").map(str::to_owned)).collect(),
            groups: group.map(str::to_owned).into_iter().collect(),
            public_address: "DISABLED",
        }
    };
    alone.map(|(id, resource)| task(id, resource.node)).collect()
}

fn is_cluster(design: &Design, id: NodeId) -> bool {
    design.node(id).is_some_and(|node| node.kind == cluster::KIND.id)
}
