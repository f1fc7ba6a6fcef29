//! The execution role of a task definition may do all that starting its tasks takes.

use super::support::{and, label, nearest, patch, policies, raw};
use super::{Finding, Findings, Fix, Rule, Severity, Stage};
use crate::catalog::role;
use crate::design::{Design, NodeId};
use crate::iam::decide::{Decision, Verdict};
use crate::iam::stack::Stack;
use crate::iam::text::{Nature, Text};
use crate::ordered::Order;
use crate::template::{Resource, Template};
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP114",
    name: "start-denied",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
The execution role of a raw task definition may not do what starting the task takes.

Before a container runs, the agent pulls its image, opens its log stream and reads its secrets with the execution role. A permission that is missing \
there, or that is about another repository, log group or secret, stops every task before it has started; the service tries again and again, and the stack waits \
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
    let mut depends: Vec<String> = Vec::new();
    for container in containers.iter().filter_map(Value::as_map) {
        let name = container.get("Name").map_or_else(String::new, Value::display);
        check_group_name(design, findings, stack.template, node, (&name, container));
        for need in needs(stack, container) {
            match role.map(|role| stack.role_named(role)) {
                None => drop(report(findings, (design, node), "no execution role is named, so the agent", (&name, &need, need.actions))),
                Some(Some(role)) => {
                    let denied: Vec<&'static str> =
                        need.actions.iter().copied().filter(|action| need.is_denied(stack, &role, action)).collect();
                    if denied.is_empty() {
                        depends.extend(need.actions.iter().flat_map(|action| need.depends(stack, &role, action)));
                    } else {
                        let finding = report(findings, (design, node), &role, (&name, &need, &denied));
                        finding.fixes.extend(allow(design, stack, &role, &denied, &need.on));
                    }
                }
                // A role of elsewhere may hold anything.
                Some(None) => depends.extend(role.map(|role| format!("the role {}, which is not in the design", role.display()))),
            }
        }
    }
    depends.order();
    depends.dedup();
    if !depends.is_empty() {
        let question = format!("whether the execution role of {} may do what starting it takes", label(design, node));
        findings.cannot_tell(question, depends.join("; ")).on(node).field("properties");
    }
}

fn report<'f>(
    findings: &'f mut Findings,
    (design, node): (&Design, NodeId),
    who: &str,
    (container, need, denied): (&str, &Need, &[&str]),
) -> &'f mut Finding {
    let calls = and(&denied.iter().map(|action| (*action).to_owned()).collect::<Vec<_>>());
    let on = if need.about.is_empty() { String::new() } else { format!(" on {}", need.about) };
    let message = format!("{}: {who} may not call {calls}{on}, which container {container} needs to start", label(design, node));
    let first = denied.first().copied().unwrap_or_default();
    let finding = findings.report(message).on(node).field("properties");
    finding.aws_says(format!("{}: User: … is not authorized to perform: {first}", need.stage))
}

/// The repair: the statement that is missing, where the role is drawn.
fn allow(design: &Design, stack: &Stack<'_>, role: &str, actions: &[&str], on: &Value) -> Option<Fix> {
    let id = stack.node_of(role)?;
    let record = design.node(id).filter(|record| record.kind == role::KIND.id)?;
    let own = record.fields.get("statements").and_then(Value::as_list).unwrap_or_default();
    let all = Value::List(own.iter().cloned().chain([policies::allow(actions, vec![on.clone()])]).collect());
    let change = patch(design, |edit| edit.set_field(id, "statements", Some(all)));
    Some(Fix { title: format!("Allow it to {}", record.name), monthly_usd: None, patch: change })
}

/// Something that the agent calls before a container runs, or to write what it says.
struct Need {
    actions: &'static [&'static str],
    /// The ARNs that each action may be about, of which one has to be allowed.
    subjects: Vec<Text>,
    /// The node of what they are about, which knows better for each action.
    node: Option<NodeId>,
    /// What they are about, as a template has it.
    on: Value,
    /// The same for people.
    about: String,
    /// What stands before the refusal in what AWS says.
    stage: &'static str,
}

impl Need {
    fn is_denied(&self, stack: &Stack<'_>, role: &str, action: &str) -> bool {
        let decided = self.decided(stack, role, action);
        !decided.is_empty() && decided.iter().all(|decision| decision.verdict == Verdict::Denied)
    }

    /// What decides at deployment or later whether the call is allowed; nothing when it certainly is or is not.
    fn depends(&self, stack: &Stack<'_>, role: &str, action: &str) -> Vec<String> {
        let decided = self.decided(stack, role, action);
        let is_open = !decided.iter().any(|decision| decision.verdict == Verdict::Allowed);
        decided.into_iter().filter(|_| is_open).flat_map(|decision| decision.depends).collect()
    }

    fn decided(&self, stack: &Stack<'_>, role: &str, action: &str) -> Vec<Decision> {
        let own = self.node.map(|node| stack.subjects(node, action)).unwrap_or_default();
        let own: Vec<Text> = own.into_iter().map(|subject| subject.arn).collect();
        let subjects = if self.node.is_some() { &own } else { &self.subjects };
        subjects.iter().filter_map(|subject| stack.decide(role, &Text::known(action), subject)).collect()
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

/// What an ARN or name in a task definition is about: the ARNs that it may have, and how a statement names it.
type Written = (Vec<Text>, Value);

/// What a pull takes beside the token: AWS's own policy for pulling alone, `AmazonEC2ContainerRegistryPullOnly`, has no more.
const PULL: &[&str] = &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const LOG: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

fn needs(stack: &Stack<'_>, container: &Map) -> Vec<Need> {
    let template = stack.template;
    let mut all = Vec::new();
    // Something of the template, or something that is written as an ARN or name.
    let mut need = |actions: &'static [&'static str], stage: &'static str, value: &Value, literal: &dyn Fn(&str) -> Option<Written>| {
        if let Some((id, resource)) = raw::named(template, value) {
            let attribute = attribute(resource);
            let on = attribute.map_or_else(|| first_of(stack, resource, actions), |name| Value::attribute(id, name));
            all.push(Need { actions, subjects: Vec::new(), node: resource.node, on, about: id.to_owned(), stage });
        } else if let Some((subjects, on)) = value.as_text().and_then(literal) {
            let about = on.display();
            all.push(Need { actions, subjects, node: None, on, about, stage });
        }
    };
    let is = |value: &Value, kind: &str| raw::named(template, value).is_none_or(|(_, resource)| resource.kind == kind);
    let image = container.get("Image");
    if let Some(image) = image.filter(|image| is(image, "AWS::ECR::Repository")) {
        need(PULL, IMAGE, image, &|text| repository(text));
    }
    for value in
        container.get("Secrets").and_then(Value::as_list).unwrap_or_default().iter().filter_map(|one| one.as_map()?.get("ValueFrom"))
    {
        let kind = raw::named(template, value).map(|(_, resource)| resource.kind.as_str());
        match (kind, value.as_text()) {
            (Some("AWS::SecretsManager::Secret"), _) => need(&["secretsmanager:GetSecretValue"], SECRET, value, &|_| None),
            (Some("AWS::SSM::Parameter"), _) => need(&["ssm:GetParameters"], PARAMETER, value, &|_| None),
            (None, Some(text)) if text.contains(":secretsmanager:") => need(&["secretsmanager:GetSecretValue"], SECRET, value, &secret),
            (None, Some(_)) => need(&["ssm:GetParameters"], PARAMETER, value, &|text| parameter(stack, text)),
            _ => {}
        }
    }
    if let Some(group) = group_of(container).filter(|group| is(group, LOG_GROUP)) {
        need(LOG, LOGS, group, &|name| {
            let group = stack.here("logs:${Region}:${Account}:log-group:", name);
            let stream = group.clone().then(&Text::known(":log-stream:")).then(&anything());
            let on = Value::sub(format!("arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{name}:*"));
            Some((vec![group, stream], on))
        });
    }
    let from_ecr = image.is_some_and(|image| {
        raw::named(template, image).is_some_and(|(_, found)| found.kind == "AWS::ECR::Repository") || image.display().contains(".dkr.ecr.")
    });
    if from_ecr {
        let actions = &["ecr:GetAuthorizationToken"];
        let subjects = vec![Text::known("*")];
        all.push(Need { actions, subjects, node: None, on: Value::text("*"), about: String::new(), stage: REGISTRY });
    }
    all
}

/// The attribute that gives the ARN as policies take it.
fn attribute(resource: &Resource) -> Option<&'static str> {
    match resource.kind.as_str() {
        "AWS::SecretsManager::Secret" => Some("Id"),
        "AWS::SSM::Parameter" => None,
        _ => Some("Arn"),
    }
}

fn first_of(stack: &Stack<'_>, resource: &Resource, actions: &[&str]) -> Value {
    let subjects = resource.node.zip(actions.first()).map(|(node, action)| stack.subjects(node, action)).unwrap_or_default();
    subjects.first().map_or_else(|| Value::text("*"), |subject| stack.expression(&subject.arn))
}

fn anything() -> Text {
    Text::token("what stands for *", Nature::Open)
}

/// The repository of an image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1`.
fn repository(image: &str) -> Option<Written> {
    let (registry, rest) = image.split_once('/')?;
    let parts: Vec<&str> = registry.split('.').collect();
    let [account, "dkr", "ecr", region, ..] = parts.as_slice() else { return None };
    let name = rest.split(['@', ':']).next()?;
    let arn = format!("arn:aws:ecr:{region}:{account}:repository/{name}");
    (!image.contains('$')).then(|| (vec![Text::known(&arn)], Value::text(arn)))
}

/// A secret by its ARN, with or without the six characters behind its name; a key, a stage and a version may follow.
fn secret(text: &str) -> Option<Written> {
    let arn = text.split(':').take(7).collect::<Vec<_>>().join(":");
    let is_whole = arn.rsplit_once('-').is_some_and(|(_, last)| last.len() == 6);
    let partial = Text::known(&arn).then(&Text::known("-")).then(&anything());
    // A last word of six letters may be part of the name: then either is what is asked for.
    let subjects = if is_whole { vec![Text::known(&arn), partial] } else { vec![partial] };
    let on = if is_whole { arn } else { format!("{arn}-??????") };
    text.starts_with("arn:").then(|| (subjects, Value::text(on)))
}

/// A parameter by its ARN, or by its name when it is one of this region.
fn parameter(stack: &Stack<'_>, text: &str) -> Option<Written> {
    if text.starts_with("arn:") {
        return text.contains(":ssm:").then(|| (vec![Text::known(text)], Value::text(text)));
    }
    let name = text.strip_prefix('/').unwrap_or(text);
    let on = Value::sub(format!("arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter/{name}"));
    Some((vec![stack.here("ssm:${Region}:${Account}:parameter/", name)], on))
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
