//! An event of a bucket is reported to one place.

use super::support::{and, label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::bucket;
use crate::design::{Connection, Design};
use crate::meaning::reports;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP030",
    name: "event-overlap",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A bucket reports the same change to two places.

S3 sends each event to one destination alone: two connections may share an event only when their prefixes or suffixes keep the objects \
apart. To reach several, report to a topic that delivers to several queues, or send the events to EventBridge.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html",
    flagged: "\
bucket uploads
queue thumbnails
queue index
uploads -> thumbnails : reports prefix=images/
uploads -> index : reports
",
    passing: "\
bucket uploads
queue thumbnails
queue index
uploads -> thumbnails : reports prefix=images/
uploads -> index : reports prefix=texts/
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(bucket::KIND.id) {
        let all: Vec<_> = design.connections_from(id).filter(|(_, connection)| connection.verb == reports::VERB.id).collect();
        for (index, (later, one)) in all.iter().enumerate() {
            let Some((_, other)) = all.iter().take(index).find(|(_, other)| overlap(one, other)) else { continue };
            let places: Vec<String> = [other, one].iter().filter_map(|end| Some(name(design, end.to.node()?).to_owned())).collect();
            let finding = findings.report(format!("{} reports the same change to {}", label(design, id), and(&places)));
            finding
                .on(id)
                .on_connection(*later)
                .aws_says("Configurations overlap. Configurations on the same bucket cannot share a common event type.");
        }
    }
}

/// True when an object can change so that both connections would report it. What is known only at deployment counts as apart.
fn overlap(one: &Connection, other: &Connection) -> bool {
    let same_event = reports::event_names(one).iter().any(|event| reports::event_names(other).iter().any(|known| covers(event, known)));
    let filters = [&one.fields, &other.fields].map(|fields| (reports::prefix(fields), reports::suffix(fields)));
    if filters
        .iter()
        .flat_map(|(prefix, suffix)| [prefix, suffix])
        .any(|given| given.0.as_ref().is_some_and(crate::value::Value::is_expression))
    {
        return false;
    }
    let [(prefix, suffix), (other_prefix, other_suffix)] = filters.map(|(prefix, suffix)| (prefix.text(), suffix.text()));
    let same_start = prefix.starts_with(&other_prefix) || other_prefix.starts_with(&prefix);
    let same_end = suffix.ends_with(&other_suffix) || other_suffix.ends_with(&suffix);
    same_event && same_start && same_end
}

/// True when one of two event types is the other or a group, written with a star, to which the other belongs.
fn covers(one: &str, other: &str) -> bool {
    let within = |group: &str, event: &str| group.strip_suffix('*').is_some_and(|stem| event.starts_with(stem));
    one == other || within(one, other) || within(other, one)
}
