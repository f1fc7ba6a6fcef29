//! What waits at the end: tasks behind a load balancer or at their own addresses, and the container that listens.

use super::balancer::{self, Request, Sent, Wanted};
use super::hop::{Go, Ground, Hop, Step, Telling, Way};
use super::interfaces::{Interface, Placed};
use super::packet;
use super::resolve::{self, Known};
use super::topology;
use crate::catalog::{container, task_definition};
use crate::design::NodeId;
use crate::value::{Map, Value};

/// The most redirects that are followed, as many as browsers need at most.
const REDIRECTS: usize = 3;

/// How a request gets to a load balancer on a port: called again for each redirect.
pub(super) type Arrive<'a> = &'a dyn Fn(&mut Way, &Interface, u16) -> Go;

/// All ways through a load balancer: by each of its addresses, and to each place of the tasks.
pub(super) fn through(
    ground: &Ground<'_>,
    start: &Way,
    (balancer, balancers): (&str, &Placed),
    port: u16,
    wanted: Option<(Wanted<'_>, &Placed)>,
    request: &Request,
    arrive: Arrive<'_>,
) -> Vec<Way> {
    let mut ways = Vec::new();
    for interface in &balancers.interfaces {
        let mut way = start.clone();
        let sent = pass(ground, &mut way, (balancer, interface), port, wanted.map(|(wanted, _)| wanted), request, arrive);
        let (Some(Some(Sent::Tasks { group, container, port })), Some((wanted, tasks))) = (sent, wanted) else {
            ways.push(way);
            continue;
        };
        for task in &tasks.interfaces {
            let mut way = way.clone();
            let _ = target(ground, &mut way, (interface, balancers), task, (&group, &container, port), wanted);
            ways.push(way);
        }
        ways.extend(super::apis::no_place(ground, wanted.service, tasks).map(|hop| {
            let mut way = way.clone();
            way.hops.push(hop);
            way
        }));
    }
    ways.extend(super::apis::no_place(ground, balancer, balancers).map(|hop| {
        let mut way = start.clone();
        way.hops.push(hop);
        way
    }));
    ways
}

/// All ways from a load balancer to the tasks that are registered with target groups, without its listeners.
pub(super) fn behind(ground: &Ground<'_>, (balancer, balancers): (&str, &Placed), (wanted, tasks): (Wanted<'_>, &Placed)) -> Vec<Way> {
    let mut ways = Vec::new();
    let node = |id: &str| ground.network.node(id);
    let all = balancer::registered(ground, wanted.service).into_iter();
    // A service may stand behind two load balancers; a target group belongs to one.
    for (group, container, port) in all.filter(|(group, ..)| node(group) == node(balancer)) {
        for interface in &balancers.interfaces {
            for task in &tasks.interfaces {
                let mut way = Way::default();
                let _ = target(ground, &mut way, (interface, balancers), task, (&group, &container, port), wanted);
                ways.push(way);
            }
        }
    }
    ways
}

/// To a load balancer's listener and, when something behind it is wanted, to what its rules say.
fn pass(
    ground: &Ground<'_>,
    way: &mut Way,
    (balancer, interface): (&str, &Interface),
    mut port: u16,
    wanted: Option<Wanted<'_>>,
    request: &Request,
    arrive: Arrive<'_>,
) -> Go<Option<Sent>> {
    for _ in 0..=REDIRECTS {
        arrive(way, interface, port)?;
        let listener = balancer::listener(ground, way, balancer, port)?;
        let Some(wanted) = wanted else { return Some(None) };
        match balancer::send(ground, way, (balancer, listener), wanted, request)? {
            Sent::Redirected(next) => port = next,
            sent @ Sent::Tasks { .. } => return Some(Some(sent)),
        }
    }
    way.end(ground.decided(Hop::blocked(Step::Listener, format!("{} redirects in a circle", ground.called(balancer))), balancer, &[]))
}

/// From one address of a load balancer to the tasks in one subnet.
fn target(
    ground: &Ground<'_>,
    way: &mut Way,
    (balancer, all): (&Interface, &Placed),
    task: &Interface,
    (group, container, port): (&str, &str, u16),
    wanted: Wanted<'_>,
) -> Go {
    zone(ground, way, balancer, all, task)?;
    let first = way.hops.len();
    packet::between(ground, way, balancer, task, port).or_else(|| {
        // Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html>.
        says(way, first, "HTTP 504: Gateway Time-out");
        None
    })?;
    listens(ground, way, wanted.service, Some(container), port)?;
    let health = match balancer::health_port(ground, group, port) {
        Ok(None) => return Some(()),
        Ok(Some(health)) => health,
        Err(words) => {
            let hop = Hop::unsure(Step::HealthCheck, format!("the port of the health check is open: {words}"));
            return way.go(ground.decided(hop, group, &["health_port"]));
        }
    };
    check(ground, way, (balancer, task), (group, health), wanted)
}

/// The health check on a port of its own: tasks that do not answer it are stopped and started again.
fn check(
    ground: &Ground<'_>,
    way: &mut Way,
    (balancer, task): (&Interface, &Interface),
    (group, port): (&str, u16),
    wanted: Wanted<'_>,
) -> Go {
    let mut inner = Way::default();
    let arrives = packet::between(ground, &mut inner, balancer, task, port);
    let answers = arrives.and_then(|()| listens(ground, &mut inner, wanted.service, None, port));
    let worst = inner.hops.iter().max_by_key(|hop| hop.verdict).filter(|hop| hop.verdict != super::Verdict::Passes);
    let text = match worst {
        None => format!("the health check of {} reaches port {port}", ground.called(group)),
        Some(hop) => format!("the health check of {} on port {port}: {}", ground.called(group), hop.text),
    };
    let hop = ground.decided(Hop::passes(Step::HealthCheck, text).rule(format!("health check port {port}")), group, &[]);
    let mut hop = hop.node(task.node);
    hop.connections = ground.along(balancer.node, task.node);
    hop.field = Some("health_port");
    let verdict = inner.verdict();
    if answers.is_none() {
        let words = format!("(port {port}) is unhealthy in ({group}) due to (reason Request timed out)");
        hop = hop.says(words);
    }
    way.go(Hop { verdict, ..hop })
}

fn says(way: &mut Way, from: usize, words: &str) {
    for hop in way.hops[from..].iter_mut().filter(|hop| hop.verdict == super::Verdict::Blocked) {
        words.clone_into(&mut hop.aws_says);
    }
}

/// Targets in a zone that the load balancer does not have get no requests.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html>.
fn zone(ground: &Ground<'_>, way: &mut Way, balancer: &Interface, all: &Placed, task: &Interface) -> Go {
    let zone = |subnet: &str| ground.network.property(subnet, "AvailabilityZone");
    let same: Vec<Known> = all.interfaces.iter().map(|own| same_zone(zone(&own.subnet), zone(&task.subnet))).collect();
    if same.contains(&Known::Yes) {
        return Some(());
    }
    let text = format!("{} has no zone enabled in which {} lies", balancer.owner, ground.called(&task.subnet));
    let hop = Hop::blocked(Step::Zone, format!("{text}: its tasks there are unused"))
        .says("Target is in an Availability Zone that is not enabled for the load balancer");
    let hop = ground.decided(hop, &balancer.resource, &[]).node(ground.network.node(&task.subnet)).node(task.node);
    let unsure = same.iter().find_map(|known| if let Known::Unsure(words) = known { Some(words.clone()) } else { None });
    match unsure {
        None => way.go(hop),
        Some(words) => way.go(Hop {
            verdict: super::Verdict::CannotTell,
            text: format!("whether the zones of both are the same is open: {words}"),
            aws_says: String::new(),
            ..hop
        }),
    }
}

/// Two zones are the same when they are written alike; `Select` of two places of one list gives different ones.
fn same_zone(one: Option<&Value>, other: Option<&Value>) -> Known {
    let (Some(one), Some(other)) = (one, other) else { return Known::Unsure("a subnet names no zone".to_owned()) };
    let is_select = |value: &Value| matches!(value, Value::Call(function, _) if function == "Select");
    if one == other {
        Known::Yes
    } else if (is_select(one) && is_select(other)) || !(one.is_expression() || other.is_expression()) {
        Known::No
    } else {
        Known::Unsure(resolve::open(if one.is_expression() { one } else { other }))
    }
}

const DEFINITION: &str = "AWS::ECS::TaskDefinition";

/// True for a type that runs containers.
pub(super) fn is_run(kind: &str) -> bool {
    matches!(kind, "AWS::ECS::Service" | "AWS::Events::Rule" | "AWS::Scheduler::Schedule")
}

/// The task definition of what runs tasks; tasks that are started by hand have nothing else.
fn definition<'a>(ground: &'a Ground<'_>, id: &str) -> Option<&'a str> {
    let network = ground.network;
    let template = network.template();
    if let Some((own, _)) = template.resources.get_key_value(id).filter(|(_, resource)| resource.kind == DEFINITION) {
        return Some(own);
    }
    let run = network.resource(id)?;
    let paths: [&[&str]; 3] =
        [&["TaskDefinition"], &["Targets", "EcsParameters", "TaskDefinitionArn"], &["Target", "EcsParameters", "TaskDefinitionArn"]];
    let value = paths.into_iter().find_map(|path| resolve::of(run, path))?;
    let id = resolve::resource(template, Some(value))?;
    template.resources.get_key_value(id).map(|(id, _)| id.as_str())
}

/// The containers of a task definition: their names and ports.
fn containers<'a>(ground: &'a Ground<'_>, definition: &str) -> Vec<&'a Map> {
    let members = &["Name", "PortMappings"];
    ground.network.resource(definition).map(|own| own.properties.entries("ContainerDefinitions", members)).unwrap_or_default()
}

fn ports(container: &Map) -> Vec<&Value> {
    let mappings = container.get("PortMappings").and_then(Value::as_list).unwrap_or_default();
    mappings.iter().filter_map(|mapping| mapping.as_map()?.get("ContainerPort")).collect()
}

/// Whether a container takes TCP on a port; nothing when it does not name the port.
fn takes_tcp(container: &Map, port: u16) -> Option<bool> {
    let mappings = container.get("PortMappings").and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map);
    let on_port = mappings.filter(|mapping| mapping.get("ContainerPort").and_then(Value::as_number) == Some(i64::from(port)));
    let mut known = on_port.map(|mapping| mapping.get("Protocol").is_none_or(|protocol| protocol.as_text() != Some("udp"))).peekable();
    known.peek()?;
    Some(known.any(|takes| takes))
}

/// The port of the first container of a service that names one, or of a certain one.
pub(super) fn first_port(ground: &Ground<'_>, id: &str, container: Option<&str>) -> Option<u16> {
    let all = containers(ground, definition(ground, id)?);
    let named = all.into_iter().filter(|own| container.is_none_or(|name| name_of(own) == name));
    named.flat_map(ports).find_map(|port| u16::try_from(port.as_number()?).ok())
}

fn name_of(container: &Map) -> String {
    container.get("Name").map(Value::display).unwrap_or_default()
}

/// The node of a container by the name that it has at run time.
fn container_node(ground: &Ground<'_>, definition: &str, name: &str) -> Option<NodeId> {
    let owner = ground.network.node(definition)?;
    let all = task_definition::containers(ground.design, owner);
    all.into_iter().find(|id| ground.design.node(*id).is_some_and(|node| container::runtime_name(node) == name))
}

/// Whether a container of a service names the port. One that does not may listen all the same: the template does not say.
pub(super) fn listens(ground: &Ground<'_>, way: &mut Way, service: &str, container: Option<&str>, port: u16) -> Go {
    let Some(definition) = definition(ground, service) else {
        let hop = Hop::unsure(Step::Container, format!("the task definition of {} is not in the template", ground.called(service)));
        return way.go(ground.decided(hop, service, &[]));
    };
    let all = containers(ground, definition);
    let named = |own: &&Map| container.is_none_or(|name| name_of(own) == name);
    let fits = |own: &&Map| takes_tcp(own, port).is_some_and(|takes| takes);
    if let Some(found) = all.iter().copied().filter(named).find(fits) {
        let name = name_of(found);
        let text = ground.words(|| format!("container {name} listens on port {port}"));
        let hop = Hop::passes(Step::Container, text).rule(ground.words(|| format!("ContainerPort: {port}")));
        let node = (ground.telling == Telling::Words).then(|| container_node(ground, definition, &name)).flatten();
        let hop = ground.decided(hop.node(node), definition, &[]);
        return way.go(Hop { field: node.map_or(hop.field, |_| Some("port")), ..hop });
    }
    // What a network load balancer sends by UDP is not walked.
    let over_tcp = !ground.network.of_type(topology::TARGET_GROUP).iter().any(|group| {
        let protocol = ground.network.property(group, "Protocol");
        protocol.is_some_and(|protocol| protocol.is_expression() || !["HTTP", "HTTPS", "TCP", "TLS"].contains(&protocol.display().as_str()))
    });
    if let Some(found) = all.iter().copied().filter(named).find(|own| over_tcp && takes_tcp(own, port) == Some(false)) {
        let name = name_of(found);
        let hop = Hop::blocked(Step::Container, format!("container {name} listens on port {port} for UDP alone"));
        let hop = hop.rule(format!("ContainerPort: {port}, Protocol: udp")).says("Connection refused");
        return way.go(ground.decided(hop.node(container_node(ground, definition, &name)), definition, &[]));
    }
    let open = all.iter().copied().filter(named).flat_map(ports).find(|port| port.is_expression());
    let others: Vec<String> = all.iter().copied().flat_map(ports).map(Value::display).collect();
    let only = if others.is_empty() { "no port".to_owned() } else { format!("only {}", crate::words::and(&others)) };
    let why = match open {
        Some(port) => resolve::open(port),
        None => "a program may listen on a port that its container does not name".to_owned(),
    };
    let node = container.and_then(|name| container_node(ground, definition, name));
    let hop = Hop::unsure(Step::Container, format!("no container of {} names port {port}: {why}", ground.called(service))).rule(only);
    way.go(ground.decided(hop.node(node), definition, &[]))
}
