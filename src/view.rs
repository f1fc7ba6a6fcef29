//! What is on the screen. Views read the session's signals and send it events; none of them names a kind.

pub mod about;
pub mod answered;
pub mod canvas;
pub mod cdk;
pub mod connection;
pub mod drawer;
pub mod field;
pub mod fields;
pub mod finder;
pub mod findings;
pub mod gallery;
pub mod icon;
pub mod inspector;
pub mod lesson;
pub mod listing;
pub mod meaning_bar;
pub mod menu;
pub mod minimap;
pub mod name_editor;
pub mod node;
pub mod notice;
pub mod opening;
pub mod outline;
pub mod over;
pub mod overlay;
pub mod palette;
mod panels;
pub mod printing;
pub mod settings;
pub mod sharing;
pub mod shortcuts;
pub mod template;
pub mod top_bar;
pub mod walk;
pub mod walk_overlay;

pub use panels::{Panels, Tab, Theme};
