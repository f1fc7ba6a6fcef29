//! The properties of a raw resource go together.

use super::support::resource;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::schema::Class;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP019",
    name: "resource-combination",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
Properties of a raw resource do not go together.

Each property is right by itself, but one needs another beside it, or two exclude each other: a rule of a security group takes one source, \
a target group for Lambda functions has no port. The service refuses the combination during the deployment.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
    flagged: "\
resource open type=AWS::EC2::SecurityGroupIngress properties={GroupId=sg-0123456789abcdef0, IpProtocol=tcp, FromPort=443, ToPort=443}
",
    passing: "\
resource open type=AWS::EC2::SecurityGroupIngress properties={GroupId=sg-0123456789abcdef0, IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=10.0.0.0/16}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    resource::report(design, findings, Class::Combination);
}
