//! Programs from the crate registry, each in a folder of the cache named for its version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment::Found;
use crate::places::Places;
use crate::process;

/// Looks for `program` of just this version in the cache.
pub(super) fn find(places: &Places, package: &str, program: &str, version: &str) -> Option<Found> {
    let folder = folder(places, package, version).join("bin");
    folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)).is_file().then(|| Found {
        version: version.to_owned(),
        path: vec![folder],
        ..Found::default()
    })
}

/// Builds and installs a package. The lock file of the package is used when `locked`.
pub(super) fn install(places: &Places, package: &str, version: &str, locked: bool, log: &Path) -> anyhow::Result<()> {
    // A build folder of its own lets an interrupted build go on where it stopped.
    let build = places.cache.join("build").join(package);
    let mut command = Command::new("cargo");
    command
        .args(["install", package, "--version", version, "--root"])
        .arg(folder(places, package, version))
        .env("CARGO_TARGET_DIR", &build)
        // These programs mostly wait for the compiler: built quickly is better than built fast.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .current_dir(env::temp_dir());
    if locked {
        command.arg("--locked");
    }
    process::must(&mut command, log)?;
    // The build folder has done its work; failing to remove it costs only space.
    let _ = fs::remove_dir_all(build);
    Ok(())
}

/// Where one version of a package is installed.
fn folder(places: &Places, package: &str, version: &str) -> PathBuf {
    places.cache.join("tools").join(format!("{package}-{version}"))
}
