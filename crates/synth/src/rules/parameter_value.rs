//! Parameters are of a type that exists, and their default keeps to their own limits.

use super::support::{nearest, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::schema::pattern;
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP021",
    name: "parameter-value",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A parameter is of an unknown type, or its default is not among the values that it allows.

CloudFormation checks the default like every other value: against the type, the allowed values, the pattern, the range and the length. \
A default that it refuses makes the stack fail before anything is created, for everybody who does not give a value of their own.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
    flagged: "\
design \"Stages\"
  parameter Stage Type=String Default=tets AllowedValues=[test, live]

log-group logs log_group_name=!Sub \"/shop/${Stage}\"
",
    passing: "\
design \"Stages\"
  parameter Stage Type=String Default=test AllowedValues=[test, live]

log-group logs log_group_name=!Sub \"/shop/${Stage}\"
",
    check,
};

/// What a parameter can say of itself.
const MEMBERS: &[&str] = &[
    "Type",
    "Default",
    "AllowedValues",
    "AllowedPattern",
    "MinValue",
    "MaxValue",
    "MinLength",
    "MaxLength",
    "Description",
    "ConstraintDescription",
    "NoEcho",
];

/// The types of plain values.
const PLAIN: &[&str] = &["String", "Number", "List<Number>", "CommaDelimitedList", "AWS::SSM::Parameter::Name"];

/// The types of what exists in the account; each has a list type, too.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html>.
const OF_THE_ACCOUNT: &[&str] = &[
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::Volume::Id",
    "AWS::EC2::VPC::Id",
    "AWS::Route53::HostedZone::Id",
];

fn is_type(name: &str) -> bool {
    let inner = |start: &str| name.strip_prefix(start).and_then(|rest| rest.strip_suffix('>'));
    let of_the_account = |name: &str| OF_THE_ACCOUNT.contains(&name);
    if let Some(value) = inner("AWS::SSM::Parameter::Value<") {
        return matches!(value, "String" | "CommaDelimitedList" | "List<String>") || is_type(value);
    }
    PLAIN.contains(&name) || of_the_account(name) || inner("List<").is_some_and(of_the_account)
}

fn check(design: &Design, findings: &mut Findings) {
    for (name, value) in &design.settings().parameters {
        let mut report = |message: String, mended: Option<(String, Map)>| {
            let finding = findings.report(format!("Parameter {name}{message}")).on_setting("parameter", name);
            if let Some((title, members)) = mended {
                let set = |edit: &mut crate::design::Edit<'_>| {
                    edit.settings(|settings| drop(settings.parameters.insert(name.clone(), Value::Map(members))));
                };
                finding.fix(title, patch(design, set));
            }
        };
        let Some(members) = value.as_map() else {
            report(format!(" is {}, expected its members: parameter {name} Type=String", value.display()), None);
            continue;
        };
        let with = |key: &str, value: Value| {
            let mut members = members.clone();
            members.insert(key.to_owned(), value);
            members
        };
        if name.is_empty() || name.chars().count() > 255 || !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            report(" has a name with other than letters and digits".to_owned(), None);
        }
        for key in members.keys().filter(|key| !MEMBERS.contains(&key.as_str())) {
            let meant = nearest(key, MEMBERS.iter().copied()).filter(|meant| !members.contains_key(*meant));
            let advice = meant.map_or_else(String::new, |meant| format!("; is {meant} meant?"));
            let renamed = |to: Option<&str>| {
                let entry = |(name, value): (&String, &Value)| {
                    if name == key { to.map(|to| (to.to_owned(), value.clone())) } else { Some((name.clone(), value.clone())) }
                };
                members.iter().filter_map(entry).collect::<Map>()
            };
            let title = meant.map_or_else(|| format!("Remove {key}"), |meant| format!("Call it {meant}"));
            report(format!(" has a member {key} that parameters do not have{advice}"), Some((title, renamed(meant))));
        }
        match members.get("Type").and_then(Value::as_text) {
            None => report(" has no type".to_owned(), Some(("Make it a String".to_owned(), with("Type", Value::text("String"))))),
            Some(kind) if !is_type(kind) => {
                let meant = nearest(kind, PLAIN.iter().chain(OF_THE_ACCOUNT).copied()).unwrap_or("String");
                report(
                    format!(" has the type {kind}, which does not exist"),
                    Some((format!("Make it a {meant}"), with("Type", Value::text(meant)))),
                );
            }
            Some(_) => {}
        }
        if let Some(problem) = default_problem(members) {
            let allowed = members.get("AllowedValues").and_then(Value::as_list).unwrap_or_default();
            let words: Vec<String> = allowed.iter().map(Value::display).collect();
            let given = members.get("Default").map(Value::display).unwrap_or_default();
            let near =
                nearest(&given, words.iter().map(String::as_str)).and_then(|near| allowed.iter().find(|value| value.display() == near));
            let better = near.or(allowed.first()).cloned();
            let fits = |value: &Value| default_problem(&with("Default", value.clone())).is_none();
            let mended = better.filter(fits).map(|value| (format!("Use {} as the default", value.display()), with("Default", value)));
            report(problem, mended);
        }
    }
}

/// What is wrong with the default, as it goes on behind the parameter's name.
fn default_problem(members: &Map) -> Option<String> {
    let default = members.get("Default")?;
    if default.is_expression() {
        return Some(" has an expression as its default: CloudFormation takes a literal".to_owned());
    }
    let text = default.display();
    let number: Option<f64> = text.trim().parse().ok();
    let kind = members.get("Type").and_then(Value::as_text).unwrap_or_default();
    if kind == "Number" && number.is_none() {
        return Some(format!(" is a Number, but its default is {text}"));
    }
    if let Some(allowed) = members.get("AllowedValues").and_then(Value::as_list)
        && !allowed.iter().any(|value| value.display() == text)
    {
        let all: Vec<String> = allowed.iter().map(Value::display).collect();
        return Some(format!(" has the default {text}, which is none of {}", all.join(", ")));
    }
    let limit = |key: &str| members.get(key).and_then(|value| value.display().parse::<f64>().ok());
    let length = text.chars().count() as f64;
    let least = |value: f64, key: &str| limit(key).filter(|limit| value < *limit);
    let most = |value: f64, key: &str| limit(key).filter(|limit| value > *limit);
    if let Some(number) = number.filter(|_| kind == "Number") {
        if let Some(least) = least(number, "MinValue") {
            return Some(format!(" has the default {text}, less than its least value {least}"));
        }
        if let Some(most) = most(number, "MaxValue") {
            return Some(format!(" has the default {text}, more than its greatest value {most}"));
        }
    }
    if kind == "String" {
        if let Some(least) = least(length, "MinLength") {
            return Some(format!(" has a default of {length} characters, fewer than {least}"));
        }
        if let Some(most) = most(length, "MaxLength") {
            return Some(format!(" has a default of {length} characters, more than {most}"));
        }
        let wanted = members.get("AllowedPattern").and_then(Value::as_text)?;
        // CloudFormation matches the whole value.
        if pattern::matches(&format!("^(?:{wanted})$"), &text) == Some(false) {
            return Some(format!(" has the default {text}, which does not match {wanted}"));
        }
    }
    None
}
