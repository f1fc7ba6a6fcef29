//! Edits as benchmarks make them before every check.

use groundplan_synth::catalog::{container, service};
use groundplan_synth::design::{Design, Edit, Frame, NodeId};
use groundplan_synth::value::Value;

/// An edit, and what it is called.
pub(crate) type Change = (&'static str, fn(&mut Edit<'_>, u32));

/// The edits of one field or place that are measured: each counts its turns, so that every one of them is another.
pub(crate) const CHANGES: [Change; 3] = [
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
];

/// The design after an edit: whatever of it was worked out before and does not hold any more is worked out again.
pub(crate) fn edited(design: &Design, (_, change): Change, turn: &mut u32) -> Design {
    *turn += 1;
    let mut edited = design.clone();
    let mut edit = Edit::new(design);
    change(&mut edit, *turn);
    // The patch was made of this very design.
    let _ = edit.finish().apply(&mut edited);
    edited
}

fn last(edit: &Edit<'_>, kind: &str) -> Option<NodeId> {
    edit.design().nodes_of(kind).last().map(|(id, _)| id)
}

fn set(edit: &mut Edit<'_>, kind: &str, field: &str, value: u32) {
    if let Some(id) = last(edit, kind) {
        edit.set_field(id, field, Some(Value::Number(value.into())));
    }
}
