//! Cases of the rules about policies.

use super::cases::check_case;
use super::*;

#[test]
fn actions_that_do_not_exist_or_act_on_something_else() {
    let role = |statement: &str| format!("queue orders\nbucket photos\nrepository images\nrole worker statements=[{statement}]\n");
    check_case(
        &unknown_action::RULE,
        &role("{Sid=Pull, Effect=Allow, Action=[ecr:PullImage, s3:Gett*, s3:Get*, \"*\"], Resource=\"*\"}"),
        &[
            (
                "IAM role worker, statement Pull names ecr:PullImage, which is no action of AWS; it takes ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetAuthorizationToken, ecr:GetDownloadUrlForLayer",
                &["Name the actions that it takes"],
            ),
            ("IAM role worker, statement Pull names s3:Gett*, which matches no action of AWS", &[]),
        ],
    );
    check_case(
        &action_resource::RULE,
        &role("{Effect=Allow, Action=ecr:GetAuthorizationToken, Resource=!GetAtt ImagesRepository.Arn}"),
        &[(
            "IAM role worker, statement 1: ecr:GetAuthorizationToken takes * alone as its resource, not on arn:aws:ecr:${AWS::Region}:${AWS::AccountId}:repository/${ImagesRepository}",
            &["Set the resource to *"],
        )],
    );
    check_case(
        &action_resource::RULE,
        &role("{Effect=Allow, Action=sqs:SendMessage, Resource=[!GetAtt PhotosBucket.Arn, !Ref Queue]}"),
        &[],
    );
    check_case(&action_resource::RULE, &role("{Effect=Deny, NotAction=sqs:SendMessage, Resource=!GetAtt PhotosBucket.Arn}"), &[]);
}

#[test]
fn buckets_and_objects_are_told_apart() {
    let role = |statement: &str| format!("bucket photos\nrole worker statements=[{statement}]\n");
    check_case(
        &bucket_objects::RULE,
        &role("{Effect=Allow, Action=\"s3:*\", Resource=!GetAtt PhotosBucket.Arn}"),
        &[(
            "IAM role worker, statement 1: s3:* on arn:aws:s3:::${PhotosBucket}, which is the bucket; its objects are behind /*",
            &["Add the objects of the bucket"],
        )],
    );
    check_case(
        &bucket_objects::RULE,
        &role("{Effect=Allow, Action=[s3:ListBucket, s3:GetObject], Resource=\"arn:aws:s3:::elsewhere/*\"}"),
        &[(
            "IAM role worker, statement 1: s3:ListBucket on arn:aws:s3:::elsewhere/*, which are objects; the bucket is what stands before /",
            &["Add the bucket itself"],
        )],
    );
    for fine in ["[!GetAtt PhotosBucket.Arn, !Sub \"${PhotosBucket.Arn}/*\"]", "\"arn:aws:s3:::elsewhere*\"", "\"*\""] {
        check_case(&bucket_objects::RULE, &role(&format!("{{Effect=Allow, Action=\"s3:*\", Resource={fine}}}")), &[]);
    }
}

#[test]
fn what_cuts_a_connection_off_is_named() {
    let denied = "queue orders\nkms-key own\nrole worker\nrole boss\nworker -> orders : send\nresource gate type=AWS::SQS::QueuePolicy properties={Queues=[!Ref OrdersQueue], PolicyDocument={Version=\"2012-10-17\", Statement=[{Sid=BossOnly, Effect=Deny, Principal=\"*\", Action=\"sqs:*\", Resource=\"*\", Condition={ArnNotEquals={aws:PrincipalArn=!GetAtt BossRole.Arn}}}]}}\n";
    let found = check_one(&connection_refused::RULE, &design(denied));
    assert_eq!(found.len(), 1, "{:?}", found.iter().map(|finding| &finding.message).collect::<Vec<_>>());
    assert!(found[0].message.starts_with("worker sends to orders: Resource gate refuses sqs:"), "{}", found[0].message);
    assert!(found[0].aws_says.ends_with("with an explicit deny in a resource-based policy"), "{}", found[0].aws_says);
    let conditional = denied.replace("ArnNotEquals={aws:PrincipalArn=!GetAtt BossRole.Arn}", "StringNotEquals={aws:SourceVpce=vpce-1}");
    check_case(&connection_refused::RULE, &conditional, &[]);
}

#[test]
fn conditions_that_no_request_can_meet() {
    let role = |condition: &str| {
        format!(
            "role worker statements=[{{Effect=Allow, Action=s3:ListBucket, Resource=\"arn:aws:s3:::elsewhere\", Condition={{{condition}}}}}]\n"
        )
    };
    check_case(
        &condition_never::RULE,
        &role("StringEquals={aws:SourceAccount=!Ref AWS::AccountId}"),
        &[(
            "IAM role worker, statement 1 asks for aws:SourceAccount, which only calls of AWS's own services carry, not those of a role",
            &[],
        )],
    );
    check_case(
        &condition_never::RULE,
        &role("StringEquals={s3:prefx=a}"),
        &[(
            "IAM role worker, statement 1 asks for s3:prefx, which no request of s3:ListBucket carries, so it never holds; is s3:prefix meant?",
            &[],
        )],
    );
    for fine in [
        "StringEqualsIfExists={s3:VersionId=a}",
        "StringNotEquals={s3:VersionId=a}",
        "StringEquals={aws:SourceVpc=a}",
        "StringLike={s3:prefix=a}",
    ] {
        check_case(&condition_never::RULE, &role(fine), &[]);
    }
}

/// A service that starts with a role, and what is behind it.
fn starter(fields: &str, more: &str) -> String {
    format!(
        "vpc main\n  subnet open access=public\n  cluster work\n    service web public_address=true\n      container app\ntable votes\nbucket photos\nrole starter {fields}\nweb -> open : runs\nweb -> starter : starts-with\n{more}"
    )
}

#[test]
fn permissions_of_the_program_on_the_execution_role_go_where_they_work() {
    check_case(
        &mixed_roles::RULE,
        &starter("managed_policies=[arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess]", ""),
        &[(
            "IAM role starter has AmazonDynamoDBFullAccess with dynamodb:* and 60 more, but with an execution role only the agent of web makes calls, not the program",
            &[
                "Let connections take its place: app with votes by read and write; then nobody may call what else AmazonDynamoDBFullAccess allows",
            ],
        )],
    );
    check_case(
        &mixed_roles::RULE,
        &starter("managed_policies=[arn:aws:iam::aws:policy/AmazonSQSFullAccess]", "role worker\nweb -> worker : assumes\n"),
        &[(
            "IAM role starter has AmazonSQSFullAccess, but with an execution role only the agent of web makes calls, not the program",
            &["Move it to worker"],
        )],
    );
    let own = "resource own type=AWS::IAM::ManagedPolicy properties={PolicyDocument={Version=\"2012-10-17\", Statement=[{Effect=Allow, Action=s3:GetObject, Resource=!Sub \"${PhotosBucket.Arn}/*\"}, {Effect=Allow, Action=s3:PutObject, Resource=!Sub \"${PhotosBucket.Arn}/*\"}]}}\n";
    check_case(
        &mixed_roles::RULE,
        &starter("managed_policies=[!Ref Own]", own),
        &[(
            "IAM role starter has Own with s3:PutObject, but with an execution role only the agent of web makes calls, not the program",
            &["Let connections take its place: app with photos by write; then nobody may call what else Own allows"],
        )],
    );
    for fine in ["service-role/AmazonECSTaskExecutionRolePolicy", "AmazonEC2ContainerRegistryReadOnly", "AmazonSSMReadOnlyAccess"] {
        check_case(&mixed_roles::RULE, &starter(&format!("managed_policies=[arn:aws:iam::aws:policy/{fine}]"), ""), &[]);
    }
    let standard =
        "role worker managed_policies=[arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]\nweb -> worker : assumes\n";
    check_case(
        &mixed_roles::RULE,
        &starter("", standard),
        &[(
            "IAM role worker has AmazonECSTaskExecutionRolePolicy, but images are pulled with the execution role of web, before the program runs",
            &["Take it out"],
        )],
    );
}

#[test]
fn policies_that_aws_does_not_have() {
    let role = |policy: &str| format!("role worker managed_policies=[arn:aws:iam::aws:policy/{policy}]\n");
    check_case(
        &unknown_policy::RULE,
        &role("AmazonS3FullAcces"),
        &[(
            "IAM role worker has the policy AmazonS3FullAcces, which AWS does not have; is AmazonS3FullAccess meant?",
            &["Use AmazonS3FullAccess"],
        )],
    );
    check_case(
        &unknown_policy::RULE,
        &role("AmazonECSTaskExecutionRolePolicy"),
        &[(
            "IAM role worker has the policy AmazonECSTaskExecutionRolePolicy, which AWS does not have; is service-role/AmazonECSTaskExecutionRolePolicy meant?",
            &["Use service-role/AmazonECSTaskExecutionRolePolicy"],
        )],
    );
    check_case(
        &unknown_policy::RULE,
        "resource own type=AWS::IAM::Role properties={AssumeRolePolicyDocument={Version=\"2012-10-17\", Statement=[{Effect=Allow, Principal={Service=ecs-tasks.amazonaws.com}, Action=sts:AssumeRole}]}, ManagedPolicyArns=[arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAcess]}\n",
        &[(
            "Resource own has the policy AmazonDynamoDBReadOnlyAcess, which AWS does not have; is AmazonDynamoDBReadOnlyAccess meant?",
            &["Use AmazonDynamoDBReadOnlyAccess"],
        )],
    );
    for fine in ["AmazonS3FullAccess", "SomethingNobodyHasHeardOf", "service-role/AmazonECSTaskExecutionRolePolicy"] {
        check_case(&unknown_policy::RULE, &role(fine), &[]);
    }
}

#[test]
fn permissions_on_everything_are_found_whatever_they_look_like() {
    let role = |statement: &str| format!("table votes\nbucket photos\nrole worker statements=[{statement}]\n");
    let one = |resource: &str, action: &str| role(&format!("{{Effect=Allow, Action=\"{action}\", Resource=\"{resource}\"}}"));
    check_case(
        &wide_resource::RULE,
        &one("*", "ssm:*"),
        &[("IAM role worker, statement 1 allows ssm:* on every resource of the account; name those that are meant", &[])],
    );
    check_case(
        &wide_resource::RULE,
        &one("arn:aws:s3:::*", "s3:GetBucketLocation"),
        &[(
            "IAM role worker, statement 1 allows s3:GetBucketLocation on all of arn:aws:s3:::*, while the design has photos",
            &["Allow it on photos alone"],
        )],
    );
    check_case(
        &wide_resource::RULE,
        &one("arn:aws:dynamodb:*:*:table/*", "dynamodb:GetItem"),
        &[(
            "IAM role worker, statement 1 allows dynamodb:GetItem on all of arn:aws:dynamodb:*:*:table/*, while the design has votes",
            &["Allow it on votes alone"],
        )],
    );
    check_case(
        &wide_resource::RULE,
        &one("arn:aws:secretsmanager:eu-west-1:123456789012:secret:*", "secretsmanager:GetSecretValue"),
        &[(
            "IAM role worker, statement 1 allows secretsmanager:GetSecretValue on all of arn:aws:secretsmanager:eu-west-1:123456789012:secret:*; name those that are meant",
            &[],
        )],
    );
    check_case(
        &wide_resource::RULE,
        &role("{Effect=Allow, NotAction=\"iam:*\", Resource=\"*\"}"),
        &[(
            "IAM role worker, statement 1 allows everything but iam:* on every resource of the account; name the actions that are meant",
            &[],
        )],
    );
    for policy in ["AmazonS3FullAccess", "AdministratorAccess", "PowerUserAccess", "AmazonECS_FullAccess"] {
        let message = format!(
            "IAM role worker has {policy}, which allows its calls on every resource of the account; permit those that are made, on what they are made"
        );
        let sketch = format!("role worker managed_policies=[arn:aws:iam::aws:policy/{policy}]\n");
        check_case(&wide_resource::RULE, &sketch, &[(&message, &[])]);
    }
    for free in [
        "ecr:GetAuthorizationToken",
        "ec2:Describe*",
        "xray:Put*",
        "xray:*",
        "ssmmessages:*",
        "cloudwatch:PutMetricData",
        "logs:PutLogEvents",
        "sts:GetCallerIdentity",
        "s3:ListAllMyBuckets",
    ] {
        check_case(&wide_resource::RULE, &one("*", free), &[]);
    }
    check_case(&wide_resource::RULE, &one("arn:aws:logs:*:*:log-group:*", "logs:CreateLogStream"), &[]);
    check_case(&wide_resource::RULE, &one("arn:aws:s3:::photos-of-the-shop/*", "s3:GetObject"), &[]);
}

#[test]
fn every_way_to_more_rights_is_found() {
    let role = |statements: &str| format!("role worker statements=[{statements}]\n");
    let allow = |action: &str, resource: &str| format!("{{Effect=Allow, Action=[{action}], Resource={resource}}}");
    let to_tasks =
        "{Effect=Allow, Action=iam:PassRole, Resource=\"*\", Condition={StringEquals={iam:PassedToService=ecs-tasks.amazonaws.com}}}";
    for (statements, way) in [
        (
            format!("{to_tasks}, {}", allow("ecs:RegisterTaskDefinition, ecs:RunTask", "\"*\"")),
            "iam:PassRole with ecs:RegisterTaskDefinition with ecs:RunTask on everything",
        ),
        (
            format!("{to_tasks}, {}", allow("ecs:RegisterTaskDefinition, ecs:UpdateService", "\"*\"")),
            "iam:PassRole with ecs:RegisterTaskDefinition with ecs:UpdateService on everything",
        ),
        (allow("lambda:UpdateFunctionCode", "\"*\""), "lambda:UpdateFunctionCode on everything"),
        (allow("sts:AssumeRole", "\"*\""), "sts:AssumeRole on everything"),
        (allow("iam:PutRolePolicy", "!Sub \"arn:aws:iam::${AWS::AccountId}:role/the-worker\""), "iam:PutRolePolicy on itself"),
        (allow("iam:PassRole, scheduler:CreateSchedule", "\"*\""), "iam:PassRole with scheduler:CreateSchedule on everything"),
    ] {
        let message = format!("IAM role worker can give itself any permission: by {way}");
        check_case(
            &privilege_escalation::RULE,
            &role(&statements).replace("role worker", "role worker role_name=the-worker"),
            &[(&message, &[])],
        );
    }
    for fine in [
        to_tasks.to_owned(),
        format!("{to_tasks}, {}", allow("lambda:CreateFunction, lambda:InvokeFunction", "\"*\"")),
        allow("sts:AssumeRole", "\"arn:aws:iam::123456789012:role/other\""),
        allow("iam:PutRolePolicy", "\"arn:aws:iam::123456789012:role/other\""),
    ] {
        check_case(&privilege_escalation::RULE, &role(&fine), &[]);
    }
}

#[test]
fn whoever_starts_any_task_has_to_pass_roles() {
    let role = |actions: &str, more: &str| format!("role worker statements=[{{Effect=Allow, Action=[{actions}], Resource=\"*\"}}{more}]\n");
    check_case(
        &pass_role::RULE,
        &role("ecs:RunTask", ""),
        &[("IAM role worker may start any task (ecs:RunTask), but pass no role, which every task definition with a role takes", &[])],
    );
    check_case(
        &pass_role::RULE,
        &role("ecs:RegisterTaskDefinition, ecs:UpdateService", ""),
        &[(
            "IAM role worker may register task definitions (ecs:RegisterTaskDefinition), but pass no role, which every task definition with a role takes",
            &[],
        )],
    );
    let passes = ", {Effect=Allow, Action=iam:PassRole, Resource=\"arn:aws:iam::123456789012:role/report\"}";
    check_case(&pass_role::RULE, &role("ecs:RunTask", passes), &[]);
    check_case(&pass_role::RULE, &role("ecs:UpdateService", ""), &[]);
}
