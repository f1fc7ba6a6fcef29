//! The sketch: a design as text, for people who like typing, for documentation pages, for tests and the command line.
//!
//! ```text
//! # What the design is for
//! design "Unicorn Pursuit" region=eu-west-1
//!   description "Fargate service behind a load balancer"
//!   tag project=unicorn
//!   parameter Stage Type=String Default=dev
//!   condition Live=!Equals [!Ref Stage, live]
//!   output SiteUrl Export=unicorn-site
//!
//! internet users
//!
//! vpc main cidr=10.0.0.0/16 @240,40 900x700
//!   zone a number=1
//!     subnet public-a cidr=10.0.0.0/24 access=public
//!
//! # The address that users type
//! users -> site : requests
//! ```
//!
//! - Below `design` stand, in any order: `description "…"`, `tag NAME=VALUE`, `parameter NAME KEY=VALUE …`,
//!   `mapping NAME={KEY={KEY=VALUE}}`, `condition NAME=VALUE` and `output NAME KEY=VALUE …`, the keys being CloudFormation's own.
//!   An output that has the name of one that a node makes (`SiteUrl`) adds to it: `output SiteUrl Export=unicorn-site`
//!   exports the address that the load balancer puts out. `Export=name` is short for `Export={Name=name}`.
//! - A node is `kind [name] [field=value …] [@x,y WIDTHxHEIGHT]`. Without a name it is named like its kind.
//!   What is indented below a node lies in it; two spaces are printed, any deeper indentation is read, tabs are not.
//! - A connection is `from -> to : verb[, verb] [field=value …]`. Connections may stand anywhere.
//!   An end that no node has as its name is kept as [`End::Missing`](super::End::Missing).
//! - A name is a word of letters, digits, `_`, `.` and `-`, or any text in JSON quotes. Nodes that share a name are told
//!   apart by ordinals: `web#1`, `web#2`; `web#0` means none of them.
//! - A value is a word, a number, `true`, `false`, text in JSON quotes, `[a, b]`, `{key=value, key=value}` or one of
//!   CloudFormation's functions in short form: `!Ref Name`, `!Sub "…"`, `!GetAtt A.B`, `!If [condition, a, b]`.
//! - `#` at the start of a line or behind a space starts a comment, which belongs to what it stands above or behind.
//!
//! Ids are not part of the text: reading draws new ones in the order of the lines.

mod manuscript;
mod parse;
mod print;
mod scan;
mod single;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use super::model::{ConnectionId, Design, NodeId};
use crate::{decimal, json, words};

pub use manuscript::Manuscript;
pub use parse::parse;
pub use print::{print, value_text};
pub use single::{parse_value, parse_value_at};

/// The most levels to which nodes or values can be nested.
pub const MOST_LEVELS: usize = 64;
/// The longest kind. A line of a longer word is no sketch, whatever it is.
pub const MOST_KIND_LETTERS: usize = 255;

/// What reading a sketch gives: all that could be read, and all that could not.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// What could be read.
    pub design: Design,
    /// What could not, in the order of the lines.
    pub errors: Vec<SketchError>,
    /// The line of each node, counted from 1.
    pub node_lines: BTreeMap<NodeId, usize>,
    /// The line of each connection, counted from 1.
    pub connection_lines: BTreeMap<ConnectionId, usize>,
}

/// A place in a sketch that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SketchError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for SketchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}: {}", self.line, self.column, words::legible(&self.message))
    }
}

impl std::error::Error for SketchError {}

/// True for the characters of a bare name.
fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')
}

/// A whole number in the one way in which it is written: `007` and `+7` are text, so that account ids keep their zeros.
fn whole_number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

/// A number with a fraction or an exponent, as JSON writes it.
fn decimal_number(text: &str) -> Option<f64> {
    (json::is_number(text) && text.contains(['.', 'e', 'E'])).then(|| decimal::read(text)).flatten()
}
