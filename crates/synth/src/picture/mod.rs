//! The picture of a design: where things lie, how lines run, and the drawing that the app, the command line and
//! documentation pages share.

pub mod collapsed;
pub mod layout;
pub mod lens;
pub mod palette;
pub mod route;
pub mod shapes;
mod svg;
pub mod text;
mod thumbnail;

#[cfg(test)]
mod tests;

pub use collapsed::Collapsed;
pub use layout::{TaskGlyph, arrange, place_missing, region_frame, tasks};
pub use palette::Theme;
pub use route::{Route, bundle, drawn_as, route_all, route_some};
pub use shapes::{arrow_head, path_data};
pub use svg::{METADATA_ID, draw, sentence};
pub use thumbnail::thumbnail;
