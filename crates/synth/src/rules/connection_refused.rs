//! No statement refuses what a connection grants.

use super::support::{grants, label, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::iam::evaluate::{Layer, Why};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP093",
    name: "connection-refused",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A statement refuses what a connection grants.

An explicit deny outweighs every allow, wherever it stands: in a policy of the role, in its boundary or in the policy of the resource. The template \
deploys with both, and the call is denied at run time. A condition or a narrower resource leaves the connection its way.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html",
    flagged: "\
bucket photos
role worker statements=[{Effect=Deny, Action=\"s3:*\", Resource=\"*\"}]
worker -> photos : read
",
    passing: "\
bucket photos
role worker statements=[{Effect=Deny, Action=\"s3:Delete*\", Resource=\"*\"}]
worker -> photos : read
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    grants::each_denied(design, &mut |stack, denied| {
        let Some(by) = denied.decision.deciding.first().filter(|_| denied.decision.why == Why::Refused) else { return };
        let actions = denied.actions.join(", ");
        let place = by.node.map_or_else(|| by.resource.clone(), |node| label(design, node));
        let finding = findings.report(format!("{}: {place} refuses {actions} on {} ({})", denied.reason, denied.resource, by.text));
        if let Some(node) = by.node {
            finding.on(node);
        }
        if let Some(connection) = denied.connection {
            finding.on_connection(connection);
        }
        let first = denied.actions.first().copied().unwrap_or_default();
        let layer = match by.layer {
            Layer::Identity => "an identity-based policy",
            Layer::Boundary => "a permissions boundary",
            Layer::Resource => "a resource-based policy",
            Layer::Endpoint => "a VPC endpoint policy",
        };
        finding
            .aws_says(format!("is not authorized to perform: {first} on resource: {} with an explicit deny in {layer}", denied.resource));
        let meant = policies::all(stack).into_iter().find(|written| Some(written.node) == by.node && written.reads_as(&by.text));
        if let Some(written) = meant {
            finding.fix("Take the statement that refuses it out", written.change(design, &|_| None));
        }
    });
}
