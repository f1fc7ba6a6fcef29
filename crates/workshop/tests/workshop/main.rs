//! Lessons as their authors, students and teachers meet them.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops where its ground is missing")]

mod hostile;
mod judging;
mod reading;
mod shipped;
mod solving;
mod support;
