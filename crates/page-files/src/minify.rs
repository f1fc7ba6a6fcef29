//! Makes the scripts of a release smaller with esbuild: without comments, spaces and long names. trunk's own minifier does not read
//! what wasm-bindgen writes.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, ensure};

/// The variable that names esbuild. `cargo xtask` sets it; without one the scripts stay as they are written.
const MINIFIER: &str = "ESBUILD";

/// Whether a release's scripts are made smaller, and by what.
pub(crate) fn minifier(is_release: bool) -> Option<std::ffi::OsString> {
    let minifier = env::var_os(MINIFIER).filter(|minifier| is_release && !minifier.is_empty());
    if is_release && minifier.is_none() {
        eprintln!("{MINIFIER} names no esbuild: the scripts stay as they are written, and visitors load more");
    }
    minifier
}

/// The scripts in a folder, but not in folders in it.
pub(crate) fn scripts(folder: &Path) -> anyhow::Result<Vec<String>> {
    let names = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "js")).collect())
}

/// Writes these scripts anew, each for itself: what other files know of them keeps its name.
pub(crate) fn minify(minifier: &OsStr, folder: &Path, scripts: &[String]) -> anyhow::Result<()> {
    let mut command = Command::new(minifier);
    command.args(["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning", "--allow-overwrite", "--outdir=."]);
    // A name that begins with a dash would be an option.
    command.args(scripts.iter().map(|name| format!("./{name}"))).current_dir(folder);
    let done = command.status().with_context(|| format!("{} cannot be started", minifier.display()))?;
    ensure!(done.success(), "{} does not read the scripts", minifier.display());
    Ok(())
}
