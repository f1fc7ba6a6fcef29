//! What the network of a design does: address ranges, and the way out of a subnet.
//!
//! Synthesis writes routes from it, rules explain with it what cannot be reached.

pub mod addresses;
mod egress;
mod endpoints;
pub mod plan;
pub mod walk;

pub use egress::{Egress, PRIVATE, PUBLIC, egress, has_regional_gateway, is_public, is_subnet, subnets_of, vpc_of, zone_of};
pub use endpoints::{
    endpoint_subnets, endpoints_for_tasks, endpoints_of, has_endpoint, images_are_within_reach, may_be_public, missing_endpoints,
    reaches_image, way_out,
};
pub use plan::range_of;
pub use walk::WayOut;
