//! Auto scaling of a service: as many tasks as the load asks for, between two bounds.
//!
//! Application Auto Scaling changes the service's desired count. A template that wrote a count as well would set it back at each
//! deployment, so the service leaves it out.
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html>.

use super::container_parts::members;
use super::{service, task_definition};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

const TARGET: &str = "ScalableTarget";

/// True when the number of a service's tasks follows its load.
pub fn is_on(node: &Node) -> bool {
    service::scale_most(&node.fields).value().is_some()
}

/// Adds the bounds of a service with the policies for its own metrics.
pub(super) fn add(builder: &mut Builder<'_>, id: NodeId, node: &Node, service: &str) {
    let fields = &node.fields;
    let Some(most) = service::scale_most(fields).value() else { return };
    let least = service::scale_least(fields).value().or_else(|| service::desired_count(fields).value()).unwrap_or(Value::Number(1));
    let cluster = task_definition::cluster_id(builder, id).unwrap_or_default();
    builder.add(
        id,
        TARGET,
        "AWS::ApplicationAutoScaling::ScalableTarget",
        [
            ("ServiceNamespace", Some(Value::text("ecs"))),
            ("ScalableDimension", Some(Value::text("ecs:service:DesiredCount"))),
            ("ResourceId", Some(Value::sub(format!("service/${{{cluster}}}/${{{service}.Name}}")))),
            ("MinCapacity", Some(least)),
            ("MaxCapacity", Some(most)),
            ("ScheduledActions", scheduled(node)),
        ],
    );
    for (name, metric, target) in [
        ("Cpu", "ECSServiceAverageCPUUtilization", service::scale_cpu(fields).value()),
        ("Memory", "ECSServiceAverageMemoryUtilization", service::scale_memory(fields).value()),
    ] {
        if let Some(target) = target {
            add_policy(builder, id, node, name, map([("PredefinedMetricType", Value::text(metric))]), target);
        }
    }
}

/// Adds the policy for the requests that each task gets from a load balancer, when the service wants one and has none yet: a service
/// behind several load balancers follows the first.
pub fn follow_requests(builder: &mut Builder<'_>, service: NodeId, balancer: &str, target_group: &str) {
    let Some(node) = builder.design.node(service).cloned().filter(|node| is_on(node)) else { return };
    let Some(target) = service::scale_requests(&node.fields).value() else { return };
    let policy = builder.logical_id(service, "RequestsScalingPolicy");
    if builder.has(&policy) {
        return;
    }
    let label = format!("${{{balancer}.LoadBalancerFullName}}/${{{target_group}.TargetGroupFullName}}");
    let metric = map([("PredefinedMetricType", Value::text("ALBRequestCountPerTarget")), ("ResourceLabel", Value::sub(label))]);
    add_policy(builder, service, &node, "Requests", metric, target);
}

/// Keeps a metric near a target by more or fewer tasks.
fn add_policy(builder: &mut Builder<'_>, id: NodeId, node: &Node, name: &str, metric: Value, target: Value) {
    let bounds = builder.logical_id(id, TARGET);
    let configuration = members([
        ("PredefinedMetricSpecification", Some(metric)),
        ("TargetValue", Some(target)),
        ("ScaleOutCooldown", service::scale_out_cooldown(&node.fields).value()),
        ("ScaleInCooldown", service::scale_in_cooldown(&node.fields).value()),
    ]);
    builder.add(
        id,
        &format!("{name}ScalingPolicy"),
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        [
            ("PolicyName", Some(Value::text(name.to_lowercase()))),
            ("PolicyType", Some(Value::text("TargetTrackingScaling"))),
            ("ScalingTargetId", Some(Value::reference(bounds))),
            ("TargetTrackingScalingPolicyConfiguration", configuration),
        ],
    );
}

/// Bounds that hold from a point of time on, from entries with `Name`, `Schedule`, `Least`, `Most` and `TimeZone`.
fn scheduled(node: &Node) -> Option<Value> {
    let entries = service::scale_schedule(&node.fields).value()?;
    let action = |entry: &Value| {
        let entry = entry.as_map()?;
        members([
            ("ScheduledActionName", entry.get("Name").cloned()),
            ("Schedule", entry.get("Schedule").cloned()),
            ("Timezone", entry.get("TimeZone").cloned()),
            ("ScalableTargetAction", members([("MinCapacity", entry.get("Least").cloned()), ("MaxCapacity", entry.get("Most").cloned())])),
        ])
    };
    Some(Value::List(entries.as_list()?.iter().filter_map(action).collect()))
}

/// The share of tasks on Spot in percent; 0 for a service that does without.
pub fn spot_percent(node: &Node) -> i64 {
    service::spot_percent(&node.fields).number().unwrap_or(0).clamp(0, 100)
}

/// True when a service in the cluster runs on Spot, so that the cluster needs its capacity providers.
pub fn cluster_has_spot(design: &Design, cluster: NodeId) -> bool {
    let services = design.children(Some(cluster)).into_iter().filter_map(|id| design.node(id));
    services.filter(|node| node.kind == service::KIND.id).any(|node| spot_percent(node) > 0)
}

/// The capacity providers of a service and their shares; nothing when all its tasks are on demand.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html>.
pub(super) fn capacity_providers(node: &Node) -> Option<Value> {
    let spot = spot_percent(node);
    if spot == 0 {
        return None;
    }
    let base = service::spot_base(&node.fields).value();
    let divisor = greatest_common_divisor(spot, 100 - spot);
    let on_demand = (spot < 100 || base.is_some()).then(|| {
        members([
            ("CapacityProvider", Some(Value::text("FARGATE"))),
            ("Base", base),
            ("Weight", Some(Value::Number((100 - spot) / divisor))),
        ])
    });
    let cheap = map([("CapacityProvider", Value::text("FARGATE_SPOT")), ("Weight", Value::Number(spot / divisor))]);
    Some(Value::List(on_demand.flatten().into_iter().chain([cheap]).collect()))
}

fn greatest_common_divisor(one: i64, other: i64) -> i64 {
    if other == 0 { one.max(1) } else { greatest_common_divisor(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spot: i64, base: Option<i64>, expected: &str) {
        let mut node = Node::new(service::KIND.id, "web");
        node.fields.insert("spot_percent".to_owned(), Value::Number(spot));
        if let Some(base) = base {
            node.fields.insert("spot_base".to_owned(), Value::Number(base));
        }
        let found = capacity_providers(&node).map(|value| value.to_json().to_string()).unwrap_or_default();
        assert_eq!(found, expected);
    }

    #[test]
    fn shares_become_the_smallest_weights() {
        check(0, None, "");
        check(75, Some(1), r#"[{"CapacityProvider":"FARGATE","Base":1,"Weight":1},{"CapacityProvider":"FARGATE_SPOT","Weight":3}]"#);
        check(50, None, r#"[{"CapacityProvider":"FARGATE","Weight":1},{"CapacityProvider":"FARGATE_SPOT","Weight":1}]"#);
        check(100, None, r#"[{"CapacityProvider":"FARGATE_SPOT","Weight":1}]"#);
        check(100, Some(2), r#"[{"CapacityProvider":"FARGATE","Base":2,"Weight":0},{"CapacityProvider":"FARGATE_SPOT","Weight":1}]"#);
    }
}
