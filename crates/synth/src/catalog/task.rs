//! The task: containers that run to their end, on a schedule or when somebody asks.

use super::{Idle, Need, Shape, role, task_definition};
use crate::design::{Design, Node, NodeId};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

task_definition::kind_with_task_definition! {
    /// Runs containers to their end on Fargate: on a schedule, or once when it is started by hand.
    /// Nothing keeps it running and nothing starts it again when it ends; for that there is the service. Size, containers and roles are
    /// as those of a service. With a schedule, EventBridge starts it with a role of its own, which may run just this task and hand
    /// over just its two roles. The outputs have what `aws ecs run-task` needs to start one by hand.
    "task", "Fargate task" {
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html",
        group: Containers,
        category: Compute,
        shape: Shape::Frame { layer: 5 },
        place: Item,
        parents: &["cluster"],
        glyph: &["M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16z", "M12 8v4.5l3 2"],
        caption: caption,
        style: |_| "service",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// When it runs: `rate(1 hour)`, or `cron(0 3 * * ? *)` with minutes, hours, day of month, month, day of week and year; once with
    /// `at(2026-12-24T18:00:00)`, which as a parameter takes a time zone as well. Empty leaves it to be started by hand.
    schedule "Schedule" in "Schedule": Text { most: 256 } => Nothing,
        source "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html";
    /// The time zone of the schedule, such as `Europe/Berlin`. Empty means UTC. With one, or for a single time, EventBridge Scheduler starts
    /// the task, which follows summer time; else a rule of EventBridge does.
    time_zone "Time zone" in "Schedule": Name { also: "/_+-", most: 50 } => Nothing,
        source "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
    /// Whether the schedule starts anything. It can be switched off without being lost.
    enabled "Enabled" in "Schedule": Flag => Flag(true), takes Known;
    /// How many tasks are started each time.
    count "Tasks" in "Schedule": Number { least: 1, most: 10 } => Number(1), unit "tasks",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html";
    /// How often a start that failed is tried again. AWS tries 185 times when this is empty.
    retry_attempts "Retries" in "Failure": Number { least: 0, most: 185 } => Nothing, unit "times",
        source "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html";
    /// How old a start may become before it is given up. AWS waits a day when this is empty.
    retry_age "Oldest retry" in "Failure": Number { least: 60, most: 86_400 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html";
    /// The ARN of an SQS queue that receives the starts that were given up. The queue's policy must let EventBridge send to it.
    dead_letter "Dead letter queue" in "Failure": Text { most: 1600 } => Nothing,
        source "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[Need {
        fields: &["time_zone", "enabled", "count", "retry_attempts", "retry_age", "dead_letter"],
        of: "schedule",
        values: &[],
        since: "it has no schedule",
    }],
    why: task_definition::idle,
};

/// `0.25 vCPU · 0.5 GB · rate(1 hour)`.
fn caption(design: &Design, _: NodeId, node: &Node) -> String {
    let when = Some(schedule(&node.fields).shown(design)).filter(|when| !when.is_empty()).unwrap_or_else(|| "by hand".to_owned());
    format!("{} · {when}", task_definition::size_words(node))
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let definition = task_definition::add(builder, id, node);
    if let Some(when) = schedule(&node.fields).value() {
        let zone = time_zone(&node.fields).value();
        let started = if zone.is_some() || is_one_time(&when) {
            add_schedule(builder, id, node, &definition, when, zone)
        } else {
            add_rule(builder, id, node, &definition, when)
        };
        task_definition::wait_for_routes(builder, id, &started);
    }
    add_outputs(builder, id, node, &definition);
}

/// True for a schedule of one time, which only EventBridge Scheduler knows.
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>.
pub fn is_one_time(when: &Value) -> bool {
    when.as_text().is_some_and(|when| when.starts_with("at("))
}

/// A rule of EventBridge, as the CDK's pattern for scheduled tasks writes it.
fn add_rule(builder: &mut Builder<'_>, id: NodeId, node: &Node, definition: &str, when: Value) -> String {
    let role = starting_role(builder, id, node, definition, "events.amazonaws.com");
    let parameters = map([
        ("LaunchType", Value::text("FARGATE")),
        ("PlatformVersion", platform_version(&node.fields).value().unwrap_or_else(|| Value::text("LATEST"))),
        ("TaskDefinitionArn", Value::reference(definition)),
        ("TaskCount", count(&node.fields).value().unwrap_or(Value::Number(1))),
        ("EnableExecuteCommand", Value::Flag(execute_command(&node.fields).flag())),
        ("NetworkConfiguration", map([("AwsVpcConfiguration", task_definition::interface(builder, id, node))])),
    ]);
    let Value::Map(mut target) = target(builder, id, node, &role, parameters) else { return String::new() };
    target.insert("Id".to_owned(), Value::text("task"));
    builder.add(
        id,
        "Schedule",
        "AWS::Events::Rule",
        [
            ("Description", Some(Value::text(format!("Starts task {}", node.name)))),
            ("ScheduleExpression", Some(when)),
            ("State", state(node)),
            ("Targets", Some(Value::List(vec![Value::Map(target)]))),
        ],
    )
}

/// A schedule of EventBridge Scheduler, which knows time zones.
fn add_schedule(builder: &mut Builder<'_>, id: NodeId, node: &Node, definition: &str, when: Value, zone: Option<Value>) -> String {
    let role = starting_role(builder, id, node, definition, "scheduler.amazonaws.com");
    let parameters = map([
        ("LaunchType", Value::text("FARGATE")),
        ("PlatformVersion", platform_version(&node.fields).value().unwrap_or_else(|| Value::text("LATEST"))),
        ("TaskDefinitionArn", Value::reference(definition)),
        ("TaskCount", count(&node.fields).value().unwrap_or(Value::Number(1))),
        ("EnableExecuteCommand", Value::Flag(execute_command(&node.fields).flag())),
        ("NetworkConfiguration", map([("AwsvpcConfiguration", task_definition::interface(builder, id, node))])),
    ]);
    let target = target(builder, id, node, &role, parameters);
    builder.add(
        id,
        "Schedule",
        "AWS::Scheduler::Schedule",
        [
            ("Description", Some(Value::text(format!("Starts task {}", node.name)))),
            ("ScheduleExpression", Some(when)),
            ("ScheduleExpressionTimezone", zone),
            ("FlexibleTimeWindow", Some(map([("Mode", Value::text("OFF"))]))),
            ("State", state(node)),
            ("Target", Some(target)),
        ],
    )
}

fn state(node: &Node) -> Option<Value> {
    enabled(&node.fields).switches(Some(Value::text("ENABLED")), Some(Value::text("DISABLED")))
}

/// What both ways of starting have in common.
fn target(builder: &Builder<'_>, id: NodeId, node: &Node, role: &str, parameters: Value) -> Value {
    let cluster = task_definition::cluster_id(builder, id).map(|cluster| Value::attribute(&cluster, "Arn"));
    let retry: Map =
        [("MaximumRetryAttempts", retry_attempts(&node.fields).value()), ("MaximumEventAgeInSeconds", retry_age(&node.fields).value())]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
    let members = [
        ("Arn", cluster),
        ("RoleArn", Some(Value::attribute(role, "Arn"))),
        ("EcsParameters", Some(parameters)),
        ("RetryPolicy", (!retry.is_empty()).then_some(Value::Map(retry))),
        ("DeadLetterConfig", dead_letter(&node.fields).value().map(|queue| map([("Arn", queue)]))),
    ];
    Value::Map(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

/// The role with which EventBridge starts the task: just this task in just this cluster, and just its two roles, handed to ECS alone.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html>.
fn starting_role(builder: &mut Builder<'_>, id: NodeId, node: &Node, definition: &str, principal: &str) -> String {
    let role = role::derive_for(builder, id, "StartingRole", &format!("Starts task {} on its schedule", node.name), principal);
    let reason = format!("the schedule starts {}", node.name);
    let mut run = Statement::because(&reason, &["ecs:RunTask"], vec![Value::reference(definition)]);
    if let Some(cluster) = task_definition::cluster_id(builder, id) {
        run = run.when(map([("ArnEquals", map([("ecs:cluster", Value::attribute(&cluster, "Arn"))]))]));
    }
    builder.allow(&role, run);
    let handed: Vec<Value> = task_definition::execution_role_id(builder, id)
        .into_iter()
        .chain([task_definition::task_role_id(builder, id)])
        .map(|role| Value::attribute(&role, "Arn"))
        .collect();
    let to_ecs = map([("StringEquals", map([("iam:PassedToService", Value::text(role::TASKS))]))]);
    builder.allow(&role, Statement::because(reason, &["iam:PassRole"], handed).when(to_ecs));
    role
}

/// What `aws ecs run-task --cluster … --task-definition … --network-configuration … --launch-type FARGATE` needs besides the cluster's name.
fn add_outputs(builder: &mut Builder<'_>, id: NodeId, node: &Node, definition: &str) {
    let name = builder.logical_id(id, "TaskDefinitionArn");
    builder.output(&name, &format!("Task definition of task {}", node.name), Value::reference(definition));
    let interface = task_definition::interface(builder, id, node);
    let Some(interface) = interface.as_map() else { return };
    let list = |name: &str| {
        let values = interface.get(name).cloned().unwrap_or(Value::List(Vec::new()));
        Value::Call("Join".to_owned(), Box::new(Value::List(vec![Value::text(","), values])))
    };
    let address = interface.get("AssignPublicIp").cloned().unwrap_or_else(|| Value::text("DISABLED"));
    let words = Value::joined([
        Value::text("awsvpcConfiguration={subnets=["),
        list("Subnets"),
        Value::text("],securityGroups=["),
        list("SecurityGroups"),
        Value::text("],assignPublicIp="),
        address,
        Value::text("}"),
    ]);
    let name = builder.logical_id(id, "NetworkConfiguration");
    builder.output(&name, &format!("Where task {} runs, as aws ecs run-task takes it", node.name), words);
}
