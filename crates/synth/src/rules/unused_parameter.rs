//! A parameter is used somewhere.

use std::collections::BTreeSet;

use super::support::patch;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::ordered::Ordered;
use crate::synthesize::synthesized;
use crate::template::references;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP022",
    name: "unused-parameter",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
Nothing in the template uses a parameter.

Whoever deploys the stack is asked for it, and whatever they answer changes nothing. Either a field should take it (!Ref Name), \
or it is left over.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
    flagged: "\
design \"Stages\"
  parameter Stage Type=String Default=test

log-group logs
",
    passing: "\
design \"Stages\"
  parameter Stage Type=String Default=test

log-group logs log_group_name=!Sub \"/shop/${Stage}\"
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let parameters = &design.settings().parameters;
    if parameters.is_empty() {
        return;
    }
    let made = synthesized(design);
    let template = &made.0;
    let resources = template.resources.values().map(|resource| Value::Map(resource.members()));
    let others = template.outputs.values().chain(template.conditions.values()).flat_map(references::of);
    let used = resources.flat_map(|value| references::of(&value)).chain(others);
    let used: BTreeSet<String> = used.map(|reference| reference.name().to_owned()).to_set();
    for name in parameters.keys().filter(|name| !used.contains(*name)) {
        let remove = patch(design, |edit| edit.settings(|settings| drop(settings.parameters.remove(name))));
        findings.report(format!("Parameter {name} is used nowhere")).on_setting("parameter", name).fix(format!("Remove {name}"), remove);
    }
}
