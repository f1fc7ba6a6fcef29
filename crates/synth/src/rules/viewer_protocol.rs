//! CloudFront can speak HTTPS with every browser.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::fetches_from;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP069",
    name: "viewer-protocol",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
CloudFront answers browsers over plain HTTP.

CloudFront has a certificate for its own name and takes one for yours. With `allow-all`, whoever follows an old link sends and gets \
everything in the open; a redirect costs nothing.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
    flagged: "\
internet users
distribution cdn root_object=index.html
bucket pages
users -> cdn : requests
cdn -> pages : fetches-from viewer_protocol=allow-all
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
    for (id, connection) in design.connections_with(fetches_from::VERB.id) {
        let Some((from, _)) = connection.nodes() else { continue };
        if fetches_from::viewer_protocol(&connection.fields).text() != "allow-all" {
            continue;
        }
        let change = patch(design, |edit| edit.set_connection_field(id, "viewer_protocol", None));
        let finding = findings.report(format!("{} answers over plain HTTP too", label(design, from)));
        finding.on(from).on_connection(id).field("viewer_protocol").fix("Redirect to HTTPS", change);
    }
}
