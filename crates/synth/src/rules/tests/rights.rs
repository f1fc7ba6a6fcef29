//! Cases of the rules about who is let in, and about what tasks need before they run.

use super::cases::check_case;
use super::*;

#[test]
fn arns_that_nothing_has() {
    let role = |resource: &str| format!("role worker statements=[{{Effect=Allow, Action=ssm:GetParameter, Resource={resource}}}]\n");
    check_case(
        &arn_form::RULE,
        &role("\"arn:aws:ssm:eu-west-1:123456789012:parameter//shop/price\""),
        &[(
            "IAM role worker, statement 1: no parameter has the ARN arn:aws:ssm:eu-west-1:123456789012:parameter//shop/price: one slash stands before its name",
            &["Write it as AWS does"],
        )],
    );
    for fine in [
        "\"arn:aws:ssm:eu-west-1:123456789012:parameter/shop/price\"",
        "\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-a1B2c3\"",
        "\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:token*\"",
        "!Sub \"arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:shop/*\"",
    ] {
        check_case(&arn_form::RULE, &role(fine), &[]);
    }
}

#[test]
fn policies_that_are_for_everybody() {
    let gate = |statement: &str| {
        format!(
            "bucket photos\nresource gate type=AWS::S3::BucketPolicy properties={{Bucket=!Ref PhotosBucket, PolicyDocument={{Version=\"2012-10-17\", Statement=[{statement}]}}}}\n"
        )
    };
    let read = "{Effect=Allow, Principal=\"*\", Action=s3:GetObject, Resource=!Sub \"${PhotosBucket.Arn}/*\"}";
    check_case(
        &public_policy::RULE,
        &gate(read),
        &[(
            "Resource gate allows s3:GetObject on S3 bucket photos to everybody in the world: its principal is * and it has no condition",
            &[],
        )],
    );
    check_case(&public_policy::RULE, &gate(&read.replace("Allow", "Deny")), &[]);
    check_case(&public_policy::RULE, &gate(&read.replace("\"*\", Action", "{AWS=!Ref AWS::AccountId}, Action")), &[]);
    let role = |principal: &str, condition: &str| {
        format!(
            "resource worker type=AWS::IAM::Role properties={{AssumeRolePolicyDocument={{Version=\"2012-10-17\", Statement=[{{Effect=Allow, Principal={principal}, Action=sts:AssumeRole{condition}}}]}}}}\n"
        )
    };
    let message =
        "Resource worker may be taken on by everybody who has an account of AWS: its trust policy has the principal * and no condition";
    check_case(&role_trust::RULE, &role("\"*\"", ""), &[(message, &[])]);
    check_case(&role_trust::RULE, &role("{AWS=\"*\"}", ""), &[(message, &[])]);
    check_case(&role_trust::RULE, &role("\"*\"", ", Condition={StringEquals={aws:PrincipalOrgID=o-1}}"), &[]);
}

#[test]
fn roles_trust_the_services_that_take_them_on() {
    for (resource, service) in [
        ("AWS::RDS::DBInstance properties={MonitoringRoleArn=!GetAtt WorkerRole.Arn}", "monitoring.rds.amazonaws.com"),
        ("AWS::StepFunctions::StateMachine properties={RoleArn=!GetAtt WorkerRole.Arn}", "states.amazonaws.com"),
        ("AWS::CodeBuild::Project properties={ServiceRole=!GetAtt WorkerRole.Arn}", "codebuild.amazonaws.com"),
        ("AWS::Events::Rule properties={Targets=[{Id=a, Arn=b, RoleArn=!GetAtt WorkerRole.Arn}]}", "events.amazonaws.com"),
    ] {
        let sketch = |trust: &str| format!("role worker trust={trust}\nresource other type={resource}\n");
        let message = format!("Resource other is given WorkerRole, which does not trust {service}");
        let title = format!("Let it trust {service}");
        check_case(&role_trust::RULE, &sketch("ec2.amazonaws.com"), &[(&message, &[&title])]);
        check_case(&role_trust::RULE, &sketch(service), &[]);
        // As it is called in one region.
        check_case(&role_trust::RULE, &sketch(&service.replace(".amazonaws", ".eu-west-1.amazonaws")), &[]);
    }
    let guests = |principal: &str, action: &str| {
        format!(
            "resource guest type=AWS::IAM::Role properties={{AssumeRolePolicyDocument={{Version=\"2012-10-17\", Statement=[{{Effect=Allow, Principal={principal}, Action={action}}}]}}}}\nresource who type=AWS::Cognito::IdentityPoolRoleAttachment properties={{IdentityPoolId=a, Roles={{unauthenticated=!GetAtt Guest.Arn}}}}\n"
        )
    };
    check_case(&role_trust::RULE, &guests("{Federated=cognito-identity.amazonaws.com}", "sts:AssumeRoleWithWebIdentity"), &[]);
    check_case(
        &role_trust::RULE,
        &guests("{Service=cognito-identity.amazonaws.com}", "sts:AssumeRole"),
        &[("Resource who is given Guest, which does not trust cognito-identity.amazonaws.com", &[])],
    );
}

/// A raw task definition with a role to start it.
fn raw_task(statements: &str, container: &str) -> String {
    format!(
        "role starter {statements}\nrepository images\nresource web type=AWS::ECS::TaskDefinition properties={{RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ExecutionRoleArn=!GetAtt StarterRole.Arn, ContainerDefinitions=[{{Name=app, {container}}}]}}\n"
    )
}

#[test]
fn everything_that_a_task_needs_to_start_is_asked() {
    // What AWS's own policy for pulling alone allows is enough.
    let pull =
        "statements=[{Effect=Allow, Action=[ecr:GetAuthorizationToken, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer], Resource=\"*\"}]";
    check_case(&start_denied::RULE, &raw_task(pull, "Image=!Sub \"${ImagesRepository.RepositoryUri}:1\""), &[]);
    // A name that ends in six letters, written without what is added to it.
    let partial = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-secret";
    let reads = format!("statements=[{{Effect=Allow, Action=secretsmanager:GetSecretValue, Resource=\"{partial}-??????\"}}]");
    let given = format!("Image=public.ecr.aws/nginx/nginx:1.29, Secrets=[{{Name=T, ValueFrom=\"{partial}\"}}]");
    check_case(&start_denied::RULE, &raw_task(&reads, &given), &[]);
    let token = "{Effect=Allow, Action=ecr:GetAuthorizationToken, Resource=\"*\"}";
    let image = "Image=!Sub \"${ImagesRepository.RepositoryUri}:1\"";
    check_case(
        &start_denied::RULE,
        &raw_task(
            &format!("statements=[{token}, {{Effect=Allow, Action=ecr:BatchGetImage, Resource=!GetAtt ImagesRepository.Arn}}]"),
            image,
        ),
        &[(
            "Resource web: StarterRole may not call ecr:GetDownloadUrlForLayer on ImagesRepository, which container app needs to start",
            &["Allow it to starter"],
        )],
    );
    check_case(
        &start_denied::RULE,
        &raw_task(&format!("statements=[{token}]"), "Image=\"123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1\""),
        &[(
            "Resource web: StarterRole may not call ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on arn:aws:ecr:eu-west-1:123456789012:repository/shop/web, which container app needs to start",
            &["Allow it to starter"],
        )],
    );
    let public = "Image=public.ecr.aws/nginx/nginx:1.29, ";
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-a1B2c3";
    for (more, message) in [
        (
            format!("Secrets=[{{Name=T, ValueFrom=\"{secret}:key::\"}}]"),
            "Resource web: StarterRole may not call secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-a1B2c3, which container app needs to start",
        ),
        (
            "Secrets=[{Name=P, ValueFrom=\"arn:aws:ssm:eu-west-1:123456789012:parameter/shop/price\"}]".to_owned(),
            "Resource web: StarterRole may not call ssm:GetParameters on arn:aws:ssm:eu-west-1:123456789012:parameter/shop/price, which container app needs to start",
        ),
    ] {
        let container = format!("{public}{more}");
        check_case(&start_denied::RULE, &raw_task("", &container), &[(message, &["Allow it to starter"])]);
    }
    let fine = "statements=[{Effect=Allow, Action=secretsmanager:GetSecretValue, Resource=\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-??????\"}]";
    check_case(&start_denied::RULE, &raw_task(fine, &format!("{public}Secrets=[{{Name=T, ValueFrom=\"{secret}\"}}]")), &[]);
}

/// An isolated service that pulls its image over endpoints, one of which has statements.
fn inner(endpoint: &str, statements: &str) -> String {
    let plain = "vpc main cidr=10.0.0.0/16\n  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1\n  endpoint to-api service=ecr.api\n  endpoint to-images service=ecr.dkr\n  endpoint to-s3 service=s3\n  cluster work\n    service worker cpu=256 memory=512\n      container app port=\"\"\nrepository images\nbucket photos\nworker -> inner-a : runs\napp -> images : pulls\napp -> photos : read\n";
    plain.replace(&format!("endpoint {endpoint} "), &format!("endpoint {endpoint} statements=[{statements}] "))
}

#[test]
fn endpoints_let_through_what_goes_there() {
    let describe = "{Effect=Allow, Principal=\"*\", Action=ecr:DescribeImages, Resource=\"*\"}";
    check_case(
        &endpoint_denied::RULE,
        &inner("to-api", describe),
        &[(
            "app pulls from images: it goes through VPC endpoint to-api, whose policy does not let ecr:GetAuthorizationToken on * through",
            &["Let ecr:GetAuthorizationToken through"],
        )],
    );
    let own = "{Effect=Allow, Principal=\"*\", Action=\"s3:*\", Resource=[!GetAtt PhotosBucket.Arn, !Sub \"${PhotosBucket.Arn}/*\"]}";
    check_case(
        &endpoint_denied::RULE,
        &inner("to-s3", own),
        &[(
            "Fargate service worker does not start: the layers of its image come through VPC endpoint to-s3, whose policy does not let s3:GetObject on arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/* through",
            &["Let s3:GetObject through"],
        )],
    );
    let layers =
        "{Effect=Allow, Principal=\"*\", Action=s3:GetObject, Resource=!Sub \"arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/*\"}";
    check_case(&endpoint_denied::RULE, &inner("to-s3", &format!("{own}, {layers}")), &[]);
    check_case(&endpoint_denied::RULE, &inner("to-api", "{Effect=Allow, Principal=\"*\", Action=\"ecr:*\", Resource=\"*\"}"), &[]);
    // Without private DNS nobody finds the endpoint by the usual name.
    let unnamed = inner("to-api", describe).replace("service=ecr.api", "service=ecr.api private_dns=false");
    check_case(&endpoint_denied::RULE, &unnamed, &[]);
}
