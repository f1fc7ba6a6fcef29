//! What is written on a node or a connection does something.

use super::support::fields::{self, Owner};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::idle;
use crate::design::{ConnectionId, Design};
use crate::meaning::{access, delivers, fetches_from, forwards, injects, requests};
use crate::synthesize::valid_verb;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP110",
    name: "idle-field",
    severity: Severity::Warning,
    stage: Stage::Nothing,
    docs: "\
A field of a node or a connection changes nothing where it stands.

Some fields need something beside them: an environment variable needs a container, a share of the requests needs another connection to share \
with, a JSON key needs a secret. Without it the template is the same as if nothing were written, so what was meant does not happen.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html",
    flagged: "\
role worker
queue orders
worker -> orders : send variable=ORDERS
",
    passing: "\
role worker
queue orders
worker -> orders : send
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for fields in fields::all(design) {
        // Few of the fields that there are have a value.
        for (name, value) in fields.values {
            let of_name = fields.known.iter().find(|field| field.name == name);
            let Some(field) = of_name.filter(|field| field.initial.value().as_ref() != Some(value)) else {
                continue;
            };
            // Another rule has a word on what has the wrong form.
            let is_empty = field.form.takes_empty_text() && value.as_text() == Some("");
            if is_empty || (!value.is_expression() && field.form.problem(value).is_some()) {
                continue;
            }
            let why = match fields.owner {
                Owner::Node(id) => idle::reason(design, id, field.name),
                Owner::Connection(id) => of_connection(design, id, field.name),
            };
            let Some(why) = why else { continue };
            let finding =
                findings.report(format!("{}, {}: it does nothing, since {why}", fields.words(design), field.title)).field(field.name);
            fields.place(design, finding);
            finding.fix(format!("Remove {}", field.name), fields.set(design, field.name, None));
        }
    }
}

fn of_connection(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let verb = design.connection(id).and_then(|connection| valid_verb(design, connection))?.id;
    let of_verb = match verb {
        verb if verb == delivers::VERB.id => delivers::idle,
        verb if verb == fetches_from::VERB.id => fetches_from::idle,
        verb if verb == forwards::VERB.id => forwards::idle,
        verb if verb == injects::VERB.id => injects::idle,
        verb if verb == requests::VERB.id => requests::idle,
        _ => access::idle,
    };
    of_verb(design, id, field)
}
