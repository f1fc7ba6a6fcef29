//! An exception names a rule and gives a reason.

use std::collections::BTreeMap;

use super::support::{label, name, nearest, patch};
use super::{ALL, EVALUATED, Findings, Rule, Severity, by_name, exceptions};
use crate::design::{ConnectionId, Design, NodeId, Patch};
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP040",
    name: "unknown-exception",
    severity: Severity::Warning,
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
    for (id, node) in design.nodes() {
        check_exceptions(design, findings, (Some(id), None), &label(design, id), &node.fields);
    }
    for (id, connection) in design.connections() {
        let Some((from, to)) = connection.nodes() else { continue };
        let words = format!("{} -> {} : {}", name(design, from), name(design, to), connection.verb);
        check_exceptions(design, findings, (Some(from), Some(id)), &words, &connection.fields);
    }
}

fn check_exceptions(
    design: &Design,
    findings: &mut Findings,
    place: (Option<NodeId>, Option<ConnectionId>),
    words: &str,
    fields: &BTreeMap<String, Value>,
) {
    let Some(given) = fields.get(exceptions::FIELD) else { return };
    let Value::Map(reasons) = given else {
        let finding = findings.report(format!("{words}: found {} as exceptions, expected {{RULE=\"reason\"}}", given.display()));
        (finding.node, finding.connection) = place;
        finding.fix("Remove it", rewrite(design, place, None));
        return;
    };
    for (rule, reason) in reasons {
        let is_known = by_name(rule).is_some() || EVALUATED.contains(&rule.as_str());
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
        (finding.node, finding.connection) = place;
        let mut left = reasons.clone();
        left.shift_remove(rule);
        finding
            .fix(format!("Remove the exception for {rule}"), rewrite(design, place, Some(&Value::Map(left)).filter(|_| reasons.len() > 1)));
    }
}

fn rewrite(design: &Design, place: (Option<NodeId>, Option<ConnectionId>), value: Option<&Value>) -> Patch {
    let write = |fields: &mut BTreeMap<String, Value>| {
        fields.remove(exceptions::FIELD);
        fields.extend(value.map(|value| (exceptions::FIELD.to_owned(), value.clone())));
    };
    patch(design, |edit| match place {
        (_, Some(id)) => edit.connection(id, |connection| write(&mut connection.fields)),
        (Some(id), None) => edit.node(id, |node| write(&mut node.fields)),
        (None, None) => {}
    })
}
