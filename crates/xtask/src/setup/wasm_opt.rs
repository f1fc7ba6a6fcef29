//! wasm-opt, which makes the release smaller; npm's `binaryen` carries the program ready to run.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::{Tool, npm};
use crate::environment::Found;
use crate::places::Places;

/// wasm-opt of the version that `Trunk.toml` names.
pub(crate) static WASM_OPT: Tool = Tool { name: "wasm-opt", takes: "about 20 seconds", find, install };

fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    let version = version(places)?;
    let programs = npm::programs(places, "binaryen", &version);
    Ok(programs.join(npm::command_name("wasm-opt")).exists().then(|| Found { version, path: vec![programs], ..Found::default() }))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    npm::install_package(places, "binaryen", &version(places)?, log)
}

/// The version in `Trunk.toml`, where trunk reads it too: `wasm_opt = "version_132"`.
fn version(places: &Places) -> anyhow::Result<String> {
    let text = fs::read_to_string(places.root.join("Trunk.toml")).context("Trunk.toml cannot be read")?;
    wanted_version(&text).context("Trunk.toml needs `[tools] wasm_opt = \"version_N\"`")
}

/// The number behind `version_`.
fn wanted_version(trunk: &str) -> Option<String> {
    let trunk: toml::Table = trunk.parse().ok()?;
    let value = trunk.get("tools")?.get("wasm_opt")?.as_str()?;
    Some(value.strip_prefix("version_")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::wanted_version;

    #[test]
    fn the_version_is_the_number() {
        assert_eq!(wanted_version("[tools]\nwasm_opt = \"version_132\"").as_deref(), Some("132"));
        assert_eq!(wanted_version("[tools]"), None);
    }
}
