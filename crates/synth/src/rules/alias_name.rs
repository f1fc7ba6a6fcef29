//! A distribution answers to the names that lead to it.

use super::support::{and, label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{certificate, distribution, record};
use crate::design::{Design, Node};
use crate::meaning::resolves_to;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP128",
    name: "alias-name",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A record leads to a distribution that does not answer to its name.

CloudFront looks for the name that a browser asks for among the names of its distributions. One that is on no list gets an error, and the browser warns \
before that, since the certificate of cloudfront.net does not cover the name. A distribution takes its names from the connected certificate, which has \
to lie in us-east-1, or from its own list, which the certificate has to cover.",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
    flagged: "\
design \"Shop\" region=us-east-1
distribution cdn root_object=index.html
bucket pages
certificate shop domain=shop.example.com
hosted-zone zone domain=example.com
record other domain=other.example.com
cdn -> pages : fetches-from
cdn -> shop : secured-by
shop -> zone : validated-by
other -> cdn : resolves-to
other -> zone : belongs-to
",
    passing: "\
design \"Shop\" region=us-east-1
distribution cdn root_object=index.html
bucket pages
certificate shop domain=shop.example.com
hosted-zone zone domain=example.com
record own domain=shop.example.com
cdn -> pages : fetches-from
cdn -> shop : secured-by
shop -> zone : validated-by
own -> cdn : resolves-to
own -> zone : belongs-to
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (connection, link) in design.connections_with(resolves_to::VERB.id) {
        let Some((from, to)) = link.nodes() else { continue };
        let Some(node) = design.node(to).filter(|node| node.kind == distribution::KIND.id) else { continue };
        let Some(own) = record::name(design, from) else { continue };
        let securing = certificate::securing(design, to).into_iter().next().and_then(|securing| design.node(securing));
        // Without a certificate of yours CloudFront takes no names at all. A list that is one expression is known at deployment.
        let is_open = distribution::aliases(&node.fields).value().is_some_and(|list| list.is_expression());
        let names = if securing.is_some() { distribution::names(design, to, node) } else { Vec::new() };
        if securing.is_some() && (is_open || names.iter().any(|name| may_cover(name, &own))) {
            continue;
        }
        let known: Vec<String> = names.iter().map(Value::display).collect();
        let answers = if known.is_empty() { "answers to no name of yours".to_owned() } else { format!("answers to {}", and(&known)) };
        let message = format!("{} leads {} to {}, which {answers}", label(design, from), own.display(), name(design, to));
        let finding = findings.report(message).on(from).on_connection(connection);
        finding.aws_says("HTTP 403 from CloudFront: The request could not be satisfied");
        // A certificate of elsewhere may cover anything.
        let covers = |node: &Node| {
            certificate::existing(&node.fields).value().is_some() || certificate::names(node).iter().any(|name| may_cover(name, &own))
        };
        if securing.is_some_and(|node| covers(node)) {
            let all = Value::List(names.iter().cloned().chain([own.clone()]).collect());
            let change = patch(design, |edit| edit.set_field(to, "aliases", Some(all)));
            finding.fix(format!("Let {} answer to {}", name(design, to), own.display()), change);
        }
        if let Some(first) = names.first().filter(|first| !first.display().starts_with('*')) {
            let change = patch(design, |edit| edit.set_field(from, "domain", Some(first.clone())));
            finding.fix(format!("Call the record {}", first.display()), change);
        }
    }
}

/// True when a name of a distribution or certificate is, or may be, one for a record. A star stands for whatever is in front.
fn may_cover(known: &Value, own: &Value) -> bool {
    if known.is_expression() || own.is_expression() {
        return true;
    }
    let plain = |value: &Value| value.display().trim_end_matches('.').to_ascii_lowercase();
    let (known, own) = (plain(known), plain(own));
    known == own || known.strip_prefix('*').is_some_and(|rest| own.ends_with(rest))
}
