//! Names that a design fixes: AWS takes each of them once, so they collide, and they cannot take a student's suffix.

use super::quote::one_line;
use crate::template::{Resource, Template};
use crate::value::Value;

/// The property that fixes a resource's name, by the resource's type.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html>.
const NAME_PROPERTIES: &[(&str, &str)] = &[
    ("AWS::CloudWatch::Alarm", "AlarmName"),
    ("AWS::Cognito::UserPoolDomain", "Domain"),
    ("AWS::DynamoDB::Table", "TableName"),
    ("AWS::ECR::Repository", "RepositoryName"),
    ("AWS::ECS::Cluster", "ClusterName"),
    ("AWS::ECS::Service", "ServiceName"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name"),
    ("AWS::Events::Rule", "Name"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::Lambda::Function", "FunctionName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::S3::Bucket", "BucketName"),
    ("AWS::SNS::Topic", "TopicName"),
    ("AWS::SQS::Queue", "QueueName"),
    ("AWS::SSM::Parameter", "Name"),
    ("AWS::Scheduler::Schedule", "Name"),
    ("AWS::SecretsManager::Secret", "Name"),
];

/// A name that is the same in every deployment of the template.
pub(super) struct FixedName {
    /// The logical id of its resource; of an export, the key of its output.
    pub(super) id: String,
    /// The resource's type; `Export` for the name of an output's export.
    pub(super) kind: String,
    /// Resource and property in words.
    pub(super) field: String,
    pub(super) name: String,
    /// The parameter whose default the name is; empty when it is written in place.
    pub(super) parameter: String,
}

/// All names that a template fixes. One that contains the stack's name is none.
pub(super) fn fixed_names(template: &Template) -> Vec<FixedName> {
    let of_resource = |(id, resource): (&String, &Resource)| {
        let property = NAME_PROPERTIES.iter().find(|(kind, _)| *kind == resource.kind)?.1;
        let (name, parameter) = fixed(template, resource.property(property)?)?;
        Some(FixedName { id: id.clone(), kind: resource.kind.clone(), field: format!("{property} of {id}"), name, parameter })
    };
    let of_output = |(key, output): (&String, &Value)| {
        let (name, parameter) = fixed(template, output.as_map()?.get("Export")?.as_map()?.get("Name")?)?;
        Some(FixedName { id: key.clone(), kind: "Export".to_owned(), field: format!("Export of the output {key}"), name, parameter })
    };
    let mut found: Vec<_> = template.resources.iter().filter_map(of_resource).collect();
    found.extend(template.outputs.iter().filter_map(of_output));
    found
}

/// The name that a value is in every deployment, and the parameter that it can be changed by; nothing for other expressions.
fn fixed(template: &Template, value: &Value) -> Option<(String, String)> {
    match value {
        Value::Call(function, argument) if function == "Ref" => {
            let parameter = argument.as_text()?;
            let default = template.parameters.get(parameter)?.as_map()?.get("Default")?;
            Some((one_line(&default.display()), parameter.to_owned()))
        }
        Value::Call(function, argument) if function == "Sub" => {
            let text = argument.as_text().filter(|text| !text.contains("${"))?;
            Some((one_line(text), String::new()))
        }
        Value::Call(..) => None,
        literal => Some((one_line(&literal.display()), String::new())).filter(|(name, _)| !name.is_empty()),
    }
}
