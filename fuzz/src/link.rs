//! Any letters are read as a link, and any bytes as the inside of one, or what is wrong is told; what was read makes the same link again.
#![no_main]

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use groundplan_synth::link;
use libfuzzer_sys::fuzz_target;
use miniz_oxide::deflate::compress_to_vec_zlib;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(link::in_address(text).unwrap_or(text));
        read(&format!("design=1.{text}"));
    }
    read(&format!("design=1.{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)));
    read(&format!("design=1.read-only.{}", BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, 1))));
});

fn read(fragment: &str) {
    let Ok(shared) = link::read(fragment) else { return };
    let Ok(written) = link::write(&shared.design, shared.access) else { return };
    let again = link::read(&written).expect("a link that was written is read");
    assert_eq!(link::write(&again.design, again.access).expect("it is no longer than before"), written);
}
