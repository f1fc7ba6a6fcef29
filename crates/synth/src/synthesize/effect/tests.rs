//! What connections of the workshop's design change in its template, in words.

use super::{Sign, effects};
use crate::design::{Connection, Design, Edit, sketch};
use crate::synthesize::synthesized;
use crate::value::Value;

const WORKSHOP: &str = include_str!("../../../../../examples/unicorn.sketch");

fn told(before: &Design, after: &Design) -> Vec<String> {
    let (before, after) = (synthesized(before), synthesized(after));
    let sign = |sign| match sign {
        Sign::Added => '+',
        Sign::Changed => '~',
        Sign::Removed => '-',
        Sign::Needed => '=',
    };
    let all = effects((&before.0, &before.1), (&after.0, &after.1));
    all.into_iter().map(|effect| format!("{} {} @{} {}", sign(effect.sign), effect.words, effect.id, effect.line)).collect()
}

/// What connecting two nodes of the workshop's design without such a connection adds.
#[track_caller]
fn check((from, to, verb): (&str, &str, &str), expected: &[&str]) {
    let design = sketch::parse(WORKSHOP).design;
    let (from, to) = (design.find(from).unwrap(), design.find(to).unwrap());
    let mut edit = Edit::new(&design);
    let there = design.connections_between(from, to).find(|(_, connection)| connection.verb == verb).map(|(id, _)| id);
    if let Some(id) = there {
        edit.remove_connection(id);
    }
    let mut without = design.clone();
    edit.finish().apply(&mut without).unwrap();
    let mut edit = Edit::new(&without);
    edit.connect(Connection::new(from, to, verb));
    let mut with = without.clone();
    edit.finish().apply(&mut with).unwrap();
    assert_eq!(told(&without, &with), expected);
}

#[test]
fn pulling_an_image_adds_statements_and_a_parameter_and_changes_the_task() {
    check(
        ("app", "unicorn", "pulls"),
        &[
            "+ statement ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on UnicornRepository.Arn in role ExecutionRole @ExecutionRole ecr:BatchCheckLayerAvailability",
            "+ statement ecr:GetAuthorizationToken on * in role ExecutionRole @ExecutionRole ecr:GetAuthorizationToken",
            "+ parameter AppImageTag @AppImageTag ",
            "~ task definition WebTaskDefinition: ContainerDefinitions.app.Image @WebTaskDefinition ContainerDefinitions:",
        ],
    );
}

#[test]
fn forwarding_adds_a_target_group_and_rules() {
    check(
        ("site", "web", "forwards"),
        &[
            "+ egress 8080 on group SiteSecurityGroup to WebSecurityGroup @SiteSecurityGroup FromPort: 8080",
            "+ target group SiteWebTargetGroup @SiteWebTargetGroup ",
            "+ ingress 8080 on group WebSecurityGroup from SiteSecurityGroup (WebIngressFromSite) @WebIngressFromSite ",
            "~ listener SiteListener: DefaultActions @SiteListener DefaultActions:",
            "~ service WebService: LoadBalancers, HealthCheckGracePeriodSeconds, DependsOn @WebService LoadBalancers:",
        ],
    );
}

#[test]
fn what_another_connection_granted_already_is_said_to_be_there() {
    check(
        ("app", "votes", "read"),
        &[
            "= statement dynamodb:BatchGetItem, dynamodb:ConditionCheckItem, dynamodb:DescribeTable, dynamodb:GetItem on VotesTable.Arn in role TaskRole, which is there already @TaskRole dynamodb:BatchGetItem",
            "= statement dynamodb:Query, dynamodb:Scan on VotesTable.Arn in role TaskRole, which is there already @TaskRole dynamodb:Query",
        ],
    );
}

#[test]
fn a_field_tells_its_place_with_both_values() {
    let design = sketch::parse(WORKSHOP).design;
    let mut edit = Edit::new(&design);
    edit.set_field(design.find("web").unwrap(), "desired_count", Some(Value::Number(5)));
    let mut after = design.clone();
    edit.finish().apply(&mut after).unwrap();
    assert_eq!(told(&design, &after), ["~ parameter WebDesiredCount: Default 2 → 5 @WebDesiredCount "]);
    assert_eq!(told(&design, &design), Vec::<String>::new());
}
