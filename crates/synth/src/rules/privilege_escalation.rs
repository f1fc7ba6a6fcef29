//! A role may give itself more than it was given.

use super::support::{label, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::role;
use crate::design::Design;
use crate::iam::actions;
use crate::iam::decide::Verdict;
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::Layer;
use crate::iam::stack::{Role, Stack};
use crate::iam::text::{Piece, Text};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP097",
    name: "privilege-escalation",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A role may do something by which it can give itself any permission of the account.

Whoever may write policies, attach them (if only to itself), change whom a role trusts, take on any role, put other code into a function, or \
hand any role to something that it may start, has every right there is: it takes one more call. That a role may be passed to one service alone \
does not help when that service may be started. Programs hardly ever need that. Name the roles and policies, or limit it with a condition or a permissions boundary.",
    source: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    flagged: "\
role worker statements=[{Effect=Allow, Action=[iam:PassRole, ecs:RegisterTaskDefinition, ecs:RunTask], Resource=\"*\"}]
",
    passing: "\
role worker trust=ec2.amazonaws.com statements=[{Effect=Allow, Action=[ecs:RegisterTaskDefinition, ecs:RunTask], Resource=\"*\"}, {Effect=Allow, Action=iam:PassRole, Resource=\"arn:aws:iam::123456789012:role/report\"}]
",
    check,
};

/// The service that takes over the roles of tasks.
const TASKS: &str = role::TASKS;

/// Actions that together give all the rest, when they are allowed on everything, and the service to which a role is passed by them.
/// Sources: the rule's, and for tasks <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>.
const WAYS: &[(&[&str], &str)] = &[
    (&["iam:CreatePolicyVersion"], ""),
    (&["iam:SetDefaultPolicyVersion"], ""),
    (&["iam:AttachRolePolicy"], ""),
    (&["iam:AttachUserPolicy"], ""),
    (&["iam:AttachGroupPolicy"], ""),
    (&["iam:PutRolePolicy"], ""),
    (&["iam:PutUserPolicy"], ""),
    (&["iam:PutGroupPolicy"], ""),
    (&["iam:AddUserToGroup"], ""),
    (&["iam:CreateAccessKey"], ""),
    (&["iam:CreateLoginProfile"], ""),
    (&["iam:UpdateLoginProfile"], ""),
    (&["iam:UpdateAssumeRolePolicy", ASSUME], ""),
    (&[ASSUME], ""),
    (&["lambda:UpdateFunctionCode"], ""),
    (&[PASS, "ecs:RegisterTaskDefinition", "ecs:RunTask"], TASKS),
    (&[PASS, "ecs:RegisterTaskDefinition", "ecs:StartTask"], TASKS),
    (&[PASS, "ecs:RegisterTaskDefinition", "ecs:CreateService"], TASKS),
    (&[PASS, "ecs:RegisterTaskDefinition", "ecs:UpdateService"], TASKS),
    (&[PASS, "ec2:RunInstances"], "ec2.amazonaws.com"),
    (&[PASS, "lambda:CreateFunction", "lambda:InvokeFunction"], "lambda.amazonaws.com"),
    (&[PASS, "cloudformation:CreateStack"], "cloudformation.amazonaws.com"),
    (&[PASS, "glue:CreateDevEndpoint"], "glue.amazonaws.com"),
];

const PASS: &str = "iam:PassRole";
const ASSUME: &str = "sts:AssumeRole";

/// What gives all the rest when a role may do it to itself.
const TO_ITSELF: &[&str] = &["iam:AttachRolePolicy", "iam:PutRolePolicy"];

fn check(design: &Design, findings: &mut Findings) {
    if !actions::is_known() || !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for (role, own) in &stack.roles {
            let open = WAYS.iter().filter(|(way, service)| way.iter().all(|action| is_open(stack, role, action, service)));
            let mut ways: Vec<String> = open.map(|(way, _)| format!("{} on everything", way.join(" with "))).collect();
            if ways.is_empty() {
                let allowed =
                    |action: &str| stack.decide(role, &Text::known(action), &own.arn).is_some_and(|one| one.verdict == Verdict::Allowed);
                ways.extend(TO_ITSELF.iter().filter(|action| allowed(action)).map(|action| format!("{action} on itself")));
                ways.extend(passed(stack, role, own).map(|action| format!("{PASS} with {action} on everything")));
            }
            let (Some(first), Some(node)) = (ways.first(), stack.node_of(role)) else { continue };
            let more = if ways.len() > 1 { format!(" and in {} other ways", ways.len() - 1) } else { String::new() };
            findings.report(format!("{} can give itself any permission: by {first}{more}", label(design, node))).on(node);
        }
    });
}

/// The first action of a role by which it hands any role to some service that takes roles.
fn passed(stack: &Stack<'_>, role: &str, own: &Role) -> Option<String> {
    if !is_open(stack, role, PASS, "") {
        return None;
    }
    let allowed = allowing(own).filter(|statement| !statement.actions.but).flat_map(|statement| &statement.written_actions);
    let named = allowed.filter(|name| name.contains(':')).flat_map(|name| actions::matching(name));
    let takes = |name: &String| actions::action(name).is_some_and(|action| action.dependent.contains(&PASS));
    named.into_iter().find(|name| takes(name) && is_open(stack, role, name, ""))
}

fn allowing(own: &Role) -> impl Iterator<Item = &Statement> {
    let identity = own.policies.iter().filter(|policy| policy.layer == Layer::Identity);
    identity.flat_map(|policy| &policy.statements).filter(|statement| statement.effect == Effect::Allow)
}

/// True when a role may take an action on whatever there is of its kind; `service` is to whom a role is passed, when that is known.
fn is_open(stack: &Stack<'_>, role: &str, action: &str, service: &str) -> bool {
    // Whom the roles trust is not known: any that trusts the account will do.
    if action == ASSUME {
        let is_any = |pattern: &Text| pattern.0 == [Piece::Any];
        let on_any = |statement: &Statement| statement.resources.as_ref().is_some_and(|all| !all.but && all.patterns.iter().any(is_any));
        let plain = |statement: &&Statement| statement.conditions.is_empty() && statement.doubts.is_empty() && !statement.actions.but;
        let named =
            |statement: &Statement| statement.written_actions.iter().any(|name| name.eq_ignore_ascii_case(ASSUME) || name == "sts:*");
        return stack.roles.get(role).is_some_and(|own| allowing(own).filter(plain).any(|statement| named(statement) && on_any(statement)));
    }
    // On any resource of a type on which it acts.
    let known = actions::action(action);
    let kind = known.as_ref().and_then(|action| action.resources.first());
    let everything = kind.map_or_else(|| Text::known("*"), |kind| stack.any_of(kind.arn));
    let carried: &[(&str, &str)] = if action == PASS && !service.is_empty() { &[("iam:PassedToService", service)] } else { &[] };
    stack.decide_with(role, &Text::known(action), &everything, carried).is_some_and(|decision| decision.verdict == Verdict::Allowed)
}
