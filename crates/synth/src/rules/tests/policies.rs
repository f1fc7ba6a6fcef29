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
