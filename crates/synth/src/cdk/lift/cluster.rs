//! ECS clusters.

use super::{Arguments, Fields, Lifted, Lifter, member};
use crate::cdk::python::Code;
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::ECS::Cluster", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ecs/Cluster.html>.
static FACE: Face = Face { reference: "cluster_name", attributes: &[("Arn", "cluster_arn")] };

const INSIGHTS: &[(&str, &str)] = &[("disabled", "DISABLED"), ("enabled", "ENABLED"), ("enhanced", "ENHANCED")];

fn lift(writer: &mut Writer<'_>, id: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    arguments.convert("cluster_name", fields.take("ClusterName"), |name| writer.text(name))?;
    let settings = fields.take("ClusterSettings")?;
    let [setting] = settings.as_list()? else { return None };
    let setting = setting.as_map().filter(|setting| setting.len() == 2)?;
    (setting.get("Name")?.as_text()? == "containerInsights").then_some(())?;
    let insights = member("ecs.ContainerInsights", setting.get("Value")?, INSIGHTS)?;
    fields.done()?;
    arguments.add("container_insights_v2", Some(insights));
    // A cluster has no network of its own, yet the construct makes one unless it is given that of its services.
    let vpc = super::network::any(writer, id)?;
    arguments.0.insert(0, ("vpc".to_owned(), Code::atom(vpc)));
    Some(Lifted::new("ecs.Cluster", arguments.0, &FACE))
}
