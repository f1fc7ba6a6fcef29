//! The wasm-bindgen program, which must be of exactly the version of the library in `Cargo.lock`.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::{Tool, cargo};
use crate::environment::Found;
use crate::places::Places;

/// The program for the page and the runner for tests in a browser.
pub(crate) static WASM_BINDGEN: Tool = Tool { name: "wasm-bindgen", takes: "about 5 minutes", find, install };

fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    Ok(cargo::find(places, "wasm-bindgen-cli", "wasm-bindgen", &version(places)?))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    // Its lock file names versions that not every registry mirror serves, so it is not used.
    cargo::install(places, "wasm-bindgen-cli", &version(places)?, false, log)
}

/// The version of the library that the workspace is built with.
fn version(places: &Places) -> anyhow::Result<String> {
    let text = fs::read_to_string(places.root.join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    locked_version(&text, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")
}

/// The version of a package in the text of a lock file.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let lock: toml::Table = lock.parse().ok()?;
    let packages = lock.get("package")?.as_array()?;
    let found = packages.iter().find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))?;
    Some(found.get("version")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_version_is_that_of_the_package_of_just_this_name() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"1.0.0\"\n[[package]]\nname = \"a\"\nversion = \"2.0.0\"\n";
        assert_eq!(locked_version(lock, "a").as_deref(), Some("2.0.0"));
        assert_eq!(locked_version(lock, "b"), None);
    }
}
