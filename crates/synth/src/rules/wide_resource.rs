//! A permission on everything where something is meant.

use super::support::policies::{self, Written};
use super::support::{label, names};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{self, role};
use crate::design::{Design, Node, NodeId};
use crate::iam::actions::{self, Level};
use crate::iam::stack::Stack;
use crate::iam::text::{Piece, Text};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP102",
    name: "wide-resource",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A role may act on every resource of the account, although some are meant.

Whoever gets hold of the role's credentials reaches everything of that type in the account, of other stacks, too. Least privilege names the \
resources; a connection from the role or from what takes it on does so by itself. An ARN such as `table/*` names every table, and policies of AWS \
such as `AmazonS3FullAccess` are about every bucket. Actions that take `*` alone, and those that AWS's own policy for execution roles has on `*`, \
are left alone.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    flagged: "\
table votes
role worker statements=[{Effect=Allow, Action=[dynamodb:GetItem, dynamodb:PutItem], Resource=\"*\"}]
worker -> votes : read
",
    passing: "\
table votes
role worker statements=[{Effect=Allow, Action=[dynamodb:GetItem, dynamodb:PutItem], Resource=!GetAtt VotesTable.Arn}]
worker -> votes : read
",
    check,
};

/// True for what programs call: other things are handed around, such as roles.
fn is_called(node: &Node) -> bool {
    catalog::kind_of(node).is_some_and(|kind| kind.access.is_some())
}

/// What AWS's own policies have on everything: nobody is told to narrow it down.
/// Source: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html> and
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html>.
const FREE: &[&str] = &[
    "cloudwatch:PutMetricData",
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];

/// The service to which programs send traces: what can be named of it, they do not touch.
const TRACES: &str = "xray:*";

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |stack, written| check_statement(design, findings, stack, written));
    for (id, node) in design.nodes_of(role::KIND.id) {
        let attached = role::managed_policies(&node.fields);
        let attached = attached.0.as_ref().and_then(Value::as_list).unwrap_or_default();
        for policy in attached.iter().filter_map(Value::as_text).filter(|arn| is_full(arn)) {
            let shown = policy.rsplit('/').next().unwrap_or_default();
            let finding = findings.report(format!(
                "{} has {shown}, which allows its calls on every resource of the account; permit those that are made, on what they are made",
                label(design, id)
            ));
            finding.on(id).field("managed_policies");
        }
    }
}

/// True for a policy of AWS that allows all calls of a service or of all services, on everything.
fn is_full(arn: &str) -> bool {
    let name = arn.split_once(":iam::aws:policy/").map_or("", |(_, path)| path.rsplit('/').next().unwrap_or_default());
    name.contains("FullAccess") || ["AdministratorAccess", "PowerUserAccess"].contains(&name)
}

/// True for a pattern that stands for every resource of a type or of all: `*`, `arn:aws:s3:::*`, `arn:aws:dynamodb:*:*:table/*`.
fn is_whole(pattern: &Text) -> bool {
    if pattern.0 == [Piece::Any] {
        return true;
    }
    let parts = pattern.split(':', 6);
    let (Some(service), Some(rest)) = (parts.get(2).and_then(Text::as_known), parts.get(5)) else { return false };
    let rest = rest.to_string();
    if rest == "*" || (service == "s3" && rest == "*/*") {
        return true;
    }
    // What stands before the name in the ARNs of the service.
    let heads = actions::resource_types(&service).into_iter().filter_map(|(_, arn)| arn.splitn(4, ':').nth(3)?.split("${").next());
    heads.into_iter().any(|head| !head.is_empty() && rest.strip_prefix(head) == Some("*"))
}

/// What of the design the actions of a statement can be meant for.
#[derive(Default)]
struct Meant {
    nodes: Vec<NodeId>,
    /// Their ARNs, as a template has them.
    narrow: Vec<Value>,
    /// Whether each action is meant for one of them.
    all_fit: bool,
    /// Whether an action can be narrowed down that has nothing in the design.
    open: bool,
}

fn check_statement(design: &Design, findings: &mut Findings, stack: &Stack<'_>, written: &Written) {
    let resources = written.named_resources();
    let is_wide = resources.iter().any(is_whole);
    if !written.allows() || !is_wide || written.statement.principals.is_some() || !written.statement.conditions.is_empty() {
        return;
    }
    let place = written.place(design);
    let everything = resources.iter().any(|pattern| pattern.0 == [Piece::Any]);
    if written.statement.actions.but {
        let but = written.statement.written_actions.join(", ");
        let message = format!("{place} allows everything but {but} on every resource of the account; name the actions that are meant");
        findings.report(message).on(written.node).field(written.field).entry(written.entry());
        return;
    }
    let Some(meant) = meant(design, stack, written, everything) else { return };
    if meant.nodes.is_empty() && !meant.open {
        return;
    }
    let what = if everything { "on every resource of the account".to_owned() } else { format!("on all of {}", shown(resources)) };
    let then = if meant.nodes.is_empty() {
        "; name those that are meant".to_owned()
    } else {
        format!(", while the design has {}", names(design, &meant.nodes))
    };
    let actions = written.named_actions().join(", ");
    let finding = findings.report(format!("{place} allows {actions} {what}{then}"));
    finding.on(written.node).field(written.field).entry(written.entry());
    // Actions that take `*` alone would be cut off, and so would what is named besides.
    if meant.all_fit && !meant.nodes.is_empty() && resources.iter().all(is_whole) {
        let change = written.change_items(design, "Resource", &|_| meant.narrow.clone());
        finding.fix(format!("Allow it on {} alone", names(design, &meant.nodes)), change);
    }
}

fn shown(resources: &[Text]) -> String {
    let all: Vec<String> = resources.iter().filter(|pattern| is_whole(pattern)).map(ToString::to_string).collect();
    all.join(", ")
}

/// Nothing when an action is not known, or is `*` itself, which has a rule of its own: nobody means one table by it.
fn meant(design: &Design, stack: &Stack<'_>, written: &Written, everything: bool) -> Option<Meant> {
    let mut meant = Meant { all_fit: true, ..Meant::default() };
    for name in written.named_actions() {
        let (known, is_pattern) = match actions::action(name) {
            Some(action) => (vec![action.name], false),
            None => (actions::matching(name), true),
        };
        if name == "*" || known.is_empty() {
            return None;
        }
        let mut fits = false;
        for action in &known {
            let service = Text::known(action.split(':').next().unwrap_or_default());
            for (node, _) in design.nodes().filter(|(_, node)| is_called(node)) {
                let subjects = stack.subjects(node, action).into_iter().filter(|subject| !subject.title.is_empty());
                // Systems Manager has actions on buckets, too: nobody means those by all of its actions.
                for subject in subjects.filter(|subject| subject.arn.split(':', 6).get(2) == Some(&service)) {
                    fits = true;
                    if !meant.nodes.contains(&node) {
                        meant.nodes.push(node);
                    }
                    let value = stack.expression(&subject.arn);
                    if !meant.narrow.contains(&value) {
                        meant.narrow.push(value);
                    }
                }
            }
        }
        meant.all_fit &= fits && !is_pattern;
        // Of `*` beside single actions nobody knows what is meant; all actions of a service are too many on everything.
        let is_all = name.ends_with(":*") && name != TRACES;
        meant.open |= (is_all || !everything) && known.iter().any(|action| can_be_narrowed(action));
    }
    Some(meant)
}

/// True for an action that reads or changes what can be named.
fn can_be_narrowed(action: &str) -> bool {
    let free = FREE.iter().any(|free| free.eq_ignore_ascii_case(action));
    !free && actions::action(action).is_some_and(|action| !action.resources.is_empty() && action.level != Level::List)
}
