//! An interface endpoint costs money whether anybody calls through it or not.

use std::collections::BTreeSet;

use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{endpoint, task_definition};
use crate::design::{Design, Node, NodeId};
use crate::iam::actions;
use crate::network::{endpoint_subnets, vpc_of};
use crate::ordered::Ordered;
use crate::prices::INTERFACE_ENDPOINT_MONTH_USD;
use crate::synthesize::synthesized;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP123",
    name: "idle-endpoint",
    severity: Severity::Info,
    stage: Stage::Nothing,
    docs: "\
Nobody uses an interface endpoint.

It is billed by the hour in each of its zones. Either no task runs in its VPC, or no role of the design may call the service behind it: then every \
call would be denied, by whichever way it comes. Gateway endpoints are free and may stand there for later.",
    source: "https://aws.amazon.com/privatelink/pricing/",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-queues service=sqs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-files service=s3
",
    check,
};

/// The services whose calls are all signed and allowed by IAM, with what their actions begin with. Those that also answer calls without
/// a permission, such as `sts`, `cognito-idp` and `execute-api`, are not among them.
/// Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.
const ALLOWED: &[(&str, &str)] = &[
    ("s3", "s3"),
    ("dynamodb", "dynamodb"),
    ("ecr.api", "ecr"),
    ("ecr.dkr", "ecr"),
    ("logs", "logs"),
    ("secretsmanager", "secretsmanager"),
    ("ssm", "ssm"),
    ("ssmmessages", "ssmmessages"),
    ("kms", "kms"),
    ("sqs", "sqs"),
    ("sns", "sns"),
    ("monitoring", "cloudwatch"),
    ("events", "events"),
    ("ecs", "ecs"),
    ("xray", "xray"),
];

fn check(design: &Design, findings: &mut Findings) {
    let interfaces: Vec<(NodeId, &Node)> =
        design.nodes_of(endpoint::KIND.id).filter(|(_, node)| !endpoint::is_gateway(node)).map(|(id, node)| (id, &**node)).collect();
    if interfaces.is_empty() {
        return;
    }
    let with_tasks: BTreeSet<NodeId> = task_definition::all(design).filter_map(|(id, _)| vpc_of(design, id)).to_set();
    let called = called(design);
    // What raw resources put into the network may call anything.
    let named = raw::named_nodes(design);
    let open: BTreeSet<NodeId> = named.iter().filter_map(|id| vpc_of(design, id)).to_set();
    for (id, node) in interfaces {
        let Some(vpc) = vpc_of(design, id).filter(|vpc| !open.contains(vpc) && !named.has(*vpc)) else { continue };
        let service = endpoint::service_name(node);
        let why = if with_tasks.contains(&vpc) {
            let known = ALLOWED.iter().find(|(known, _)| *known == service);
            let Some((_, prefix)) = known.filter(|(_, prefix)| called.as_ref().is_some_and(|called| !called.contains(*prefix))) else {
                continue;
            };
            format!("no role may call {prefix}")
        } else {
            "no task runs in its VPC".to_owned()
        };
        let zones = endpoint_subnets(design, id).len().max(1);
        let finding = findings.report(format!("{} is billed, but {why}", label(design, id))).on(id);
        finding.fix("Remove it", patch(design, |edit| edit.remove_node(id))).costs(-INTERFACE_ENDPOINT_MONTH_USD * zones as f64);
    }
}

/// What the actions begin with that somebody in the design is allowed; nothing when a policy may allow any.
fn called(design: &Design) -> Option<BTreeSet<String>> {
    let made = synthesized(design);
    let mut called = BTreeSet::new();
    for resource in made.0.resources.values().filter(|resource| resource.kind != ENDPOINT) {
        for value in resource.properties.values() {
            collect(value, &mut called)?;
        }
        for policy in resource.property("ManagedPolicyArns").and_then(Value::as_list).unwrap_or_default() {
            // One that stands in the template is among the resources.
            if raw::named(&made.0, policy).is_none() {
                let path = policy.as_text()?.split_once(":policy")?.1;
                collect(&Value::from_json(actions::managed_policy(path)?)?, &mut called)?;
            }
        }
    }
    Some(called)
}

/// The type of an endpoint: its own policy narrows down what others are allowed.
const ENDPOINT: &str = "AWS::EC2::VPCEndpoint";

/// Collects from the statements of a value; nothing when one of them may allow any action.
fn collect(value: &Value, called: &mut BTreeSet<String>) -> Option<()> {
    match value {
        Value::List(items) => items.iter().try_for_each(|item| collect(item, called)),
        Value::Map(members) if members.get("Effect").is_some_and(|effect| effect.as_text() == Some("Allow")) => {
            // Services of AWS come from outside of the network.
            let is_service = |principal: &Value| principal.as_map().is_some_and(|all| all.keys().all(|key| key == "Service"));
            // The account itself stands for its roles, which have policies of their own.
            let is_account =
                |principal: &Value| principal.as_map().and_then(|all| all.get("AWS")).is_some_and(|it| it.display().contains(":root"));
            if members.get("Principal").is_some_and(|principal| is_service(principal) || is_account(principal)) {
                return Some(());
            }
            let all = match members.get("Action")? {
                Value::List(items) => items.clone(),
                one => vec![one.clone()],
            };
            for action in all {
                called.insert(action.as_text()?.split_once(':')?.0.to_ascii_lowercase());
            }
            Some(())
        }
        Value::Map(members) => members.values().try_for_each(|value| collect(value, called)),
        Value::Call(_, argument) => collect(argument, called),
        _ => Some(()),
    }
}
