//! The ARNs of CloudFormation's resources, as far as a policy can name them: what `Ref` and `GetAtt` give and which property has the name.

/// What `Ref` gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// The name, which stands last in the ARN.
    Name,
    /// The whole ARN.
    Arn,
    /// Something else, such as the address of a queue.
    Other,
}

/// How a type of resource is named.
pub(super) struct Named {
    /// The resource type.
    pub(super) kind: &'static str,
    /// Its ARN without `arn:${Partition}:`, as the service authorization reference writes it. Its last placeholder is the name.
    pub(super) arn: &'static str,
    /// What `Ref` gives.
    pub(super) reference: Reference,
    /// The property with a name of the author's own; empty when there is none.
    pub(super) name: &'static str,
    /// The attribute that gives the ARN; empty when none does.
    pub(super) attribute: &'static str,
    /// What stands behind the ARN in that attribute.
    pub(super) behind: &'static str,
}

const fn named(kind: &'static str, arn: &'static str, reference: Reference, name: &'static str, attribute: &'static str) -> Named {
    Named { kind, arn, reference, name, attribute, behind: "" }
}

/// The types whose ARNs are known.
/// Sources: the return values on each type's page of <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>
/// and the resource types of <https://docs.aws.amazon.com/service-authorization/latest/reference/>, which the tests compare.
static ALL: &[Named] = &[
    named("AWS::S3::Bucket", "s3:::${BucketName}", Reference::Name, "BucketName", "Arn"),
    named("AWS::DynamoDB::Table", "dynamodb:${Region}:${Account}:table/${TableName}", Reference::Name, "TableName", "Arn"),
    named("AWS::SQS::Queue", "sqs:${Region}:${Account}:${QueueName}", Reference::Other, "QueueName", "Arn"),
    named("AWS::SNS::Topic", "sns:${Region}:${Account}:${TopicName}", Reference::Arn, "TopicName", "TopicArn"),
    named("AWS::SecretsManager::Secret", "secretsmanager:${Region}:${Account}:secret:${SecretId}", Reference::Arn, "", "Id"),
    named("AWS::SSM::Parameter", "ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}", Reference::Name, "Name", ""),
    named("AWS::KMS::Key", "kms:${Region}:${Account}:key/${KeyId}", Reference::Name, "", "Arn"),
    Named {
        behind: ":*",
        ..named("AWS::Logs::LogGroup", "logs:${Region}:${Account}:log-group:${LogGroupName}", Reference::Name, "LogGroupName", "Arn")
    },
    named("AWS::ECR::Repository", "ecr:${Region}:${Account}:repository/${RepositoryName}", Reference::Name, "RepositoryName", "Arn"),
    named("AWS::Cognito::UserPool", "cognito-idp:${Region}:${Account}:userpool/${UserPoolId}", Reference::Name, "", "Arn"),
    named("AWS::Cognito::IdentityPool", "cognito-identity:${Region}:${Account}:identitypool/${IdentityPoolId}", Reference::Name, "", ""),
    named("AWS::ECS::Cluster", "ecs:${Region}:${Account}:cluster/${ClusterName}", Reference::Name, "ClusterName", "Arn"),
    named("AWS::ECS::Service", "ecs:${Region}:${Account}:service/${ClusterName}/${ServiceName}", Reference::Arn, "", "ServiceArn"),
    named(
        "AWS::ECS::TaskDefinition",
        "ecs:${Region}:${Account}:task-definition/${TaskDefinitionFamilyName}:${TaskDefinitionRevisionNumber}",
        Reference::Arn,
        "",
        "TaskDefinitionArn",
    ),
    named("AWS::IAM::Role", "iam::${Account}:role/${RoleNameWithPath}", Reference::Name, "RoleName", "Arn"),
    named("AWS::IAM::ManagedPolicy", "iam::${Account}:policy/${PolicyNameWithPath}", Reference::Arn, "", "PolicyArn"),
    named("AWS::Lambda::Function", "lambda:${Region}:${Account}:function:${FunctionName}", Reference::Name, "FunctionName", "Arn"),
    named("AWS::StepFunctions::StateMachine", "states:${Region}:${Account}:stateMachine:${StateMachineName}", Reference::Arn, "", "Arn"),
    named("AWS::Kinesis::Stream", "kinesis:${Region}:${Account}:stream/${StreamName}", Reference::Name, "Name", "Arn"),
    named("AWS::EFS::FileSystem", "elasticfilesystem:${Region}:${Account}:file-system/${FileSystemId}", Reference::Name, "", "Arn"),
    named("AWS::CloudFront::Distribution", "cloudfront::${Account}:distribution/${DistributionId}", Reference::Name, "", ""),
];

/// How resources of a type are named; nothing when that is not known.
pub(super) fn of(kind: &str) -> Option<&'static Named> {
    ALL.iter().find(|named| named.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::actions;

    #[test]
    fn arns_are_those_of_the_service_authorization_reference() {
        for named in ALL {
            let service = named.arn.split(':').next().unwrap();
            let listed = actions::resource_types(service);
            assert!(listed.iter().any(|(_, arn)| *arn == named.arn), "{}: {} is none of {listed:?}", named.kind, named.arn);
        }
    }
}
