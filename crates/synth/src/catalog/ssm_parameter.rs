//! The SSM parameter: a setting that programs read at run time.

use super::{Access, Allowed, Grant, Shape};
use crate::design::{Node, NodeId};
use crate::synthesize::Builder;
use crate::value::Value;

kind! {
    /// A named setting in Systems Manager's Parameter Store.
    /// A program that may `read` it asks for it by name. CloudFormation cannot make encrypted ones (`SecureString`): keep secrets
    /// in a secret.
    "ssm-parameter", "SSM parameter" {
        source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html",
        group: Data,
        category: Management,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M4 7h9", "M17 7h3", "M15 5v4", "M4 12h3", "M11 12h9", "M9 10v4", "M4 17h9", "M17 17h3", "M15 15v4"],
        caption: |_, _, node| format!("{} · {}", type_of(&node.fields).text(), tier(&node.fields).text()),
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
    }

    /// The value. Everybody who may read the template or the parameter sees it: no secrets here.
    value "Value" in "Value": Text { most: 8192 } => Text("change-me"),
        source "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html";
    /// A text, or a list of texts separated by commas.
    type_of "Type" in "Value": Choice(&["String", "StringList"]) => Text("String");
    /// Standard holds 4 KB and is free; advanced holds 8 KB and is billed by the month; intelligent chooses by the size.
    tier "Tier" in "Value": Choice(&["Standard", "Advanced", "Intelligent-Tiering"]) => Text("Standard"),
        source "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";
    /// What it is for. Up to 1,024 characters.
    description "Description" in "Words": Text { most: 1024 } => Nothing;
    /// A regular expression that the value must match.
    allowed_pattern "Allowed pattern" in "Value": Text { most: 1024 } => Nothing;
    /// What kind of value it is: `aws:ec2:image` checks that the value is an image's id.
    data_type "Data type" in "Value": Choice(&["text", "aws:ec2:image"]) => Text("text");
    /// A fixed name or path such as `/unicorn/price`. It blocks a second copy of the stack; empty lets CloudFormation make one.
    parameter_name "Fixed name" in "Words": Name { also: "/._-", most: 1011 } => Nothing, takes Literals(Computed),
        source "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html";
}

static ACCESS: Access = Access {
    handle: |builder, id| Value::reference(builder.logical_id(id, "Parameter")),
    grants: &[
        Grant {
            verb: "read",
            allows: &[Allowed { actions: &["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters"], on: arn }],
            on_key: &[],
        },
        Grant { verb: "write", allows: &[Allowed { actions: &["ssm:PutParameter"], on: arn }], on_key: &[] },
    ],
};

/// The ARN of a parameter, as a list of one. Ref gives the name, which starts with a slash when it is a path; the ARN has just one slash before it.
pub fn arn(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    let parameter = builder.logical_id(id, "Parameter");
    let is_path = builder.design.node(id).is_some_and(|node| parameter_name(&node.fields).text().starts_with('/'));
    let slash = if is_path { "" } else { "/" };
    vec![Value::sub(format!("arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{slash}${{{parameter}}}"))]
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let tags = builder.tag_map();
    builder.add(
        id,
        "Parameter",
        "AWS::SSM::Parameter",
        [
            ("Name", parameter_name(&node.fields).value()),
            ("Type", type_of(&node.fields).value()),
            ("Value", value(&node.fields).value()),
            ("Description", description(&node.fields).value()),
            ("Tier", tier(&node.fields).value()),
            ("AllowedPattern", allowed_pattern(&node.fields).value()),
            ("DataType", data_type(&node.fields).value()),
            ("Tags", tags),
        ],
    );
}
