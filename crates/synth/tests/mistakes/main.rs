//! What the rules say about right designs, which is nothing, and about the same designs with one mistake in them.

#![allow(clippy::struct_excessive_bools, reason = "a plan is a list of decisions")]
#![allow(clippy::unnecessary_wraps, reason = "a mistake ends with what was made, where others end without a place for it")]
#![allow(clippy::expect_used, reason = "a test stops where its ground is missing")]

mod classes;
mod edges;
mod ground;
mod in_limits;
mod in_permissions;
mod in_services;
mod in_stores;
mod in_the_network;
mod parts;
mod plan;
mod right;
mod sketch_of;
mod wrong;
