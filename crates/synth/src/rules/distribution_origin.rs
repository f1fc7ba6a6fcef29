//! A distribution has one origin for each path, and one for all others.

use std::collections::BTreeSet;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::distribution;
use crate::design::Design;
use crate::meaning::fetches_from;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP035",
    name: "distribution-origin",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A distribution has no origin, none or several for the paths that nothing else takes, or two for one path.

CloudFront needs something to fetch from before it can be created. Each path pattern has one origin, and exactly one origin takes what no \
pattern takes: with two of them the second would never be asked, without one the wrong origin might be.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html",
    flagged: "\
bucket pages
bucket pictures
distribution cdn root_object=index.html
cdn -> pages : fetches-from
cdn -> pictures : fetches-from
",
    passing: "\
bucket pages
bucket pictures
distribution cdn root_object=index.html
cdn -> pages : fetches-from
cdn -> pictures : fetches-from path=/pictures/*
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in design.nodes_of(distribution::KIND.id) {
        let all = fetches_from::connections(design, id);
        if all.is_empty() {
            let finding = findings.report(format!("{} fetches from nothing", label(design, id))).on(id);
            finding.aws_says("Your request must contain at least one origin");
            continue;
        }
        let paths: Vec<Option<Value>> = all.iter().map(|(_, connection)| fetches_from::path(&connection.fields).value()).collect();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for ((connection, record), path) in all.iter().zip(&paths) {
            let written = path.as_ref().map(Value::display).unwrap_or_default();
            if seen.insert(written.clone()) {
                continue;
            }
            let target = record.to.node().map(|target| name(design, target)).unwrap_or_default();
            let which = if written.is_empty() { "all paths that nothing else takes".to_owned() } else { format!("the path {written}") };
            let message = format!("{} has a second origin for {which}: {target}", label(design, id));
            findings.report(message).on(id).on_connection(*connection).field("path");
        }
        if let ([(first, record), ..], false) = (all.as_slice(), paths.iter().any(Option::is_none)) {
            let message = format!("{} has no origin for the paths that no connection names", label(design, id));
            let finding = findings.report(message).on(id).on_connection(*first).field("path");
            let change = patch(design, |edit| edit.connection(*first, |connection| drop(connection.fields.remove("path"))));
            let target = record.to.node().map(|target| name(design, target)).unwrap_or_default();
            finding.fix(format!("Let {target} take them"), change);
        }
    }
}
