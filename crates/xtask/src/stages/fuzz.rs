//! Texts that a program makes up, tried on everything that is read: sketches, saved designs, links and lessons.
//!
//! A short run with a fixed seed; `cargo fuzz run --sanitizer none NAME` looks for longer. There is no sanitizer: none of our code is
//! unsafe, so there is nothing for one to find, and without one the compiler that builds everything else will do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use super::{Outcome, Runner, Stage, files};
use crate::process;
use crate::setup;

pub(super) static STAGE: Stage =
    Stage { name: "fuzz", says: "libFuzzer on what reads sketches, saved designs, links and lessons", tools: &[&setup::CARGO_FUZZ], run };

/// A program of `fuzz/src`.
struct Target {
    name: &'static str,
    /// How many texts it tries: some seconds on a small machine.
    runs: u32,
    /// The longest of them, in bytes.
    longest: u32,
}

const TARGETS: &[Target] = &[
    Target { name: "sketch", runs: 20_000, longest: 8192 },
    Target { name: "saved", runs: 20_000, longest: 16384 },
    Target { name: "link", runs: 20_000, longest: 16384 },
    Target { name: "lesson", runs: 5_000, longest: 32768 },
];

/// The same texts in every run.
const SEED: u32 = 20_260_101;
/// More than any of these texts may take, in seconds and in megabytes.
const LONGEST: u32 = 5;
const LARGEST: u32 = 1024;

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let places = runner.places;
    let cli = places.cli();
    ensure!(cli.is_file(), "the command line is not built; the stage `cli` builds it");
    let work = places.native_target().join("fuzz");
    let seeds = work.join("seeds");
    sow(&places.root, &cli, &seeds)?;
    let mut commands = Vec::new();
    for Target { name, runs, longest } in TARGETS {
        // What an earlier run found out would make this one another.
        let found = work.join("found").join(name);
        empty(&found)?;
        let broken = places.artefacts().join("fuzz").join(name);
        empty(&broken)?;
        let mut command = runner.environment.native(places, "cargo");
        command
            .args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", "fuzz", "--target-dir"])
            .arg(work.join("build"))
            .arg(name)
            .arg(found)
            .arg(seeds.join(name))
            .args(["--", &format!("-seed={SEED}"), &format!("-runs={runs}"), &format!("-max_len={longest}")])
            .args([&format!("-timeout={LONGEST}"), &format!("-rss_limit_mb={LARGEST}"), "-print_final_stats=1"])
            .arg(format!("-artifact_prefix={}/", broken.display()))
            .current_dir(&places.root);
        commands.push(command);
    }
    runner.must_all(commands)?;
    Ok(Outcome::Passed)
}

/// Writes what the programs begin with: the examples in each form, and the lessons.
fn sow(root: &Path, cli: &Path, seeds: &Path) -> anyhow::Result<()> {
    for Target { name, .. } in TARGETS {
        empty(&seeds.join(name))?;
    }
    for sketch in files(&root.join("examples"), "", ".sketch")? {
        let name = sketch.file_stem().unwrap_or_default().to_owned();
        let printed = |words: &[&str]| process::answer(Command::new(cli).args(words).arg(&sketch));
        put(&seeds.join("sketch").join(&name), &fs::read_to_string(&sketch)?)?;
        put(&seeds.join("saved").join(&name), &printed(&["convert", "--format", "design"])?)?;
        put(&seeds.join("link").join(&name), &printed(&["link"])?)?;
    }
    for lesson in files(&root.join("lessons"), "", ".md")? {
        put(&seeds.join("lesson").join(lesson.file_name().unwrap_or_default()), &fs::read_to_string(&lesson)?)?;
    }
    Ok(())
}

fn put(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// An empty folder.
fn empty(folder: &Path) -> anyhow::Result<()> {
    // It may not be there.
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}
