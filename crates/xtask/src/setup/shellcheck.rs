//! shellcheck, the judge of the deploy scripts.

use std::path::Path;

use super::{Tool, apt};
use crate::environment::Found;
use crate::places::Places;

/// shellcheck, from the PATH or from Debian.
pub(crate) static SHELLCHECK: Tool = Tool { name: "shellcheck", takes: "about 10 seconds", find, install };

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(_places: &Places) -> anyhow::Result<Option<Found>> {
    Ok(which::which("shellcheck").ok().map(|program| Found {
        version: format!("at {}", program.display()),
        variables: vec![("GROUNDPLAN_SHELLCHECK", program.into_os_string())],
        ..Found::default()
    }))
}

fn install(_places: &Places, log: &Path) -> anyhow::Result<()> {
    apt::install(&["shellcheck"], "install shellcheck so that it is on the PATH", log)
}
