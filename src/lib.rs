//! The designer in the browser: the only package that knows one.
//!
//! [`input`] turns the browser's events into the editor's, [`session`] holds the editor and tells the views what changed,
//! [`view`] draws. What a design means lives in `groundplan-synth`, how it is edited in `groundplan-editor`.

pub mod app;
pub mod browser;
pub mod input;
pub mod session;
pub mod view;

/// Mounts the designer on the page's body.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
