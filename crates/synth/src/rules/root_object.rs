//! A bucket has no page at its root.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{bucket, distribution};
use crate::design::Design;
use crate::meaning::fetches_from;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP070",
    name: "root-object",
    severity: Severity::Info,
    stage: Stage::Run,
    docs: "\
CloudFront has nothing to answer at its root.

A bucket that is read as an origin has no index page: a request for `/` looks for an object without a name and is refused. The root object \
says which page is meant, mostly `index.html`.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html",
    flagged: "\
internet users
distribution cdn
bucket pages
users -> cdn : requests
cdn -> pages : fetches-from
",
    passing: "\
internet users
distribution cdn root_object=index.html
bucket pages
users -> cdn : requests
cdn -> pages : fetches-from
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(distribution::KIND.id) {
        if distribution::root_object(&node.fields).value().is_some() {
            continue;
        }
        let fetching = design.connections_from(id).filter(|(_, connection)| connection.verb == fetches_from::VERB.id);
        let at_root = fetching.filter(|(_, connection)| fetches_from::path(&connection.fields).value().is_none());
        let buckets = at_root.filter_map(|(_, connection)| connection.to.node());
        let Some(bucket) = buckets.into_iter().find(|to| design.node(*to).is_some_and(|node| node.kind == bucket::KIND.id)) else {
            continue;
        };
        let message =
            format!("{} asks {} for an object without a name when somebody opens its address", label(design, id), name(design, bucket));
        let finding = findings.report(message).on(id).field("root_object").aws_says("AccessDenied");
        let change = patch(design, |edit| edit.set_field(id, "root_object", Some(Value::text("index.html"))));
        finding.fix("Answer with index.html", change);
    }
}
