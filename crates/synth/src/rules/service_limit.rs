//! Limits of services that no account can have raised.

use std::collections::BTreeMap;

use super::support::policy_size::least_size;
use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{ssm_parameter, task};
use crate::design::{Design, NodeId};
use crate::meaning::{guards, runs};
use crate::prices::ADVANCED_PARAMETER_MONTH_USD;
use crate::synthesize::synthesized;
use crate::template::{Resource, Template};
use crate::value::Value;
use crate::words::grouped;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP120",
    name: "service-limit",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A service of AWS does not take as much as this, and nobody can have it raised.

Tasks lie in at most 16 subnets and have 5 security groups, a service has 5 target groups, a listener rule 5 values in its conditions and 5 targets, \
a table 5 local indexes, an alarm 5 actions for each of its states, a standard parameter 4,096 characters; the policies in a role have 10,240 \
characters together, one by itself 6,144. The resource is refused while the stack is made, and the stack rolls back.",
    source: "https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  security-group one
  security-group two
  security-group three
  security-group four
  security-group five
  security-group six
  cluster work
    task report public_address=true
      container app port=\"\"
log-group lines
report -> public-a : runs
app -> lines : logs
one -> report : guards
two -> report : guards
three -> report : guards
four -> report : guards
five -> report : guards
six -> report : guards
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  security-group one
  cluster work
    task report public_address=true
      container app port=\"\"
log-group lines
report -> public-a : runs
app -> lines : logs
one -> report : guards
",
    check,
};

/// A list of a resource type with the most items that the service takes, and what it says of more.
struct Limit {
    kind: &'static str,
    /// The names of properties that lead to the list.
    path: &'static [&'static str],
    most: usize,
    what: &'static str,
    aws_says: &'static str,
}

const fn limit(kind: &'static str, path: &'static [&'static str], most: usize, what: &'static str, aws_says: &'static str) -> Limit {
    Limit { kind, path, most, what, aws_says }
}

const SERVICE: &str = "AWS::ECS::Service";
const ALARM: &str = "AWS::CloudWatch::Alarm";

/// The most subnets and security groups of a task, and target groups of a service.
/// Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html>,
/// <https://docs.aws.amazon.com/general/latest/gr/ecs-service.html>.
const SUBNETS: usize = 16;
const GROUPS: usize = 5;
const TARGET_GROUPS: usize = 5;

/// Sources of the others: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>,
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>.
const LIMITS: &[Limit] = &[
    limit(SERVICE, &["NetworkConfiguration", "AwsvpcConfiguration", "Subnets"], SUBNETS, "subnets", INVALID),
    limit(SERVICE, &["NetworkConfiguration", "AwsvpcConfiguration", "SecurityGroups"], GROUPS, "security groups", INVALID),
    limit(SERVICE, &["LoadBalancers"], TARGET_GROUPS, "target groups", INVALID),
    limit(
        "AWS::DynamoDB::Table",
        &["LocalSecondaryIndexes"],
        5,
        "local indexes",
        "One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of 5",
    ),
    limit(ALARM, &["AlarmActions"], 5, "actions when it goes off", ""),
    limit(ALARM, &["OKActions"], 5, "actions when all is well", ""),
    limit(ALARM, &["InsufficientDataActions"], 5, "actions when data is missing", ""),
];

/// The code with which ECS refuses a request.
const INVALID: &str = "InvalidParameterException";

const LISTENER_RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
/// The most values in the conditions of a listener rule, and the most target groups of an action.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>.
const CONDITION_VALUES: usize = 5;
const TARGETS: usize = 5;

/// The most characters of the policies of a role that stand in the role, and of a policy that stands by itself.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
const OWN_POLICIES: usize = 10_240;
const MANAGED_POLICY: usize = 6_144;

fn check(design: &Design, findings: &mut Findings) {
    let made = synthesized(design);
    let template = &made.0;
    let attached = attached(template);
    for (id, resource) in &template.resources {
        let Some(node) = resource.node else { continue };
        for limit in LIMITS.iter().filter(|limit| limit.kind == resource.kind) {
            let count = match limit.path {
                [property] => items(resource.properties.listed(property)),
                path => items(list(resource, path)),
            };
            if count > limit.most {
                let message = format!("{} has {count} {}, and takes {}", label(design, node), limit.what, limit.most);
                findings.report(message).on(node).aws_says(limit.aws_says);
            }
        }
        match resource.kind.as_str() {
            LISTENER_RULE => check_rule(design, findings, (node, id), resource),
            "AWS::IAM::Role" => check_role(design, findings, &attached, (node, id), resource),
            "AWS::IAM::ManagedPolicy" => {
                let size = resource.property("PolicyDocument").map_or(0, least_size);
                if size > MANAGED_POLICY {
                    let finding = findings.report(too_long(design, node, "the policy", size, MANAGED_POLICY)).on(node);
                    finding.aws_says(format!("Cannot exceed quota for PolicySize: {MANAGED_POLICY}"));
                }
            }
            _ => {}
        }
    }
    check_tasks(design, findings);
    check_parameters(design, findings);
}

/// The list at the end of a path of properties.
fn list<'r>(resource: &'r Resource, path: &[&str]) -> &'r [Value] {
    let (first, rest) = path.split_first().map_or(("", path), |(first, rest)| (*first, rest));
    let found = resource.property(first).and_then(|value| rest.iter().try_fold(value, |value, name| value.as_map()?.get(*name)));
    found.and_then(Value::as_list).unwrap_or_default()
}

/// How many items are certainly there: a condition may leave one out.
fn items(list: &[Value]) -> usize {
    list.iter().filter(|item| !matches!(item, Value::Call(function, _) if function == "If")).count()
}

fn too_long(design: &Design, node: NodeId, what: &str, size: usize, most: usize) -> String {
    format!("{}: {what} has at least {} characters, and IAM takes {}", label(design, node), grouped(size), grouped(most))
}

fn check_rule(design: &Design, findings: &mut Findings, (node, id): (NodeId, &str), resource: &Resource) {
    let conditions = list(resource, &["Conditions"]).iter().filter_map(Value::as_map);
    let lists = conditions.flat_map(|condition| {
        let own = condition.get("Values");
        let inner = condition.values().filter_map(|value| value.as_map()?.get("Values"));
        own.into_iter().chain(inner).filter_map(Value::as_list)
    });
    let values: usize = lists.map(items).sum();
    if values > CONDITION_VALUES {
        let message = format!("{}: the conditions of {id} have {values} values, and a rule takes {CONDITION_VALUES}", label(design, node));
        findings.report(message).on(node).aws_says("A rule can only have '5' condition values");
    }
    for action in list(resource, &["Actions"]).iter().filter_map(Value::as_map) {
        let groups = action.get("ForwardConfig").and_then(|config| config.as_map()?.get("TargetGroups")?.as_list());
        let targets = groups.map_or(0, items);
        if targets > TARGETS {
            let message = format!("{}: {id} divides requests among {targets} targets, and a rule takes {TARGETS}", label(design, node));
            findings.report(message).on(node).aws_says("TooManyTargetGroups");
        }
    }
}

/// The policies in a role, and those of resources that are put into it.
fn check_role(design: &Design, findings: &mut Findings, attached: &BTreeMap<&str, usize>, (node, id): (NodeId, &str), resource: &Resource) {
    let own = list(resource, &["Policies"]).iter().filter_map(|policy| policy.as_map()?.get("PolicyDocument"));
    let size = own.map(least_size).sum::<usize>() + attached.get(id).copied().unwrap_or_default();
    if size > OWN_POLICIES {
        let finding = findings.report(too_long(design, node, &format!("what {id} may do"), size, OWN_POLICIES)).on(node);
        finding.aws_says(format!("Maximum policy size of {OWN_POLICIES} bytes exceeded for role {id}"));
    }
}

/// The size of policies that stand by themselves and are put into roles, by the role.
fn attached(template: &Template) -> BTreeMap<&str, usize> {
    let mut sizes = BTreeMap::new();
    for resource in template.resources.values() {
        let roles: Vec<&Value> = match resource.kind.as_str() {
            "AWS::IAM::Policy" => list(resource, &["Roles"]).iter().collect(),
            "AWS::IAM::RolePolicy" => resource.property("RoleName").into_iter().collect(),
            _ => continue,
        };
        let size = resource.property("PolicyDocument").map_or(0, least_size);
        for (id, _) in roles.into_iter().filter_map(|role| raw::named(template, role)) {
            *sizes.entry(id).or_default() += size;
        }
    }
    sizes
}

/// What starts a task that is no service names its network itself.
fn check_tasks(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(task::KIND.id) {
        let (subnets, groups) = (design.targets(id, runs::VERB.id), design.sources(id, guards::VERB.id));
        for (count, most, what) in [(subnets.len(), SUBNETS, "subnets"), (groups.len(), GROUPS, "security groups")] {
            if count > most {
                let message = format!("{} has {count} {what}, and takes {most}", label(design, id));
                findings.report(message).on(id).aws_says(INVALID);
            }
        }
    }
}

/// The most characters of a standard parameter; an advanced one has room for twice as many.
/// Source: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html>.
const STANDARD_PARAMETER: usize = 4096;

fn check_parameters(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(ssm_parameter::KIND.id) {
        let count = ssm_parameter::value(&node.fields).text().chars().count();
        if count <= STANDARD_PARAMETER || ssm_parameter::tier(&node.fields).text() != "Standard" {
            continue;
        }
        let message = format!(
            "{} has {} characters, and a standard parameter takes {}",
            label(design, id),
            grouped(count),
            grouped(STANDARD_PARAMETER)
        );
        let finding = findings.report(message).on(id).field("tier");
        finding.aws_says("Standard tier parameters support a maximum parameter value of 4096 characters.");
        let change = patch(design, |edit| edit.set_field(id, "tier", Some(Value::text("Advanced"))));
        finding.fix("Make it an advanced parameter", change).costs(ADVANCED_PARAMETER_MONTH_USD);
    }
}
