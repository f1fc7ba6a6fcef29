//! Whoever starts a task hands its roles on, and has to be allowed to.

use super::support::{label, patch, policies};
use super::{Findings, Rule, Severity};
use crate::catalog::role;
use crate::design::Design;
use crate::iam::actions;
use crate::iam::decide::Verdict;
use crate::iam::stack::{Stack, Use};
use crate::iam::text::Text;
use crate::value::{Value, map};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP096",
    name: "pass-role",
    severity: Severity::Error,
    docs: "\
A role may start a task, but not hand the task its roles.

`ecs:RunTask` gives the task its task role and its execution role. AWS asks for `iam:PassRole` on both, so that nobody gets more rights through a \
task than they have. Without it the call is denied and the schedule stays silent. Limit it to ECS with the condition `iam:PassedToService`.",
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
const PASS: &str = "iam:PassRole";

fn check(design: &Design, findings: &mut Findings) {
    if !actions::is_known() || !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for role in stack.roles.keys() {
            for (task, _) in design.nodes() {
                look(stack, findings, role, task);
            }
        }
    });
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
