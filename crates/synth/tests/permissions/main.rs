//! What connections grant exists: every action is one of AWS's, and applies to the resource whose ARN stands beside it.
//!
//! An action on the wrong ARN deploys and allows nothing: `s3:GetObject` on a bucket instead of on its objects is the classic.

#![allow(clippy::expect_used, clippy::panic, reason = "a test stops where its ground is missing")]

use std::collections::BTreeMap;

use groundplan_synth::catalog::{KINDS, Kind};
use groundplan_synth::design::sketch::parse;
use groundplan_synth::iam::actions;
use groundplan_synth::meaning;
use groundplan_synth::synthesize::synthesize;
use groundplan_synth::template::Template;
use serde_json::Value as Json;

/// Fields that make a target grant more than its plain form: indexes and a stream have ARNs of their own.
const VARIANTS: &[(&str, &str)] = &[
    ("table", "stream=NEW_IMAGE global_indexes=[{name=by-owner, partition=owner}]"),
    ("ssm-parameter", "parameter_name=price"),
    ("ssm-parameter", "parameter_name=/price"),
];

/// What CloudFormation gives for a reference, with names of one part each.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("AWS::S3::Bucket", "Arn", "arn:aws:s3:::files"),
    ("AWS::DynamoDB::Table", "Arn", "arn:aws:dynamodb:eu-west-1:111122223333:table/votes"),
    ("AWS::DynamoDB::Table", "StreamArn", "arn:aws:dynamodb:eu-west-1:111122223333:table/votes/stream/2026-01-01"),
    ("AWS::SQS::Queue", "Arn", "arn:aws:sqs:eu-west-1:111122223333:orders"),
    ("AWS::SNS::Topic", "Ref", "arn:aws:sns:eu-west-1:111122223333:people"),
    ("AWS::SecretsManager::Secret", "Ref", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3"),
    ("AWS::KMS::Key", "Arn", "arn:aws:kms:eu-west-1:111122223333:key/1234"),
    ("AWS::Cognito::UserPool", "Arn", "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc"),
];

/// What is wrong with an action on a resource; nothing when it applies.
fn problem(action: &str, resource: &str) -> Option<String> {
    let Some(known) = actions::action(action).filter(|known| known.name == action) else {
        return Some(format!("{action} is no action"));
    };
    let types: Vec<&str> = known.resources.iter().map(|kind| kind.name).collect();
    let applies = if types.is_empty() { resource == "*" } else { known.resources.iter().any(|kind| matches(kind.arn, resource)) };
    (!applies).then(|| format!("{action} acts on {types:?}, not on {resource}"))
}

/// True when an ARN has the form of a resource type: part by part, a placeholder standing for any one part.
fn matches(pattern: &str, arn: &str) -> bool {
    let parts = |text: &str| text.split([':', '/']).map(str::to_owned).collect::<Vec<_>>();
    let (pattern, arn) = (parts(&format!("arn:aws:{pattern}")), parts(arn));
    let fits = |(expected, found): (&String, &String)| if expected.starts_with("${") { !found.is_empty() } else { expected == found };
    pattern.len() == arn.len() && pattern.iter().zip(&arn).all(fits)
}

/// The ARN that a resource of a statement is at run time.
#[track_caller]
fn resolved(template: &Template, resource: &Json) -> String {
    let sample = |id: &str, attribute: &str| {
        let kind = &template.resources[id].kind;
        let properties = &template.resources[id].properties;
        if kind == "AWS::SSM::Parameter" {
            return properties.get("Name").map_or_else(|| "made-up".to_owned(), groundplan_synth::value::Value::display);
        }
        let found = SAMPLES.iter().find(|(known, name, _)| known == kind && *name == attribute);
        found.unwrap_or_else(|| panic!("SAMPLES has no {attribute} of {kind}")).2.to_owned()
    };
    if let Some(text) = resource.as_str() {
        return text.to_owned();
    }
    if let Some(id) = resource["Ref"].as_str() {
        return sample(id, "Ref");
    }
    if let [Json::String(id), Json::String(attribute)] = resource["Fn::GetAtt"].as_array().map(Vec::as_slice).unwrap_or_default() {
        return sample(id, attribute);
    }
    let text = resource["Fn::Sub"].as_str().unwrap_or_else(|| panic!("{resource} is no ARN")).to_owned();
    let pseudo = BTreeMap::from([("AWS::Partition", "aws"), ("AWS::Region", "eu-west-1"), ("AWS::AccountId", "111122223333")]);
    text.split("${").enumerate().fold(String::new(), |whole, (index, part)| {
        let Some((name, rest)) = part.split_once('}').filter(|_| index > 0) else { return whole + part };
        let value = pseudo.get(name).map_or_else(
            || {
                let (id, attribute) = name.split_once('.').unwrap_or((name, "Ref"));
                sample(id, attribute)
            },
            |value| (*value).to_owned(),
        );
        whole + &value + rest
    })
}

fn list(value: &Json) -> Vec<Json> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// Draws a role that is allowed something by a verb, encrypted where that can be, and judges every statement it gets.
#[track_caller]
fn check(kind: &Kind, fields: &str, verb: &str) {
    let encrypts = meaning::by_id("encrypts-with").expect("the verb is there");
    let key = groundplan_synth::catalog::by_id("kms-key").expect("the kind is there");
    let encrypted = encrypts.can_join(kind, key);
    let mut text = format!("{} target {fields}\nrole caller\nkms-key own\ncaller -> target : {verb}\n", kind.id);
    if encrypted {
        text.push_str("target -> own : encrypts-with\n");
    }
    let parsed = parse(&text);
    assert!(parsed.errors.is_empty(), "{text}{:?}", parsed.errors);
    let template = synthesize(&parsed.design);
    let policies = template.resources["CallerRole"].property("Policies").unwrap_or_else(|| panic!("{text}grants nothing")).to_json();
    let mut judged = 0;
    let mut on_key = false;
    for statement in list(&policies[0]["PolicyDocument"]["Statement"]) {
        let actions = list(&statement["Action"]);
        for resource in list(&statement["Resource"]) {
            let arn = resolved(&template, &resource);
            for action in actions.iter().filter_map(Json::as_str) {
                assert_eq!(problem(action, &arn), None, "{text}");
                judged += 1;
                on_key |= action.starts_with("kms:");
            }
        }
    }
    assert!(judged > 0, "{text}grants nothing");
    assert!(on_key || !encrypted, "{text}cannot use the key");
}

#[test]
fn every_granted_action_exists_and_applies_to_its_resource() {
    for kind in KINDS {
        for grant in kind.access.iter().flat_map(|access| access.grants) {
            check(kind, "", grant.verb);
            for (_, fields) in VARIANTS.iter().filter(|(id, _)| *id == kind.id) {
                check(kind, fields, grant.verb);
            }
        }
    }
}

#[test]
fn classic_mistakes_are_found() {
    let problem = |action: &str, resource: &str| problem(action, resource).unwrap_or_default();
    assert_eq!(problem("s3:GetObject", "arn:aws:s3:::files/*"), "");
    assert!(problem("s3:GetObject", "arn:aws:s3:::files").contains("acts on"));
    assert!(problem("s3:ListBucket", "arn:aws:s3:::files/*").contains("acts on"));
    assert!(problem("s3:*", "arn:aws:s3:::files").contains("no action"));
    assert!(problem("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/votes/index/*").contains("acts on"));
}
