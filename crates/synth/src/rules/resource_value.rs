//! The values in a raw resource are of the type, the range and the list that its schema gives.

use super::support::resource;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::schema::Class;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP018",
    name: "resource-value",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A property of a raw resource has a value that its type does not take.

The schema of a resource type says for each property whether it is text, number, list or map, which words it may be, which pattern it matches, \
how long it may be and in which range it lies. CloudFormation checks some of it before and the service checks the rest during the deployment. \
Functions such as !Ref are taken as they are: what they give is known at deployment.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
    flagged: "\
resource logs type=AWS::Logs::LogGroup properties={LogGroupClass=STANDRD}
",
    passing: "\
resource logs type=AWS::Logs::LogGroup properties={LogGroupClass=STANDARD}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    resource::report(design, findings, Class::Value);
}
