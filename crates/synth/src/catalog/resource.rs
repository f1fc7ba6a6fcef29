//! Any resource of CloudFormation with its properties as they are written in a template.

use super::Shape;
use crate::design::{Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Map, Value};

kind! {
    /// Any CloudFormation resource, with its properties as a template has them.
    /// For whatever has no kind of its own. The properties go into the template as they are written; functions such as `!Ref` may stand
    /// anywhere in them, and reach the resources of all other nodes by their logical ids. The design's tags are added where the type is
    /// known to carry tags and the resource has no tag of that key itself. Types whose schema is known are checked against it.
    "resource", "Resource" {
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
        group: Other,
        category: General,
        shape: Shape::Card,
        place: Side,
        parents: &["", "vpc", "zone", "subnet", "cluster"],
        glyph: &["M8 4H6v6l-2 2l2 2v6h2", "M16 4h2v6l2 2l-2 2v6h-2", "M10 9h4", "M10 12h4", "M10 15h4"],
        caption: |_, _, node| short_type(&r#type(&node.fields).text()),
        style: |_| "",
        synthesize: synthesize,
    }

    /// The resource type, such as `AWS::S3::Bucket`. Without one nothing is added to the template.
    r#type "Type" in "Resource": Name { also: ":-_@", most: 204 } => Nothing, takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";
    /// The properties as a template writes them: `{BucketName=photos, Tags=[{Key=owner, Value=!Ref Owner}]}`.
    properties "Properties" in "Resource": Tree => Nothing,
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html";
    /// The name of the resource in the template: up to 255 letters and digits. Empty makes it from the node's name.
    /// A change replaces the resource.
    logical_id "Logical id" in "Resource": Name { also: "", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html";
    /// What must be complete before this resource is created: names of nodes or logical ids.
    depends_on "Depends on" in "Order": List => Nothing, takes Literals(Attribute), within &[("*", Attribute)],
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html";
    /// The name of a condition of the design: the resource is there only when it holds.
    condition "Condition" in "Order": Name { also: "", most: 255 } => Nothing, takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html";
    /// What becomes of the resource when the stack is deleted. Empty leaves it to CloudFormation, which deletes nearly everything.
    deletion_policy "On deletion" in "Removal": Choice(&["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]) => Nothing, takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// What becomes of the old resource when an update replaces it.
    update_replace_policy "On replacement" in "Removal": Choice(&["Delete", "Retain", "Snapshot"]) => Nothing, takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html";
    /// When the resource counts as created: signals and how long they are waited for.
    creation_policy "Creation policy" in "Attributes": Tree => Nothing,
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html";
    /// How updates of the resource go: rolling, replacing, or by a deployment.
    update_policy "Update policy" in "Attributes": Tree => Nothing,
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html";
    /// Data about the resource that CloudFormation keeps and does not act on.
    metadata "Metadata" in "Attributes": Tree => Nothing,
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-metadata.html";
}

/// `S3 Bucket` for `AWS::S3::Bucket`: the card is narrow.
fn short_type(kind: &str) -> String {
    if kind.is_empty() { "no type".to_owned() } else { kind.strip_prefix("AWS::").unwrap_or(kind).replace("::", " ") }
}

/// The attributes beside `Properties`: a node's field and CloudFormation's name for it.
pub const ATTRIBUTES: &[(&str, &str)] = &[
    ("condition", "Condition"),
    ("deletion_policy", "DeletionPolicy"),
    ("update_replace_policy", "UpdateReplacePolicy"),
    ("creation_policy", "CreationPolicy"),
    ("update_policy", "UpdatePolicy"),
    ("metadata", "Metadata"),
];

/// The properties that a node writes; empty when it writes none or an expression.
pub fn written_properties(node: &Node) -> Map {
    properties(&node.fields).0.as_ref().and_then(Value::as_map).cloned().unwrap_or_default()
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let kind = r#type(&node.fields).text();
    if kind.is_empty() {
        return;
    }
    let wish = logical_id(&node.fields).text();
    let name = if wish.is_empty() { builder.logical_id(id, "") } else { builder.chosen_id(id, &wish) };
    let name = builder.add_resource(id, name, &kind, written_properties(node));
    if let Some(resource) = builder.resource(&name) {
        let attribute = |(field, attribute): &(&str, &str)| {
            let value = KIND.field(field)?.given(node).value()?;
            Some(((*attribute).to_owned(), value))
        };
        resource.attributes = ATTRIBUTES.iter().filter_map(attribute).collect();
    }
    let others = depends_on(&node.fields).0;
    let others: Vec<String> = others.as_ref().and_then(Value::as_list).into_iter().flatten().map(Value::display).collect();
    builder.wait_for(&name, others);
}
