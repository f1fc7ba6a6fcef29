//! An edit of one field, as benchmarks make it before every check.

use groundplan_synth::design::{Design, Edit};

/// The design after an edit of one field: what was worked out of it before does not hold any more.
pub(crate) fn edited(design: &Design, turn: &mut u32) -> Design {
    *turn += 1;
    let mut edited = design.clone();
    let mut edit = Edit::new(design);
    if let Some((id, _)) = design.nodes().last() {
        edit.node(id, |node| node.note = turn.to_string());
    }
    // The patch was made of this very design.
    let _ = edit.finish().apply(&mut edited);
    edited
}
