//! Which resource types carry tags, and in which form.
//!
//! Source: the `tagging` member of the types' schemas,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html>.

use std::collections::BTreeMap;

use crate::template::decisions::decide;
use crate::value::{Map, Value, map};

/// How a property holds tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A list of maps with `Key` and `Value`.
    List,
    /// A map from keys to values.
    Map,
}

/// The types of a service that have the list `Tags`; the others are named in [`property`].
const LISTS: &[(&str, &[&str])] = &[
    ("ApplicationAutoScaling", &["ScalableTarget"]),
    ("CertificateManager", &["Certificate"]),
    ("CloudFront", &["Distribution", "VpcOrigin"]),
    ("CloudWatch", &["Alarm"]),
    ("DynamoDB", &["Table"]),
    (
        "EC2",
        &["EIP", "FlowLog", "InternetGateway", "NatGateway", "NetworkAcl", "RouteTable", "SecurityGroup", "Subnet", "VPC", "VPCEndpoint"],
    ),
    ("ECR", &["Repository"]),
    ("ECS", &["Cluster", "Service", "TaskDefinition"]),
    ("EKS", &["AccessEntry", "Addon", "Cluster", "FargateProfile"]),
    ("ElasticLoadBalancingV2", &["Listener", "ListenerRule", "LoadBalancer", "TargetGroup"]),
    ("IAM", &["Role"]),
    ("KMS", &["Key"]),
    ("Logs", &["LogGroup"]),
    ("S3", &["Bucket"]),
    ("SecretsManager", &["Secret"]),
    ("ServiceDiscovery", &["HttpNamespace", "PrivateDnsNamespace", "Service"]),
    ("WAFv2", &["WebACL"]),
];

/// The property in which a resource type carries tags; `None` when it carries none or is not known here.
pub fn property(kind: &str) -> Option<(&'static str, Form)> {
    match kind {
        "AWS::Cognito::IdentityPool" => return Some(("IdentityPoolTags", Form::List)),
        "AWS::Cognito::UserPool" => return Some(("UserPoolTags", Form::Map)),
        "AWS::Route53::HostedZone" => return Some(("HostedZoneTags", Form::List)),
        "AWS::EKS::Nodegroup" | "AWS::SSM::Parameter" => return Some(("Tags", Form::Map)),
        _ => {}
    }
    let (service, name) = kind.strip_prefix("AWS::")?.split_once("::")?;
    let (_, names) = LISTS.iter().find(|(listed, _)| *listed == service)?;
    names.contains(&name).then_some(("Tags", Form::List))
}

/// Adds tags to the properties of a resource. What is written there already stays, and so does a property that is an expression.
pub fn merge(kind: &str, properties: &mut Map, tags: &BTreeMap<String, Value>) {
    let Some((name, form)) = property(kind).filter(|_| !tags.is_empty()) else { return };
    let empty = match form {
        Form::List => Value::List(Vec::new()),
        Form::Map => Value::Map(Map::default()),
    };
    match properties.entry(name.to_owned()).or_insert(empty) {
        Value::List(items) => {
            for (key, value) in tags {
                let written = |item: &Value| item.as_map().and_then(|item| item.get("Key")).and_then(Value::as_text) == Some(key);
                if !items.iter().any(written) {
                    let tag = map([("Key", Value::text(key)), ("Value", value.to_text())]);
                    items.extend(unless_chosen(items, key, tag));
                }
            }
        }
        Value::Map(entries) => {
            for (key, value) in tags {
                entries.entry(key.clone()).or_insert_with(|| value.to_text());
            }
        }
        _ => {}
    }
}

/// A tag beside written ones whose keys are chosen at deployment: it is there unless one of them is the same.
fn unless_chosen(written: &[Value], key: &str, tag: Value) -> Option<Value> {
    let mut chosen = written.iter().filter_map(Value::as_map).filter_map(|item| item.get("Key")).filter(|key| key.is_expression());
    chosen.try_fold(tag, |tag, chosen| decide(chosen, &[key], &|chosen| (chosen.as_text() != Some(key)).then(|| tag.clone())))
}
