//! The design: what a person draws, as plain values.

pub mod canvas;
pub mod edit;
mod fields;
mod index;
pub mod model;
pub mod patch;
pub mod reading;
pub mod saved;
mod shelf;
pub mod sketch;
mod worked_out;

pub use edit::Edit;
pub use fields::Fields;
pub use model::{Connection, ConnectionId, Design, End, Frame, Node, NodeId, Settings};
pub(crate) use patch::ChangedFields;
pub use patch::{ApplyError, Change, Patch};
pub use reading::read_any;
