//! A certificate lies in the region of what it secures; for CloudFront that is us-east-1.

use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{certificate, load_balancer};
use crate::design::{Design, NodeId};
use crate::meaning::secured_by;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP032",
    name: "certificate-region",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A certificate lies in another region than what it is to secure.

A load balancer takes certificates of its own region. CloudFront, and the sign-in page of a user pool with a domain of yours, which \
CloudFront delivers, take only those of us-east-1. A stack makes its certificate in its own region: with the design elsewhere, make the \
certificate in us-east-1 first and give its ARN in the field for an existing one.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
    flagged: "\
design \"Shop\" region=eu-west-1
bucket pages
distribution cdn root_object=index.html
certificate shop domain=shop.example.com
cdn -> pages : fetches-from
cdn -> shop : secured-by
",
    passing: "\
design \"Shop\" region=eu-west-1
bucket pages
distribution cdn root_object=index.html aliases=[shop.example.com]
certificate shop existing=arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab
cdn -> pages : fetches-from
cdn -> shop : secured-by
",
    check,
};

/// The region of CloudFront's own affairs.
const GLOBAL: &str = "us-east-1";

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(secured_by::VERB.id) {
        let Some((secured, certificate)) = connection.nodes() else { continue };
        let Some(found) = region_of(design, certificate) else { continue };
        let regional = design.node(secured).is_some_and(|node| node.kind == load_balancer::KIND.id);
        let needed = if regional { design.settings().region.clone() } else { GLOBAL.to_owned() };
        if needed.is_empty() || needed == found {
            continue;
        }
        let message =
            format!("{} needs a certificate of {needed}, but {} is one of {found}", label(design, secured), name(design, certificate));
        let finding = findings.report(message).on(certificate).on_connection(id).field("existing");
        finding.aws_says(if regional {
            format!("Certificate ARN is not valid: it is in {found}")
        } else {
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain."
                .to_owned()
        });
    }
}

/// The region of a certificate: that of its ARN, else the design's; nothing when it is known only at deployment.
fn region_of(design: &Design, certificate: NodeId) -> Option<String> {
    let node = design.node(certificate)?;
    let region = match certificate::existing(&node.fields).value() {
        Some(arn) => arn.as_text()?.split(':').nth(3)?.to_owned(),
        None => design.settings().region.clone(),
    };
    (!region.is_empty()).then_some(region)
}
