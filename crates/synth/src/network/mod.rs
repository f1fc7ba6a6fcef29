//! What the network of a design does: address ranges, and the way out of a subnet.
//!
//! Synthesis writes routes from it, rules explain with it what cannot be reached.

pub mod addresses;
mod egress;

pub use egress::{Egress, PRIVATE, PUBLIC, egress, is_public, is_subnet, subnets_of, vpc_of, zone_of};
