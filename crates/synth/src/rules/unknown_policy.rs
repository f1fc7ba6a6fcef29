//! The managed policies of a role exist.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{resource, role};
use crate::design::{Design, NodeId};
use crate::iam::actions;
use crate::value::{Map, Value};
use crate::words::nearest;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP137",
    name: "unknown-policy",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A role has a managed policy that AWS does not have.

The ARN of a policy that AWS manages is its name, often behind a path such as `service-role/`. IAM refuses an ARN that it does not know, and the \
stack rolls back. The list of policies has a date, which `groundplan explain role` shows; a policy that is newer is unknown here and still right, \
so only what almost is the name of another one is found.",
    source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    flagged: "\
role worker managed_policies=[arn:aws:iam::aws:policy/AmazonSQSReadOnlyAcces]
",
    passing: "\
role worker managed_policies=[arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess]
",
    check,
};

/// What stands before the path of a policy in its ARN, whatever the partition.
const BEFORE: &str = ":iam::aws:policy";

fn check(design: &Design, findings: &mut Findings) {
    if !actions::is_known() {
        return;
    }
    for (id, node) in design.nodes_of(role::KIND.id) {
        let whole = role::managed_policies(&node.fields).value();
        let boundary = role::permissions_boundary(&node.fields).value();
        look(design, findings, (id, "managed_policies"), whole.as_ref());
        look(design, findings, (id, "permissions_boundary"), boundary.as_ref());
    }
    for (id, node) in design.nodes_of(resource::KIND.id) {
        let is_role = resource::r#type(&node.fields).text() == crate::iam::stack::ROLE;
        let properties = node.fields.get("properties").filter(|_| is_role);
        look(design, findings, (id, "properties"), properties);
    }
}

/// Looks at every text in a value that is the ARN of a policy of AWS.
fn look(design: &Design, findings: &mut Findings, (id, field): (NodeId, &'static str), whole: Option<&Value>) {
    let Some(whole) = whole else { return };
    let mut all = Vec::new();
    collect(whole, &mut all);
    for (arn, path) in all {
        if actions::managed_names().any(|known| known == path) {
            continue;
        }
        let Some(meant) = meant(path) else { continue };
        let shown = path.trim_start_matches('/');
        let finding =
            findings.report(format!("{} has the policy {shown}, which AWS does not have; is {} meant?", label(design, id), &meant[1..]));
        finding.on(id).field(field).aws_says(format!("Policy {arn} does not exist or is not attachable."));
        let right = arn.replace(path, meant);
        let mended = replaced(whole.clone(), arn, &right);
        let change = patch(design, |edit| edit.set_field(id, field, Some(mended)));
        finding.fix(format!("Use {}", &meant[1..]), change);
    }
}

fn collect<'v>(value: &'v Value, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::Text(text) => {
            found.extend(text.split_once(BEFORE).filter(|(_, path)| path.starts_with('/')).map(|(_, path)| (text.as_str(), path)));
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(members) => members.values().for_each(|member| collect(member, found)),
        Value::Call(_, argument) => collect(argument, found),
        _ => {}
    }
}

fn replaced(value: Value, wrong: &str, right: &str) -> Value {
    match value {
        Value::Text(text) if text == wrong => Value::text(right),
        Value::List(items) => Value::List(items.into_iter().map(|item| replaced(item, wrong, right)).collect()),
        Value::Map(members) => Value::Map(members.into_iter().map(|(key, member)| (key, replaced(member, wrong, right))).collect::<Map>()),
        Value::Call(function, argument) => Value::Call(function, Box::new(replaced(*argument, wrong, right))),
        other => other,
    }
}

/// The policy that was probably meant: of the same name at another path, or the nearest name.
fn meant(path: &str) -> Option<&'static str> {
    let name = |path: &'static str| path.rsplit('/').next().unwrap_or_default();
    let wrong = path.rsplit('/').next().unwrap_or_default();
    let of_name = |wanted: &str| actions::managed_names().find(|known| name(known) == wanted);
    // Another version of a policy may be newer than what is known here.
    let bare = |name: &str| name.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches(['V', 'v', '-', '_']).to_owned();
    let near = || nearest(wrong, actions::managed_names().map(name)).filter(|near| bare(near) != bare(wrong));
    of_name(wrong).or_else(|| of_name(near()?))
}
