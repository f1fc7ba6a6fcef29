//! The actions of a statement are real.

use super::support::policies;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::iam::actions;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP100",
    name: "unknown-action",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A statement names an action that AWS does not have.

IAM takes any word for an action and says nothing: the statement deploys, allows nothing, and the call that it was meant for is denied. \
A classic is `ecr:PullImage`: pulling an image takes four other actions. The list of actions has a date, which `groundplan explain role` shows; \
an action that is newer is unknown here and still right.",
    source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    flagged: "\
role worker statements=[{Effect=Allow, Action=[s3:GetObjekt, s3:PutObject], Resource=\"arn:aws:s3:::photos-of-the-shop/*\"}]
",
    passing: "\
role worker statements=[{Effect=Allow, Action=[s3:GetObject, s3:PutObject], Resource=\"arn:aws:s3:::photos-of-the-shop/*\"}]
",
    check,
};

/// Names that people take for actions, and what they mean by them.
/// Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html>.
const MEANT: &[(&str, &[&str])] = &[(
    "ecr:PullImage",
    &["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"],
)];

fn check(design: &Design, findings: &mut Findings) {
    if !actions::is_known() {
        return;
    }
    policies::each(design, &mut |_, written| {
        for action in &written.statement.written_actions {
            // What a parameter gives is known at deployment.
            let is_known = action.starts_with('!') || action.contains("${") || !actions::matching(action).is_empty();
            if is_known || actions::action(action).is_some() {
                continue;
            }
            let is_pattern = action.contains(['*', '?']);
            let near = actions::nearest_action(action).filter(|_| !is_pattern);
            let what = if is_pattern { "which matches no action" } else { "which is no action" };
            let meant = MEANT.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(action)).map(|(_, meant)| *meant);
            let advice = match (meant, near.as_ref()) {
                (Some(meant), _) => format!("; it takes {}", meant.join(", ")),
                (None, Some(near)) => format!("; is {near} meant?"),
                (None, None) => String::new(),
            };
            let finding = findings.report(format!("{} names {action}, {what} of AWS{advice}", written.place(design)));
            finding.on(written.node).field(written.field).entry(written.entry());
            let member = if written.statement.actions.but { "NotAction" } else { "Action" };
            if let Some(meant) = meant {
                let change = written.change_items(design, member, &|items| {
                    let (wrong, mut right): (Vec<Value>, Vec<Value>) = items.into_iter().partition(|item| item.as_text() == Some(action));
                    let more = meant.iter().map(|name| Value::text(*name)).filter(|_| !wrong.is_empty());
                    right.extend(more.collect::<Vec<Value>>());
                    right.dedup();
                    right
                });
                finding.fix("Name the actions that it takes", change);
            } else if let Some(near) = near {
                let change = written.change_items(design, member, &|items| {
                    let mended = Value::text(&near);
                    let others = items.into_iter().filter(|item| *item != mended);
                    others.map(|item| if item.as_text() == Some(action) { mended.clone() } else { item }).collect()
                });
                finding.fix(format!("Use {near}"), change);
            }
        }
    });
}
