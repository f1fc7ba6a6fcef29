//! What a permission on an execution role was meant for: the program's own calls, which connections permit just as far as they are needed.

use super::policies::Written;
use super::{and, name, names, patch};
use crate::catalog::{self, Grant, task_definition};
use crate::design::{Connection, Design, NodeId, Patch};
use crate::iam::actions;
use crate::iam::stack::Stack;
use crate::iam::text::{Piece, Text};
use crate::meaning::admin;

/// The connections that take the place of a permission, and what they leave out.
#[derive(Default)]
pub(in crate::rules) struct TakenOver {
    /// Who gets the permission, on what, by which verb.
    drawn: Vec<(NodeId, NodeId, &'static str)>,
    /// The actions that they permit.
    granted: Vec<&'static str>,
}

impl TakenOver {
    /// Looks for the stores of the design that actions on resources can be meant for. What is given to one store of a kind in part, such as
    /// to its name alone, is taken as meant for it. Nobody gets `admin` by it: a wildcard hardly ever means to delete the store.
    pub(in crate::rules) fn of(
        (design, stack): (&Design, &Stack<'_>),
        services: &[NodeId],
        (written, resources): (&[String], &[Text]),
    ) -> Self {
        let mut all = Self::default();
        for (node, record) in design.nodes() {
            let Some(access) = catalog::kind_of(record).and_then(|kind| kind.access) else { continue };
            for grant in access.grants.iter().filter(|grant| grant.verb != admin::VERB.id) {
                let asked: Vec<&'static str> = actions_of(grant).filter(|action| is_asked(written, action)).collect();
                let is_meant = |action: &&str| {
                    let about = |pattern: &Text| {
                        pattern.0 == [Piece::Any]
                            || stack.target(pattern) == Some(node)
                            || stack.subjects(node, action).iter().any(|subject| !pattern.matches(&subject.arn).is_no())
                    };
                    resources.iter().any(about)
                };
                if !asked.iter().any(is_meant) {
                    continue;
                }
                all.granted.extend(actions_of(grant));
                all.drawn.extend(services.iter().map(|service| (caller(design, *service), node, grant.verb)));
            }
        }
        all
    }

    /// True when no store of the design is meant.
    pub(in crate::rules) fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// What the connections do not permit of some actions, in words.
    pub(in crate::rules) fn left(&self, written: &[String]) -> Vec<String> {
        let is_granted = |action: &str| self.granted.iter().any(|granted| granted.eq_ignore_ascii_case(action));
        let left = written.iter().filter_map(|action| {
            let all = actions::matching(action);
            match all.iter().filter(|action| is_granted(action)).count() {
                0 => Some(action.clone()),
                some if some == all.len() => None,
                _ => Some(format!("what else {action} stands for")),
            }
        });
        left.collect()
    }

    /// What is drawn, in words: `app with votes and voters by read and write`.
    pub(in crate::rules) fn words(&self, design: &Design) -> String {
        let mut groups: Vec<(NodeId, Vec<&str>, Vec<NodeId>)> = Vec::new();
        for (from, to, _) in &self.drawn {
            let alike = self.drawn.iter().filter(|(one, other, _)| (one, other) == (from, to));
            let verbs: Vec<&str> = alike.map(|(.., verb)| *verb).collect();
            match groups.iter_mut().find(|(one, same, _)| one == from && *same == verbs) {
                Some((_, _, targets)) if targets.contains(to) => {}
                Some((_, _, targets)) => targets.push(*to),
                None => groups.push((*from, verbs, vec![*to])),
            }
        }
        let group = |(from, verbs, targets): (NodeId, Vec<&str>, Vec<NodeId>)| {
            let verbs: Vec<String> = verbs.into_iter().map(str::to_owned).collect();
            format!("{} with {} by {}", name(design, from), names(design, &targets), and(&verbs))
        };
        groups.into_iter().map(group).collect::<Vec<_>>().join(", ")
    }

    /// The permission taken away by one patch and the connections drawn that are not there yet.
    pub(in crate::rules) fn in_place_of(&self, design: &Design, taken: &Patch) -> Option<Patch> {
        let mut after = design.clone();
        taken.apply(&mut after).ok()?;
        let is_there = |(from, to, verb): &&(NodeId, NodeId, &str)| {
            let around = task_definition::around(design, *from);
            let is_same = |node: NodeId| node == *from || Some(node) == around;
            design.connections_to(*to).any(|(_, record)| record.verb == *verb && record.from.node().is_some_and(is_same))
        };
        let drawn = patch(&after, |edit| {
            for (from, to, verb) in self.drawn.iter().filter(|one| !is_there(one)) {
                edit.connect(Connection::new(*from, *to, *verb));
            }
        });
        Some(taken.then(&drawn))
    }
}

/// The repair of a statement: what it does, and the change.
pub(in crate::rules) fn of_statement(
    design: &Design,
    stack: &Stack<'_>,
    services: &[NodeId],
    written: &Written,
) -> Option<(String, Patch)> {
    let named = written.named_actions();
    let over = TakenOver::of((design, stack), services, (named, written.named_resources()));
    let left = and(&over.left(named));
    let title = match (over.is_empty(), left.is_empty()) {
        (true, _) => format!("Take the statement out: then nobody may call {left}"),
        (false, true) => format!("Let connections take its place: {}", over.words(design)),
        (false, false) => format!("Let connections take its place: {}; then nobody may call {left}", over.words(design)),
    };
    Some((title, over.in_place_of(design, &written.change(design, &|_| None))?))
}

/// The one container of a service, or the service when it has several.
fn caller(design: &Design, service: NodeId) -> NodeId {
    match task_definition::containers(design, service).as_slice() {
        [one] => *one,
        _ => service,
    }
}

fn actions_of(grant: &Grant) -> impl Iterator<Item = &'static str> + use<> {
    grant.allows.iter().flat_map(|allowed| allowed.actions).copied()
}

/// True when one of the actions of a statement is an action or stands for it.
fn is_asked(written: &[String], action: &str) -> bool {
    let action = Text::known(action).lowercase();
    written.iter().any(|pattern| Text::known(pattern).lowercase().into_pattern(false).matches(&action).is_yes())
}
