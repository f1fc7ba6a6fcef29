//! The ECS cluster: a name under which services and tasks run.

use super::{Shape, scaling};
use crate::design::{Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// A group of services and tasks, and a boundary for permissions.
    /// With Fargate there are no servers in it: it costs nothing by itself. It is regional; it is drawn in the VPC because its tasks run there.
    "cluster", "ECS cluster" {
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html",
        group: Containers,
        category: Compute,
        shape: Shape::Frame { layer: 4 },
        place: Span,
        parents: &["vpc"],
        glyph: &["M12 3l8 4.5v9L12 21l-8-4.5v-9z", "M12 8l4 2.2v4.4L12 17l-4-2.4v-4.4z"],
        caption: |_, _, node| match container_insights(&node.fields).text().as_str() {
            "disabled" => "Fargate".to_owned(),
            level => format!("Fargate · Container Insights {level}"),
        },
        style: |_| "cluster",
        synthesize: synthesize,
    }

    /// Whether CloudWatch collects metrics of services and tasks (`enabled`) and of single containers (`enhanced`). It is billed by metric.
    container_insights "Container Insights" in "Metrics": Choice(&["disabled", "enabled", "enhanced"]) => Text("disabled"),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html";
    /// A fixed name of up to 255 letters, digits, hyphens and underscores. It blocks a second copy of the stack; leave it empty.
    cluster_name "Fixed name" in "Words": Name { also: "-_", most: 255 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html";
}

const PROVIDERS: &str = "CapacityProviders";

/// The logical id of the cluster's capacity providers: services that name one wait for it.
pub fn providers_id(builder: &Builder<'_>, cluster: NodeId) -> String {
    builder.logical_id(cluster, PROVIDERS)
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let insights = map([
        ("Name", Value::text("containerInsights")),
        ("Value", container_insights(&node.fields).value().unwrap_or_else(|| Value::text("disabled"))),
    ]);
    let cluster = builder.add_tagged(
        id,
        "Cluster",
        "AWS::ECS::Cluster",
        false,
        [("ClusterName", cluster_name(&node.fields).value()), ("ClusterSettings", Some(Value::List(vec![insights])))],
    );
    if scaling::cluster_has_spot(builder.design, id) {
        let providers = builder.add(
            id,
            PROVIDERS,
            "AWS::ECS::ClusterCapacityProviderAssociations",
            [
                ("Cluster", Some(Value::reference(&cluster))),
                ("CapacityProviders", Some(Value::list(["FARGATE", "FARGATE_SPOT"]))),
                ("DefaultCapacityProviderStrategy", Some(Value::List(Vec::new()))),
            ],
        );
        builder.explain(&providers, "because a service runs on Spot");
    }
    let name = builder.logical_id(id, "ClusterName");
    builder.output(&name, &format!("Name of ECS cluster {}", node.name), Value::reference(cluster));
}
