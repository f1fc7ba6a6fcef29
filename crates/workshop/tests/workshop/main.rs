//! Lessons as their authors, students and teachers meet them.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops where its ground is missing")]

mod faults;
mod hostile;
mod judging;
mod meaning;
mod reading;
mod shipped;
mod solving;
mod support;
