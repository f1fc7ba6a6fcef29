//! The ECR repository: where container images are kept.

use super::container_parts::if_true;
use super::{Idle, Shape, key};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// A private registry for the images of one application.
    /// A container that `pulls` from it runs its image; the service's execution role gets the permission to pull.
    "repository", "ECR repository" {
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html",
        group: Containers,
        category: Compute,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M4 8l8-4l8 4v8l-8 4l-8-4z", "M4 8l8 4l8-4", "M12 12v8"],
        caption: |_, _, node| format!("keeps {} images", keep_images(&node.fields).text()),
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// Whether each pushed image is scanned for known vulnerabilities.
    scan_on_push "Scan on push" in "Images": Flag => Flag(true),
        source "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html";
    /// Whether a tag can be moved to another image. Immutable tags make deployments repeatable.
    tag_mutability "Tags" in "Images": Choice(&["MUTABLE", "IMMUTABLE"]) => Text("MUTABLE"),
        source "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html";
    /// How many images are kept; older ones are removed.
    keep_images "Images kept" in "Images": Number { least: 1, most: 10_000 } => Number(10), unit "images",
        source "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html";
    /// The encryption at rest: ECR's own key or AWS's key in KMS. A connection `encrypts-with` takes a key of yours. A change replaces the repository.
    encryption "Encryption" in "Storage": Choice(&["AES256", "KMS"]) => Text("AES256"),
        source "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html";
    /// Whether the repository is emptied when the stack is deleted. Without it, a repository with images blocks the deletion.
    empty_on_delete "Empty on delete" in "Removal": Flag => Flag(false),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html";
    /// Whether the repository stays when the stack is deleted.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// A fixed name: 2 to 256 lower-case letters, digits and `-_./`. It blocks a second copy of the stack; leave it empty.
    repository_name "Fixed name" in "Words": Name { also: "-_./", most: 256 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// Removes all but the newest images. ECR takes the policy as JSON text.
fn lifecycle(keep: &Value) -> Value {
    let text = Value::joined([
        Value::text("{\"rules\":[{\"rulePriority\":1,\"description\":\"Keep the newest "),
        keep.clone(),
        Value::text(" images\",\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":"),
        keep.clone(),
        Value::text("},\"action\":{\"type\":\"expire\"}}]}"),
    ]);
    map([("LifecyclePolicyText", text)])
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let scan = map([("ScanOnPush", scan_on_push(&node.fields).value().unwrap_or(Value::Flag(true)))]);
    let encryption = match key::arn_of(builder, id) {
        Some(key) => Some(map([("EncryptionType", Value::text("KMS")), ("KmsKey", key)])),
        None => encryption(&node.fields).value().map(|kind| map([("EncryptionType", kind)])),
    };
    let repository = builder.add_tagged(
        id,
        "Repository",
        "AWS::ECR::Repository",
        false,
        [
            ("RepositoryName", repository_name(&node.fields).value()),
            ("ImageScanningConfiguration", Some(scan)),
            ("ImageTagMutability", tag_mutability(&node.fields).value()),
            ("EncryptionConfiguration", encryption),
            ("LifecyclePolicy", keep_images(&node.fields).value().as_ref().map(lifecycle)),
            ("EmptyOnDelete", if_true(empty_on_delete(&node.fields).value())),
        ],
    );
    builder.keep_on_delete(&repository, keep_on_delete(&node.fields).flag());
    let name = builder.logical_id(id, "RepositoryUri");
    builder.output(&name, &format!("Address of ECR repository {}", node.name), Value::attribute(&repository, "RepositoryUri"));
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    (field == "encryption" && key::of(design, id).is_some()).then_some("a key of the design encrypts it")
}
