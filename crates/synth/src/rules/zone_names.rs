//! Names of a private hosted zone are answered only in a VPC that answers names.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::vpc;
use crate::design::Design;
use crate::meaning::answers;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP109",
    name: "zone-names",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A private hosted zone belongs to a VPC that does not answer its names.

The resolver of a VPC answers from private hosted zones only with DNS resolution and DNS hostnames of the VPC. Without both the stack is made, and \
programs do not find the names that stand in the zone.",
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
    flagged: "\
vpc main cidr=10.0.0.0/16 dns_hostnames=false
hosted-zone inside domain=shop.internal
inside -> main : answers
",
    passing: "\
vpc main cidr=10.0.0.0/16
hosted-zone inside domain=shop.internal
inside -> main : answers
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(answers::VERB.id) {
        let Some((zone, vpc)) = connection.nodes() else { continue };
        let Some(node) = design.node(vpc).filter(|node| node.kind == vpc::KIND.id) else { continue };
        for (field, title, is_off) in [
            ("dns_support", "DNS resolution", vpc::dns_support(&node.fields).is_off()),
            ("dns_hostnames", "DNS hostnames", vpc::dns_hostnames(&node.fields).is_off()),
        ] {
            if !is_off {
                continue;
            }
            let message = format!("{} is private to {}, but {title} of it is off", label(design, zone), name(design, vpc));
            let finding = findings.report(message).on(vpc).on_connection(id).field(field).aws_says("NXDOMAIN");
            let change = patch(design, |edit| edit.set_field(vpc, field, None));
            finding.fix(format!("Turn on {title}"), change);
        }
    }
}
