//! A load balancer forwards requests to the tasks of a service.

use super::routing;
use crate::catalog::load_balancer::attribute;
use crate::catalog::{Given, container, container_parts, load_balancer, scaling, security_group, service, task_definition, vpc};
use crate::design::{Connection, ConnectionId, Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::template::decisions;
use crate::value::{Value, map};

verb! {
    /// Sends a listener's requests to a service's tasks.
    /// It makes a target group of the addresses of the tasks, with a health check; lets the load balancer reach the tasks on the
    /// port, and nobody else; and makes the service wait for the listener, without which it cannot register its tasks.
    "forwards" {
        phrase: "forwards to",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
        line: Traffic,
        joins: &[("load-balancer", "service")],
        label: label,
        synthesize: synthesize,
    }

    /// The port of the container that answers. Empty takes the port of the service's first essential container.
    port "Port" in "Target": Number { least: 1, most: 65535 } => Nothing, takes Both;
    /// The port of the listener whose requests go here. Empty takes the main one.
    listener "Listener" in "Rule": Number { least: 1, most: 65535 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html";
    /// The host names whose requests go here, such as `api.example.com` or `*.example.com`, several with commas. All conditions of a
    /// connection must hold; together they have at most 5 values.
    host "Host" in "Rule": Text { most: 640 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
    /// The paths that go here, such as `/api/*`, several with commas. Without any condition everything goes here that no other
    /// connection takes.
    path "Path" in "Rule": Text { most: 640 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
    /// The name of a header that decides, with the values that go here.
    header_name "Header" in "Rule": Name { also: "!#$%&'*+-.^_`|~", most: 40 } => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
    /// The values of the header, one an item; `*` and `?` stand for any letters.
    header_values "Header values" in "Rule": List => Nothing;
    /// The methods that go here, such as `GET,HEAD`, in capitals.
    methods "Methods" in "Rule": Name { also: ",-_", most: 200 } => Nothing;
    /// Parts of the query that go here, as names with values: `{version=v1}`.
    query "Query" in "Rule": Map => Nothing;
    /// The address ranges whose requests go here, several with commas. Behind a distribution these are CloudFront's addresses.
    source_range "Source" in "Rule": Text { most: 200 } => Nothing;
    /// The order among the load balancer's rules; the lowest is asked first. Empty takes the order of the drawing.
    priority "Priority" in "Rule": Number { least: 1, most: 50_000 } => Nothing, takes Literals(Computed);
    /// The share of this service when several connections have the same conditions: with 90 and 10 one request in ten goes to the second.
    weight "Weight" in "Rule": Number { least: 0, most: 999 } => Number(1),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html";
    /// Whether users must have signed in when the load balancer authenticates them. Turn it off for pages that everybody may see.
    sign_in "Sign-in" in "Rule": Flag => Flag(true), takes Literals(Structure),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html";
    /// The page that the health check asks for. With gRPC it is the method: `/package.service/method`.
    health_path "Health path" in "Health check": Text { most: 1024 } => Text("/"),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";
    /// The port that the health check asks. Empty takes the port that gets the requests.
    health_port "Health port" in "Health check": Number { least: 1, most: 65535 } => Nothing, takes Literals(Structure);
    /// The answers that count as healthy: one code, several (`200,204`) or a range (`200-399`). With gRPC these are its own codes, from 0 to 99.
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
    /// The version of HTTP that the task speaks. gRPC needs an HTTPS listener.
    protocol_version "Protocol version" in "Target": Choice(&["HTTP1", "HTTP2", "GRPC"]) => Text("HTTP1"), takes Known,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html";
    /// How a task is chosen: in turn, the one with the fewest open requests, or by chance. Empty is in turn.
    algorithm "Algorithm" in "Spread": Choice(&["round_robin", "least_outstanding_requests", "weighted_random"]) => Nothing,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
    /// Whether tasks that answer with many errors get fewer requests. It goes with `weighted_random`.
    anomaly_mitigation "Anomaly mitigation" in "Spread": Flag => Flag(false), takes Known;
    /// How long a new task gets a growing share before it gets all of it. Only with the algorithm `round_robin`.
    slow_start "Slow start" in "Spread": Number { least: 30, most: 900 } => Nothing, unit "seconds";
    /// Whether a browser comes back to the task that answered it: by a cookie of the load balancer or by one of the application.
    stickiness "Stickiness" in "Spread": Choice(&["none", "lb_cookie", "app_cookie"]) => Text("none"), takes Known,
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
    /// How long a browser stays with its task.
    stickiness_seconds "Stickiness time" in "Spread": Number { least: 1, most: 604_800 } => Number(86_400), unit "seconds";
    /// The name of the application's cookie; not one that starts with `AWSALB`.
    stickiness_cookie "Stickiness cookie" in "Spread": Name { also: "!#$%&'*+-.^_`|~", most: 256 } => Nothing;
    /// Whether a request may go to a task in another zone than the one in which it came in. Off, each zone needs enough tasks of its own.
    cross_zone "Across zones" in "Spread": Flag => Flag(true),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
}

/// What decides, and the port: `/api/* → :9000`.
fn label(design: &Design, connection: &Connection) -> String {
    let port = Given(Some(target_port(design, connection))).shown(design);
    let decides =
        [host(&connection.fields), path(&connection.fields)].into_iter().map(|given| given.shown(design)).find(|text| !text.is_empty());
    decides.map_or_else(|| format!("forwards :{port}"), |decides| format!("{decides} → :{port}"))
}

/// Where a load balancer forwards to.
pub struct Target {
    /// The connection.
    pub connection: ConnectionId,
    /// The service.
    pub service: NodeId,
    /// The port of the container: a number, or what gives one at deployment.
    pub port: Value,
}

/// True for a connection of this verb that ends at a node.
pub(super) fn leads(connection: &Connection) -> bool {
    connection.verb == VERB.id && connection.to.node().is_some()
}

/// The services that a load balancer forwards to, in the order in which they were connected.
pub fn targets(design: &Design, balancer: NodeId) -> Vec<Target> {
    let leaving = design.connections_from(balancer).filter(|(_, connection)| leads(connection));
    let target = |(id, connection): (ConnectionId, &std::sync::Arc<Connection>)| {
        Some(Target { connection: id, service: connection.to.node()?, port: target_port(design, connection) })
    };
    leaving.filter_map(target).collect()
}

/// The port that a connection forwards to: its own, else that of the service's first essential container with one, else 80.
pub fn target_port(design: &Design, connection: &Connection) -> Value {
    let port = port(&connection.fields).value().or_else(|| container_port(design, connection)).unwrap_or(Value::Number(80));
    port.as_number().map_or(port, Value::Number)
}

fn container_port(design: &Design, connection: &Connection) -> Option<Value> {
    let service = connection.to.node()?;
    let nodes: Vec<_> = task_definition::containers(design, service).into_iter().filter_map(|id| design.node(id)).collect();
    let essential = nodes.iter().filter(|node| container::essential(&node.fields).flag());
    essential.chain(nodes.iter()).find_map(|node| container::port(&node.fields).value())
}

/// The container of a service that listens on a port, else its first.
fn container_with_port(design: &Design, service: NodeId, port: &Value) -> Option<NodeId> {
    let containers = task_definition::containers(design, service);
    let listens = |node: &Node| container_parts::ports(&node.fields).iter().any(|(own, _)| own.display() == port.display());
    let listening = containers.iter().find(|id| design.node(**id).is_some_and(|node| listens(node)));
    listening.or(containers.first()).copied()
}

/// The connections that send requests to a container, each with its load balancer.
pub fn to_container(design: &Design, container: NodeId) -> Vec<(ConnectionId, NodeId)> {
    let Some(service) = task_definition::around(design, container) else { return Vec::new() };
    let arriving = design.connections_to(service).filter(|(_, connection)| leads(connection));
    let ends_here = |connection: &Connection| container_with_port(design, service, &target_port(design, connection)) == Some(container);
    arriving.filter(|(_, connection)| ends_here(connection)).filter_map(|(id, connection)| Some((id, connection.from.node()?))).collect()
}

/// Why a field of a connection changes nothing.
pub fn idle(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let connection = design.connection(id)?;
    let fields = &connection.fields;
    let sticks = stickiness(fields).value();
    let sticks = sticks.as_ref().and_then(Value::as_text);
    match field {
        "header_name" if header_values(fields).value().is_none() => Some("it needs the values of the header"),
        "header_values" if header_name(fields).value().is_none() => Some("it needs the name of the header"),
        "stickiness_seconds" if sticks == Some("none") => Some("there is no stickiness"),
        "stickiness_cookie" if matches!(sticks, Some("none" | "lb_cookie")) => Some("stickiness is not by a cookie of the application"),
        "priority" | "weight" | "sign_in" => routing::idle(design, id, connection, field),
        _ => None,
    }
}

fn synthesize(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection) {
    let Some((balancer, service)) = connection.nodes() else { return };
    let port = target_port(builder.design, connection);
    let suffix = group_suffix(builder, id, connection);
    let group = builder.logical_id(balancer, &suffix);
    let is_new = !builder.has(&group);
    if is_new {
        add_target_group(builder, &suffix, connection, &port);
    }
    let rule = routing::route(builder, id, connection, &group);
    open_port(builder, balancer, service, &port);
    if let Some(health_port) = health_port(&connection.fields).number().map(Value::Number).filter(|health_port| *health_port != port) {
        open_port(builder, balancer, service, &health_port);
    }
    let Some(target) = container_with_port(builder.design, service, &port).and_then(|id| builder.design.node(id)) else { return };
    let registration = map([
        ("ContainerName", Value::text(container::runtime_name(target))),
        ("ContainerPort", port),
        ("TargetGroupArn", Value::reference(&group)),
    ]);
    let grace = builder.design.node(service).and_then(|node| service::grace_period(&node.fields).value());
    let balancer_id = load_balancer::balancer_id(builder, balancer);
    scaling::follow_requests(builder, service, &balancer_id, &group);
    let service = builder.logical_id(service, "Service");
    if is_new {
        builder.push(&service, "LoadBalancers", registration);
    }
    builder.wait(&service, rule);
    if let Some(grace) = grace {
        builder.set(&service, "HealthCheckGracePeriodSeconds", grace);
    }
}

/// What decides about a connection's target group: the port and everything that is not about rules.
fn target_key(design: &Design, connection: &Connection) -> (Value, Vec<Option<Value>>) {
    let settings = FIELDS.iter().filter(|field| field.group != "Rule" && field.name != "port");
    let values = settings.map(|field| connection.fields.get(field.name).cloned().or_else(|| field.initial.value()));
    (target_port(design, connection), values.collect())
}

/// What the logical id of a connection's target group ends with. Connections to one service that differ only in their rules share a
/// group: a service takes part in five at most.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html>.
fn group_suffix(builder: &Builder<'_>, id: ConnectionId, connection: &Connection) -> String {
    let Some((balancer, service)) = connection.nodes() else { return String::new() };
    let mut keys = Vec::new();
    let both: Vec<_> =
        builder.design.connections_to(service).filter(|(_, other)| leads(other) && other.from.node() == Some(balancer)).collect();
    let first = format!("{}TargetGroup", builder.stem(service));
    if both.len() == 1 {
        return first;
    }
    for (other_id, other) in both {
        let key = target_key(builder.design, other);
        if !keys.contains(&key) {
            keys.push(key);
        }
        if other_id == id {
            break;
        }
    }
    let own = target_key(builder.design, connection);
    let place = keys.iter().position(|key| *key == own).unwrap_or(0);
    let number = if place == 0 { String::new() } else { (place + 1).to_string() };
    first + &number
}

fn add_target_group(builder: &mut Builder<'_>, suffix: &str, connection: &Connection, port: &Value) {
    let Some((balancer, service)) = connection.nodes() else { return };
    let fields = &connection.fields;
    let vpc_id = vpc::reference(builder, balancer);
    let version = protocol_version(fields).decides(&["HTTP1"], |own| (own.as_text() != Some("HTTP1")).then(|| own.clone()));
    let codes = protocol_version(fields).decides(&["GRPC"], |version| {
        let name = if version.as_text() == Some("GRPC") { "GrpcCode" } else { "HttpCode" };
        health_codes(fields).value().map(|codes| map([(name, codes.to_text())]))
    });
    let group = builder.add_tagged(
        balancer,
        suffix,
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        false,
        [
            ("VpcId", vpc_id),
            // Tasks have addresses of their own; `instance` cannot find them.
            ("TargetType", Some(Value::text("ip"))),
            ("Protocol", protocol(fields).value()),
            ("ProtocolVersion", version),
            ("Port", Some(port.clone())),
            ("HealthCheckProtocol", protocol(fields).value()),
            ("HealthCheckPort", health_port(fields).value().map(|port| port.to_text())),
            ("HealthCheckPath", health_path(fields).value()),
            ("HealthCheckIntervalSeconds", health_interval(fields).value()),
            ("HealthCheckTimeoutSeconds", health_timeout(fields).value()),
            ("HealthyThresholdCount", healthy_count(fields).value()),
            ("UnhealthyThresholdCount", unhealthy_count(fields).value()),
            ("Matcher", codes),
            ("TargetGroupAttributes", Some(group_attributes(connection))),
        ],
    );
    let words = format!("because {} forwards to {}", builder.name(balancer), builder.name(service));
    builder.explain(&group, words);
}

/// The attributes of a target group that are not AWS's defaults.
fn group_attributes(connection: &Connection) -> Value {
    let fields = &connection.fields;
    let written = |key: &str, value: Option<Value>| Some(attribute(key, &value?));
    let sticks = |cookies: &[&str], key: &str, value: Option<Value>| {
        stickiness(fields).decides(&["none", "lb_cookie", "app_cookie"], |by| {
            let value = if key == "stickiness.type" { Some(by.clone()) } else { value.clone() };
            if by.as_text().is_none_or(|by| cookies.contains(&by)) { written(key, value) } else { None }
        })
    };
    let both = ["lb_cookie", "app_cookie"];
    let all = [
        written("deregistration_delay.timeout_seconds", drain_seconds(fields).value()),
        written("load_balancing.algorithm.type", algorithm(fields).value()),
        anomaly_mitigation(fields).switches(Some(attribute("load_balancing.algorithm.anomaly_mitigation", &Value::text("on"))), None),
        written("load_balancing.cross_zone.enabled", cross_zone(fields).value().filter(|value| *value != Value::Flag(true))),
        written("slow_start.duration_seconds", slow_start(fields).value()),
        sticks(&both, "stickiness.enabled", Some(Value::Flag(true))),
        sticks(&both, "stickiness.type", None),
        sticks(&["app_cookie"], "stickiness.app_cookie.cookie_name", stickiness_cookie(fields).value()),
        sticks(&["app_cookie"], "stickiness.app_cookie.duration_seconds", stickiness_seconds(fields).value()),
        sticks(&["lb_cookie"], "stickiness.lb_cookie.duration_seconds", stickiness_seconds(fields).value()),
    ];
    Value::List(all.into_iter().flatten().collect())
}

const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";

/// Lets the load balancer out to the tasks and the tasks admit it, each by naming the other's group.
/// The inbound rule is a resource of its own: two inline rules that name each other's groups are a cycle.
fn open_port(builder: &mut Builder<'_>, balancer: NodeId, service: NodeId, port: &Value) {
    let (balancer_name, service_name) = (builder.name(balancer), builder.name(service));
    let words = security_group::plain(&format!("From load balancer {balancer_name} to service {service_name}"));
    let from = security_group::groups_of(builder, balancer).into_iter().next().unwrap_or_default();
    let to = security_group::groups_of(builder, service).into_iter().next().unwrap_or_default();
    if from != to {
        let outward = security_group::tcp(port, "DestinationSecurityGroupId", Value::attribute(&to, "GroupId"), &words);
        security_group::add_rule(builder, balancer, "SecurityGroupEgress", &outward);
    }
    let (group_id, source) = (Value::attribute(&to, "GroupId"), Value::attribute(&from, "GroupId"));
    let same = [("GroupId", &group_id), ("FromPort", port), ("SourceSecurityGroupId", &source)];
    // EC2 refuses a rule that is there already, whatever its description: two paths to one service open its port once.
    if let Some(open) = builder.find(INGRESS, &same) {
        builder.explain(&open, words);
        return;
    }
    let suffix = format!("IngressFrom{}", builder.stem(balancer));
    let ingress = builder.add(
        service,
        &suffix,
        INGRESS,
        [
            ("GroupId", Some(group_id)),
            ("Description", Some(Value::text(words))),
            ("IpProtocol", Some(Value::text("tcp"))),
            ("FromPort", Some(port.clone())),
            ("ToPort", Some(port.clone())),
            ("SourceSecurityGroupId", Some(source)),
        ],
    );
    // A port that is a parameter may turn out to be one that is open already.
    let others = builder.named_before((service, from), port);
    let settings = builder.design.settings();
    let apart = others.iter().filter_map(|other| decisions::same(port, other, settings)).map(decisions::not);
    if let Some(condition) = apart.reduce(|one, other| Value::Call("And".to_owned(), Box::new(Value::List(vec![one, other]))))
        && let Some(resource) = builder.resource(&ingress)
    {
        resource.attributes.insert("Condition".to_owned(), condition);
    }
}
