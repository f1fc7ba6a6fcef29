//! No false alarms: nothing is wrong with a design that is right.

use groundplan_synth::design::{Design, sketch};
use groundplan_synth::rules::{self, Severity};
use proptest::prelude::*;

use crate::plan::plan;
use crate::sketch_of::sketch_of;

/// The design of a sketch that can be read.
pub(crate) fn design_of(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert!(parsed.errors.is_empty(), "{:?} in\n{text}", parsed.errors);
    parsed.design
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_wrong_with_a_right_design(plan in plan()) {
        let text = sketch_of(&plan);
        let alarms: Vec<String> = rules::check(&design_of(&text))
            .into_iter()
            .filter(|finding| finding.rule.severity != Severity::Info)
            .map(|finding| format!("{}: {}", finding.rule.name, finding.message))
            .collect();
        prop_assert!(alarms.is_empty(), "{alarms:#?}\n{text}");
    }
}
