//! Whoever starts a task hands its roles on, and has to be allowed to.

use super::support::{label, patch, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::role;
use crate::design::Design;
use crate::iam::actions;
use crate::iam::decide::Verdict;
use crate::iam::document::Effect;
use crate::iam::evaluate::Layer;
use crate::iam::stack::{Role, Stack, Use};
use crate::iam::text::Text;
use crate::value::{Value, map};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP096",
    name: "pass-role",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A role may start a task, but not hand the task its roles.

`ecs:RunTask` gives the task its task role and its execution role. AWS asks for `iam:PassRole` on both, so that nobody gets more rights through a \
task than they have; so does `ecs:RegisterTaskDefinition`, which names them. Without it the call is denied and the schedule stays silent. Limit it to ECS with the condition `iam:PassedToService`.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html",
    flagged: "\
vpc main
  subnet open access=public
  cluster work
    task report public_address=true
      container app
role starter trust=lambda.amazonaws.com statements=[{Effect=Allow, Action=ecs:RunTask, Resource=!Ref ReportTaskDefinition}]
report -> open : runs
",
    passing: "\
vpc main
  subnet open access=public
  cluster work
    task report public_address=true
      container app
role starter trust=lambda.amazonaws.com statements=[{Effect=Allow, Action=ecs:RunTask, Resource=!Ref ReportTaskDefinition}, {Effect=Allow, Action=iam:PassRole, Resource=[!GetAtt ReportTaskRole.Arn, !GetAtt ReportExecutionRole.Arn]}]
report -> open : runs
",
    check,
};

const RUN: &str = "ecs:RunTask";
const REGISTER: &str = "ecs:RegisterTaskDefinition";
const PASS: &str = "iam:PassRole";

fn check(design: &Design, findings: &mut Findings) {
    if !actions::is_known() || !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for (role, own) in &stack.roles {
            let before = findings.found.len();
            for (task, _) in design.nodes() {
                look(stack, findings, role, task);
            }
            if findings.found.len() == before {
                look_at_any(stack, findings, (role, own));
            }
        }
    });
}

/// A role that may start or register tasks that are not named, and may pass no role at all.
fn look_at_any(stack: &Stack<'_>, findings: &mut Findings, (role, own): (&str, &Role)) {
    let about = |action: &str| {
        let action = Text::known(action).lowercase();
        let identity = own.policies.iter().filter(|policy| policy.layer == Layer::Identity);
        let allowing = identity.flat_map(|policy| &policy.statements).filter(|statement| statement.effect == Effect::Allow);
        allowing
            .into_iter()
            .any(|statement| statement.actions.but || statement.actions.patterns.iter().any(|pattern| !pattern.matches(&action).is_no()))
    };
    // A task that the design has is looked at by itself: it may have no role that has to be passed.
    let everything = stack.any_of("ecs:${Region}:${Account}:task-definition/${TaskDefinitionFamilyName}:${TaskDefinitionRevisionNumber}");
    let may = |action: &str| stack.decide(role, &Text::known(action), &everything).is_some_and(|one| one.verdict == Verdict::Allowed);
    let (Some(action), Some(node)) = ([RUN, REGISTER].into_iter().find(|action| may(action)), stack.node_of(role)) else { return };
    if about(PASS) {
        return;
    }
    let does = if action == RUN { "start any task" } else { "register task definitions" };
    let message =
        format!("{} may {does} ({action}), but pass no role, which every task definition with a role takes", label(stack.design, node));
    let finding = findings.report(message).on(node);
    finding
        .aws_says(format!("is not authorized to perform: {PASS} on resource: … because no identity-based policy allows the {PASS} action"));
    if stack.design.node(node).is_some_and(|record| record.kind == role::KIND.id) {
        finding.field("statements");
    }
}

fn look(stack: &Stack<'_>, findings: &mut Findings, starter: &str, task: crate::design::NodeId) {
    let definitions = stack.subjects(task, RUN);
    let may = |action: &str, arn: &Text| stack.decide(starter, &Text::known(action), arn).map(|decision| decision.verdict);
    // Whoever may start everything is not meant to start this task.
    let is_meant = definitions.iter().any(|subject| stack.is_named_by(starter, RUN, &subject.arn));
    if !is_meant || definitions.iter().all(|subject| may(RUN, &subject.arn) == Some(Verdict::Denied)) {
        return;
    }
    let uses = [Use::AtRunTime, Use::AtStart].into_iter().filter_map(|used| stack.role_of(task, used).ok());
    let missing: Vec<String> =
        uses.filter(|role| stack.roles.get(role).is_some_and(|own| may(PASS, &own.arn) == Some(Verdict::Denied))).collect();
    let (Some(first), Some(node)) = (missing.first(), stack.node_of(starter)) else { return };
    let message =
        format!("{} may start {}, but not hand it {}", label(stack.design, node), label(stack.design, task), missing.join(" and "));
    let finding = findings.report(message).on(node);
    finding.aws_says(format!(
        "is not authorized to perform: {PASS} on resource: {first} because no identity-based policy allows the {PASS} action"
    ));
    let Some(record) = stack.design.node(node).filter(|record| record.kind == role::KIND.id) else { return };
    finding.field("statements");
    let mut allowed = policies::allow(&[PASS], missing.iter().map(|role| Value::attribute(role, "Arn")).collect());
    if let Value::Map(members) = &mut allowed {
        let to_ecs = map([("StringEquals", map([("iam:PassedToService", Value::text(role::TASKS))]))]);
        members.insert("Condition".to_owned(), to_ecs);
    }
    let mut all = record.fields.get("statements").and_then(Value::as_list).unwrap_or_default().to_vec();
    all.push(allowed);
    let change = patch(stack.design, |edit| edit.set_field(node, "statements", Some(Value::List(all))));
    finding.fix("Allow it to hand both to ECS", change);
}
