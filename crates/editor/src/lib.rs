//! Editing without a browser.
