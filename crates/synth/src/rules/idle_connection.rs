//! A connection does something.

use std::collections::BTreeMap;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::listeners::{self, Listener};
use crate::catalog::{load_balancer, subnet};
use crate::design::{Connection, ConnectionId, Design, Node, NodeId};
use crate::meaning::{
    self, assumes, authenticates_with, belongs_to, encrypts_with, keeps_logs_in, logs, pulls, resolves_to, routes, secured_by, validated_by,
};
use crate::synthesize::valid_verb;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP117",
    name: "idle-connection",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A connection changes nothing, since another one has taken its place or nothing asks for it.

What is encrypted has one key, an image comes from one repository, a record resolves to one target. Of two such connections one alone is in the \
template, and the picture says more than is deployed. A load balancer without an HTTPS listener shows no certificate, and only a private subnet \
has a default route to a NAT gateway.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html",
    flagged: "\
bucket files
kms-key one
kms-key other
files -> one : encrypts-with
files -> other : encrypts-with
",
    passing: "\
bucket files
bucket more
kms-key one
kms-key other
files -> one : encrypts-with
more -> other : encrypts-with
",
    check,
};

/// The verbs of which a node takes one connection. Others that do have rules of their own, which know what AWS says.
const SINGLE: &[&meaning::Verb] = &[
    &assumes::VERB,
    &authenticates_with::VERB,
    &belongs_to::VERB,
    &encrypts_with::VERB,
    &keeps_logs_in::VERB,
    &logs::VERB,
    &pulls::VERB,
    &resolves_to::VERB,
    &routes::VERB,
    &secured_by::VERB,
    &validated_by::VERB,
];

fn check(design: &Design, findings: &mut Findings) {
    let mut first: BTreeMap<(NodeId, &str), ConnectionId> = BTreeMap::new();
    for (id, connection) in design.connections() {
        let Some((from, to)) = connection.nodes() else { continue };
        let Some(verb) = valid_verb(design, connection) else { continue };
        let words = || format!("{} {} {}", label(design, from), verb.phrase, name(design, to));
        if let Some(why) = unasked(design, from, connection) {
            let finding = findings.report(format!("{}, which does nothing, since {why}", words())).on(from).on_connection(id);
            finding.fix("Remove the connection", patch(design, |edit| edit.remove_connection(id)));
            continue;
        }
        if !SINGLE.iter().any(|single| single.id == verb.id) {
            continue;
        }
        let earlier = *first.entry((from, verb.id)).or_insert(id);
        let Some(other) = design.connection(earlier).filter(|_| earlier != id).and_then(|other| other.to.node()) else { continue };
        let message = format!("{} and {}, but takes one alone", words(), name(design, other));
        let finding = findings.report(message).on(from).on_connection(id);
        for (gone, kept) in [(id, other), (earlier, to)] {
            finding.fix(format!("Keep {}", name(design, kept)), patch(design, |edit| edit.remove_connection(gone)));
        }
    }
}

/// True for a subnet that is certainly not private.
fn is_open(subnet: &Node) -> bool {
    subnet::access(&subnet.fields).value().is_some_and(|access| access.as_text().is_some_and(|access| access != "private"))
}

/// Why nothing asks for what a connection gives.
fn unasked(design: &Design, from: NodeId, connection: &Connection) -> Option<&'static str> {
    let node = design.node(from)?;
    if connection.verb == routes::VERB.id && is_open(node) {
        return Some("only a private subnet has a default route to a NAT gateway");
    }
    if connection.verb != secured_by::VERB.id || node.kind != load_balancer::KIND.id {
        return None;
    }
    let secure: Vec<Listener> = listeners::all(node).into_iter().filter(|listener| listener.secure).collect();
    if secure.is_empty() {
        return Some("no listener takes HTTPS");
    }
    secure.iter().all(|listener| listener.certificate.is_some()).then_some("its listeners name certificates of their own")
}
