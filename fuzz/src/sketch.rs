//! Any text is read as a sketch, or its mistakes are told; what was read without one comes back from its own printing.
#![no_main]

use groundplan_synth::design::sketch::{parse, parse_value, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = parse(text);
    let printed = print(&parsed.design);
    if parsed.errors.is_empty() {
        let again = parse(&printed);
        assert!(again.errors.is_empty(), "{printed:?} is not read: {:?}", again.errors);
        assert_eq!(print(&again.design), printed);
    }
    let _ = parse_value(text);
});
