//! Words that several mistakes share.

use std::fmt::Display;

/// What may be meant by a word that there is not, or what is expected in its place.
pub(crate) fn meant(near: Option<impl Display>, otherwise: impl FnOnce() -> String) -> String {
    near.map_or_else(otherwise, |near| format!("is {near} meant?"))
}
