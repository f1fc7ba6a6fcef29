//! Findings in the format of code scanning services: SARIF 2.1.0,
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::path::Path;

use groundplan_synth::design::reading::Reading;
use groundplan_synth::rules::{self, Finding, Review, Severity};
use serde_json::{Value as Json, json};

use crate::check::line_of;

/// The log of one run: every rule, and every finding with its place; what no rule can tell is open, what the design allows is suppressed.
pub(crate) fn log(path: &Path, reading: &Reading, review: &Review) -> Json {
    let rule = |rule: &&rules::Rule| {
        json!({
            "id": rule.code,
            "name": rule.name,
            "shortDescription": { "text": rule.docs().trim().lines().next().unwrap_or_default().trim() },
            "fullDescription": { "text": rule.docs().trim() },
            "helpUri": rule.source,
            "defaultConfiguration": { "level": level(rule.severity) },
        })
    };
    let result = |finding: &Finding| {
        let mut place = json!({ "artifactLocation": { "uri": path.to_string_lossy().replace('\\', "/") } });
        if let Some(line) = line_of(reading, finding) {
            place["region"] = json!({ "startLine": line });
        }
        let message = match (finding.depends.as_deref(), finding.aws_says.as_str()) {
            (Some(depends), _) => format!("Cannot tell: {}: {depends}", finding.message),
            (None, "") => finding.message.clone(),
            (None, says) => format!("{}\nAWS says: {says}", finding.message),
        };
        let mut entry = json!({
            "ruleId": finding.rule.code,
            "level": level(finding.rule.severity),
            "message": { "text": message },
            "locations": [{ "physicalLocation": place }],
        });
        if finding.depends.is_some() {
            // Only what fails has a level: section 3.27.10.
            entry["kind"] = json!("open");
            entry["level"] = json!("none");
        }
        entry
    };
    let suppressed = |(finding, reason): &(Finding, String)| {
        let mut entry = result(finding);
        entry["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
        entry
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Groundplan",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules::ALL.iter().map(rule).collect::<Vec<_>>(),
            } },
            "results": review.findings.iter().chain(&review.undecided).map(result).chain(review.allowed.iter().map(suppressed)).collect::<Vec<_>>(),
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
