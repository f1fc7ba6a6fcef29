//! Components in a real browser, without the rest of the page: `cargo xtask test --only web`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod drawing;
mod fields;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
