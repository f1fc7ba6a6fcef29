//! A schedule has one of three forms.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::task;
use crate::design::{Design, Node, NodeId};
use crate::parameters;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP075",
    name: "schedule-words",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A task's schedule is none that EventBridge understands.

A schedule is `rate(5 minutes)`, `cron(0 7 * * ? *)` with six parts, of which the third or the fifth is a question mark, or \
`at(2026-12-24T18:00:00)` for a single time. Any other text is refused.",
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    task report cpu=512 memory=1024 public_address=true schedule=\"every 5 minutes\"
      container app port=\"\"
report -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    task report cpu=512 memory=1024 public_address=true schedule=\"rate(5 minutes)\"
      container app port=\"\"
report -> public-a : runs
",
    check,
};

/// What EventBridge says of a rule.
const NOT_VALID: &str = "Parameter ScheduleExpression is not valid.";

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(task::KIND.id) {
        check_parameter(design, findings, id, node);
        let schedule = task::schedule(&node.fields).text();
        let Some(problem) = (!schedule.is_empty()).then(|| problem(&schedule)).flatten() else { continue };
        let finding = findings.report(format!("{} runs at \"{schedule}\": {problem}", label(design, id)));
        // Without a time zone a rule of EventBridge starts the task, else EventBridge Scheduler.
        let by_rule = task::time_zone(&node.fields).value().is_none();
        let says = if by_rule { NOT_VALID.to_owned() } else { format!("Invalid Schedule Expression {schedule}.") };
        finding.on(id).field("schedule").aws_says(says);
    }
}

/// A parameter decides too late what starts a task: without a time zone that is a rule of EventBridge, which knows no single time.
fn check_parameter(design: &Design, findings: &mut Findings, id: NodeId, node: &Node) {
    let Some(Value::Call(function, name)) = task::schedule(&node.fields).0 else { return };
    let members = name.as_text().filter(|_| function == "Ref").and_then(|name| design.settings().parameters.get(name));
    let Some(default) = members.and_then(parameters::default_of) else { return };
    if !task::is_one_time(&default) || task::time_zone(&node.fields).value().is_some() {
        return;
    }
    let message = format!("{} runs at {}: a single time that is a parameter takes a time zone", label(design, id), default.display());
    let finding = findings.report(message).on(id).field("time_zone").aws_says(NOT_VALID);
    finding.fix("Set the time zone to UTC", patch(design, |edit| edit.set_field(id, "time_zone", Some(Value::text("UTC")))));
}

/// What is wrong with a schedule.
fn problem(schedule: &str) -> Option<String> {
    let inside = |word: &str| schedule.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inside("rate") {
        let (count, unit) = rate.split_once(' ').unwrap_or((rate, ""));
        let is_unit = ["minute", "minutes", "hour", "hours", "day", "days"].contains(&unit);
        let fits = is_unit && count.parse::<u32>().is_ok_and(|count| count > 0);
        return (!fits).then(|| "a rate is a number and minutes, hours or days".to_owned());
    }
    if let Some(cron) = inside("cron") {
        let parts: Vec<&str> = cron.split_whitespace().collect();
        let [_, _, day, _, weekday, _] = parts[..] else {
            return Some(format!("cron has six parts, here are {}", parts.len()));
        };
        return ((day == "?") == (weekday == "?")).then(|| "either the day of the month or that of the week is a question mark".to_owned());
    }
    if let Some(time) = inside("at") {
        let shape: String = time.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
        return (shape != "0000-00-00T00:00:00").then(|| "a time is written as 2026-12-24T18:00:00".to_owned());
    }
    Some("expected rate(…), cron(…) or at(…)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn the_three_forms_are_told_from_others() {
        for right in ["rate(1 minute)", "rate(5 minutes)", "cron(0 7 * * ? *)", "cron(0 7 ? * MON-FRI *)", "at(2026-12-24T18:00:00)"] {
            assert_eq!(problem(right), None, "{right}");
        }
        for wrong in [
            "",
            "5 minutes",
            "rate(five minutes)",
            "rate(0 days)",
            "cron(0 7 * * *)",
            "cron(0 7 * * * *)",
            "at(tomorrow)",
            "rate(5 minutes",
        ] {
            assert!(problem(wrong).is_some(), "{wrong}");
        }
    }
}
