//! What a node is for a walk: where packets start and end.

use std::sync::Arc;

use super::apis::{self, Api};
use super::hop::{Go, Ground, Hop, Step, Way};
use super::interfaces::{self, Placed};
use super::topology::{BALANCER, DISTRIBUTION, ENDPOINT};
use super::{NoWalk, Stop, is_internet, tasks};
use crate::catalog::{self, container, task_definition};
use crate::design::NodeId;

/// Something at which packets start or end.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// The world outside.
    Internet,
    /// A distribution, by its logical id.
    Distribution(String),
    /// A load balancer.
    Balancer {
        /// Its logical id.
        id: String,
        /// Its addresses.
        placed: Placed,
    },
    /// Tasks, a database or whatever else has an address in a subnet.
    Tasks(Tasks),
    /// A resource that is reached over the API of its service.
    Api {
        /// Its logical id.
        resource: String,
        /// The services, in the order in which they are called.
        apis: &'static [Api],
    },
}

/// What has addresses in subnets and is no load balancer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tasks {
    /// The logical id; empty for tasks that are started by hand.
    pub(super) resource: String,
    /// The container that is meant, by its name at run time.
    pub(super) container: Option<String>,
    /// The addresses.
    pub(super) placed: Placed,
    /// True for something that runs containers.
    runs_containers: bool,
}

impl Tasks {
    /// The port on which it answers when nobody says another.
    pub(super) fn port(&self, ground: &Ground<'_>) -> Option<u16> {
        if self.runs_containers {
            tasks::first_port(ground, &self.resource, self.container.as_deref())
        } else {
            interfaces::usual_port(ground, &self.resource)
        }
    }

    /// Whether something listens on a port. What is no container answers on its own port.
    pub(super) fn listens(&self, ground: &Ground<'_>, way: &mut Way, port: u16) -> Go {
        if self.runs_containers {
            return tasks::listens(ground, way, &self.resource, self.container.as_deref(), port);
        }
        let name = ground.called(&self.resource);
        let hop = match interfaces::usual_port(ground, &self.resource) {
            Some(own) if own == port => Hop::passes(Step::Place, format!("{name} answers on port {port}")),
            Some(own) => Hop::blocked(Step::Place, format!("{name} answers on port {own}, not on {port}")),
            None => Hop::unsure(Step::Place, format!("nothing says whether {name} answers on port {port}")),
        };
        way.go(ground.decided(hop, &self.resource, &[]))
    }
}

impl Place {
    /// The addresses from which packets start.
    pub(super) fn placed(&self) -> Option<&Placed> {
        match self {
            Self::Balancer { placed, .. } | Self::Tasks(Tasks { placed, .. }) => Some(placed),
            _ => None,
        }
    }
}

/// What a stop is, worked out once for each.
pub(super) fn place(ground: &Ground<'_>, stop: Stop) -> Arc<Result<Place, NoWalk>> {
    ground.network.place(stop, || found(ground, stop))
}

fn found(ground: &Ground<'_>, stop: Stop) -> Result<Place, NoWalk> {
    let Stop::Node(id) = stop else { return Ok(Place::Internet) };
    if is_internet(ground.design, id) {
        return Ok(Place::Internet);
    }
    let node = ground.design.node(id);
    let inner = node.filter(|node| node.kind == container::KIND.id);
    let owner = if inner.is_some() { task_definition::around(ground.design, id) } else { Some(id) };
    let container = inner.map(|node| container::runtime_name(node));
    let found = owner.and_then(|owner| of_owner(ground, owner, container));
    found.ok_or_else(|| {
        let title = node.and_then(|node| catalog::kind_of(node)).map_or("a node", |kind| kind.title);
        NoWalk::NoPlace(format!("{title} {}", super::words::name(ground.design, id)))
    })
}

fn of_owner(ground: &Ground<'_>, id: NodeId, container: Option<String>) -> Option<Place> {
    let all: Vec<(&str, &str)> = ground.network.of_node(id).map(|(id, resource)| (id, resource.kind.as_str())).collect();
    let of = |wanted: &str| all.iter().find(|(_, kind)| *kind == wanted).map(|(id, _)| (*id).to_owned());
    if let Some(id) = of(BALANCER) {
        let placed = interfaces::of_resource(ground, &id)?;
        return Some(Place::Balancer { id, placed });
    }
    if let Some(id) = of(DISTRIBUTION) {
        return Some(Place::Distribution(id));
    }
    if let Some(gateway) = of(ENDPOINT).filter(|id| ground.network.property(id, "SubnetIds").is_none()) {
        let apis = apis::of_endpoint(ground, &gateway)?;
        return Some(Place::Api { resource: gateway, apis });
    }
    if let Some((resource, kind)) = all.iter().find(|(_, kind)| interfaces::has_interfaces(kind)) {
        let placed = interfaces::of_resource(ground, resource)?;
        // A function without a VPC has no address of yours.
        if !placed.interfaces.is_empty() || placed.open.is_some() || tasks::is_run(kind) {
            let runs_containers = tasks::is_run(kind);
            return Some(Place::Tasks(Tasks { resource: (*resource).to_owned(), container, placed, runs_containers }));
        }
    }
    if let Some(placed) = interfaces::of_tasks_by_hand(ground, id) {
        let definition = of("AWS::ECS::TaskDefinition").unwrap_or_default();
        return Some(Place::Tasks(Tasks { resource: definition, container, placed, runs_containers: true }));
    }
    let (resource, apis) = all.iter().map(|(id, kind)| (*id, apis::of_type(kind))).find(|(_, apis)| !apis.is_empty())?;
    Some(Place::Api { resource: resource.to_owned(), apis })
}
