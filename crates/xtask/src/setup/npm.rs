//! Node packages: the end-to-end tests' own, with a committed lock file, and programs that come as packages.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::Tool;
use crate::environment::Found;
use crate::places::Places;
use crate::process;

/// Playwright and axe-core, in `tests/e2e/node_modules`.
pub(crate) static E2E_PACKAGES: Tool = Tool { name: "Playwright", takes: "about 10 seconds", find, install };

/// A copy of the lock file that the packages were installed from.
const STAMP: &str = "node_modules/.installed-from";

fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    let folder = folder(places);
    let wanted = fs::read(folder.join("package-lock.json")).context("tests/e2e/package-lock.json cannot be read")?;
    let installed = fs::read(folder.join(STAMP)).ok();
    Ok((installed == Some(wanted)).then(|| Found { version: "in tests/e2e".to_owned(), ..Found::default() }))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    let folder = folder(places);
    process::must(npm(places)?.arg("ci").current_dir(&folder), log)?;
    fs::copy(folder.join("package-lock.json"), folder.join(STAMP)).context("tests/e2e cannot be written")?;
    Ok(())
}

fn folder(places: &Places) -> PathBuf {
    places.root.join("tests/e2e")
}

/// Where the programs of a package of this version are.
pub(super) fn programs(places: &Places, package: &str, version: &str) -> PathBuf {
    package_folder(places, package, version).join("node_modules/.bin")
}

/// Where the code of a package of this version is.
pub(super) fn module(places: &Places, package: &str, version: &str) -> PathBuf {
    package_folder(places, package, version).join("node_modules").join(package)
}

/// What npm calls a program's file.
pub(super) fn command_name(program: &str) -> String {
    if env::consts::FAMILY == "windows" { format!("{program}.cmd") } else { program.to_owned() }
}

/// Installs a package of this version into a folder of its own.
pub(super) fn install_package(places: &Places, package: &str, version: &str, log: &Path) -> anyhow::Result<()> {
    let folder = package_folder(places, package, version);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Without a package file of its own, npm would look for one in the folders above.
    fs::write(folder.join("package.json"), "{ \"private\": true }\n").context("the npm folder cannot be written")?;
    process::must(npm(places)?.args(["install", &format!("{package}@{version}")]).current_dir(&folder), log)
}

fn package_folder(places: &Places, package: &str, version: &str) -> PathBuf {
    places.cache.join("tools").join(format!("{package}-{version}"))
}

/// npm with downloads kept in our cache, so that the next checkout needs no network.
pub(super) fn npm(places: &Places) -> anyhow::Result<Command> {
    let Ok(npm) = which::which("npm") else {
        bail!("Node and npm are needed; install Node 20 or newer (on Debian: `apt-get install nodejs npm`)");
    };
    let mut command = Command::new(npm);
    command.args(["--prefer-offline", "--no-audit", "--no-fund", "--no-update-notifier", "--cache"]).arg(places.cache.join("npm"));
    Ok(command)
}
