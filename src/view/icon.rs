//! The interface's own icons: line drawings on a grid of 16.

use leptos::prelude::*;

/// An icon by its path data. It is decoration; the control says in words what it does.
pub fn icon(data: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=data fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// An arrow back.
pub const UNDO: &str = "M6 4L3 7l3 3M3 7h6a4 4 0 0 1 0 8H7";
/// An arrow forth.
pub const REDO: &str = "M10 4l3 3l-3 3M13 7H7a4 4 0 0 0 0 8h2";
/// Four corners.
pub const FIT: &str = "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3";
/// A half-filled circle.
pub const THEME: &str = "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM8 2v12M10 3v10M12 4.6v6.8";
/// A panel at the left.
pub const LEFT: &str = "M2 3h12v10H2zM6 3v10";
/// A panel at the right.
pub const RIGHT: &str = "M2 3h12v10H2zM10 3v10";
/// A panel below.
pub const BOTTOM: &str = "M2 3h12v10H2zM2 9h12";
/// A cross.
pub const CLOSE: &str = "M4 4l8 8M12 4l-8 8";
/// An arrow down to a line.
pub const DOWNLOAD: &str = "M8 2v8M5 7.5L8 10.5l3-3M3 13.5h10";
/// A folder.
pub const OPEN: &str = "M2 12.5v-9h4l1.5 2H14v7z";
/// Two sheets.
pub const COPY: &str = "M5 5V2.5h8.5V11H11M2.5 5H11v8.5H2.5z";
/// A circle with a cross: an error.
pub const ERROR: &str = "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4zM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6";
/// A triangle: a warning.
pub const WARNING: &str = "M8 2L1.8 13.5h12.4zM8 6.5v3.2M8 11.6v.2";
/// A circle with an i: information.
pub const INFO: &str = "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4zM8 7.3v3.7M8 5v.2";
/// A tick: all is well.
pub const DONE: &str = "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4zM5 8.2l2 2l4-4.2";
/// Boxes in rows.
pub const ARRANGE: &str = "M2 2.5h5v4H2zM9 2.5h5v4H9zM2 9.5h5v4H2zM9 9.5h5v4H9z";
/// An empty circle.
pub const OPEN_CIRCLE: &str = "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4z";
/// A bin.
pub const DELETE: &str = "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.8 7v4M9.2 7v4";
