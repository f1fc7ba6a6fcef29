//! App Mesh is no more.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::resource;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP062",
    name: "ended-service",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A resource belongs to AWS App Mesh, which has ended.

AWS closed App Mesh on 30 September 2026; nothing of it can be created any more. Between services of ECS, Service Connect does the same: \
names, retries and metrics without a sidecar of one's own.",
    source: "https://aws.amazon.com/blogs/containers/migrating-from-aws-app-mesh-to-amazon-ecs-service-connect/",
    flagged: "\
resource mesh type=AWS::AppMesh::Mesh
",
    passing: "\
resource names type=AWS::ServiceDiscovery::HttpNamespace properties={Name=shop}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(resource::KIND.id) {
        let kind = resource::r#type(&node.fields).text();
        if kind.starts_with("AWS::AppMesh::") {
            let message =
                format!("{} is of the type {kind}: App Mesh ended on 30 September 2026, use ECS Service Connect", label(design, id));
            let finding = findings.report(message).on(id).field("type");
            finding.fix("Remove it", patch(design, |edit| edit.remove_node(id)));
        }
    }
}
