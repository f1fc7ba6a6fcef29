//! A load balancer gives an idle connection up before the program behind it does.

use super::support::{label, name, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, load_balancer};
use crate::design::{Design, NodeId};
use crate::meaning::forwards;
use crate::parameters::allowed_values;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP141",
    name: "keep-alive",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A program closes idle connections before its load balancer does.

A load balancer keeps connections to a task open and sends the next request over one of them. A program that closes one after its own keep-alive \
timeout may do so just as a request is on its way: the load balancer gets no answer and says 502, now and then and mostly when there is little to do. \
AWS recommends a keep-alive timeout of the program that is longer than the idle timeout of the load balancer. Raise the program's, in its code or \
command, and say so in `keep_alive`; or lower the load balancer's, if every answer then still begins in time.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site allow={http-only=\"An example\"}
  cluster all
    service web public_address=true
      container app port=8080 keep_alive=30
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site allow={http-only=\"An example\"}
  cluster all
    service web public_address=true
      container app port=8080 keep_alive=65
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    check,
};

/// How much longer than the load balancer a program keeps connections, as a rule of thumb.
const MORE_SECONDS: i64 = 5;

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let Some(keeps) = container::keep_alive(&node.fields).number() else { continue };
        let mut sooner: Vec<(NodeId, i64)> = Vec::new();
        let mut open: Option<(NodeId, Value)> = None;
        for (_, balancer) in forwards::to_container(design, id) {
            let Some(given) = design.node(balancer).and_then(|node| load_balancer::idle_timeout(&node.fields).0) else { continue };
            let (least, most) = bounds(design, &given);
            if keeps <= least {
                sooner.push((balancer, given.as_number().unwrap_or(least)));
            } else if keeps <= most {
                open = Some((balancer, given));
            }
        }
        sooner.dedup();
        let Some(longest) = sooner.iter().map(|(_, idle)| *idle).max() else {
            if let Some((balancer, given)) = open {
                let question = format!("whether {} keeps idle connections longer than {}", label(design, id), name(design, balancer));
                let why = format!("{keeps} seconds in the program, {} in the load balancer", given.display());
                findings.cannot_tell(question, why).on(id).field("keep_alive");
            }
            continue;
        };
        let balancers: Vec<NodeId> = sooner.iter().map(|(balancer, _)| *balancer).collect();
        let message = format!(
            "{} closes idle connections after {keeps} seconds, {} after {longest}: a request may meet a closed one",
            label(design, id),
            names(design, &balancers)
        );
        let finding = findings.report(message).on(id).field("keep_alive").aws_says("HTTP 502: Bad Gateway");
        let known = sooner
            .iter()
            .all(|(balancer, _)| design.node(*balancer).is_some_and(|node| load_balancer::idle_timeout(&node.fields).number().is_some()));
        if keeps > 1 && known {
            let change = patch(design, |edit| {
                for balancer in &balancers {
                    edit.set_field(*balancer, "idle_timeout", Some(Value::Number(keeps - 1)));
                }
            });
            let who = names(design, &balancers);
            finding.fix(format!("Let {who} give up after {} seconds, also on answers that begin later", keeps - 1), change);
        }
        let longer = longest + MORE_SECONDS;
        let change = patch(design, |edit| edit.set_field(id, "keep_alive", Some(Value::Number(longer))));
        finding.fix(format!("Note that {} now keeps them {longer} seconds, once it does", name(design, id)), change);
    }
}

/// The shortest and the longest that an idle timeout may be.
fn bounds(design: &Design, given: &Value) -> (i64, i64) {
    if let Some(number) = given.as_number() {
        return (number, number);
    }
    let allowed: Vec<i64> = allowed_values(given, design.settings()).into_iter().flatten().filter_map(|text| text.parse().ok()).collect();
    match (allowed.iter().min(), allowed.iter().max()) {
        (Some(least), Some(most)) => (*least, *most),
        // What AWS takes.
        _ => (1, 4000),
    }
}
