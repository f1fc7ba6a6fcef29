//! Packages of Debian and its relatives.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::bail;

use crate::process;

/// Installs packages, as root or through sudo. `otherwise` ends the sentence for a machine where that is not possible.
pub(super) fn install(packages: &[&str], otherwise: &str, log: &Path) -> anyhow::Result<()> {
    if which::which("apt-get").is_err() {
        bail!("this machine has no apt-get; {otherwise}");
    }
    let root = process::answer(Command::new("id").arg("-u")).is_ok_and(|user| user == "0");
    if !root && which::which("sudo").is_err() {
        bail!("root is needed for `apt-get install {}`; {otherwise}", packages.join(" "));
    }
    let install = |words: &[&str]| {
        // Someone else may hold the lock of the package system for a while.
        let mut all = vec!["apt-get", "-o", "DPkg::Lock::Timeout=300"];
        all.extend(words);
        let mut command = if root {
            let mut command = Command::new("apt-get");
            command.args(&all[1..]).env("DEBIAN_FRONTEND", "noninteractive");
            command
        } else {
            let mut command = Command::new("sudo");
            command.args(["env", "DEBIAN_FRONTEND=noninteractive"]).args(&all);
            command
        };
        command.env_remove("LD_LIBRARY_PATH").current_dir(env::temp_dir());
        command
    };
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(packages);
    // The lists of packages may be absent or old; fetching them is slow, so it comes after a first try.
    if process::logged(&mut install(&words), log)? {
        return Ok(());
    }
    process::logged(&mut install(&["update"]), log)?;
    if process::logged(&mut install(&words), log)? {
        return Ok(());
    }
    bail!("`apt-get install {}` failed (its words are in {}); {otherwise}", packages.join(" "), log.display())
}
