//! The sketch holds a whole design, and nothing that is typed brings the reader down.

use groundplan_synth::design::sketch::{parse, print};
use proptest::prelude::*;

use crate::arbitrary;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_reading_gives_the_design_again(design in arbitrary::design(false)) {
        let text = print(&design);
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.errors, &[], "{}", text);
        prop_assert_eq!(&parsed.design, &arbitrary::renumbered(&design), "{}", text);
        prop_assert_eq!(print(&parsed.design), text);
    }

    #[test]
    fn any_text_is_read_and_reported(text in any::<String>()) {
        let parsed = parse(&text);
        let again = parse(&print(&parsed.design));
        prop_assert_eq!(again.errors, &[]);
        prop_assert_eq!(again.design, parsed.design);
    }

    /// Pieces of the grammar in any order come closer to it than any letters do.
    #[test]
    fn any_pieces_are_read_and_reported(
        pieces in prop::collection::vec(prop::sample::select(&[
            "vpc", "design", "tag", "parameter", "description", " ", "  ", "\n", "\n  ", "\t", "\"", "\"a\"", "a", "#", "# ", "#1", "->", ":", ",", "=", "a=1",
            "[", "]", "{", "}", "!Ref ", "!", "@1,2 3x4", "@", "-1", "0.5", "\\", "\r\n", "é", "a -> b : c", "\u{feff}",
        ][..]), 0..24)
    ) {
        let text = pieces.concat();
        let parsed = parse(&text);
        for error in &parsed.errors {
            prop_assert!(error.line <= text.split('\n').count() && error.column >= 1);
        }
        let again = parse(&print(&parsed.design));
        prop_assert_eq!(&again.errors, &[], "{:?}", text);
        prop_assert_eq!(again.design, parsed.design);
    }
}
