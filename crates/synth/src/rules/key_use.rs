//! A key does what is asked of it.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::key;
use crate::design::{Design, Node};
use crate::meaning::{decrypt, encrypt, encrypts_with};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP105",
    name: "key-use",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A key is to encrypt, but it is for something else or switched off.

Services of AWS encrypt what they keep with symmetric keys alone. A pair of keys for signatures, a key for message codes or a key that is \
switched off is refused at the first call, or with the resource that names it; and what was encrypted with a key that is switched off later cannot \
be read until it is on again.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-compare.html",
    flagged: "\
kms-key own spec=RSA_2048 usage=SIGN_VERIFY
bucket photos
photos -> own : encrypts-with
",
    passing: "\
kms-key own
kms-key signatures spec=RSA_2048 usage=SIGN_VERIFY
bucket photos
photos -> own : encrypts-with
",
    check,
};

/// The key that services of AWS take.
const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";
/// What it is for.
const ENCRYPTS: &str = "ENCRYPT_DECRYPT";

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections() {
        let at_rest = connection.verb == encrypts_with::VERB.id;
        if !at_rest && connection.verb != encrypt::VERB.id && connection.verb != decrypt::VERB.id {
            continue;
        }
        let Some((from, to)) = connection.nodes() else { continue };
        let Some(node) = design.node(to).filter(|node| node.kind == key::KIND.id) else { continue };
        let Some((field, problem, aws_says)) = problem(node, at_rest) else { continue };
        let words = if at_rest { "is encrypted with" } else { "calls" };
        let finding = findings.report(format!("{} {words} {}, which {problem}", label(design, from), name(design, to)));
        finding.on(to).on_connection(id).field(field).aws_says(aws_says);
        let change = patch(design, |edit| {
            edit.set_field(to, field, None);
            if field != "enabled" {
                edit.set_field(to, "spec", None);
                edit.set_field(to, "usage", None);
            }
        });
        finding.fix(if field == "enabled" { "Switch it on" } else { "Make it a symmetric key" }, change);
    }
}

/// What is wrong with a key: the field, in words, and what KMS says. What a parameter decides is not known.
fn problem(node: &Node, at_rest: bool) -> Option<(&'static str, String, String)> {
    let known = |given: crate::catalog::Given| given.0.filter(|value| !value.is_expression()).map(|value| value.display());
    let call = "GenerateDataKey";
    let arn = "arn:aws:kms:…";
    if key::enabled(&node.fields).is_off() {
        return Some(("enabled", "is switched off".to_owned(), format!("DisabledException: {arn} is disabled.")));
    }
    if let Some(usage) = known(key::usage(&node.fields)).filter(|usage| usage != ENCRYPTS) {
        let says = format!("InvalidKeyUsageException: {arn} key usage is {usage} which is not valid for {call}.");
        return Some(("usage", format!("is for {usage} and not for {ENCRYPTS}"), says));
    }
    let spec = known(key::spec(&node.fields)).filter(|spec| at_rest && spec != SYMMETRIC)?;
    Some(("spec", format!("is {spec}: services of AWS take {SYMMETRIC}"), "InvalidKeyUsageException".to_owned()))
}
