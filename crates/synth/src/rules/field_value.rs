//! Fields have names and forms.

use super::support::fields::{self, Fields, Owner};
use super::support::nearest;
use super::{Findings, Rule, Severity, Stage, exceptions};
use crate::catalog::Field;
use crate::design::{Design, canvas};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP011",
    name: "field-value",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A field has a value that AWS does not take, or a name that its kind does not have.

Each field takes values of one form: a number in a range, one word of a list, an address range. CloudFormation refuses other values, \
some of them only after minutes of deployment. A field whose name is misspelled changes nothing at all, so the default holds without a word.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html",
    flagged: "\
log-group web-logs retention=8
",
    passing: "\
log-group web-logs retention=7
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    fields::all(design).for_each(|fields| check_fields(design, findings, &fields));
}

fn check_fields(design: &Design, findings: &mut Findings, fields: &Fields<'_>) {
    let Fields { known, values, .. } = fields;
    let words = || fields.words(design);
    // Exceptions are no field of a kind; another rule looks at them. Nor is what a node says about the canvas.
    let is_of_canvas = |key: &str| matches!(fields.owner, Owner::Node(..)) && canvas::is_member(key);
    for (key, value) in values.iter().filter(|(key, _)| *key != exceptions::FIELD && !is_of_canvas(key)) {
        if let Some(field) = known.iter().find(|field| field.name == key) {
            let Some(problem) = problem(field, value) else {
                continue;
            };
            let finding = findings.report(format!("{}, {}: {problem}", words(), field.title)).field(field.name);
            fields.place(design, finding);
            let title =
                field.initial.value().map_or_else(|| "Leave it empty".to_owned(), |value| format!("Use the default, {}", value.display()));
            finding.fix(title, fields.set(design, key, None));
            continue;
        }
        let meant = nearest(key, known.iter().map(|field| field.name)).filter(|meant| !values.contains_key(meant));
        let advice = meant.map_or_else(String::new, |meant| format!("; is {meant} meant?"));
        let finding = findings.report(format!("{} has no field {key}{advice}", words()));
        fields.place(design, finding);
        let fitting = meant.and_then(|meant| known.iter().find(|field| field.name == meant));
        if let Some(field) = fitting.filter(|field| field.form.problem(value).is_none()) {
            finding.field(field.name).fix(format!("Call it {}", field.name), fields.set(design, key, Some((field.name, value))));
        }
        finding.fix(format!("Remove {key}"), fields.set(design, key, None));
    }
}

/// What is wrong with a field's value. Empty text in a field for text means that the property is left out.
fn problem(field: &Field, value: &Value) -> Option<String> {
    if field.form.takes_empty_text() && value.as_text() == Some("") { None } else { field.form.problem(value) }
}
