//! Any text is read as a lesson, or its mistakes are told.
#![no_main]

use groundplan_workshop::read::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(problems) = read(text) {
        assert!(!problems.is_empty(), "no lesson and no mistake");
    }
});
