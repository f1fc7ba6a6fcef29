//! A fixed role name stands in the way of a second stack.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::role;
use crate::design::Design;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP063",
    name: "fixed-role-name",
    severity: Severity::Warning,
    stage: Stage::Deployment,
    docs: "\
A role has a fixed name.

Role names are unique in an account, in all regions: a second copy of the stack fails because the name is taken. A change that needs a new \
role fails for the same reason, and the deployment needs CAPABILITY_NAMED_IAM. Left empty, CloudFormation makes a name.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html",
    flagged: "\
role tasks role_name=ecsTaskExecutionRole
",
    passing: "\
role tasks
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(role::KIND.id) {
        // An expression may hold the stack's name, which makes it unique.
        let name = role::role_name(&node.fields).text();
        if name.is_empty() {
            continue;
        }
        let finding = findings.report(format!("{} is always called {name}: a second stack with it cannot be made", label(design, id)));
        finding.on(id).field("role_name").aws_says(format!("{name} already exists in stack …"));
        finding.fix("Let CloudFormation make the name", patch(design, |edit| edit.set_field(id, "role_name", None)));
    }
}
