//! trunk, which builds and serves the page.

use std::path::Path;

use super::{Tool, cargo};
use crate::environment::Found;
use crate::places::Places;

const VERSION: &str = "0.21.14";

/// trunk of the version that `Trunk.toml` was written for.
pub(crate) static TRUNK: Tool = Tool { name: "trunk", takes: "about 6 minutes", find, install };

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    Ok(cargo::find(places, "trunk", "trunk", VERSION))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    cargo::install(places, "trunk", VERSION, true, log)
}
