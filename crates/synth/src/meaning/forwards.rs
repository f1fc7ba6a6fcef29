//! A load balancer forwards requests to the tasks of a service.

use std::collections::BTreeSet;

use crate::catalog::{container, load_balancer, security_group, service, task_definition, vpc};
use crate::design::{Connection, ConnectionId, Design, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

verb! {
    /// Sends the listener's requests to a service's tasks.
    /// It makes a target group of the addresses of the tasks, with a health check; lets the load balancer reach the tasks on the
    /// port, and nobody else; and makes the service wait for the listener, without which it cannot register its tasks.
    "forwards" {
        phrase: "forwards to",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
        line: Traffic,
        joins: &[("load-balancer", "service")],
        label: |design, connection| format!("forwards :{}", target_port(design, connection)),
        synthesize: synthesize,
    }

    /// The port of the container that answers. Empty takes the port of the service's first essential container.
    port "Port" in "Target": Number { least: 1, most: 65535 } => Nothing;
    /// The paths that go here, such as `/api/*`. Empty takes everything that no other connection takes.
    path "Path" in "Rule": Text { most: 128 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
    /// The order among the load balancer's rules with a path; the lowest is asked first. Empty takes the order of the drawing.
    priority "Priority" in "Rule": Number { least: 1, most: 50_000 } => Nothing;
    /// The page that the health check asks for.
    health_path "Health path" in "Health check": Text { most: 1024 } => Text("/"),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";
    /// The answers that count as healthy: one code, several (`200,204`) or a range (`200-399`).
    health_codes "Healthy codes" in "Health check": Name { also: ",-", most: 64 } => Text("200");
    /// Time between two checks. It must be longer than the timeout.
    health_interval "Interval" in "Health check": Number { least: 5, most: 300 } => Number(30), unit "seconds";
    /// Time without an answer after which a check has failed.
    health_timeout "Timeout" in "Health check": Number { least: 2, most: 120 } => Number(5), unit "seconds";
    /// How many good checks in a row make a task healthy.
    healthy_count "Healthy after" in "Health check": Number { least: 2, most: 10 } => Number(2), unit "checks";
    /// How many failed checks in a row make a task unhealthy.
    unhealthy_count "Unhealthy after" in "Health check": Number { least: 2, most: 10 } => Number(3), unit "checks";
    /// How long a task that is being removed may finish its requests.
    drain_seconds "Deregistration delay" in "Target": Number { least: 0, most: 3600 } => Number(30), unit "seconds";
    /// The protocol between load balancer and task.
    protocol "Protocol" in "Target": Choice(&["HTTP", "HTTPS"]) => Text("HTTP");
}

/// Where a load balancer forwards to.
pub struct Target {
    /// The connection.
    pub connection: ConnectionId,
    /// The service.
    pub service: NodeId,
    /// The port of the container.
    pub port: i64,
}

/// The services that a load balancer forwards to, in the order in which they were connected.
pub fn targets(design: &Design, balancer: NodeId) -> Vec<Target> {
    let leaving = design.connections_from(balancer).filter(|(_, connection)| connection.verb == VERB.id);
    let target = |(id, connection): (ConnectionId, &std::sync::Arc<Connection>)| {
        Some(Target { connection: id, service: connection.to.node()?, port: target_port(design, connection) })
    };
    leaving.filter_map(target).collect()
}

/// The port that a connection forwards to: its own, else that of the service's first essential container with one, else 80.
pub fn target_port(design: &Design, connection: &Connection) -> i64 {
    let own = port(&connection.fields).number();
    own.or_else(|| container_port(design, connection)).unwrap_or(80)
}

fn container_port(design: &Design, connection: &Connection) -> Option<i64> {
    let service = connection.to.node()?;
    let nodes: Vec<_> = task_definition::containers(design, service).into_iter().filter_map(|id| design.node(id)).collect();
    let essential = nodes.iter().filter(|node| container::essential(&node.fields).flag());
    essential.chain(nodes.iter()).find_map(|node| container::port(&node.fields).number())
}

/// The container of a service that listens on a port, else its first.
fn container_with_port(design: &Design, service: NodeId, port: i64) -> Option<NodeId> {
    let containers = task_definition::containers(design, service);
    let listening = containers.iter().find(|id| design.node(**id).is_some_and(|node| container::port(&node.fields).number() == Some(port)));
    listening.or(containers.first()).copied()
}

fn synthesize(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection) {
    let Some((balancer, service)) = connection.nodes() else { return };
    let port = target_port(builder.design, connection);
    let group = add_target_group(builder, balancer, service, connection, port);
    let rule = route(builder, id, balancer, service, connection, &group);
    open_ports(builder, balancer, service, port);
    let Some(target) = container_with_port(builder.design, service, port).and_then(|id| builder.design.node(id)) else { return };
    let registration = map([
        ("ContainerName", Value::text(container::runtime_name(target))),
        ("ContainerPort", Value::Number(port)),
        ("TargetGroupArn", Value::reference(&group)),
    ]);
    let grace = builder.design.node(service).and_then(|node| service::grace_period(&node.fields).value());
    let service = builder.logical_id(service, "Service");
    if let Some(resource) = builder.resource(&service) {
        resource.push("LoadBalancers", registration);
        resource.wait_for(rule);
        if let Some(grace) = grace {
            resource.properties.insert("HealthCheckGracePeriodSeconds".to_owned(), grace);
        }
    }
}

fn add_target_group(builder: &mut Builder<'_>, balancer: NodeId, service: NodeId, connection: &Connection, port: i64) -> String {
    let fields = &connection.fields;
    let vpc_id = vpc::reference(builder, balancer);
    let suffix = format!("{}TargetGroup", builder.stem(service));
    let delay = map([("Key", Value::text("deregistration_delay.timeout_seconds")), ("Value", Value::text(drain_seconds(fields).text()))]);
    let codes = map([("HttpCode", Value::text(health_codes(fields).text()))]);
    let group = builder.add_tagged(
        balancer,
        &suffix,
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        false,
        [
            ("VpcId", vpc_id),
            // Tasks have addresses of their own; `instance` cannot find them.
            ("TargetType", Some(Value::text("ip"))),
            ("Protocol", protocol(fields).value()),
            ("Port", Some(Value::Number(port))),
            ("HealthCheckProtocol", protocol(fields).value()),
            ("HealthCheckPath", health_path(fields).value()),
            ("HealthCheckIntervalSeconds", health_interval(fields).value()),
            ("HealthCheckTimeoutSeconds", health_timeout(fields).value()),
            ("HealthyThresholdCount", healthy_count(fields).value()),
            ("UnhealthyThresholdCount", unhealthy_count(fields).value()),
            ("Matcher", Some(codes)),
            ("TargetGroupAttributes", Some(Value::List(vec![delay]))),
        ],
    );
    let words = format!("because {} forwards to {}", builder.name(balancer), builder.name(service));
    builder.explain(&group, words);
    group
}

/// Makes the listener lead to the target group; answers the logical id that the service waits for.
fn route(builder: &mut Builder<'_>, id: ConnectionId, balancer: NodeId, service: NodeId, connection: &Connection, group: &str) -> String {
    let listener = load_balancer::listener_id(builder, balancer);
    let forward = map([("Type", Value::text("forward")), ("TargetGroupArn", Value::reference(group))]);
    let Some(pattern) = path(&connection.fields).value() else {
        let first = first_without_path(builder.design, balancer) == Some(id);
        if let Some(resource) = builder.resource(&listener).filter(|_| first) {
            resource.properties.insert("DefaultActions".to_owned(), Value::List(vec![forward]));
        }
        return listener;
    };
    let order = rule_priority(builder.design, balancer, id);
    let condition = map([("Field", Value::text("path-pattern")), ("PathPatternConfig", map([("Values", Value::List(vec![pattern]))]))]);
    let suffix = format!("{}ListenerRule", builder.stem(service));
    builder.add(
        balancer,
        &suffix,
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        [
            ("ListenerArn", Some(Value::reference(listener))),
            ("Priority", Some(Value::Number(order))),
            ("Conditions", Some(Value::List(vec![condition]))),
            ("Actions", Some(Value::List(vec![forward]))),
        ],
    )
}

fn first_without_path(design: &Design, balancer: NodeId) -> Option<ConnectionId> {
    let all = targets(design, balancer);
    all.iter()
        .map(|target| target.connection)
        .find(|id| design.connection(*id).is_some_and(|connection| path(&connection.fields).value().is_none()))
}

/// The priority of a connection's rule: its own, else the lowest that no other rule of the load balancer has.
fn rule_priority(design: &Design, balancer: NodeId, id: ConnectionId) -> i64 {
    let fields = |id: ConnectionId| design.connection(id).map(|connection| &connection.fields);
    let own = |id: ConnectionId| fields(id).and_then(|fields| priority(fields).number());
    let ruled: Vec<ConnectionId> = targets(design, balancer).into_iter().map(|target| target.connection).collect();
    let ruled: Vec<ConnectionId> =
        ruled.into_iter().filter(|id| fields(*id).is_some_and(|fields| path(fields).value().is_some())).collect();
    if let Some(priority) = own(id) {
        return priority;
    }
    let taken: BTreeSet<i64> = ruled.iter().filter_map(|id| own(*id)).collect();
    // Rules without a priority of their own take the free numbers in their order, up to the highest that there is:
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
    let place = ruled.into_iter().filter(|other| own(*other).is_none()).position(|other| other == id).unwrap_or(0);
    (1..=50_000).filter(|number| !taken.contains(number)).nth(place).unwrap_or(50_000)
}

const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";

/// Lets the load balancer out to the tasks and the tasks admit it, each by naming the other's group.
/// The inbound rule is a resource of its own: two inline rules that name each other's groups are a cycle.
fn open_ports(builder: &mut Builder<'_>, balancer: NodeId, service: NodeId, port: i64) {
    let (balancer_name, service_name) = (builder.name(balancer), builder.name(service));
    let words = security_group::plain(&format!("From load balancer {balancer_name} to service {service_name}"));
    let from = security_group::groups_of(builder, balancer).into_iter().next().unwrap_or_default();
    let to = security_group::groups_of(builder, service).into_iter().next().unwrap_or_default();
    let port = Value::Number(port);
    if from != to {
        let outward = security_group::tcp(&port, "DestinationSecurityGroupId", Value::attribute(&to, "GroupId"), &words);
        security_group::add_rule(builder, balancer, "SecurityGroupEgress", outward);
    }
    let (group_id, source) = (Value::attribute(&to, "GroupId"), Value::attribute(&from, "GroupId"));
    let same = [("GroupId", &group_id), ("FromPort", &port), ("SourceSecurityGroupId", &source)];
    // EC2 refuses a rule that is there already, whatever its description: two paths to one service open its port once.
    if let Some(open) = builder.find(INGRESS, &same).map(str::to_owned) {
        builder.explain(&open, words);
        return;
    }
    let suffix = format!("IngressFrom{}", builder.stem(balancer));
    builder.add(
        service,
        &suffix,
        INGRESS,
        [
            ("GroupId", Some(group_id)),
            ("Description", Some(Value::text(words))),
            ("IpProtocol", Some(Value::text("tcp"))),
            ("FromPort", Some(port.clone())),
            ("ToPort", Some(port)),
            ("SourceSecurityGroupId", Some(source)),
        ],
    );
}
