//! Patches: what turns one design into another also turns it back, and steps add up.

use groundplan_synth::design::saved::{read_changes, write_changes};
use groundplan_synth::design::{Design, Patch};
use proptest::prelude::*;

use crate::arbitrary;

fn applied(patch: &Patch, design: &Design) -> Design {
    let mut changed = design.clone();
    patch.apply(&mut changed).expect("a patch fits the design it was made for");
    changed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_difference_leads_there_and_back(before in arbitrary::design(false), after in arbitrary::design(false)) {
        let patch = Patch::between(&before, &after);
        prop_assert_eq!(applied(&patch, &before), after.clone());
        prop_assert_eq!(applied(&patch.inverse(), &after), before);
        prop_assert_eq!(patch.inverse().inverse(), patch);
    }

    #[test]
    fn a_patch_can_be_told(before in arbitrary::design(true), after in arbitrary::design(true)) {
        let patch = Patch::between(&before, &after);
        let told = serde_json::from_str(&write_changes(&patch).to_string()).expect("it is JSON");
        prop_assert_eq!(read_changes(&told, &before), Ok(patch));
    }

    #[test]
    fn steps_add_up(a in arbitrary::design(false), b in arbitrary::design(false), c in arbitrary::design(false)) {
        let both = Patch::between(&a, &b).then(&Patch::between(&b, &c));
        prop_assert_eq!(&both, &Patch::between(&a, &c));
        let there_and_back = Patch::between(&a, &b).then(&Patch::between(&b, &a));
        prop_assert!(there_and_back.is_empty());
    }

    #[test]
    fn a_patch_that_does_not_fit_changes_nothing(a in arbitrary::design(false), b in arbitrary::design(false), other in arbitrary::design(false)) {
        let mut design = other.clone();
        if Patch::between(&a, &b).apply(&mut design).is_err() {
            prop_assert_eq!(design, other);
        }
    }

    #[test]
    fn new_ids_are_never_taken(before in arbitrary::design(false), after in arbitrary::design(false)) {
        let design = applied(&Patch::between(&before, &after), &before);
        prop_assert!(design.nodes().all(|(id, _)| id.0 < design.next_id()));
        prop_assert!(design.connections().all(|(id, _)| id.0 < design.next_id()));
    }
}
