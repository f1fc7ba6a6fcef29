//! A condition asks for something that no request of the statement's actions carries.

use super::support::policies;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::iam::actions;
use crate::words::nearest;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP091",
    name: "condition-never",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A condition asks for a key that the requests it is about never carry, so the statement never holds.

A service's own keys come with certain actions alone: `s3:prefix` with listing a bucket, not with reading an object. `aws:SourceArn` and \
`aws:SourceAccount` come when a service of AWS calls on its own behalf, so they belong into the policy of a resource and not into that of a role. \
An operator with `IfExists` or one that negates holds without the key.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    flagged: "\
role worker statements=[{Effect=Allow, Action=s3:GetObject, Resource=\"arn:aws:s3:::photos-of-the-shop/*\", Condition={StringLike={s3:prefix=\"up/*\"}}}]
",
    passing: "\
role worker statements=[{Effect=Allow, Action=s3:ListBucket, Resource=\"arn:aws:s3:::photos-of-the-shop\", Condition={StringLike={s3:prefix=\"up/*\"}}}]
",
    check,
};

/// Keys of calls that a service makes on its own behalf.
const OF_SERVICES: &[&str] = &["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/// True when an operator holds without its key, too.
fn holds_without(operator: &str) -> bool {
    operator.contains("IfExists") || operator.contains("Not") || operator == "Null" || operator.starts_with("ForAllValues:")
}

/// True when a key is one of a list, in which `${TagKey}` and `<key>` stand for any words.
fn is_listed(key: &str, known: &str) -> bool {
    let fixed = known.find(['$', '<']).map_or(known, |at| &known[..at]);
    let open = fixed.len() < known.len();
    key.eq_ignore_ascii_case(known) || (open && key.get(..fixed.len()).is_some_and(|start| start.eq_ignore_ascii_case(fixed)))
}

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |_, written| {
        for condition in written.statement.conditions.iter().filter(|condition| !holds_without(&condition.operator)) {
            let key = condition.key.as_str();
            let of_role = written.statement.principals.is_none() && written.statement.resources.is_some();
            if of_role && OF_SERVICES.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                let message =
                    format!("{} asks for {key}, which only calls of AWS's own services carry, not those of a role", written.place(design));
                findings.report(message).on(written.node).field(written.field).entry(written.entry());
                continue;
            }
            let Some((service, _)) = key.split_once(':') else { continue };
            // What a pattern stands for may carry the key; what is not known, too.
            let known: Option<Vec<actions::Action>> = written.named_actions().iter().map(|name| actions::action(name)).collect();
            let Some(known) =
                known.filter(|known| !known.is_empty() && known.iter().all(|action| action.name.starts_with(&format!("{service}:"))))
            else {
                continue;
            };
            if known.iter().any(|action| action.keys.iter().any(|other| is_listed(key, other))) {
                continue;
            }
            let names = known.iter().map(|action| action.name.as_str()).collect::<Vec<_>>().join(", ");
            let all = actions::keys_of(service);
            let advice = match nearest(key, all.iter().copied()) {
                Some(near) if !all.iter().any(|other| is_listed(key, other)) => format!("; is {near} meant?"),
                _ => String::new(),
            };
            let message =
                format!("{} asks for {key}, which no request of {names} carries, so it never holds{advice}", written.place(design));
            findings.report(message).on(written.node).field(written.field).entry(written.entry());
        }
    });
}
