//! cargo-fuzz, which builds programs for libFuzzer and runs them.

use std::path::Path;

use super::{Tool, cargo};
use crate::environment::Found;
use crate::places::Places;

const VERSION: &str = "0.13.2";

/// cargo-fuzz. It builds libFuzzer, which is written in C++.
pub(crate) static CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", takes: "about 2 minutes", find, install };

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    Ok(cargo::find(places, "cargo-fuzz", "cargo-fuzz", VERSION))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    cargo::install(places, "cargo-fuzz", VERSION, true, log)
}
