//! Links that carry a design. The page would load the compression for nothing, since most visitors share nothing.

use groundplan_synth::design::{Design, saved};
use groundplan_synth::link::{self, Access};

use crate::told::records;

records! {
    /// A link to the design.
    pub struct Link {
        /// What belongs behind the `#` of the page's address.
        pub fragment: String,
    }

    /// A design from a link.
    pub struct Shared {
        /// The design, as `groundplan_synth::design::saved` writes it.
        pub design: String,
        /// Whether it is for looking alone.
        pub read_only: bool,
    }
}

/// The link to a design, or why there is none.
pub(crate) fn link(design: &Design, read_only: bool) -> Result<Link, String> {
    let access = if read_only { Access::Look } else { Access::Edit };
    link::write(design, access).map(|fragment| Link { fragment }).map_err(|error| error.to_string())
}

/// The design of a link, or why it cannot be read.
pub(crate) fn shared(fragment: &str) -> Result<Shared, String> {
    let shared = link::read(fragment).map_err(|error| error.to_string())?;
    Ok(Shared { design: saved::write_short(&shared.design), read_only: shared.access == Access::Look })
}
