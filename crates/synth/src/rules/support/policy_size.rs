//! How long a policy is at least, as IAM counts it: without white space.
//!
//! What functions give is known at deployment only. Each counts with the fewest characters that it can give, so that a policy which is
//! too long by this count is too long in every deployment.
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.

use crate::value::Value;

/// The fewest characters of CloudFormation's own names: the partition `aws`, a region such as `us-east-1`, the number of an account.
const OWN: &[(&str, usize)] = &[("AWS::Partition", 3), ("AWS::Region", 9), ("AWS::AccountId", 12), ("AWS::URLSuffix", 13)];
/// The shortest ARN is that of a bucket with a name of three letters: `arn:aws:s3:::abc`.
const ARN: usize = 16;

/// The fewest characters that a value has as JSON.
pub(in crate::rules) fn least_size(value: &Value) -> usize {
    match value {
        Value::Text(text) => 2 + text.chars().filter(|letter| !letter.is_whitespace()).count(),
        Value::List(items) => 2 + items.len().saturating_sub(1) + items.iter().map(least_size).sum::<usize>(),
        Value::Map(members) => {
            let pairs = members.iter().map(|(name, value)| name.chars().count() + 3 + least_size(value));
            2 + members.len().saturating_sub(1) + pairs.sum::<usize>()
        }
        Value::Call(function, argument) => least_of_call(function, argument),
        other => other.display().chars().count(),
    }
}

fn least_of_call(function: &str, argument: &Value) -> usize {
    let first = argument.as_list().and_then(<[Value]>::first).unwrap_or(argument).as_text().unwrap_or_default();
    match function {
        "Ref" => 2 + own(first),
        "GetAtt" if first.ends_with("Arn") => 2 + ARN,
        "Sub" => 2 + least_of_text(first),
        // What stands there may be a list or be left out.
        "If" => 0,
        _ => 2,
    }
}

fn own(name: &str) -> usize {
    OWN.iter().find(|(known, _)| *known == name).map_or(1, |(_, size)| *size)
}

/// A text in which `${…}` stands for something.
fn least_of_text(text: &str) -> usize {
    let plain = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
    let mut parts = text.split("${");
    let start = parts.next().map_or(0, plain);
    let rest = parts.map(|part| match part.split_once('}') {
        Some((name, behind)) if name.ends_with(".Arn") => ARN + plain(behind),
        Some((name, behind)) => own(name.trim()) + plain(behind),
        None => plain(part),
    });
    start + rest.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::least_size;
    use crate::design::sketch::parse_value;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(least_size(&parse_value(text).unwrap()), expected.chars().count(), "{text}");
    }

    #[test]
    fn white_space_does_not_count_and_functions_count_with_the_least() {
        check("{Effect=Allow, Action=[\"s3:Get Object\", a]}", r#"{"Effect":"Allow","Action":["s3:GetObject","a"]}"#);
        check("{Resource=!GetAtt Photos.Arn, Flag=true}", r#"{"Resource":"arn:aws:s3:::abc","Flag":true}"#);
        check("!Sub \"arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Name}\"", r#""arn:aws:sqs:us-east-1:123456789012:x""#);
        check("!Sub \"${Photos.Arn}/*\"", r#""arn:aws:s3:::abc/*""#);
        check("!Ref Name", r#""x""#);
    }
}
