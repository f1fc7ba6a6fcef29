//! The heart of Groundplan: values in, values out.
//!
//! No clock, no chance, no files, no browser: the app (compiled to WebAssembly), the command line and the tests
//! use this crate and get the same bytes.

pub mod design;
pub mod value;
#[macro_use]
pub mod catalog;
pub mod cdk;
pub mod decimal;
pub mod deploy;
pub mod iam;
pub mod json;
pub mod late;
pub mod link;
pub mod meaning;
pub mod network;
pub mod ordered;
pub mod parameters;
pub mod permissions;
pub mod picture;
pub mod pixels;
pub mod prices;
pub mod raw;
mod reads;
pub mod rules;
pub mod schema;
pub mod sizes;
pub mod synthesize;
pub mod tags;
pub mod template;
pub mod words;
