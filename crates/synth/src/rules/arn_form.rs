//! The ARNs of secrets and parameters have the form that AWS gives them.

use super::support::policies;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::iam::text::Text;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP140",
    name: "arn-form",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A statement is about an ARN that nothing can have.

Secrets Manager puts a hyphen and six characters of its own behind the name of a secret, so that `secret:token` is the ARN of none: write \
`secret:token-??????`. The name of a parameter begins with a slash that its ARN has already: `/shop/price` is `parameter/shop/price`, with one. \
The statement deploys, allows nothing, and the call is denied.",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
    flagged: "\
role worker statements=[{Effect=Allow, Action=secretsmanager:GetSecretValue, Resource=\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:token\"}]
",
    passing: "\
role worker statements=[{Effect=Allow, Action=secretsmanager:GetSecretValue, Resource=\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-??????\"}]
",
    check,
};

/// How many characters Secrets Manager adds behind its hyphen.
/// Source: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html>.
const ADDED: usize = 6;

fn check(design: &Design, findings: &mut Findings) {
    policies::each(design, &mut |stack, written| {
        if written.statement.principals.is_some() || !written.allows() {
            return;
        }
        for pattern in written.named_resources() {
            let parts = pattern.split(':', 7);
            let is_of = |service: &str| parts.get(2).and_then(Text::as_known).as_deref() == Some(service);
            let rest = pattern.to_string();
            let secret = is_of("secretsmanager") && parts.len() == 7 && parts[6].as_known().is_some_and(|name| !has_added(&name));
            let parameter = is_of("ssm") && parts.get(5).is_some_and(|part| part.starts_with(&Text::known("parameter//")));
            let (why, mend): (String, fn(&str) -> String) = if secret {
                (format!("no secret has the ARN {rest}: behind the name stand a hyphen and six characters"), |text| {
                    // What ECS takes behind the name, a key or a version, is no part of the ARN.
                    let whole = if text.contains("${") { text.to_owned() } else { text.split(':').take(7).collect::<Vec<_>>().join(":") };
                    if has_added(whole.rsplit(':').next().unwrap_or_default()) { whole } else { format!("{whole}-??????") }
                })
            } else if parameter {
                (format!("no parameter has the ARN {rest}: one slash stands before its name"), |text| {
                    text.replace("parameter//", "parameter/").replace("parameter/${", "parameter${")
                })
            } else {
                continue;
            };
            let finding = findings.report(format!("{}: {why}", written.place(design)));
            finding.on(written.node).field(written.field).entry(written.entry());
            let is_meant = |item: &Value| stack.pattern(item) == *pattern;
            let change = written.change_items(design, "Resource", &|items| {
                items.into_iter().map(|item| if is_meant(&item) { mended(item, mend) } else { item }).collect()
            });
            finding.fix("Write it as AWS does", change);
        }
    });
}

/// True for a name that may have what Secrets Manager adds, or a wildcard in its place.
fn has_added(name: &str) -> bool {
    let last = name.rsplit_once('-').map_or("", |(_, last)| last);
    last.len() == ADDED && last.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn mended(value: Value, mend: fn(&str) -> String) -> Value {
    match value {
        Value::Text(text) => Value::Text(mend(&text)),
        Value::Call(function, argument) if function == "Sub" => Value::Call(function, Box::new(mended(*argument, mend))),
        other => other,
    }
}
