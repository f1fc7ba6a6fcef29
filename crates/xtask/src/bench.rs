//! `cargo xtask bench`: every benchmark of the crates, and their times in one table.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::arguments::Arguments;
use crate::environment::Environment;
use crate::places::Places;
use crate::process;
use crate::report::Work;

/// Runs `crates/*/benches/*.rs`, each by its name: a package's other targets do not understand criterion's options.
pub(crate) fn run(places: &Places, arguments: Arguments) -> anyhow::Result<ExitCode> {
    arguments.finish()?;
    let benches = benches(&places.root.join("crates"))?;
    if benches.is_empty() {
        println!("nothing to run: there is no crates/*/benches/*.rs");
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = Vec::new();
    for (manifest, name) in benches {
        let work = Work::begin(&format!("bench {name}"), Some("a few minutes"));
        let log = places.log(&format!("bench-{name}"));
        process::start_log(&log)?;
        let mut cargo = Environment::default().native(places, "cargo");
        cargo.args(["bench", "--bench", &name, "--manifest-path", &manifest, "--", "--noplot"]);
        if let Err(error) = process::must(&mut cargo, &log) {
            work.failed();
            return Err(error);
        }
        work.done();
        rows.extend(times(&fs::read_to_string(&log).context("the log cannot be read")?));
    }
    println!("\n{:>14}  benchmark", "time");
    for (name, time) in rows {
        println!("{time:>14}  {name}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The manifest and the name of each benchmark, sorted.
fn benches(crates: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(crates).context("crates/ cannot be read")? {
        let folder = entry?.path();
        // Most packages have no benchmarks.
        let Ok(files) = fs::read_dir(folder.join("benches")) else { continue };
        for file in files {
            let file = file?.path();
            if file.extension().is_some_and(|end| end == "rs") {
                let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                found.push((folder.join("Cargo.toml").display().to_string(), name));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The names and middle estimates in criterion's output. A long name stands on the line before its time.
fn times(output: &str) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut last = "";
    for line in output.lines() {
        if let Some((name, rest)) = line.split_once("time:") {
            let estimates: Vec<&str> = rest.trim().trim_matches(['[', ']']).split_whitespace().collect();
            if let [_, _, middle, unit, ..] = estimates.as_slice() {
                let name = if name.trim().is_empty() { last } else { name.trim() };
                rows.push((name.to_owned(), format!("{middle} {unit}")));
            }
        }
        last = line.trim();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::times;

    #[test]
    fn a_time_is_the_middle_estimate() {
        let output = "check/500   time:   [1.2 ms 1.3 ms 1.4 ms]\na very long name of a benchmark\n      time:   [7 ns 8 ns 9 ns]\n";
        let row = |name: &str, time: &str| (name.to_owned(), time.to_owned());
        assert_eq!(times(output), [row("check/500", "1.3 ms"), row("a very long name of a benchmark", "8 ns")]);
    }
}
