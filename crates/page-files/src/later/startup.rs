//! Runs the page and sees which functions of its programs run until it is shown and a little later.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::{env, fs, process};

use anyhow::{Context, ensure};

use super::functions::Functions;
use super::{Program, glue, notes};

/// The script that serves the page to a browser and keeps what the programs tell.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/startup.mjs");

/// For each program, whether each of its own functions ran.
pub(crate) fn ran(folder: &Path, browser: &OsStr, programs: &[(Program, Vec<u8>, Functions)]) -> anyhow::Result<Vec<Vec<bool>>> {
    let copy = env::temp_dir().join(format!("groundplan-startup-{}", process::id()));
    let ran = watch(folder, &copy, browser, programs);
    fs::remove_dir_all(&copy).ok();
    ran
}

fn watch(folder: &Path, copy: &Path, browser: &OsStr, programs: &[(Program, Vec<u8>, Functions)]) -> anyhow::Result<Vec<Vec<bool>>> {
    copied(folder, copy)?;
    for (program, bytes, functions) in programs {
        let noting = notes::noting(bytes, functions)?;
        fs::write(copy.join(&program.file), &noting.program)?;
        let glue = fs::read_to_string(folder.join(&program.glue))?;
        let glue = glue::with_notes(&glue, program.name, noting.address, functions.own().count(), program.reloads)?;
        fs::write(copy.join(&program.glue), glue)?;
    }
    let names = programs.iter().map(|(program, ..)| program.name);
    let done = Command::new("node").arg(SCRIPT).arg(copy).arg(browser).args(names).status().context("node cannot be started")?;
    ensure!(done.success(), "the page was not shown in {}", browser.display());
    let told = |(program, _, functions): &(Program, Vec<u8>, Functions)| {
        let bytes = fs::read(copy.join(format!("{}.ran", program.name)))?;
        ensure!(bytes.len() == functions.own().count(), "{} told something else", program.name);
        Ok(bytes.iter().map(|byte| *byte != 0).collect())
    };
    programs.iter().map(told).collect()
}

/// Copies a folder and the folders in it.
fn copied(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}
