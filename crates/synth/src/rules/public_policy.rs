//! A policy of a resource lets in whom it names, not everybody.

use super::support::{label, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::bucket;
use crate::design::Design;
use crate::iam::document::Statement;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP139",
    name: "public-policy",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A policy of a bucket, queue, topic, secret or the like allows something to everybody.

The principal `*` in a policy of a resource means everybody in the world, whatever their account, not everybody in this one. A bucket that blocks \
public access, as every new one does, refuses such a policy, and the stack rolls back; where nothing blocks it, it is open. Name the account or the \
role, or limit it with a condition such as `aws:SourceAccount` or `aws:PrincipalOrgID`.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    flagged: "\
queue orders
resource gate type=AWS::SQS::QueuePolicy properties={Queues=[!Ref OrdersQueue], PolicyDocument={Version=\"2012-10-17\", Statement=[{Effect=Allow, Principal=\"*\", Action=sqs:SendMessage, Resource=!GetAtt OrdersQueue.Arn}]}}
",
    passing: "\
queue orders
resource gate type=AWS::SQS::QueuePolicy properties={Queues=[!Ref OrdersQueue], PolicyDocument={Version=\"2012-10-17\", Statement=[{Effect=Allow, Principal=\"*\", Action=sqs:SendMessage, Resource=!GetAtt OrdersQueue.Arn, Condition={StringEquals={aws:SourceAccount=!Ref AWS::AccountId}}}]}}
",
    check,
};

/// File systems are reached from within their network alone, whatever their policy says.
const FILES: &str = "AWS::EFS::FileSystem";

fn check(design: &Design, findings: &mut Findings) {
    if !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for (owner, policy) in stack.resource_policies() {
            let Some(resource) = stack.template.resources.get(owner).filter(|resource| resource.kind != FILES) else { continue };
            let Some(statement) = policy.statements.iter().find(|one| Statement::is_for_everybody(one)) else { continue };
            let Some(node) = stack.node_of(&policy.resource) else { continue };
            let actions = statement.written_actions.join(", ");
            let what = resource.node.map_or_else(|| owner.to_owned(), |id| label(design, id));
            let finding = findings.report(format!(
                "{} allows {actions} on {what} to everybody in the world: its principal is * and it has no condition",
                label(design, node)
            ));
            finding.on(node);
            let drawn = resource.node.and_then(|id| design.node(id)).filter(|node| node.kind == bucket::KIND.id);
            if drawn.is_some_and(|node| !bucket::block_public_access(&node.fields).is_off()) {
                finding.aws_says("API: s3:PutBucketPolicy Access Denied");
            }
        }
    });
}
