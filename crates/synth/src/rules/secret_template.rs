//! A generated secret's JSON has a place for the generated value.

use super::support::label;
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::secret;
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP028",
    name: "secret-template",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A secret's JSON template and its key do not go together.

Secrets Manager adds the generated value to a JSON object under a key: it needs both the object and the key, or neither. \
With one alone, or with a template that is no JSON object, the stack fails.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html",
    flagged: "\
secret db template=\"{\\\"username\\\": \\\"app\\\"}\"
",
    passing: "\
secret db template=\"{\\\"username\\\": \\\"app\\\"}\" generate_key=password
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(secret::KIND.id) {
        let (template, key) = (secret::template(&node.fields).value(), secret::generate_key(&node.fields).value());
        let problem = match (&template, &key) {
            _ if !secret::generate(&node.fields).flag() => continue,
            (Some(_), None) => Some(("generate_key", "has a JSON template and no key for the generated value".to_owned())),
            (None, Some(_)) => {
                Some(("template", "has a key for the generated value and no JSON template; `{}` is the shortest".to_owned()))
            }
            (Some(Value::Text(text)), Some(_)) if serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_err() => {
                Some(("template", format!("has a template that is no JSON object: {text}")))
            }
            _ => None,
        };
        if let Some((field, words)) = problem {
            findings.report(format!("{} {words}", label(design, id))).on(id).field(field);
        }
    }
}
