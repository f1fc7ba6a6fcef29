//! Edits as benchmarks make them before every check.

use groundplan_synth::catalog::{container, log_group, service};
use groundplan_synth::design::{Connection, Design, Edit, Frame, NodeId};
use groundplan_synth::meaning::logs;
use groundplan_synth::value::Value;

/// An edit, and what it is called.
pub(crate) type Change = (&'static str, fn(&mut Edit<'_>, u32));

/// The edits that are measured: each counts its turns, so that every one of them is another.
pub(crate) const CHANGES: [Change; 5] = [
    ("an edit of a service's CPU", |edit, turn| {
        set(edit, service::KIND.id, "cpu", 256 << (turn % 5));
    }),
    ("an edit of a container's port", |edit, turn| {
        set(edit, container::KIND.id, "port", 8081 + turn % 50);
    }),
    ("a move", |edit, turn| {
        if let Some(id) = last(edit, service::KIND.id) {
            edit.set_frame(id, Frame::new(turn.cast_signed(), 0, 100, 100));
        }
    }),
    ("a new name", |edit, turn| {
        if let Some(id) = last(edit, service::KIND.id) {
            edit.node(id, |node| node.name = format!("renamed-{turn}"));
        }
    }),
    ("a connection more or less", |edit, _| {
        let first = edit.design().nodes_of(log_group::KIND.id).next().map(|(id, _)| id);
        let Some((from, to)) = last(edit, container::KIND.id).zip(first) else { return };
        let there = edit.design().connections_between(from, to).next().map(|(id, _)| id);
        match there {
            Some(id) => edit.remove_connection(id),
            None => drop(edit.connect(Connection::new(from, to, logs::VERB.id))),
        }
    }),
];

/// Changes a design as a person's edit does.
pub(crate) fn edit(design: &mut Design, (_, change): Change, turn: &mut u32) {
    *turn += 1;
    let mut edit = Edit::new(design);
    change(&mut edit, *turn);
    // The patch was made of this very design.
    let _ = edit.finish().apply(design);
}

fn last(edit: &Edit<'_>, kind: &str) -> Option<NodeId> {
    edit.design().nodes_of(kind).last().map(|(id, _)| id)
}

fn set(edit: &mut Edit<'_>, kind: &str, field: &str, value: u32) {
    if let Some(id) = last(edit, kind) {
        edit.set_field(id, field, Some(Value::Number(value.into())));
    }
}
