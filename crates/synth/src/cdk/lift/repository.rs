//! Image repositories.

use serde_json::Value as Json;

use super::{Arguments, Fields, Lifted, Lifter, flag, member};
use crate::cdk::python::Code;
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::ECR::Repository", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ecr/Repository.html>.
static FACE: Face = Face { reference: "repository_name", attributes: &[("Arn", "repository_arn"), ("RepositoryUri", "repository_uri")] };

const MUTABILITY: &[(&str, &str)] = &[("MUTABLE", "MUTABLE"), ("IMMUTABLE", "IMMUTABLE")];
const ENCRYPTION: &[(&str, &str)] = &[("AES256", "AES_256"), ("KMS", "KMS")];

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    arguments.convert("repository_name", fields.take("RepositoryName"), |name| writer.text(name))?;
    arguments.convert("image_scan_on_push", fields.take("ImageScanningConfiguration"), |scanning| {
        let mut scanning = Fields::within(scanning)?;
        let code = flag(&scanning.take("ScanOnPush")?);
        scanning.done().and(code)
    })?;
    arguments.convert("image_tag_mutability", fields.take("ImageTagMutability"), |value| member("ecr.TagMutability", value, MUTABILITY))?;
    arguments.convert("encryption", fields.take("EncryptionConfiguration"), |encryption| {
        let mut encryption = Fields::within(encryption)?;
        let code = member("ecr.RepositoryEncryption", &encryption.take("EncryptionType")?, ENCRYPTION);
        encryption.done().and(code)
    })?;
    arguments.convert("lifecycle_rules", fields.take("LifecyclePolicy"), lifecycle)?;
    let empties = fields.take("EmptyOnDelete");
    // The library empties a repository only when it is to be deleted.
    (empties.is_none() || resource.deletion_policy == "Delete").then_some(())?;
    arguments.convert("empty_on_delete", empties, flag)?;
    fields.done()?;
    Some(Lifted { keeps: true, ..Lifted::new("ecr.Repository", arguments.0, &FACE) })
}

/// Rules that keep the newest images.
fn lifecycle(policy: &Value) -> Option<Code> {
    let mut policy = Fields::within(policy)?;
    let text = policy.take("LifecyclePolicyText")?;
    policy.done()?;
    let parsed: Json = serde_json::from_str(text.as_text()?).ok()?;
    let rules = parsed.get("rules")?.as_array()?.iter().map(rule).collect::<Option<_>>()?;
    Some(Code::List(rules))
}

fn rule(rule: &Json) -> Option<Code> {
    let count = rule.pointer("/selection/countNumber")?.as_i64()?;
    let priority = rule.get("rulePriority")?.as_i64()?;
    let description = rule.get("description")?.as_str()?;
    // Any other rule has another form, and is left as the text that it is.
    let known = serde_json::json!({
        "rulePriority": priority,
        "description": description,
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": count},
        "action": {"type": "expire"}
    });
    (*rule == known).then(|| {
        let arguments =
            [("rule_priority", Code::number(priority)), ("description", Code::text(description)), ("max_image_count", Code::number(count))];
        Code::named("ecr.LifecycleRule", arguments)
    })
}
