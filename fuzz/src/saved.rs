//! Any text is read as a saved design or as the inside of a picture, or its mistakes are told; what was read comes back from its own writing.
#![no_main]

use groundplan_synth::design::reading::{METADATA_END, METADATA_START, read_any};
use groundplan_synth::design::saved;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match saved::read(text) {
        Ok(design) => {
            let written = saved::write(&design);
            match saved::read(&written) {
                Ok(again) => assert_eq!(saved::write(&again), written),
                Err(errors) => panic!("{written} is not read: {errors:?}"),
            }
        }
        Err(errors) => assert!(!errors.is_empty(), "no design and no mistake"),
    }
    let _ = read_any(&format!("<svg>{METADATA_START}{text}{METADATA_END}</svg>"));
});
