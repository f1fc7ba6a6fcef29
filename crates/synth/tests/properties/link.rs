//! A link holds a whole design.

use std::fs;
use std::path::Path;

use groundplan_synth::design::{Patch, sketch};
use groundplan_synth::link::{self, Access, Shared};
use groundplan_synth::picture::layout;
use proptest::prelude::*;

use crate::arbitrary;

fn access() -> impl Strategy<Value = Access> {
    prop_oneof![Just(Access::Edit), Just(Access::Look)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read(design in arbitrary::design(true), access in access()) {
        let link = link::write(&design, access).expect("a small design");
        prop_assert_eq!(link::read(&link), Ok(Shared { design, access }), "{}", link);
    }

    #[test]
    fn any_text_is_read_or_reported(text in r"design=1\.(read-only\.)?[A-Za-z0-9_.%-]{0,40}") {
        if let Err(error) = link::read(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn every_example_fits_into_a_link() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let files = fs::read_dir(folder).expect("the examples").flatten().map(|entry| entry.path());
    let sketches: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "sketch")).collect();
    assert!(sketches.len() > 10);
    for path in sketches {
        let mut design = sketch::parse(&fs::read_to_string(&path).expect("a sketch")).design;
        let placed: Patch = layout::place_missing(&design);
        placed.apply(&mut design).expect("its own design");
        let link = link::write(&design, Access::Edit).expect("an example is small");
        // Short enough for a chat.
        assert!(link.len() < 4_000, "{}: {}", path.display(), link.len());
        assert_eq!(link::read(&link).map(|shared| shared.design), Ok(design), "{}", path.display());
    }
}
