//! The stages of `cargo xtask test`, each a file of its own. Cheap ones come first.

mod cli;
mod e2e;
mod format;
mod fuzz;
mod judges;
mod lint;
mod native;
mod page;
mod web;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, anyhow, bail};

use crate::environment::Environment;
use crate::places::Places;
use crate::process;
use crate::setup::Tool;

/// One stage: what it is called, what it needs and how it runs.
pub(crate) struct Stage {
    /// The word for `--only` and `--skip`.
    pub(crate) name: &'static str,
    /// What it does, for a person.
    pub(crate) says: &'static str,
    /// The tools that must be there.
    pub(crate) tools: &'static [&'static Tool],
    /// Runs it. An error is a failed stage.
    pub(crate) run: fn(&mut Runner) -> anyhow::Result<Outcome>,
}

/// The stages in the order of running; `crates/xtask/src/test.rs` has one run beside another.
pub(crate) const ALL: &[&Stage] =
    &[&format::STAGE, &lint::STAGE, &native::STAGE, &cli::STAGE, &fuzz::STAGE, &web::STAGE, &page::STAGE, &judges::STAGE, &e2e::STAGE];

/// How a stage ended when it did not fail.
pub(crate) enum Outcome {
    Passed,
    NothingToRun,
}

/// Runs the commands of one stage and keeps what they print.
pub(crate) struct Runner<'a> {
    pub(crate) places: &'a Places,
    pub(crate) environment: &'a Environment,
    log: PathBuf,
    /// Lines of our own for the summary.
    notes: Vec<String>,
}

impl<'a> Runner<'a> {
    /// A runner with an empty log.
    pub(crate) fn new(places: &'a Places, environment: &'a Environment, stage: &Stage) -> anyhow::Result<Self> {
        let log = places.artefacts().join("logs").join(format!("{}.log", stage.name));
        process::start_log(&log)?;
        Ok(Self { places, environment, log, notes: Vec::new() })
    }

    /// Runs one command to its end, whatever that is.
    fn run(&mut self, mut command: Command) -> anyhow::Result<bool> {
        process::note(&self.log, &format!("$ {}", process::words(&command)))?;
        process::logged(&mut command, &self.log)
    }

    /// Runs one command; a failure is the stage's.
    fn must(&mut self, command: Command) -> anyhow::Result<()> {
        let words = process::words(&command);
        if self.run(command)? { Ok(()) } else { bail!("`{words}` failed") }
    }

    /// Runs all commands, so that one failure does not hide another; then the failures are the stage's.
    fn must_all(&mut self, commands: impl IntoIterator<Item = Command>) -> anyhow::Result<()> {
        let mut failed = Vec::new();
        for command in commands {
            let words = process::words(&command);
            if !self.run(command)? {
                failed.push(format!("`{words}`"));
            }
        }
        if failed.is_empty() { Ok(()) } else { bail!("{} failed", failed.join(" and ")) }
    }

    /// Like [`Self::must_all`], side by side. Each has a log of its own, which the stage's log takes up when all are done.
    fn must_all_at_once(&mut self, commands: Vec<Command>) -> anyhow::Result<()> {
        let folder = self.log.with_extension("parts");
        let run = |index: usize, mut command: Command| {
            let (log, words) = (folder.join(format!("{index}.log")), process::words(&command));
            process::start_log(&log)?;
            process::note(&log, &format!("$ {words}"))?;
            anyhow::Ok((process::logged(&mut command, &log)?, words, log))
        };
        let run = &run;
        let ended: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> =
                commands.into_iter().enumerate().map(|(index, command)| scope.spawn(move || run(index, command))).collect();
            running.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        let mut failed = Vec::new();
        for one in ended {
            let (passed, words, log) = one.map_err(|_| anyhow!("the thread of a command is lost"))??;
            process::note(&self.log, fs::read_to_string(&log).unwrap_or_default().trim_end())?;
            if !passed {
                failed.push(format!("`{words}`"));
            }
        }
        if failed.is_empty() { Ok(()) } else { bail!("{} failed", failed.join(" and ")) }
    }

    /// Whether a test runner came to its closing line.
    fn closed(&self) -> bool {
        closing_lines(&fs::read_to_string(&self.log).unwrap_or_default()).next().is_some()
    }

    /// Adds text to the summary.
    fn say(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Prints the closing lines of the test runners, and the stage's own.
    pub(crate) fn show_summary(&self) {
        // A log that cannot be read back has nothing to show; the verdict does not depend on it.
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        for line in closing_lines(&text) {
            println!("{line}");
        }
        for note in &self.notes {
            println!("{note}");
        }
    }

    /// Prints all that the commands printed.
    pub(crate) fn show_everything(&self) {
        println!("{}", fs::read_to_string(&self.log).unwrap_or_default().trim_end());
        for note in &self.notes {
            println!("{note}");
        }
    }
}

/// The lines with which nextest, cargo test, pytest and Playwright close.
fn closing_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| {
        let line = line.trim();
        line.starts_with("Summary [")
            || line.starts_with("test result:")
            || (line.starts_with(|first: char| first.is_ascii_digit() || first == '=')
                && [" passed (", " passed in ", " skipped in ", " warnings in "].iter().any(|end| line.contains(end)))
            || [" skipped", " flaky"].iter().any(|end| line.strip_suffix(end).is_some_and(|count| count.parse::<u32>().is_ok()))
    })
}

/// The files of a folder whose names begin and end so, sorted. A folder that is not there has none.
fn files(folder: &Path, begin: &str, end: &str) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(begin) && name.ends_with(end) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::closing_lines;

    #[test]
    fn the_closing_lines_of_each_runner_are_kept() {
        let closing = [
            "     Summary [   0.007s] 12 tests run: 12 passed, 0 skipped",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "============================== 2 passed in 0.12s ===============================",
            "1 skipped in 0.01s",
            "  1 skipped",
            "  2 flaky",
            "  2 passed (3.1s)",
        ];
        let text = format!("running 3 tests\n{}\nDone\n", closing.join("\ntest a ... ok\n"));
        assert_eq!(closing_lines(&text).collect::<Vec<_>>(), closing);
    }
}
