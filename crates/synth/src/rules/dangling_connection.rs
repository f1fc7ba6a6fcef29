//! A connection joins two nodes with a verb that fits them.

use super::support::{label, name, nearest, patch};
use super::{Finding, Findings, Rule, Severity, Stage};
use crate::catalog::{self, Kind};
use crate::design::{Connection, ConnectionId, Design, End, NodeId};
use crate::meaning::{self, Verb};
use crate::ordered::Order;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP010",
    name: "dangling-connection",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A connection has an end that does not exist, or a verb that does not fit its ends.

A connection adds permissions, routes or rules to the template. One that leads nowhere, or whose verb has no meaning between these two kinds, \
adds nothing, so what it was drawn for will not work. Name an existing node and a verb that joins the two kinds, or remove it.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html",
    flagged: "\
internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
users -> site : forwards
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
site -> public-a : spans
site -> public-b : spans
users -> site : requests
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections() {
        match (existing(design, &connection.from), existing(design, &connection.to)) {
            (Some(from), Some(to)) => check_verb(design, findings, (id, connection), from, to),
            _ => report_missing(design, findings, id, connection),
        }
    }
}

/// The node of an end, when the design has it.
fn existing(design: &Design, end: &End) -> Option<NodeId> {
    end.node().filter(|id| design.node(*id).is_some())
}

fn remove(design: &Design, finding: &mut Finding, id: ConnectionId) {
    finding.fix("Remove the connection", patch(design, |edit| edit.remove_connection(id)));
}

fn report_missing(design: &Design, findings: &mut Findings, id: ConnectionId, connection: &Connection) {
    let words = |end: &End| match end {
        End::Missing(name) => (name.clone(), true),
        End::Node(id) => (name(design, *id).to_owned(), design.node(*id).is_none()),
    };
    let ((from, from_missing), (to, to_missing)) = (words(&connection.from), words(&connection.to));
    let missing: Vec<&str> =
        [(&from, from_missing), (&to, to_missing)].into_iter().filter(|(_, gone)| *gone).map(|(name, _)| name.as_str()).collect();
    let gone = match missing.as_slice() {
        [""] => "a node that was deleted".to_owned(),
        [one] => format!("{one}, which does not exist"),
        more => format!("{}, neither of which exists", more.join(" and ")),
    };
    let verb = &connection.verb;
    let node = existing(design, &connection.from).or_else(|| existing(design, &connection.to));
    let finding = findings.report(format!("The connection {from} -> {to} : {verb} names {gone}")).on_connection(id);
    finding.node = node;
    if let Some((wrong, right)) = nearest_end(design, connection) {
        let name = name(design, right).to_owned();
        let change = patch(design, |edit| {
            edit.connection(id, |connection| match wrong {
                Side::From => connection.from = End::Node(right),
                Side::To => connection.to = End::Node(right),
            });
        });
        finding.fix(format!("Connect {name} instead"), change);
    }
    remove(design, finding, id);
}

/// One side of a connection.
#[derive(Clone, Copy)]
enum Side {
    From,
    To,
}

/// The one missing end of a connection and the node whose name is nearest, among those that the verb can join.
fn nearest_end(design: &Design, connection: &Connection) -> Option<(Side, NodeId)> {
    let verb = meaning::by_id(&connection.verb)?;
    let kind = |id: NodeId| design.node(id).and_then(|node| catalog::kind_of(node));
    let (side, wrong, other) = match (&connection.from, &connection.to) {
        (End::Missing(wrong), End::Node(other)) => (Side::From, wrong, kind(*other)?),
        (End::Node(other), End::Missing(wrong)) => (Side::To, wrong, kind(*other)?),
        _ => return None,
    };
    let fits = |id: NodeId| {
        kind(id).is_some_and(|kind| match side {
            Side::From => verb.can_join(kind, other),
            Side::To => verb.can_join(other, kind),
        })
    };
    let names = design.nodes().filter(|(id, _)| fits(*id)).map(|(_, node)| node.name.as_str());
    let right = nearest(wrong, names)?;
    design.nodes().find(|(id, node)| node.name == right && fits(*id)).map(|(id, _)| (side, id))
}

fn check_verb(design: &Design, findings: &mut Findings, (id, connection): (ConnectionId, &Connection), from: NodeId, to: NodeId) {
    let kind = |id: NodeId| design.node(id).and_then(|node| catalog::kind_of(node));
    // What a connection of an unknown kind means is unknown too; the kind is reported, not the connection.
    let (Some(from_kind), Some(to_kind)) = (kind(from), kind(to)) else {
        return;
    };
    let known = meaning::by_id(&connection.verb);
    if known.is_some_and(|verb| verb.can_join(from_kind, to_kind)) {
        return;
    }
    let message = match known {
        None => format!("{} -> {} : {}: there is no such verb", name(design, from), name(design, to), connection.verb),
        Some(verb) => {
            let ends = format!("{} and {}", label(design, from), label(design, to));
            format!("{} does not join {ends}: {}", verb.id, joins(verb))
        }
    };
    let finding = findings.report(message).on(from).on_connection(id);
    offer_verbs(design, finding, (id, connection), (from_kind, to_kind));
    remove(design, finding, id);
}

/// The verbs that fit, the nearest in spelling first; without any, those that fit the other way round.
fn offer_verbs(design: &Design, finding: &mut Finding, (id, connection): (ConnectionId, &Connection), (from, to): (&Kind, &Kind)) {
    let mut fitting = meaning::between(from, to);
    let meant = nearest(&connection.verb, fitting.iter().map(|verb| verb.id));
    fitting.order_by_key(|verb| Some(verb.id) != meant);
    for verb in fitting {
        let change = patch(design, |edit| edit.connection(id, |connection| set_verb(connection, verb)));
        finding.fix(format!("Say {} instead", verb.id), change);
    }
    for verb in meaning::between(to, from).into_iter().filter(|verb| verb.id == connection.verb) {
        let change = patch(design, |edit| {
            edit.connection(id, |connection| {
                std::mem::swap(&mut connection.from, &mut connection.to);
                set_verb(connection, verb);
            });
        });
        finding.fix("Turn the connection round", change);
    }
}

/// Fields that the new verb does not have would be a mistake of their own.
fn set_verb(connection: &mut Connection, verb: &Verb) {
    verb.id.clone_into(&mut connection.verb);
    connection.fields.retain(|name, _| verb.field(name).is_some());
}

/// What a verb joins, in words.
fn joins(verb: &Verb) -> String {
    let title = |id: &str| catalog::by_id(id).map_or_else(|| id.to_owned(), |kind| catalog::with_article(kind.title));
    let pairs: Vec<String> = verb.pairs().into_iter().map(|(from, to)| format!("{} to {}", title(from), title(to))).collect();
    format!("it leads from {}", pairs.join(", or from "))
}
