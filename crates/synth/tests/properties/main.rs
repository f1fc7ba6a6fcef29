//! What holds for every design, tried on arbitrary ones.

#![allow(clippy::expect_used, reason = "a test stops where its ground is missing")]

mod arbitrary;
mod crossroads;
mod iam;
mod link;
mod patch;
mod reviewer;
mod saved;
mod sketch;
mod walk;
