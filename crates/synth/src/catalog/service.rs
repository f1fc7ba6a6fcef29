//! The Fargate service: a number of tasks that is kept running.

use super::{Metric, Metrics, Shape, task_definition};
use crate::design::{Design, Node, NodeId};
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
    }

    /// How many tasks run. It becomes a parameter, so that each deployment can choose.
    desired_count "Desired tasks" in "Tasks": Number { least: 0, most: 5000 } => Number(2), unit "tasks";
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
    /// A fixed name of up to 255 letters, digits, hyphens and underscores. It blocks replacement; leave it empty.
    service_name "Fixed name" in "Words": Name { also: "-_", most: 255 } => Nothing;
}

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
    let tasks = match desired_count(&node.fields).number() {
        Some(1) => "1 task".to_owned(),
        Some(count) => format!("{count} tasks"),
        None => "? tasks".to_owned(),
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

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let task_definition = task_definition::add(builder, id, node);
    let count = count(builder, id, node);
    let cluster = task_definition::cluster_id(builder, id).map(Value::reference);
    let network = map([("AwsvpcConfiguration", task_definition::interface(builder, id, node))]);
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
    task_definition::wait_for_routes(builder, id, &service);
    let output = builder.logical_id(id, "ServiceName");
    builder.output(&output, &format!("Name of service {}", node.name), Value::attribute(&service, "Name"));
}
