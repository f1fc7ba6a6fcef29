//! A role may give itself more than it was given.

use super::support::{label, policies};
use super::{Findings, Rule, Severity};
use crate::design::Design;
use crate::iam::actions;
use crate::iam::decide::Verdict;
use crate::iam::stack::Stack;
use crate::iam::text::Text;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP097",
    name: "privilege-escalation",
    severity: Severity::Warning,
    docs: "\
A role may do something by which it can give itself any permission of the account.

Whoever may write policies, attach them, change whom a role trusts, or hand any role to something that it may start, has every right there is: \
it takes one more call. Programs hardly ever need that. Name the roles and policies, or limit it with a condition or a permissions boundary.",
    source: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    flagged: "\
role worker statements=[{Effect=Allow, Action=[iam:PassRole, ecs:RegisterTaskDefinition, ecs:RunTask], Resource=\"*\"}]
",
    passing: "\
role worker trust=ec2.amazonaws.com statements=[{Effect=Allow, Action=[ecs:RegisterTaskDefinition, ecs:RunTask], Resource=\"*\"}]
",
    check,
};

/// Actions that together give all the rest, when they are allowed on everything.
/// Sources: the rule's, and for tasks <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>.
const WAYS: &[&[&str]] = &[
    &["iam:CreatePolicyVersion"],
    &["iam:SetDefaultPolicyVersion"],
    &["iam:AttachRolePolicy"],
    &["iam:AttachUserPolicy"],
    &["iam:AttachGroupPolicy"],
    &["iam:PutRolePolicy"],
    &["iam:PutUserPolicy"],
    &["iam:PutGroupPolicy"],
    &["iam:AddUserToGroup"],
    &["iam:CreateAccessKey"],
    &["iam:CreateLoginProfile"],
    &["iam:UpdateLoginProfile"],
    &["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"],
    &["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"],
    &["iam:PassRole", "ec2:RunInstances"],
    &["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    &["iam:PassRole", "cloudformation:CreateStack"],
    &["iam:PassRole", "glue:CreateDevEndpoint"],
];

fn check(design: &Design, findings: &mut Findings) {
    if !actions::is_known() || !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for role in stack.roles.keys() {
            let ways: Vec<String> =
                WAYS.iter().filter(|way| way.iter().all(|action| is_open(stack, role, action))).map(|way| way.join(" with ")).collect();
            let (Some(first), Some(node)) = (ways.first(), stack.node_of(role)) else { continue };
            let more = if ways.len() > 1 { format!(" and in {} other ways", ways.len() - 1) } else { String::new() };
            findings.report(format!("{} can give itself any permission: by {first} on everything{more}", label(design, node))).on(node);
        }
    });
}

/// True when a role may take an action on whatever there is of its kind.
fn is_open(stack: &Stack<'_>, role: &str, action: &str) -> bool {
    // On any resource of a type on which it acts.
    let known = actions::action(action);
    let kind = known.as_ref().and_then(|action| action.resources.first());
    let everything = kind.map_or_else(|| Text::known("*"), |kind| stack.any_of(kind.arn));
    stack.decide(role, &Text::known(action), &everything).is_some_and(|decision| decision.verdict == Verdict::Allowed)
}
