//! The designer in the browser: the only package that knows one.
//!
//! [`input`] turns the browser's events into the editor's, [`session`] holds the editor and tells the views what changed,
//! [`view`] draws. What a design means lives in `groundplan-synth`, how it is edited in `groundplan-editor`.

pub mod app;
pub mod browser;
pub mod clipboard;
pub mod embed;
mod erased;
pub mod examples;
mod files;
pub mod input;
pub mod session;
pub mod view;

// The app's unit tests run in a browser as well: `cargo xtask test --only web`. A plain `#[test]` would run nowhere.
#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Mounts the designer on the page's body.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
