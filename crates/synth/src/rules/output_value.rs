//! An output has a name and a value, and no two exports share a name.

use std::collections::BTreeMap;

use super::support::patch;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::synthesize::synthesized;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP023",
    name: "output-value",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
An output has no value, a name that is none, or the export name of another output.

An output of the design either has a Value of its own, or the name of one that a node makes, to which it adds an Export or a Description. \
With neither there is nothing to put out. Export names are unique in an account and region, so two outputs cannot share one.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html",
    flagged: "\
design \"Images\"
  output ImageRepositoryUri Export=images

repository images
",
    passing: "\
design \"Images\"
  output ImagesRepositoryUri Export=images

repository images
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let outputs = &design.settings().outputs;
    if outputs.is_empty() {
        return;
    }
    let made = synthesized(design);
    let template = &made.0;
    let mut exports: BTreeMap<String, &str> = BTreeMap::new();
    for (name, value) in outputs {
        let mut report = |message: String| {
            let remove = patch(design, |edit| edit.settings(|settings| drop(settings.outputs.remove(name))));
            findings.report(message).on_setting("output", name).fix(format!("Remove the output {name}"), remove);
        };
        if name.is_empty() || name.chars().count() > 255 || !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            report(format!("Output {name} has a name with other than letters and digits"));
        }
        let Some(members) = template.outputs.get(name).filter(|_| value.as_map().is_some()) else {
            report(format!("Output {name} has no value, and no node makes an output of that name"));
            continue;
        };
        let export = members.as_map().and_then(|members| members.get("Export")?.as_map()?.get("Name")).map(Value::display);
        if let Some(other) = export.as_ref().and_then(|export| exports.insert(export.clone(), name)) {
            report(format!("Outputs {other} and {name} have the same export name, {}", export.unwrap_or_default()));
        }
    }
}
