//! A design in an address, behind its `#`, which a browser sends to no server: the saved form, compressed, in letters that no program
//! changes on its way.
//!
//! ```text
//! design=1.eJyrVkov…             may be changed
//! design=1.read-only.eJyrVkov…   is for looking
//! ```
//!
//! Before the first point stands the version of this form; what follows the last one is zlib (RFC 1950, with a checksum) in base64url
//! (RFC 4648). Whoever made a link may mean harm: its letters, what they unpack to, how deep that is and how many records it has are all bounded.

use std::fmt;

use base64::DecodeError;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use crate::design::Design;
use crate::design::saved::{self, SavedError};
use crate::words;

/// The most letters that a link may have from `design=` on. Chrome shows no more than 32 kB of an address, Slack cuts a message off behind
/// 40,000 characters, and Teams takes 28 KB with all that is around it. Sources: <https://chromium.googlesource.com/chromium/src/+/main/docs/security/url_display_guidelines/url_display_guidelines.md#url-length>,
/// <https://docs.slack.dev/changelog/2018-truncating-really-long-messages/>, <https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams>.
pub const MOST_LETTERS: usize = 28_000;

/// What a link may unpack to, in bytes. Designs of some thousand nodes are smaller.
const MOST_BYTES: usize = 4_000_000;

/// How many nodes and connections a link may have together.
const MOST_RECORDS: usize = 5_000;

const START: &str = "design=";
const VERSION: &str = "1";
const READ_ONLY: &str = "read-only";

/// Whether who opens a link may change the design in it. It is a wish of the author, and not a lock: everybody can read a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It opens for editing.
    Edit,
    /// It opens for looking; a copy can be edited.
    Look,
}

/// What stands in a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The design.
    pub design: Design,
    /// What its author wants of who opens it.
    pub access: Access,
}

/// A design that is too large for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How many letters the link would have.
    pub letters: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { letters } = self;
        write!(
            formatter,
            "The link would have {letters} characters, and programs cut off what is longer than {MOST_LETTERS}: export the design and send the file instead"
        )
    }
}

impl std::error::Error for TooLong {}

/// Why a link holds no design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It has this many letters.
    TooLong(usize),
    /// It is of this version.
    Version(String),
    /// Something at this place, counted from 1 behind the last point, is no letter of a link.
    Letter(usize, char),
    /// It ends too early, after this many letters.
    CutOff(usize),
    /// Its checksum or its compression is wrong.
    Damaged,
    /// It unpacks to more than there may be.
    TooLarge,
    /// It has this many nodes and connections.
    TooMany(usize),
    /// What it unpacks to is no design.
    NoDesign(Vec<SavedError>),
}

impl fmt::Display for LinkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(letters) => {
                write!(formatter, "found {letters} characters, expected at most {MOST_LETTERS}: ask for the design as a file")
            }
            Self::Version(version) => write!(
                formatter,
                "found the version `{version}`, expected {VERSION}: a newer Groundplan made this link, so open it with that one"
            ),
            Self::Letter(place, letter) => {
                write!(formatter, "character {place}: found `{letter}`, expected letters, digits, `-` and `_`: copy the link once more")
            }
            Self::CutOff(letters) => {
                write!(formatter, "it ends too early, after {letters} characters: copy the link once more, as a whole")
            }
            Self::Damaged => write!(formatter, "a part of it was changed on its way: copy the link once more"),
            Self::TooLarge => write!(formatter, "found more than {MOST_BYTES} bytes in it, which no design needs: do not trust this link"),
            Self::TooMany(records) => {
                write!(formatter, "found {records} nodes and connections, expected at most {MOST_RECORDS}: ask for the design as a file")
            }
            Self::NoDesign(errors) => {
                write!(formatter, "{}", words::first(errors))?;
                if errors.len() > 1 { write!(formatter, ", and {} more", errors.len() - 1) } else { Ok(()) }
            }
        }
    }
}

impl std::error::Error for LinkError {}

/// What stands behind the `#` of an address that holds a design; nothing for other addresses. A text that begins like it is one, too.
pub fn in_address(address: &str) -> Option<&str> {
    let address = address.trim();
    let fragment = address.split_once('#').map_or(address, |(_, fragment)| fragment);
    fragment.starts_with(START).then_some(fragment)
}

/// The part of a link behind its `#`.
pub fn write(design: &Design, access: Access) -> Result<String, TooLong> {
    // The strongest compression: it is done once, and read by many.
    let packed = compress_to_vec_zlib(saved::write_short(design).as_bytes(), 10);
    let read_only = if access == Access::Look { [READ_ONLY, "."] } else { ["", ""] }.concat();
    let link = format!("{START}{VERSION}.{read_only}{}", BASE64_URL_SAFE_NO_PAD.encode(packed));
    if link.len() > MOST_LETTERS { Err(TooLong { letters: link.len() }) } else { Ok(link) }
}

/// Reads what stands behind the `#` of a link.
pub fn read(fragment: &str) -> Result<Shared, LinkError> {
    let letters = fragment.chars().count();
    if letters > MOST_LETTERS {
        return Err(LinkError::TooLong(letters));
    }
    let rest = fragment.strip_prefix(START).ok_or(LinkError::CutOff(letters))?;
    let (version, rest) = rest.split_once('.').ok_or(LinkError::CutOff(letters))?;
    if version != VERSION {
        return Err(LinkError::Version(version.chars().take(20).collect()));
    }
    let (access, data) = match rest.split_once('.') {
        Some((READ_ONLY, data)) => (Access::Look, data),
        _ => (Access::Edit, rest),
    };
    let packed = decoded(data, letters)?;
    let bytes = decompress_to_vec_zlib_with_limit(&packed, MOST_BYTES).map_err(|error| match error.status {
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => LinkError::CutOff(letters),
        TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        _ => LinkError::Damaged,
    })?;
    let text = String::from_utf8(bytes).map_err(|_| LinkError::Damaged)?;
    let design = saved::read(&text).map_err(LinkError::NoDesign)?;
    let records = design.node_count() + design.connections().count();
    if records > MOST_RECORDS {
        return Err(LinkError::TooMany(records));
    }
    Ok(Shared { design, access })
}

fn decoded(data: &str, letters: usize) -> Result<Vec<u8>, LinkError> {
    let is_right = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if let Some((place, letter)) = data.chars().enumerate().find(|(_, letter)| !is_right(*letter)) {
        return Err(LinkError::Letter(place + 1, letter));
    }
    // Of the right letters, only the number of them or the last one can be wrong.
    BASE64_URL_SAFE_NO_PAD.decode(data).map_err(|error: DecodeError| match error {
        DecodeError::InvalidByte(..) | DecodeError::InvalidPadding => LinkError::Damaged,
        DecodeError::InvalidLength(_) | DecodeError::InvalidLastSymbol(..) => LinkError::CutOff(letters),
    })
}

#[cfg(test)]
mod tests;
