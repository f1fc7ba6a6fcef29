//! A bucket and its objects have ARNs of their own, and each action takes one of the two.

use super::support::policies::{self, Written};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::iam::actions::{self, Action};
use crate::iam::stack::Stack;
use crate::iam::text::{Piece, Text};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP090",
    name: "bucket-objects",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
Actions on objects stand beside the bucket's ARN, or actions on the bucket beside that of its objects.

`arn:aws:s3:::photos` is the bucket, `arn:aws:s3:::photos/*` are the objects in it. `s3:GetObject` and `s3:PutObject` act on objects, `s3:ListBucket` \
and `s3:GetBucketLocation` on the bucket. Beside the other ARN they allow nothing, and the call is denied.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
    flagged: "\
bucket photos
role worker statements=[{Effect=Allow, Action=[s3:GetObject, s3:PutObject], Resource=!GetAtt PhotosBucket.Arn}]
worker -> photos : write
",
    passing: "\
bucket photos
role worker statements=[{Effect=Allow, Action=[s3:GetObject, s3:PutObject], Resource=!Sub \"${PhotosBucket.Arn}/*\"}]
worker -> photos : write
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |stack, written| {
        let resources = written.named_resources();
        if !written.allows() || resources.is_empty() || !resources.iter().all(|pattern| in_bucket(pattern).is_some()) {
            return;
        }
        let has = |objects: bool| resources.iter().any(|pattern| in_bucket(pattern) == Some(objects));
        let about = |objects: bool| written.named_actions().iter().filter(|name| acts_on(name, objects)).cloned().collect::<Vec<String>>();
        if !has(true) && !about(true).is_empty() {
            report(design, findings, stack, written, &about(true), true);
        }
        if !has(false) && !about(false).is_empty() {
            report(design, findings, stack, written, &about(false), false);
        }
    });
}

/// Whether a pattern is about objects; nothing when it is not about S3 or may be about both.
fn in_bucket(pattern: &Text) -> Option<bool> {
    let parts = pattern.split(':', 6);
    if parts.len() < 6 || parts[2] != Text::known("s3") || !parts[4].0.is_empty() {
        return None;
    }
    let is_object = parts[5].0.contains(&Piece::Letter('/'));
    // `arn:aws:s3:::photos*` matches both.
    (is_object || !parts[5].0.contains(&Piece::Any)).then_some(is_object)
}

/// The ARNs of both, as the list of actions writes them.
const BUCKET: &str = "s3:::${BucketName}";
const OBJECT: &str = "s3:::${BucketName}/${ObjectName}";

/// True when an action acts on objects alone, or on buckets alone. A pattern acts on objects when it is about reading or writing them.
fn acts_on(name: &str, objects: bool) -> bool {
    if name.contains(['*', '?']) {
        return objects && actions::matching(name).iter().any(|action| action == "s3:GetObject" || action == "s3:PutObject");
    }
    let has = |action: &Action, arn: &str| action.resources.iter().any(|resource| resource.arn == arn);
    let (wanted, other) = if objects { (OBJECT, BUCKET) } else { (BUCKET, OBJECT) };
    actions::action(name).is_some_and(|action| action.name.starts_with("s3:") && has(&action, wanted) && !has(&action, other))
}

fn report(design: &Design, findings: &mut Findings, stack: &Stack<'_>, written: &Written, names: &[String], objects: bool) {
    let names = names.join(", ");
    let resources = written.named_resources();
    let found = resources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let words = if objects { "is the bucket; its objects are behind /*" } else { "are objects; the bucket is what stands before /" };
    let finding = findings.report(format!("{}: {names} on {found}, which {words}", written.place(design)));
    finding.on(written.node).field(written.field).entry(written.entry());
    finding.aws_says(format!(
        "is not authorized to perform: {} … because no identity-based policy allows the action",
        names.split(", ").next().unwrap_or_default()
    ));
    let more: Vec<Value> = resources
        .iter()
        .map(|pattern| {
            let bucket = pattern.split('/', 2).into_iter().next().unwrap_or_default();
            stack.expression(&if objects { pattern.clone().then(&Text::known("/*")) } else { bucket })
        })
        .collect();
    let title = if objects { "Add the objects of the bucket" } else { "Add the bucket itself" };
    let change = written.change_items(design, "Resource", &|mut items| {
        items.extend(more.iter().cloned());
        items.dedup();
        items
    });
    finding.fix(title, change);
}
