//! What was worked out of a design stays when nodes are only moved or noted: nothing else may come of it than of the design by itself.

use super::*;
use crate::design::{Edit, Frame};
use crate::synthesize::synthesized;

/// Everything that is said about a design, fixes and template included.
fn all_that_is_said(design: &Design) -> Vec<String> {
    let Review { findings, undecided, allowed } = review(design);
    let findings = findings.into_iter().chain(undecided).chain(allowed.into_iter().map(|(finding, _)| finding));
    let mut said: Vec<String> = findings
        .map(|Finding { rule, node, connection, setting, field, entry, message, depends, aws_says, fixes }| {
            let fixes: Vec<_> = fixes.iter().map(|fix| (&fix.title, fix.monthly_usd, &fix.patch)).collect();
            format!("{} {node:?} {connection:?} {setting:?} {field:?} {entry:?} {message} {depends:?} {aws_says} {fixes:?}", rule.name)
        })
        .collect();
    said.push(synthesized(design).0.to_yaml());
    said
}

/// The same records in a design of which nothing was worked out.
fn by_itself(design: &Design) -> Design {
    let mut fresh = Design::default();
    Patch::between(&fresh, design).apply(&mut fresh).unwrap();
    fresh.with_ids_from(design.next_id())
}

#[test]
fn a_move_or_a_note_changes_nothing_but_itself() {
    for rule in ALL {
        for text in [rule.flagged, rule.passing] {
            let mut design = design(text);
            let before = synthesized(&design);
            all_that_is_said(&design);
            let mut edit = Edit::new(&design);
            let ids: Vec<NodeId> = design.nodes().map(|(id, _)| id).collect();
            for (place, id) in ids.into_iter().enumerate() {
                let place = i32::try_from(place).unwrap() * 500;
                edit.set_frame(id, Frame::new(place, -place, 400, 300));
                edit.node(id, |node| node.note = format!("note {place}"));
            }
            let patch = edit.finish();
            patch.apply(&mut design).unwrap();
            assert!(std::sync::Arc::ptr_eq(&before, &synthesized(&design)), "{}: made again", rule.name);
            assert_eq!(all_that_is_said(&design), all_that_is_said(&by_itself(&design)), "{}", rule.name);
        }
    }
}
