//! An exception names a rule and gives a reason.

use super::support::{fields, nearest};
use super::{ALL, Findings, Rule, Severity, Stage, by_name, exceptions};
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP040",
    name: "unknown-exception",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
An exception names a rule that there is not, or gives no reason.

What a design allows is written beside its node or connection as `allow={RULE=\"reason\"}`. A misspelled rule would allow nothing, and an \
exception without a reason tells nobody later whether it still holds, so it does not count.",
    source: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html#_Toc141790933",
    flagged: "\
vpc main cidr=10.0.0.0/16 allow={overlaping-subnets=\"They are peered later\"}
",
    passing: "\
vpc main cidr=10.0.0.0/16 allow={overlapping-subnets=\"They are peered later\"}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for owner in fields::all(design) {
        let Some(given) = owner.values.get(exceptions::FIELD) else { continue };
        let words = owner.words(design);
        let Value::Map(reasons) = given else {
            let finding = findings.report(format!("{words}: found {} as exceptions, expected {{RULE=\"reason\"}}", given.display()));
            owner.place(design, finding);
            finding.fix("Remove it", owner.set(design, exceptions::FIELD, None));
            continue;
        };
        for (rule, reason) in reasons {
            let is_known = by_name(rule).is_some();
            let problem = match (is_known, reason.as_text().map(str::trim)) {
                (false, _) => {
                    let meant = nearest(rule, ALL.iter().map(|rule| rule.name));
                    let advice = meant.map_or_else(String::new, |meant| format!("; is {meant} meant?"));
                    format!("{words} allows {rule}, which is no rule{advice}")
                }
                (true, None | Some("")) => format!("{words} allows {rule} without a reason"),
                (true, Some(_)) => continue,
            };
            let finding = findings.report(problem);
            owner.place(design, finding);
            let mut left = reasons.clone();
            left.shift_remove(rule);
            let left = Value::Map(left);
            let kept = (reasons.len() > 1).then_some((exceptions::FIELD, &left));
            finding.fix(format!("Remove the exception for {rule}"), owner.set(design, exceptions::FIELD, kept));
        }
    }
}
