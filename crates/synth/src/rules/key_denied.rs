//! Who may use what is encrypted may use the key as well.

use super::support::{label, name, patch, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{key, role};
use crate::design::{Design, NodeId};
use crate::iam::decide::Verdict;
use crate::iam::stack::Stack;
use crate::iam::text::Text;
use crate::ordered::Order;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP107",
    name: "key-denied",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A role may use something that is encrypted with a key of its own, but not the key.

With a key of yours, the service that keeps the data asks KMS in the name of the caller: to read takes `kms:Decrypt`, to write \
`kms:GenerateDataKey`. Without them a call is denied although its own permission is there. Connections such as `read` give both; a statement by \
hand needs a second one for the key.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    flagged: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app environment={PHOTOS=!Ref PhotosBucket}
bucket photos
kms-key own
role worker statements=[{Effect=Allow, Action=s3:GetObject, Resource=!Sub \"${PhotosBucket.Arn}/*\"}]
web -> open : runs
web -> worker : assumes
photos -> own : encrypts-with
",
    passing: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app environment={PHOTOS=!Ref PhotosBucket}
bucket photos
kms-key own
role worker statements=[{Effect=Allow, Action=s3:GetObject, Resource=!Sub \"${PhotosBucket.Arn}/*\"}, {Effect=Allow, Action=kms:Decrypt, Resource=!GetAtt OwnKey.Arn}]
web -> open : runs
web -> worker : assumes
photos -> own : encrypts-with
",
    check,
};

/// What a call on something encrypted takes on its key. Sources: the rule's own for S3;
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html>,
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html>,
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html> and
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>.
const CALLS: &[(&str, &str)] = &[
    ("s3:GetObject", "kms:Decrypt"),
    ("s3:PutObject", "kms:GenerateDataKey"),
    ("sqs:SendMessage", "kms:GenerateDataKey"),
    ("sqs:ReceiveMessage", "kms:Decrypt"),
    ("sns:Publish", "kms:GenerateDataKey"),
    ("dynamodb:GetItem", "kms:Decrypt"),
    ("dynamodb:Query", "kms:Decrypt"),
    ("dynamodb:Scan", "kms:Decrypt"),
    ("dynamodb:PutItem", "kms:Decrypt"),
    ("dynamodb:UpdateItem", "kms:Decrypt"),
    ("secretsmanager:GetSecretValue", "kms:Decrypt"),
];

fn check(design: &Design, findings: &mut Findings) {
    let stores: Vec<(NodeId, NodeId)> = design.nodes().filter_map(|(id, _)| Some((id, key::of(design, id)?))).collect();
    if stores.is_empty() || !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for role in stack.roles.keys() {
            for (store, key) in &stores {
                check_one(design, findings, stack, (role, *store, *key));
            }
        }
    });
}

fn check_one(design: &Design, findings: &mut Findings, stack: &Stack<'_>, (role, store, key): (&str, NodeId, NodeId)) {
    let decided = |action: &str, node: NodeId| {
        let subjects = stack.subjects(node, action);
        subjects.iter().filter_map(|subject| stack.decide(role, &Text::known(action), &subject.arn)).collect::<Vec<_>>()
    };
    let mut denied: Vec<(&str, &str)> = Vec::new();
    let mut depends: Vec<String> = Vec::new();
    for (action, on_key) in CALLS {
        let allowed = decided(action, store).iter().any(|decision| decision.verdict == Verdict::Allowed);
        let on_keys = if allowed { decided(on_key, key) } else { Vec::new() };
        if !on_keys.is_empty() && on_keys.iter().all(|decision| decision.verdict == Verdict::Denied) {
            denied.push((action, on_key));
        } else if !on_keys.iter().any(|decision| decision.verdict == Verdict::Allowed) {
            depends.extend(on_keys.into_iter().flat_map(|decision| decision.depends));
        }
    }
    if denied.is_empty() && !depends.is_empty() {
        depends.order();
        depends.dedup();
        let owner = stack.node_of(role);
        let who = owner.map_or_else(|| role.to_owned(), |id| label(design, id));
        let question = format!("whether {who} may use {}, the key of {}", name(design, key), name(design, store));
        findings.cannot_tell(question, depends.join(", ")).on(owner.unwrap_or(store));
        return;
    }
    let Some((_, first)) = denied.first().copied() else { return };
    let mut needed: Vec<&str> = denied.iter().map(|(_, on_key)| *on_key).collect();
    needed.order();
    needed.dedup();
    let actions = denied.iter().map(|(action, _)| *action).collect::<Vec<_>>().join(", ");
    let owner = stack.node_of(role);
    let who = owner.map_or_else(|| role.to_owned(), |id| label(design, id));
    let message =
        format!("{who} may call {actions} on {}, but not {} on its key {}", name(design, store), needed.join(" and "), name(design, key));
    let finding = findings.report(message);
    finding.on(owner.unwrap_or(store)).aws_says(format!(
        "is not authorized to perform: {first} on resource: arn:aws:kms:… because no identity-based policy allows the {first} action"
    ));
    let drawn = owner.and_then(|id| design.node(id).map(|node| (id, node))).filter(|(_, node)| node.kind == role::KIND.id);
    let arn = stack.names.of(key, "Key").map(|id| Value::attribute(id, "Arn"));
    if let (Some((id, node)), Some(arn)) = (drawn, arn) {
        finding.field("statements");
        let own = role::statements(&node.fields).value().as_ref().and_then(Value::as_list).unwrap_or_default().to_vec();
        let all = own.into_iter().chain([policies::allow(&needed, vec![arn])]).collect();
        let change = patch(design, |edit| edit.set_field(id, "statements", Some(Value::List(all))));
        finding.fix("Permit it on the key", change);
    }
}
