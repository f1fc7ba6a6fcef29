//! wasm-opt, which makes the release smaller; npm's `binaryen` carries the program ready to run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Tool, npm};
use crate::environment::Found;
use crate::places::Places;
use crate::process;

/// wasm-opt of the version that `Trunk.toml` names.
pub(crate) static WASM_OPT: Tool = Tool { name: "wasm-opt", takes: "about 20 seconds", find, install };

fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    let version = version(places)?;
    let programs = folder(places, &version).join("node_modules/.bin");
    let program = programs.join(if env::consts::FAMILY == "windows" { "wasm-opt.cmd" } else { "wasm-opt" });
    Ok(program.exists().then(|| Found { version, path: vec![programs], ..Found::default() }))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    let version = version(places)?;
    let folder = folder(places, &version);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Without a package file of its own, npm would look for one in the folders above.
    fs::write(folder.join("package.json"), "{ \"private\": true }\n").context("the npm folder cannot be written")?;
    let mut command = npm::npm(places)?;
    command.args(["install", &format!("binaryen@{version}")]).current_dir(&folder);
    process::must(&mut command, log)
}

fn folder(places: &Places, version: &str) -> PathBuf {
    places.cache.join("tools").join(format!("binaryen-{version}"))
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
