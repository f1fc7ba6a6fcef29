//! CloudWatch may use the key of a topic that it notifies.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{key, topic};
use crate::design::Design;
use crate::meaning::notifies;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP027",
    name: "alarm-topic-key",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
An alarm notifies a topic that is encrypted with AWS's own key.

Publishing to an encrypted topic takes the right to use its key. The policy of AWS's key `alias/aws/sns` cannot be changed, so \
CloudWatch has no way in: the alarm goes off and nobody hears of it. Connect the topic to a key of your own, or leave it unencrypted.",
    source: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    flagged: "\
queue orders
alarm late threshold=300
topic people encryption=KMS
late -> orders : watches
late -> people : notifies
",
    passing: "\
queue orders
alarm late threshold=300
topic people
kms-key messages
late -> orders : watches
late -> people : notifies
people -> messages : encrypts-with
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(topic::KIND.id) {
        let alarms = design.sources(id, notifies::VERB.id);
        let Some(alarm) = alarms.first() else { continue };
        if topic::encryption(&node.fields).text() != "KMS" || key::of(design, id).is_some() {
            continue;
        }
        let message = format!("{} is encrypted with AWS's key, which alarm {} cannot use", label(design, id), name(design, *alarm));
        let change = patch(design, |edit| edit.set_field(id, "encryption", Some(Value::text("none"))));
        findings.report(message).on(id).field("encryption").fix("Leave the topic unencrypted", change);
    }
}
