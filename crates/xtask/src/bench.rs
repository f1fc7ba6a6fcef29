//! `cargo xtask bench`: every benchmark, natively and in the browser, beside the CDK, cfn-lint and AWS's validator, and their times in one table.

mod cdk;
mod linters;
#[path = "../../synth/benches/support/sample.rs"]
mod sample;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::arguments::Arguments;
use crate::environment::Environment;
use crate::places::Places;
use crate::process;
use crate::report::Work;
use crate::setup;

/// How many nodes the designs have that the CDK is measured with.
const NODES: [usize; 3] = [30, 300, 3000];

/// Runs everything and prints one table.
pub(crate) fn run(places: &Places, arguments: Arguments) -> anyhow::Result<ExitCode> {
    arguments.finish()?;
    let mut rows = native(places)?;
    rows.extend(page(places)?);
    rows.extend(linters::rows(places)?);
    rows.extend(cdk::rows(places)?);
    println!("\n{:>14}  benchmark", "time");
    for (name, time) in rows {
        println!("{time:>14}  {name}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `crates/*/benches/*.rs`, each by its name: a package's other targets do not understand criterion's options.
fn native(places: &Places) -> anyhow::Result<Vec<(String, String)>> {
    let mut rows = Vec::new();
    for (manifest, name) in benches(&places.root.join("crates"))? {
        let mut cargo = Environment::default().native(places, "cargo");
        cargo.args(["bench", "--bench", &name, "--manifest-path", &manifest, "--", "--noplot"]);
        rows.extend(measured(places, &format!("bench-{name}"), cargo)?);
    }
    Ok(rows)
}

/// Runs `benches/page.rs` in the browser, compiled as the page is.
fn page(places: &Places) -> anyhow::Result<Vec<(String, String)>> {
    let environment = setup::require(places, &[&setup::WASM_STD, &setup::WASM_BINDGEN, &setup::BROWSER])?;
    let mut cargo = environment.wasm(places, "cargo");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner").env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    cargo.args(["bench", "--package", "groundplan", "--target", setup::TARGET, "--profile", "wasm", "--bench", "page"]);
    let rows = measured(places, "bench-page", cargo)?;
    Ok(rows.into_iter().map(|(name, time)| (format!("in the browser: {name}"), time)).collect())
}

/// Writes what the command line makes of a sample: its command, and the name of what it writes into a folder.
fn write_sample(
    places: &Places,
    environment: &Environment,
    nodes: usize,
    (command, output): (&str, &str),
    folder: &Path,
    log: &Path,
) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let sketch = folder.join("sample.sketch");
    fs::write(&sketch, sample::sketch_of(nodes)).with_context(|| format!("{} cannot be written", sketch.display()))?;
    let mut cargo = environment.native(places, "cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "groundplan-cli", "--", command]).arg(&sketch);
    cargo.arg("--output").arg(folder.join(output));
    process::must(&mut cargo, log)
}

/// Runs one command, and reads the times that it prints.
fn measured(places: &Places, name: &str, mut command: Command) -> anyhow::Result<Vec<(String, String)>> {
    let work = Work::begin(name, Some("a few minutes"));
    let log = places.log(name);
    process::start_log(&log)?;
    if let Err(error) = process::must(&mut command, &log) {
        work.failed();
        return Err(error);
    }
    work.done();
    Ok(times(&plain(&fs::read_to_string(&log).context("the log cannot be read")?)))
}

/// A text without the colours of a terminal: without everything from an escape to the letter that ends it.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once(|letter: char| letter.is_ascii_alphabetic()).map_or("", |(_, rest)| rest));
    }
    plain
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
    use super::{plain, times};

    #[test]
    fn a_time_is_the_middle_estimate() {
        let output = "check/500   time:   [1.2 ms 1.3 ms 1.4 ms]\na very long name of a benchmark\n      time:   [7 ns 8 ns 9 ns]\n";
        let row = |name: &str, time: &str| (name.to_owned(), time.to_owned());
        assert_eq!(times(output), [row("check/500", "1.3 ms"), row("a very long name of a benchmark", "8 ns")]);
        let colours = "\u{1b}[32mcheck\u{1b}[0m\n\u{1b}[0m time:   [\u{1b}[2m1.2 ms\u{1b}[0m \u{1b}[1m1.3 ms\u{1b}[0m 1.4 ms]\n";
        assert_eq!(times(&plain(colours)), [row("check", "1.3 ms")]);
    }
}
