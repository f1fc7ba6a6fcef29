//! `groundplan link`: an address that carries a design.

use groundplan_synth::design::{Design, Patch};
use groundplan_synth::link::{self, Access};
use groundplan_synth::picture::layout;

use crate::files::Failure;

/// Where `cargo xtask serve` serves the designer.
pub(crate) const ADDRESS: &str = "http://127.0.0.1:8080/";

/// The address with a line's end. What has no place gets one, so that everybody sees the same picture.
pub(crate) fn address(design: &Design, designer: &str, read_only: bool) -> Result<String, Failure> {
    let mut design = design.clone();
    let placed: Patch = layout::place_missing(&design);
    placed.apply(&mut design).map_err(|error| Failure::new(error.to_string()))?;
    let access = if read_only { Access::Look } else { Access::Edit };
    let link = link::write(&design, access).map_err(|error| Failure::new(error.to_string()))?;
    let (designer, _) = designer.split_once('#').unwrap_or((designer, ""));
    Ok(format!("{designer}#{link}\n"))
}
