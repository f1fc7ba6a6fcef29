//! The Fargate service: a number of tasks that is kept running.

use super::container_parts::{if_true, members};
use super::{Idle, Metric, Metrics, Need, Shape, cluster, scaling, task_definition};
use crate::design::{Design, Node, NodeId};
use crate::meaning::forwards;
use crate::synthesize::Builder;
use crate::value::{Value, map};

task_definition::kind_with_task_definition! {
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
        metrics: &METRICS,
        idle: &IDLE_FIELDS,
    }

    /// How many tasks run. It becomes a parameter, so that each deployment can choose.
    desired_count "Desired tasks" in "Tasks": Number { least: 0, most: 5000 } => Number(2), unit "tasks";
    /// The share of tasks on spare capacity, which costs about 70 % less and may be taken away with two minutes' notice. Empty or 0 runs all on demand.
    spot_percent "Spot share" in "Capacity": Number { least: 0, most: 100 } => Nothing, unit "%", takes Literals(Computed),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html";
    /// How many tasks run on demand before the share begins to count.
    spot_base "On demand first" in "Capacity": Number { least: 0, most: 100_000 } => Nothing, unit "tasks",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html";
    /// Most tasks when their number follows the load. Empty keeps to the desired tasks; set, the desired tasks are only the least.
    scale_most "Most tasks" in "Scaling": Number { least: 1, most: 5000 } => Nothing, unit "tasks",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html";
    /// Least tasks when their number follows the load. Empty takes the desired tasks.
    scale_least "Least tasks" in "Scaling": Number { least: 0, most: 5000 } => Nothing, unit "tasks";
    /// The average CPU use that scaling aims at.
    scale_cpu "Target CPU" in "Scaling": Number { least: 1, most: 100 } => Nothing, unit "%",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html";
    /// The average memory use that scaling aims at.
    scale_memory "Target memory" in "Scaling": Number { least: 1, most: 100 } => Nothing, unit "%",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html";
    /// The requests a minute that each task is to get from the load balancer.
    scale_requests "Target requests" in "Scaling": Number { least: 1, most: 10_000_000 } => Nothing, unit "a minute",
        source "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html";
    /// How long after more tasks were started the next are. AWS waits 300 seconds when this is empty.
    scale_out_cooldown "Pause after more" in "Scaling": Number { least: 0, most: 3600 } => Nothing, unit "seconds";
    /// How long after tasks were ended further ones are. AWS waits 300 seconds when this is empty.
    scale_in_cooldown "Pause after fewer" in "Scaling": Number { least: 0, most: 3600 } => Nothing, unit "seconds";
    /// Other bounds from certain times on, each as `{Name=morning, Schedule="cron(0 7 * * ? *)", Least=4, Most=20, TimeZone=Europe/Berlin}`.
    scale_schedule "Scheduled bounds" in "Scaling": Entries => Nothing,
        source "https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html";
    /// Names of CloudWatch alarms that stop a deployment when one of them goes off.
    deployment_alarms "Deployment alarms" in "Deployment": List => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html";
    /// Whether tasks are moved when one zone has more of them than another. AWS does it when this is empty.
    zone_rebalancing "Zone rebalancing" in "Deployment": Choice(&["ENABLED", "DISABLED"]) => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html";
    /// Where tasks take their tags from. Empty takes those of the service when the design has tags.
    propagate_tags "Tags of tasks" in "Tags": Choice(&["SERVICE", "TASK_DEFINITION"]) => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html";
    /// Whether ECS tags tasks with the names of their cluster and service, for the bill.
    managed_tags "Managed tags" in "Tags": Flag => Flag(false),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html";
    /// How long failed health checks of a load balancer are ignored after a task starts.
    grace_period "Health check grace period" in "Deployment": Number { least: 0, most: 2_147_483_647 } => Number(60), unit "seconds";
    /// The least share of the desired tasks that stays up during a deployment.
    min_healthy_percent "Least healthy" in "Deployment": Number { least: 0, most: 100 } => Number(100), unit "%",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
    /// The greatest share of the desired tasks that runs during a deployment.
    max_percent "Most running" in "Deployment": Number { least: 100, most: 200 } => Number(200), unit "%",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
    /// Whether a deployment whose tasks keep failing is stopped.
    circuit_breaker "Circuit breaker" in "Deployment": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";
    /// Whether a stopped deployment goes back to the last one that worked.
    rollback "Roll back" in "Deployment": Flag => Flag(true);
    /// A fixed name of up to 255 letters, digits, hyphens and underscores. It blocks replacement; leave it empty.
    service_name "Fixed name" in "Words": Name { also: "-_", most: 255 } => Nothing;
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[Need {
        fields: &[
            "scale_least",
            "scale_cpu",
            "scale_memory",
            "scale_requests",
            "scale_out_cooldown",
            "scale_in_cooldown",
            "scale_schedule",
        ],
        of: "scale_most",
        values: &[],
        since: "the number of tasks is fixed: without the most tasks nothing scales",
    }],
    why: idle,
};

static METRICS: Metrics = Metrics {
    namespace: "AWS/ECS",
    metrics: &[Metric::average("CPUUtilization"), Metric::average("MemoryUtilization")],
    dimensions: |builder, id| {
        vec![
            ("ClusterName", Value::reference(task_definition::cluster_id(builder, id).unwrap_or_default())),
            ("ServiceName", Value::attribute(&builder.logical_id(id, "Service"), "Name")),
        ]
    },
};

/// `0.5 vCPU · 1 GB · 2 tasks`.
fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    let least = scale_least(&node.fields).number().or_else(|| desired_count(&node.fields).number());
    let tasks = match (least, scale_most(&node.fields).number()) {
        (Some(least), Some(most)) => format!("{least} to {most} tasks"),
        (Some(1), None) => "1 task".to_owned(),
        (Some(count), None) => format!("{count} tasks"),
        (None, _) => "? tasks".to_owned(),
    };
    format!("{} · {tasks}", task_definition::size_words(node))
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

/// Why a field of a service does nothing, in words after "since".
pub fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let node = design.node(id)?;
    let fields = &node.fields;
    let is_behind = design.connections_to(id).any(|(_, connection)| connection.verb == forwards::VERB.id);
    let follows = [scale_cpu(fields), scale_memory(fields), scale_requests(fields)].iter().any(|target| target.value().is_some());
    match field {
        "execution_role" => task_definition::idle(design, id, field),
        "grace_period" if !is_behind => Some("no load balancer looks after the health of its tasks"),
        "scale_requests" if !is_behind => Some("no load balancer forwards to it"),
        "scale_out_cooldown" | "scale_in_cooldown" if !follows => Some("it follows no target, and scheduled bounds take no pause"),
        "desired_count" if scaling::is_on(node) && scale_least(fields).value().is_some() => {
            Some("the number of tasks has bounds of its own")
        }
        "spot_base" if scaling::spot_percent(node) == 0 => Some("all tasks run on demand"),
        "rollback" if circuit_breaker(fields).is_off() && deployment_alarms(fields).value().is_none() => {
            Some("nothing stops a deployment: neither the circuit breaker nor an alarm")
        }
        _ => None,
    }
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let task_definition = task_definition::add(builder, id, node);
    let count = (!scaling::is_on(node)).then(|| count(builder, id, node));
    let cluster = task_definition::cluster_id(builder, id).map(Value::reference);
    let network = map([("AwsvpcConfiguration", task_definition::interface(builder, id, node))]);
    let back = rollback(&node.fields).value();
    let breaker = members([
        ("Enable", circuit_breaker(&node.fields).value()),
        ("Rollback", circuit_breaker(&node.fields).switches(back.clone(), Some(Value::Flag(false)))),
    ]);
    let alarms = deployment_alarms(&node.fields)
        .value()
        .and_then(|names| members([("AlarmNames", Some(names)), ("Enable", Some(Value::Flag(true))), ("Rollback", back)]));
    let deployment = members([
        ("MinimumHealthyPercent", min_healthy_percent(&node.fields).value()),
        ("MaximumPercent", max_percent(&node.fields).value()),
        ("DeploymentCircuitBreaker", breaker),
        ("Alarms", alarms),
    ]);
    let providers = scaling::capacity_providers(node);
    let tagged = !builder.design.settings().tags.is_empty();
    let service = builder.add_tagged(
        id,
        "Service",
        "AWS::ECS::Service",
        false,
        [
            ("ServiceName", service_name(&node.fields).value()),
            ("Cluster", cluster),
            ("LaunchType", providers.is_none().then(|| Value::text("FARGATE"))),
            ("CapacityProviderStrategy", providers),
            ("PlatformVersion", platform_version(&node.fields).value()),
            ("TaskDefinition", Some(Value::reference(task_definition))),
            ("DesiredCount", count),
            ("DeploymentConfiguration", deployment),
            ("AvailabilityZoneRebalancing", zone_rebalancing(&node.fields).value()),
            ("EnableExecuteCommand", execute_command(&node.fields).value().filter(|value| *value == Value::Flag(true))),
            ("NetworkConfiguration", Some(network)),
            ("PropagateTags", propagate_tags(&node.fields).value().or_else(|| tagged.then(|| Value::text("SERVICE")))),
            ("EnableECSManagedTags", if_true(managed_tags(&node.fields).value())),
        ],
    );
    task_definition::wait_for_routes(builder, id, &service);
    if scaling::spot_percent(node) > 0
        && let Some(cluster) = task_definition::cluster_of(builder.design, id)
    {
        let providers = cluster::providers_id(builder, cluster);
        if let Some(resource) = builder.resource(&service) {
            resource.wait_for(providers);
        }
    }
    scaling::add(builder, id, node, &service);
    let output = builder.logical_id(id, "ServiceName");
    builder.output(&output, &format!("Name of service {}", node.name), Value::attribute(&service, "Name"));
}
