//! A record stands in a zone and says something.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{hosted_zone, record};
use crate::design::{Connection, Design, NodeId};
use crate::meaning::{belongs_to, resolves_to};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP031",
    name: "record-without-zone",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A DNS record belongs to no hosted zone, or says nothing about its name.

Route 53 keeps records in hosted zones: without one CloudFormation does not know where the name is to be written. \
A record is either an alias of a load balancer or distribution, or it has values; with neither there is no answer to give.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html",
    flagged: "\
hosted-zone zone domain=example.com
record www domain=www.example.com values=[192.0.2.10]
",
    passing: "\
hosted-zone zone domain=example.com
record www domain=www.example.com values=[192.0.2.10]
www -> zone : belongs-to
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(record::KIND.id) {
        if design.targets(id, belongs_to::VERB.id).is_empty() {
            let finding = findings.report(format!("{} belongs to no hosted zone", label(design, id))).on(id);
            let zones: Vec<NodeId> = design.nodes_of(hosted_zone::KIND.id).map(|(zone, _)| zone).collect();
            for zone in zones {
                let change = patch(design, |edit| {
                    edit.connect(Connection::new(id, zone, belongs_to::VERB.id));
                });
                finding.fix(format!("Put it into {}", name(design, zone)), change);
            }
        }
        if design.targets(id, resolves_to::VERB.id).is_empty() && record::values(&node.fields).value().is_none() {
            let message = format!("{} has no values and resolves to nothing", label(design, id));
            findings.report(message).on(id).field("values").aws_says("One of AliasTarget or ResourceRecords must be specified");
        }
    }
}
