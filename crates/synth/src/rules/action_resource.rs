//! The actions of a statement act on its resources.

use super::support::and;
use super::support::policies::{self, Written};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::iam::actions::{self, Action};
use crate::iam::stack::Stack;
use crate::iam::text::{Piece, Text};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP089",
    name: "action-resource",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
An action stands beside resources on which it does not act.

Each action acts on resources of certain types, and some act on none and take `*` alone. Beside any other resource an action says nothing: it \
deploys, and the call is denied. `ecr:GetAuthorizationToken` on a repository, `dynamodb:PutItem` on an index and the actions of Cognito's \
identity pools on a user pool are classics. One resource of a fitting type is enough.",
    source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    flagged: "\
queue orders
role worker statements=[{Effect=Allow, Action=[dynamodb:GetItem, sqs:SendMessage], Resource=!GetAtt OrdersQueue.Arn}]
worker -> orders : send
",
    passing: "\
queue orders
role worker statements=[{Effect=Allow, Action=sqs:SendMessage, Resource=!GetAtt OrdersQueue.Arn}]
worker -> orders : send
",
    check,
};

/// The service whose buckets and objects have a rule of their own.
const OBJECTS: &str = "s3:";

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |stack, written| {
        // In a policy of a resource, `*` and the resource itself are the rule.
        let resources = written.named_resources();
        if resources.is_empty() || written.statement.principals.is_some() {
            return;
        }
        let actions = written.named_actions().iter().filter_map(|name| actions::action(name));
        let is_other = |action: &Action| !action.name.starts_with(OBJECTS) || resources.iter().all(is_of_another_service);
        let wrong: Vec<Action> = actions.filter(|action| is_other(action) && !acts(stack, action, resources)).collect();
        for action in wrong {
            let types: Vec<String> = action.resources.iter().map(|kind| format!("{} (arn:…:{})", kind.name, kind.arn)).collect();
            let on = if types.is_empty() { "takes * alone as its resource".to_owned() } else { format!("acts on {}", and(&types)) };
            let found = resources.iter().map(ToString::to_string).collect::<Vec<_>>();
            let finding = findings.report(format!("{}: {} {on}, not on {}", written.place(design), action.name, and(&found)));
            finding.on(written.node).field(written.field).entry(written.entry());
            let is_meant = |item: &Value| item.as_text().is_some_and(|name| name.eq_ignore_ascii_case(&action.name));
            if written.named_actions().len() > 1 {
                let change = written.change_items(design, "Action", &|items| items.into_iter().filter(|item| !is_meant(item)).collect());
                finding.fix(format!("Take {} out", action.name), change);
            } else if types.is_empty() {
                let change = written.change_items(design, "Resource", &|_| vec![Value::text("*")]);
                finding.fix("Set the resource to *", change);
            } else {
                finding.fix("Take the statement out", written.change(design, &|_| None));
            }
        }
        for pattern in written.named_actions().iter().filter(|name| is_pattern(name)) {
            check_pattern(design, findings, (stack, written), pattern);
        }
    });
}

/// `dynamodb:*`, `sqs:Get*`; neither `*` nor what the rule about buckets looks at.
fn is_pattern(name: &str) -> bool {
    name.contains(':') && name.contains(['*', '?']) && !name.starts_with(OBJECTS)
}

/// A pattern says nothing when none of the actions that it stands for acts on the resources.
fn check_pattern(design: &Design, findings: &mut Findings, (stack, written): (&Stack<'_>, &Written), pattern: &str) {
    let resources = written.named_resources();
    let all: Vec<Action> = actions::matching(pattern).iter().filter_map(|name| actions::action(name)).collect();
    if all.is_empty() || all.iter().any(|action| acts(stack, action, resources)) {
        return;
    }
    let found = and(&resources.iter().map(ToString::to_string).collect::<Vec<_>>());
    let finding = findings.report(format!("{}: no action of {pattern} acts on {found}", written.place(design)));
    finding.on(written.node).field(written.field).entry(written.entry());
    if written.named_actions().len() > 1 {
        let others = |items: Vec<Value>| items.into_iter().filter(|item| item.as_text() != Some(pattern)).collect();
        finding.fix(format!("Take {pattern} out"), written.change_items(design, "Action", &others));
    } else {
        finding.fix("Take the statement out", written.change(design, &|_| None));
    }
}

/// True for the ARN of something that has nothing to do with S3; how buckets and their objects are confused is another rule's matter.
fn is_of_another_service(pattern: &Text) -> bool {
    let parts = pattern.split(':', 6);
    let service = parts.get(2).filter(|_| parts.len() == 6).map(ToString::to_string).unwrap_or_default();
    !service.is_empty() && service.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && !service.starts_with("s3")
}

/// True when one of the patterns can be about something that the action acts on.
fn acts(stack: &Stack<'_>, action: &Action, patterns: &[Text]) -> bool {
    let everything = |pattern: &Text| pattern.0 == [Piece::Any];
    if action.resources.is_empty() {
        return patterns.iter().any(|pattern| everything(pattern) || pattern.tokens().count() == pattern.0.len());
    }
    let types: Vec<Text> = action.resources.iter().map(|kind| stack.any_of(kind.arn)).collect();
    patterns.iter().any(|pattern| types.iter().any(|subject| !pattern.matches(subject).is_no()))
}
