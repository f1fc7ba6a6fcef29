//! The Fargate service with its task definition.

use super::{Shape, cluster, container, role, security_group, subnet};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{assumes, runs, starts_with};
use crate::network::{self, Egress};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Keeps a number of tasks running on Fargate and replaces those that fail.
    /// Its task definition says what a task is: 1 to 10 containers that share CPU, memory and one network interface.
    /// It runs in the subnets it is connected to. Containers lie in it; a load balancer forwards to one of them.
    "service", "Fargate service" {
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
        group: Containers,
        category: Compute,
        shape: Shape::Frame { layer: 5 },
        place: Item,
        parents: &["cluster"],
        glyph: &["M12 3l7 4v7l-7 4l-7-4V7z", "M12 11v7", "M5 7l7 4l7-4", "M8 20.5h8"],
        caption: caption,
        style: |_| "service",
        synthesize: synthesize,
    }

    /// CPU of one task in units of 1/1024 vCPU. Each value goes with its own range of memory.
    cpu "CPU" in "Size": Numbers(super::fargate::CPU) => Number(512), unit "units",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html";
    /// Memory of one task. Which values are allowed depends on the CPU.
    memory "Memory" in "Size": Number { least: 512, most: 249_856 } => Number(1024), unit "MiB",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html";
    /// Disk space of one task. Empty gives 20 GiB; more is billed.
    ephemeral_storage "Ephemeral storage" in "Size": Number { least: 21, most: 200 } => Nothing, unit "GiB",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html";
    /// How many tasks run. It becomes a parameter, so that each deployment can choose.
    desired_count "Desired tasks" in "Tasks": Number { least: 0, most: 5000 } => Number(2), unit "tasks";
    /// The processor. ARM costs about a fifth less; images must be built for it.
    architecture "Architecture" in "Tasks": Choice(&["X86_64", "ARM64"]) => Text("X86_64"),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html";
    /// The version of the Fargate platform; `LATEST` is 1.4.0 on Linux.
    platform_version "Platform version" in "Tasks": Choice(&["LATEST", "1.4.0", "1.3.0"]) => Text("LATEST"),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html";
    /// Whether tasks get a public address. They need one in a public subnet, where no NAT gateway gives them a way out.
    public_address "Public address" in "Network": Flag => Flag(false),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html";
    /// What tasks may call: `https` is TCP 443 to everywhere, which AWS's own services need; `all` is everything.
    outbound "Outbound" in "Network": Choice(&["https", "all"]) => Text("https");
    /// Who starts the task: `derived` makes an execution role when none is connected, `none` leaves it out.
    execution_role "Execution role" in "Permissions": Choice(&["derived", "none"]) => Text("derived"),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";
    /// Whether one can open a shell in a running container. The task role gets the permissions of the session channel.
    execute_command "ECS Exec" in "Permissions": Flag => Flag(false),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html";
    /// How long failed health checks of a load balancer are ignored after a task starts.
    grace_period "Health check grace period" in "Deployment": Number { least: 0, most: 2_147_483_647 } => Number(60), unit "seconds";
    /// The least share of the desired tasks that stays up during a deployment.
    min_healthy_percent "Least healthy" in "Deployment": Number { least: 0, most: 100 } => Number(100), unit "%",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
    /// The greatest share of the desired tasks that runs during a deployment.
    max_percent "Most running" in "Deployment": Number { least: 100, most: 200 } => Number(200), unit "%",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
    /// Whether a deployment whose tasks keep failing is stopped.
    circuit_breaker "Circuit breaker" in "Deployment": Flag => Flag(true),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";
    /// Whether a stopped deployment goes back to the last one that worked.
    rollback "Roll back" in "Deployment": Flag => Flag(true);
    /// The name of the task definition's family; empty lets CloudFormation make one.
    family "Family" in "Words": Name { also: "-_", most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
    /// A fixed name of up to 255 letters, digits, hyphens and underscores. It blocks replacement; leave it empty.
    service_name "Fixed name" in "Words": Name { also: "-_", most: 255 } => Nothing;
}

/// `0.5 vCPU · 1 GB · 2 tasks`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let cpu = cpu(&node.fields).number().map_or_else(|| "? vCPU".to_owned(), |units| format!("{} vCPU", units as f64 / 1024.0));
    let memory = memory(&node.fields).number().map_or_else(|| "? GB".to_owned(), |mebibytes| format!("{} GB", mebibytes as f64 / 1024.0));
    let tasks = match desired_count(&node.fields).number() {
        Some(1) => "1 task".to_owned(),
        Some(count) => format!("{count} tasks"),
        None => "? tasks".to_owned(),
    };
    format!("{cpu} · {memory} · {tasks}")
}

/// The containers of a service, in the order in which they were drawn.
pub fn containers(design: &Design, id: NodeId) -> Vec<NodeId> {
    design.children(Some(id)).into_iter().filter(|child| design.node(*child).is_some_and(|node| node.kind == container::KIND.id)).collect()
}

/// The service that a node lies in.
pub fn around(design: &Design, id: NodeId) -> Option<NodeId> {
    design.ancestors(id).into_iter().find(|ancestor| design.node(*ancestor).is_some_and(|node| node.kind == KIND.id))
}

/// The logical id of the role with which the agent starts tasks; nothing when the service has none.
pub fn execution_role_id(builder: &Builder<'_>, id: NodeId) -> Option<String> {
    if let Some(role) = builder.design.targets(id, starts_with::VERB.id).first() {
        return Some(builder.logical_id(*role, "Role"));
    }
    let node = builder.design.node(id)?;
    (execution_role(&node.fields).text() != "none").then(|| builder.logical_id(id, "ExecutionRole"))
}

/// The logical id of the role with which the containers make their own calls.
pub fn task_role_id(builder: &Builder<'_>, id: NodeId) -> String {
    match builder.design.targets(id, assumes::VERB.id).first() {
        Some(role) => builder.logical_id(*role, "Role"),
        None => builder.logical_id(id, "TaskRole"),
    }
}

fn derive_roles(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let drawn = !builder.design.targets(id, starts_with::VERB.id).is_empty();
    if !drawn && execution_role(&node.fields).text() != "none" {
        role::derive(builder, id, "ExecutionRole", &format!("Starts the tasks of service {}", node.name));
    }
    if builder.design.targets(id, assumes::VERB.id).is_empty() {
        role::derive(builder, id, "TaskRole", &format!("What the containers of service {} may do", node.name));
    }
    if execute_command(&node.fields).flag() {
        let role = task_role_id(builder, id);
        let reason = format!("{} has ECS Exec", node.name);
        let actions = [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ];
        // These actions know no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsessionmanagermessagegatewayservice.html
        builder.allow(&role, Statement::because(reason, &actions, vec![Value::text("*")]));
    }
}

fn add_task_definition(builder: &mut Builder<'_>, id: NodeId, node: &Node) -> String {
    let definitions: Vec<Value> =
        containers(builder.design, id).into_iter().filter_map(|child| container::definition(builder, child)).collect();
    let execution_role = execution_role_id(builder, id).map(|role| Value::attribute(&role, "Arn"));
    let task_role = Value::attribute(&task_role_id(builder, id), "Arn");
    let platform =
        map([("CpuArchitecture", Value::text(architecture(&node.fields).text())), ("OperatingSystemFamily", Value::text("LINUX"))]);
    let as_text = |value: Option<Value>| value.map(|value| if value.is_expression() { value } else { Value::text(value.display()) });
    builder.add_tagged(
        id,
        "TaskDefinition",
        "AWS::ECS::TaskDefinition",
        false,
        [
            ("Family", family(&node.fields).value()),
            ("RequiresCompatibilities", Some(Value::list(["FARGATE"]))),
            ("NetworkMode", Some(Value::text("awsvpc"))),
            ("Cpu", as_text(cpu(&node.fields).value())),
            ("Memory", as_text(memory(&node.fields).value())),
            ("EphemeralStorage", ephemeral_storage(&node.fields).value().map(|size| map([("SizeInGiB", size)]))),
            ("RuntimePlatform", Some(platform)),
            ("ExecutionRoleArn", execution_role),
            ("TaskRoleArn", Some(task_role)),
            ("ContainerDefinitions", Some(Value::List(definitions))),
        ],
    )
}

/// The desired count: a parameter, unless the author wrote an expression, which no parameter can have as its default.
fn count(builder: &mut Builder<'_>, id: NodeId, node: &Node) -> Value {
    let own = desired_count(&node.fields).value();
    if let Some(expression) = own.as_ref().filter(|value| value.is_expression()) {
        return expression.clone();
    }
    let name = builder.logical_id(id, "DesiredCount");
    builder.parameter(
        &name,
        [
            ("Type", Some(Value::text("Number"))),
            ("Description", Some(Value::text(format!("How many tasks of service {} run", node.name)))),
            ("Default", own),
            ("MinValue", Some(Value::Number(0))),
        ],
    )
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    derive_roles(builder, id, node);
    security_group::derive(builder, id, &format!("What the tasks of service {} let in and out", node.name));
    let outward = if outbound(&node.fields).text() == "all" {
        map([("Description", Value::text("Everything")), ("IpProtocol", Value::text("-1")), ("CidrIp", Value::text("0.0.0.0/0"))])
    } else {
        security_group::tcp(&Value::Number(443), "CidrIp", Value::text("0.0.0.0/0"), "AWS services and other HTTPS addresses")
    };
    security_group::add_rule(builder, id, "SecurityGroupEgress", outward);
    let task_definition = add_task_definition(builder, id, node);
    let count = count(builder, id, node);
    let cluster = builder
        .design
        .ancestors(id)
        .into_iter()
        .find(|ancestor| builder.design.node(*ancestor).is_some_and(|node| node.kind == cluster::KIND.id));
    let cluster = cluster.map(|cluster| Value::reference(builder.logical_id(cluster, "Cluster")));
    let subnets = builder.design.targets(id, runs::VERB.id);
    let network = map([(
        "AwsvpcConfiguration",
        map([
            ("AssignPublicIp", Value::text(if public_address(&node.fields).flag() { "ENABLED" } else { "DISABLED" })),
            ("Subnets", Value::List(subnets.iter().map(|subnet| subnet::reference(builder, *subnet)).collect())),
            ("SecurityGroups", security_group::references(builder, id)),
        ]),
    )]);
    let breaker = map([
        ("Enable", Value::Flag(circuit_breaker(&node.fields).flag())),
        ("Rollback", Value::Flag(circuit_breaker(&node.fields).flag() && rollback(&node.fields).flag())),
    ]);
    let deployment = map([
        ("MinimumHealthyPercent", min_healthy_percent(&node.fields).value().unwrap_or(Value::Number(100))),
        ("MaximumPercent", max_percent(&node.fields).value().unwrap_or(Value::Number(200))),
        ("DeploymentCircuitBreaker", breaker),
    ]);
    let tagged = !builder.design.settings().tags.is_empty();
    let service = builder.add_tagged(
        id,
        "Service",
        "AWS::ECS::Service",
        false,
        [
            ("ServiceName", service_name(&node.fields).value()),
            ("Cluster", cluster),
            ("LaunchType", Some(Value::text("FARGATE"))),
            ("PlatformVersion", platform_version(&node.fields).value()),
            ("TaskDefinition", Some(Value::reference(task_definition))),
            ("DesiredCount", Some(count)),
            ("DeploymentConfiguration", Some(deployment)),
            ("EnableExecuteCommand", execute_command(&node.fields).value().filter(|value| *value == Value::Flag(true))),
            ("NetworkConfiguration", Some(network)),
            ("PropagateTags", tagged.then(|| Value::text("SERVICE"))),
        ],
    );
    // Tasks that start before their subnet has a way out cannot pull their image.
    for subnet in subnets {
        if network::egress(builder.design, subnet) != Egress::None {
            let route = subnet::default_route_id(builder, subnet);
            if let Some(resource) = builder.resource(&service) {
                resource.wait_for(route);
            }
        }
    }
    let output = builder.logical_id(id, "ServiceName");
    builder.output(&output, &format!("Name of service {}", node.name), Value::attribute(&service, "Name"));
}
