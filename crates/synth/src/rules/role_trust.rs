//! A role trusts the service that takes it on.

use super::support::{label, patch, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::role;
use crate::design::Design;
use crate::iam::document::Statement;
use crate::iam::stack::Stack;
use crate::template::Resource;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP098",
    name: "role-trust",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
A role does not trust the service that it is given to, or it trusts everybody.

Whoever takes a role on has to be named in its trust policy. Tasks of ECS take on both of their roles as `ecs-tasks.amazonaws.com`, not as \
`ecs.amazonaws.com`; a rule of EventBridge as `events.amazonaws.com`, a schedule as `scheduler.amazonaws.com`, a function as \
`lambda.amazonaws.com`. With another trust nothing starts. A trust policy with the principal `*` and no condition lets every account of AWS take the \
role on.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    flagged: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
role worker trust=ecs.amazonaws.com
web -> open : runs
web -> worker : assumes
",
    passing: "\
vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
role worker
web -> open : runs
web -> worker : assumes
",
    check,
};

/// Who takes on which role: resource type, the way to the role in its properties, the service.
/// Sources: the pages of each service about its role, such as <https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html>,
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html>,
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html>,
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>,
/// <https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html>,
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html>,
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html>,
/// <https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html>,
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html>,
/// <https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html>.
const USERS: &[(&str, &[&str], &str)] = &[
    ("AWS::ECS::TaskDefinition", &["TaskRoleArn"], role::TASKS),
    ("AWS::ECS::TaskDefinition", &["ExecutionRoleArn"], role::TASKS),
    ("AWS::Scheduler::Schedule", &["Target", "RoleArn"], "scheduler.amazonaws.com"),
    ("AWS::Events::Rule", &["Targets", "RoleArn"], "events.amazonaws.com"),
    ("AWS::Lambda::Function", &["Role"], "lambda.amazonaws.com"),
    ("AWS::EC2::FlowLog", &["DeliverLogsPermissionArn"], "vpc-flow-logs.amazonaws.com"),
    ("AWS::Events::Rule", &["RoleArn"], "events.amazonaws.com"),
    ("AWS::RDS::DBInstance", &["MonitoringRoleArn"], "monitoring.rds.amazonaws.com"),
    ("AWS::RDS::DBCluster", &["MonitoringRoleArn"], "monitoring.rds.amazonaws.com"),
    ("AWS::Cognito::IdentityPoolRoleAttachment", &["Roles", "authenticated"], IDENTITIES),
    ("AWS::Cognito::IdentityPoolRoleAttachment", &["Roles", "unauthenticated"], IDENTITIES),
    ("AWS::Cognito::UserPool", &["SmsConfiguration", "SnsCallerArn"], "cognito-idp.amazonaws.com"),
    ("AWS::StepFunctions::StateMachine", &["RoleArn"], "states.amazonaws.com"),
    ("AWS::Pipes::Pipe", &["RoleArn"], "pipes.amazonaws.com"),
    ("AWS::CodeBuild::Project", &["ServiceRole"], "codebuild.amazonaws.com"),
    ("AWS::CodePipeline::Pipeline", &["RoleArn"], "codepipeline.amazonaws.com"),
    ("AWS::CodeDeploy::DeploymentGroup", &["ServiceRoleArn"], "codedeploy.amazonaws.com"),
    ("AWS::KinesisFirehose::DeliveryStream", &["S3DestinationConfiguration", "RoleARN"], "firehose.amazonaws.com"),
    ("AWS::KinesisFirehose::DeliveryStream", &["ExtendedS3DestinationConfiguration", "RoleARN"], "firehose.amazonaws.com"),
    ("AWS::S3::Bucket", &["ReplicationConfiguration", "Role"], "s3.amazonaws.com"),
    ("AWS::ApiGateway::Account", &["CloudWatchRoleArn"], "apigateway.amazonaws.com"),
];

/// Cognito's identity pools: they take roles on for somebody who has signed in, and so are trusted as an identity provider.
const IDENTITIES: &str = "cognito-identity.amazonaws.com";

fn check(design: &Design, findings: &mut Findings) {
    // Roles that nobody drew trust whom they are made for.
    if design.nodes_of(role::KIND.id).next().is_none() && !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for (role, own) in &stack.roles {
            let Some(node) = stack.node_of(role).filter(|_| own.trust.statements.iter().any(Statement::is_for_everybody)) else { continue };
            let message = format!(
                "{} may be taken on by everybody who has an account of AWS: its trust policy has the principal * and no condition",
                label(design, node)
            );
            findings.report(message).on(node);
        }
        for (logical_id, resource) in &stack.template.resources {
            for (_, path, service) in USERS.iter().filter(|(kind, ..)| *kind == resource.kind) {
                for value in at(resource, path) {
                    look(stack, findings, (logical_id, resource, path), &value, service);
                }
            }
        }
    });
}

/// The values at the end of a way; a list on the way is followed item by item.
fn at(resource: &Resource, path: &[&str]) -> Vec<Value> {
    let mut found: Vec<Value> = resource.property(path[0]).cloned().into_iter().collect();
    for step in &path[1..] {
        let items = found.into_iter().flat_map(|value| if let Value::List(items) = value { items } else { vec![value] });
        found = items.filter_map(|item| item.as_map()?.get(*step).cloned()).collect();
    }
    found
}

fn look(stack: &Stack<'_>, findings: &mut Findings, (user, resource, path): (&str, &Resource, &[&str]), value: &Value, service: &str) {
    let Some(role) = stack.role_named(value) else { return };
    let Some(node) = stack.node_of(&role) else { return };
    let drawn = stack.design.node(node).is_some_and(|node| node.kind == role::KIND.id);
    // The rule about execution roles looks at those that are drawn.
    let trusts = if service == IDENTITIES { stack.trusts_provider(&role, service) } else { stack.trusts(&role, service) };
    if trusts || (drawn && path == ["ExecutionRoleArn"]) {
        return;
    }
    let taker = resource.node.map_or_else(|| user.to_owned(), |node| label(stack.design, node));
    let finding = findings.report(format!("{taker} is given {role}, which does not trust {service}"));
    finding.on(node);
    if resource.kind == "AWS::ECS::TaskDefinition" {
        finding.aws_says(format!(
            "ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship"
        ));
    }
    if drawn && service != IDENTITIES {
        let value = (service != role::TASKS).then(|| Value::text(service));
        let change = patch(stack.design, |edit| edit.set_field(node, "trust", value));
        finding.field("trust").fix(format!("Let it trust {service}"), change);
    }
}
