//! The picture of a design: where things lie, how lines run, and the drawing that the app, the command line and
//! documentation pages share.

pub mod layout;
pub mod route;
pub mod text;

pub use layout::{TaskGlyph, arrange, place_missing, region_frame, tasks};
pub use route::{Route, route_all, route_some};
