//! The properties of a raw resource exist, are ours to set, and none is missing.

use super::support::{label, resource};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog;
use crate::design::Design;
use crate::schema::Class;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP017",
    name: "resource-property",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A raw resource has a property that its type does not have or that only AWS sets, or it lacks one that is needed.

CloudFormation refuses the whole stack for a misspelled property, some only when the resource's turn comes, after minutes of deployment. \
The schema of the type says which properties there are; types whose schema is not known are left alone.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
    flagged: "\
resource photos type=AWS::S3::Bucket properties={BucketNam=holiday-photos}
",
    passing: "\
resource photos type=AWS::S3::Bucket properties={BucketName=holiday-photos}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(catalog::resource::KIND.id) {
        let kind = catalog::resource::r#type(&node.fields);
        if kind.0.is_none() || kind.0.as_ref().is_some_and(|value| value.as_text() == Some("")) {
            findings.report(format!("{} has no type, so it adds nothing to the template", label(design, id))).on(id).field("type");
        }
    }
    resource::report(design, findings, Class::Property);
}
