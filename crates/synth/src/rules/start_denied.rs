//! The execution role of a task definition may do all that starting its tasks takes.

use super::support::{label, nearest, policies, raw};
use super::{Findings, Rule, Severity};
use crate::design::{Design, NodeId};
use crate::iam::decide::Verdict;
use crate::iam::stack::Stack;
use crate::iam::text::Text;
use crate::template::{Resource, Template};
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP114",
    name: "start-denied",
    severity: Severity::Error,
    docs: "\
The execution role of a raw task definition may not do what starting the task takes.

Before a container runs, the agent pulls its image, opens its log stream and reads its secrets with the execution role. A permission that is missing \
there, or that is about another log group or secret, stops every task before it has started; the service tries again and again, and the stack waits \
until it gives up.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    flagged: "\
role starter
log-group lines
resource web type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ExecutionRoleArn=!GetAtt StarterRole.Arn, ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29, LogConfiguration={LogDriver=awslogs, Options={awslogs-group=!Ref LinesLogGroup, awslogs-region=eu-west-1, awslogs-stream-prefix=app}}}]}
",
    passing: "\
role starter statements=[{Effect=Allow, Action=[logs:CreateLogStream, logs:PutLogEvents], Resource=!GetAtt LinesLogGroup.Arn}]
log-group lines
resource web type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ExecutionRoleArn=!GetAtt StarterRole.Arn, ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29, LogConfiguration={LogDriver=awslogs, Options={awslogs-group=!Ref LinesLogGroup, awslogs-region=eu-west-1, awslogs-stream-prefix=app}}}]}
",
    check,
};

const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";
const LOG_GROUP: &str = "AWS::Logs::LogGroup";

fn check(design: &Design, findings: &mut Findings) {
    if raw::template(design, &[TASK_DEFINITION]).is_none() {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for (node, _, resource) in raw::of_type(design, stack.template, TASK_DEFINITION) {
            check_definition(design, findings, stack, node, resource);
        }
    });
}

fn check_definition(design: &Design, findings: &mut Findings, stack: &Stack<'_>, node: NodeId, resource: &Resource) {
    let containers = resource.property("ContainerDefinitions").and_then(Value::as_list).unwrap_or_default();
    let role = resource.property("ExecutionRoleArn");
    for container in containers.iter().filter_map(Value::as_map) {
        let name = container.get("Name").map_or_else(String::new, Value::display);
        check_group_name(design, findings, stack.template, node, (&name, container));
        for need in needs(stack, container) {
            let report = |findings: &mut Findings, who: &str| {
                let message = format!("{}: {who} may not {}, which container {name} needs to start", label(design, node), need.words);
                findings.report(message).on(node).field("properties").aws_says(need.aws_says());
            };
            match role.map(|role| stack.role_named(role)) {
                None => report(findings, "no execution role is named, so the agent"),
                Some(Some(role)) => {
                    let decided = need.subjects.iter().filter_map(|subject| stack.decide(&role, &Text::known(need.action), subject));
                    let verdicts: Vec<Verdict> = decided.map(|decision| decision.verdict).collect();
                    if !verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Denied) {
                        report(findings, &role);
                    }
                }
                // A role of elsewhere may hold anything.
                Some(None) => {}
            }
        }
    }
}

/// Something that the agent calls before a container runs.
struct Need {
    action: &'static str,
    subjects: Vec<Text>,
    words: String,
    /// What stands before the refusal in what AWS says.
    stage: &'static str,
}

impl Need {
    fn aws_says(&self) -> String {
        format!("{}: User: … is not authorized to perform: {}", self.stage, self.action)
    }
}

// What the agent says of a task that stopped before it ran, as people show it in their questions and issues.
// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html>.
const REGISTRY: &str = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException";
const IMAGE: &str = "CannotPullContainerError: pull access denied for …, repository does not exist or may require 'docker login': denied";
const SECRET: &str = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException";
const PARAMETER: &str = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException";
const STREAM: &str = "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream";
const LOGS: &str = "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException";

fn needs(stack: &Stack<'_>, container: &Map) -> Vec<Need> {
    let template = stack.template;
    let mut all = Vec::new();
    let mut need = |action: &'static str, resource: (&str, &Resource), stage: &'static str| {
        let subjects = resource.1.node.map(|node| stack.subjects(node, action)).unwrap_or_default();
        let subjects = subjects.into_iter().map(|subject| subject.arn).collect();
        all.push(Need { action, subjects, words: format!("call {action} on {}", resource.0), stage });
    };
    let is = |found: &(&str, &Resource), kind: &str| found.1.kind == kind;
    let image = container.get("Image").map(|image| (raw::named(template, image), image.display()));
    let from_ecr = image
        .as_ref()
        .is_some_and(|(found, text)| found.as_ref().is_some_and(|found| is(found, "AWS::ECR::Repository")) || text.contains(".dkr.ecr."));
    if let Some(repository) = image.as_ref().and_then(|(found, _)| *found).filter(|found| is(found, "AWS::ECR::Repository")) {
        need("ecr:BatchGetImage", repository, IMAGE);
    }
    for secret in container.get("Secrets").and_then(Value::as_list).unwrap_or_default() {
        let Some(found) = secret.as_map().and_then(|entry| raw::named(template, entry.get("ValueFrom")?)) else { continue };
        match found.1.kind.as_str() {
            "AWS::SecretsManager::Secret" => need("secretsmanager:GetSecretValue", found, SECRET),
            "AWS::SSM::Parameter" => need("ssm:GetParameters", found, PARAMETER),
            _ => {}
        }
    }
    if let Some(group) = group_of(container).and_then(|group| raw::named(template, group)).filter(|found| is(found, LOG_GROUP)) {
        need("logs:CreateLogStream", group, LOGS);
    }
    if from_ecr {
        all.push(Need {
            action: "ecr:GetAuthorizationToken",
            subjects: vec![Text::known("*")],
            words: "call ecr:GetAuthorizationToken".to_owned(),
            stage: REGISTRY,
        });
    }
    all
}

/// The log group that a container names.
fn group_of(container: &Map) -> Option<&Value> {
    options(container)?.get("awslogs-group")
}

fn options(container: &Map) -> Option<&Map> {
    container.get("LogConfiguration")?.as_map()?.get("Options")?.as_map()
}

/// A name that almost is the one of a log group of the template is misspelled; any other one may exist elsewhere.
fn check_group_name(design: &Design, findings: &mut Findings, template: &Template, node: NodeId, (name, container): (&str, &Map)) {
    let Some(group) = group_of(container).and_then(Value::as_text) else { return };
    if options(container).and_then(|options| options.get("awslogs-create-group")).is_some() {
        return;
    }
    let groups = template.resources.values().filter(|resource| resource.kind == LOG_GROUP);
    let known: Vec<&str> = groups.filter_map(|resource| resource.property("LogGroupName")?.as_text()).collect();
    let Some(near) = nearest(group, known.iter().copied()).filter(|_| !known.contains(&group)) else { return };
    let message = format!("{}: container {name} logs to {group}, which is not in the template; is {near} meant?", label(design, node));
    let finding = findings.report(message).on(node).field("properties");
    finding.aws_says(format!("{STREAM}: ResourceNotFoundException: The specified log group does not exist."));
}
