//! The saved form holds a whole design with its ids.

use groundplan_synth::design::{read_any, saved};
use proptest::prelude::*;

use crate::arbitrary;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn writing_and_reading_gives_the_design_again(design in arbitrary::design(true)) {
        let text = saved::write(&design);
        prop_assert_eq!(saved::read(&text), Ok(design), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_reported(text in r#"[{<]?[\{\}\[\]":,a-z0-9<> ]{0,20}"#) {
        let reading = read_any(&text);
        prop_assert!(reading.problems.iter().all(|problem| !problem.message.is_empty()));
    }
}
