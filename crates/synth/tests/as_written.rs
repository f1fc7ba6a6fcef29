//! The workshop as its chapter writes it: every mistake has a finding of its own, and mending leads to a design that works.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use groundplan_synth::design::{Design, sketch};
use groundplan_synth::iam::decide::Verdict;
use groundplan_synth::iam::stack::{Stack, Use};
use groundplan_synth::iam::text::Text;
use groundplan_synth::rules::{self, Severity, mending};
use groundplan_synth::synthesize::synthesize_with_names;
use groundplan_synth::value::Value;

fn as_written() -> Design {
    let parsed = sketch::parse(include_str!("../../../examples/unicorn-as-written.sketch"));
    assert_eq!(parsed.errors, []);
    parsed.design
}

#[test]
fn every_mistake_is_found() {
    let findings = rules::check(&as_written());
    for (rule, node, words) in [
        ("unknown-action", "fargate-role", "ecr:PullImage"),
        ("mixed-roles", "fargate-role", "dynamodb:*"),
        ("handed-over", "app", "VOTES_TABLE"),
        ("bucket-objects", "fargate-role", "s3:*"),
        ("wide-resource", "fargate-role", "ssm:*"),
        ("action-resource", "fargate-role", "cognito-identity:*"),
        ("fixed-role-name", "fargate-role", "ecsTaskExecutionRole"),
        ("whole-range", "task-access", "10.0.0.0/16"),
        ("private-image", "app", "123456789012.dkr.ecr"),
        ("http-only", "site", "plain HTTP"),
        ("table-indexes", "fargate-role", "votes"),
        ("ended-service", "mesh", "30 September 2026"),
        ("single-task", "web", "one task"),
        ("grace-period", "web", "no grace period"),
    ] {
        let design = as_written();
        let is_meant = |finding: &&rules::Finding| {
            let name = finding.node.and_then(|id| design.node(id)).map(|node| node.name.clone());
            finding.rule.name == rule && name.as_deref() == Some(node) && finding.message.contains(words)
        };
        let all: Vec<&str> = findings.iter().map(|finding| finding.rule.name).collect();
        assert!(findings.iter().any(|finding| is_meant(&finding)), "{rule} at {node} about {words} is not among {all:?}");
    }
}

#[test]
fn mending_leads_to_a_design_that_works() {
    let (mended, steps) = mending::mend(&as_written());
    assert!(steps.len() >= 10);
    let left: Vec<String> = rules::check(&mended)
        .into_iter()
        .filter(|finding| finding.rule.severity == Severity::Error)
        .map(|finding| format!("{}: {}", finding.rule.name, finding.message))
        .collect();
    assert_eq!(left, Vec::<String>::new());

    let (template, names) = synthesize_with_names(&mended);
    let stack = Stack::new(&mended, &template, &names);
    let app = mended.find("app").unwrap();
    let (at_run_time, at_start) = (stack.role_of(app, Use::AtRunTime).unwrap(), stack.role_of(app, Use::AtStart).unwrap());
    let repository = template.resources.iter().find(|(_, resource)| resource.kind == "AWS::ECR::Repository").unwrap().0;
    for (role, action, resource) in [
        (&at_start, "ecr:BatchGetImage", Value::attribute(repository, "Arn")),
        (&at_start, "ecr:GetAuthorizationToken", Value::text("*")),
        (&at_start, "logs:PutLogEvents", Value::attribute("WebLogsLogGroup", "Arn")),
        (&at_run_time, "dynamodb:GetItem", Value::attribute("VotesTable", "Arn")),
        (&at_run_time, "dynamodb:GetItem", Value::attribute("VotersTable", "Arn")),
        (&at_run_time, "s3:GetObject", Value::sub("${PicturesBucket.Arn}/unicorn.png")),
        // The chapter's wildcards covered these, too.
        (&at_run_time, "s3:PutObject", Value::sub("${PicturesBucket.Arn}/unicorn.png")),
        (&at_run_time, "dynamodb:PutItem", Value::attribute("VotesTable", "Arn")),
        (&at_run_time, "dynamodb:UpdateItem", Value::attribute("VotersTable", "Arn")),
        (&at_run_time, "cognito-idp:AdminGetUser", Value::attribute("MembersUserPool", "Arn")),
    ] {
        let decision = stack.decide(role, &Text::known(action), &stack.pattern(&resource).into_subject()).unwrap();
        assert_eq!(decision.verdict, Verdict::Allowed, "{action} on {}: {:?}", resource.display(), decision.why);
    }
    // Nothing is allowed by a wildcard any more, and what nobody may call is said.
    for role in stack.roles.values() {
        let statements = role.policies.iter().flat_map(|policy| &policy.statements);
        let wide: Vec<&String> =
            statements.flat_map(|statement| &statement.written_actions).filter(|action| action.contains('*')).collect();
        assert_eq!(wide, Vec::<&String>::new());
    }
    let titles: Vec<&str> = steps.iter().filter(|step| step.rule == "mixed-roles").map(|step| step.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Let connections take its place: app with pictures by read and write; then nobody may call what else s3:* stands for",
            "Let connections take its place: app with votes and voters by read and write; then nobody may call what else dynamodb:* stands for",
            "Take the statement out: then nobody may call ssm:*",
            "Let connections take its place: app with members by read and write; then nobody may call what else cognito-idp:* stands for",
        ]
    );
}

#[test]
fn what_is_fine_is_left_alone() {
    let design = sketch::parse(include_str!("../../../examples/unicorn.sketch")).design;
    let (mended, steps) = mending::mend(&design);
    assert!(steps.is_empty() && mended == design);
}
