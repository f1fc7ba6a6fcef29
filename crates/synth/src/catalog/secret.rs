//! The secret: what only the program that needs it may know.

use super::{Access, Allowed, Grant, Idle, Need, Shape, key};
use crate::design::{Design, Node, NodeId};
use crate::synthesize::Builder;
use crate::value::{Map, Value};

kind! {
    /// A password or another secret value in Secrets Manager.
    /// Its value never stands in the template: Secrets Manager generates it, or you enter it after the deployment. A container that
    /// `injects` it finds it in an environment variable; a program that may `read` it asks for it at run time. Billed by the month.
    "secret", "Secret" {
        source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html",
        group: Security,
        category: Security,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3", "M12 14.5v2.5"],
        caption: caption,
        style: |_| "",
        synthesize: synthesize,
        access: &ACCESS,
        idle: &IDLE_FIELDS,
    }

    /// What it is for. Up to 2,048 characters.
    description "Description" in "Words": Text { most: 2048 } => Nothing;
    /// Whether Secrets Manager makes a random value. Without it the secret is empty until you enter a value, and tasks that inject it do not start.
    generate "Generate" in "Value": Flag => Flag(true), takes Known,
        source "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html";
    /// The length of the generated value.
    length "Length" in "Value": Number { least: 1, most: 4096 } => Number(32), unit "characters";
    /// Characters that the generated value does not have. Some databases take no quotation marks, slashes or @.
    exclude_characters "Without characters" in "Value": Text { most: 4096 } => Nothing;
    /// Whether the generated value has no punctuation.
    exclude_punctuation "Without punctuation" in "Value": Flag => Flag(true);
    /// Whether the generated value has no digits.
    exclude_numbers "Without digits" in "Value": Flag => Flag(false);
    /// Whether the generated value has no capital letters.
    exclude_uppercase "Without capitals" in "Value": Flag => Flag(false);
    /// Whether the generated value has no small letters.
    exclude_lowercase "Without small letters" in "Value": Flag => Flag(false);
    /// Whether the generated value may have spaces.
    include_space "With spaces" in "Value": Flag => Flag(false);
    /// Whether at least one character of each kind is in it.
    require_each_type "One of each kind" in "Value": Flag => Flag(true);
    /// JSON to which the generated value is added, such as `{"username": "app"}`. It needs the field below.
    template "JSON template" in "Value": Text { most: 10_240 } => Nothing,
        source "https://docs.aws.amazon.com/secretsmanager/latest/userguide/create_secret.html";
    /// The key in that JSON under which the generated value stands, such as `password`.
    generate_key "JSON key" in "Value": Text { most: 1024 } => Nothing;
    /// Regions that get a copy of the secret.
    replica_regions "Replica regions" in "Value": List => Nothing, takes Literals(Items),
        source "https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html";
    /// Whether the secret stays when the stack is deleted. Otherwise it goes at once, without the usual days of grace.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
    /// A fixed name or path of up to 512 letters, digits and `/_+=.@-`. It blocks a second copy of the stack; leave it empty.
    secret_name "Fixed name" in "Words": Name { also: "/_+=.@-", most: 512 } => Nothing,
        source "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[Need {
        fields: &[
            "length",
            "exclude_characters",
            "exclude_punctuation",
            "exclude_numbers",
            "exclude_uppercase",
            "exclude_lowercase",
            "include_space",
            "require_each_type",
            "template",
            "generate_key",
        ],
        of: "generate",
        values: &["true"],
        since: "no value is generated",
    }],
    why: super::idle::data_alone,
};

static ACCESS: Access = Access {
    handle: |builder, id| Value::reference(builder.logical_id(id, "Secret")),
    grants: &[
        Grant {
            verb: "read",
            allows: &[Allowed { actions: &["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], on: arns }],
            on_key: &["kms:Decrypt"],
        },
        Grant {
            verb: "write",
            allows: &[Allowed {
                actions: &["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
                on: arns,
            }],
            on_key: &["kms:Decrypt", "kms:GenerateDataKey"],
        },
    ],
};

/// Ref gives the whole ARN with its six random characters.
fn arns(builder: &Builder<'_>, id: NodeId) -> Vec<Value> {
    vec![Value::reference(builder.logical_id(id, "Secret"))]
}

fn caption(_: &Design, _: NodeId, node: &Node) -> String {
    match (generate(&node.fields).may_be(true), generate_key(&node.fields).text().as_str()) {
        (false, _) => "entered by hand".to_owned(),
        (true, "") => "generated".to_owned(),
        (true, key) => format!("generated · {key}"),
    }
}

fn generated(node: &Node) -> Option<Value> {
    let fields = &node.fields;
    let only_true = |given: super::Given| given.value().filter(|value| *value != Value::Flag(false));
    let members = [
        ("PasswordLength", length(fields).value()),
        ("ExcludeCharacters", exclude_characters(fields).value()),
        ("ExcludePunctuation", only_true(exclude_punctuation(fields))),
        ("ExcludeNumbers", only_true(exclude_numbers(fields))),
        ("ExcludeUppercase", only_true(exclude_uppercase(fields))),
        ("ExcludeLowercase", only_true(exclude_lowercase(fields))),
        ("IncludeSpace", only_true(include_space(fields))),
        ("RequireEachIncludedType", require_each_type(fields).value()),
        ("SecretStringTemplate", template(fields).value()),
        ("GenerateStringKey", generate_key(fields).value()),
    ];
    let form = Value::Map(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect());
    generate(fields).switches(Some(form), None)
}

fn replicas(node: &Node) -> Option<Value> {
    let regions = replica_regions(&node.fields).value()?;
    let region = |region: &Value| Value::Map([("Region".to_owned(), region.clone())].into_iter().collect::<Map>());
    Some(Value::List(regions.as_list()?.iter().map(region).collect()))
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let key = key::arn_of(builder, id);
    let secret = builder.add_tagged(
        id,
        "Secret",
        "AWS::SecretsManager::Secret",
        false,
        [
            ("Name", secret_name(&node.fields).value()),
            ("Description", description(&node.fields).value()),
            ("GenerateSecretString", generated(node)),
            ("KmsKeyId", key),
            ("ReplicaRegions", replicas(node)),
        ],
    );
    builder.keep_on_delete(&secret, keep_on_delete(&node.fields).flag());
    let output = builder.logical_id(id, "SecretArn");
    builder.output(&output, &format!("ARN of secret {}", node.name), Value::reference(secret));
}
