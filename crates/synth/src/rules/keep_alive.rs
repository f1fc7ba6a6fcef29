//! A load balancer gives an idle connection up before the program behind it does.

use super::support::numbers::numbers;
use super::support::{and, label, name, names, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, load_balancer};
use crate::design::{ConnectionId, Design, NodeId};
use crate::meaning::{fetches_from, forwards};
use crate::ordered::Order;
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

/// What AWS takes as an idle timeout.
const TAKEN: (i64, i64) = (1, 4000);

/// A load balancer in front of a container, what is written as its idle timeout, and the shortest and the longest that this may be.
struct InFront {
    balancer: NodeId,
    given: Value,
    bounds: (i64, i64),
}

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let Some(keeps) = container::keep_alive(&node.fields).number() else { continue };
        let mut balancers: Vec<NodeId> = forwards::to_container(design, id).into_iter().map(|(_, balancer)| balancer).collect();
        balancers.order();
        balancers.dedup();
        let in_front = balancers.into_iter().filter_map(|balancer| {
            let given = design.node(balancer).and_then(|node| load_balancer::idle_timeout(&node.fields).0)?;
            Some(InFront { balancer, bounds: bounds(design, &given), given })
        });
        let (sooner, others): (Vec<InFront>, Vec<InFront>) = in_front.partition(|one| keeps <= one.bounds.0);
        if !sooner.is_empty() {
            report(design, findings, (id, keeps), &sooner);
        }
        let open: Vec<InFront> = others.into_iter().filter(|one| keeps <= one.bounds.1).collect();
        if !open.is_empty() {
            let all: Vec<NodeId> = open.iter().map(|one| one.balancer).collect();
            let question = format!("whether {} keeps idle connections longer than {}", label(design, id), names(design, &all));
            let theirs: Vec<String> = open.iter().map(|one| format!("{} in {}", one.given.display(), name(design, one.balancer))).collect();
            findings.cannot_tell(question, format!("{keeps} seconds in the program, {}", and(&theirs))).on(id).field("keep_alive");
        }
    }
}

/// A program that closes connections before some load balancers do, whatever is chosen at deployment.
fn report(design: &Design, findings: &mut Findings, (id, keeps): (NodeId, i64), sooner: &[InFront]) {
    let theirs: Vec<String> = sooner
        .iter()
        .map(|one| match one.bounds {
            (least, most) if least == most => format!("{} after {least}", name(design, one.balancer)),
            (least, most) => format!("{} after {least} to {most}", name(design, one.balancer)),
        })
        .collect();
    let seconds = if keeps == 1 { "second" } else { "seconds" };
    let message =
        format!("{} closes idle connections after {keeps} {seconds}, {}: a request may meet a closed one", label(design, id), and(&theirs));
    let finding = findings.report(message).on(id).field("keep_alive").aws_says("HTTP 502: Bad Gateway");
    if keeps > 1 && sooner.iter().all(|one| one.given.as_number().is_some()) {
        let balancers: Vec<NodeId> = sooner.iter().map(|one| one.balancer).collect();
        let waiting = waiting(design, &balancers, keeps - 1);
        let change = patch(design, |edit| {
            for balancer in &balancers {
                edit.set_field(*balancer, "idle_timeout", Some(Value::Number(keeps - 1)));
            }
            for (connection, _) in &waiting {
                edit.set_connection_field(*connection, "read_timeout", Some(Value::Number(keeps - 1)));
            }
        });
        let (who, second) = (names(design, &balancers), if keeps == 2 { "second" } else { "seconds" });
        let mut distributions: Vec<NodeId> = waiting.into_iter().map(|(_, distribution)| distribution).collect();
        distributions.order();
        distributions.dedup();
        let also = if distributions.is_empty() { String::new() } else { format!(", and {} as soon", names(design, &distributions)) };
        finding.fix(format!("Let {who} give up after {} {second}, also on answers that begin later{also}", keeps - 1), change);
    }
    let longer = sooner.iter().map(|one| one.bounds.1).max().unwrap_or_default() + MORE_SECONDS;
    let change = patch(design, |edit| edit.set_field(id, "keep_alive", Some(Value::Number(longer))));
    finding.fix(format!("Note that {} now keeps them {longer} seconds, once it does", name(design, id)), change);
}

/// The connections along which distributions would wait for load balancers that have given up after so many seconds.
fn waiting(design: &Design, balancers: &[NodeId], seconds: i64) -> Vec<(ConnectionId, NodeId)> {
    let all = design.connections_with(fetches_from::VERB.id);
    all.filter_map(|(id, connection)| {
        let (from, to) = connection.nodes()?;
        let waits = fetches_from::read_timeout(&connection.fields).number()?;
        (balancers.contains(&to) && waits > seconds).then_some((id, from))
    })
    .collect()
}

/// The shortest and the longest that an idle timeout may be.
fn bounds(design: &Design, given: &Value) -> (i64, i64) {
    let known = numbers(design, given).and_then(|all| Some((*all.iter().min()?, *all.iter().max()?)));
    known.unwrap_or(TAKEN)
}
