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
                "IAM role worker, statement Pull names ecr:PullImage, which is no action of AWS; is ecr:PutImage meant?",
                &["Use ecr:PutImage"],
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
