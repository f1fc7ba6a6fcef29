//! `cargo xtask size`: what a visitor downloads, compressed as a web server would, against budgets.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, ensure};

use crate::arguments::Arguments;
use crate::places::Places;

/// A part of what a visitor downloads.
struct Part {
    /// What it is.
    words: &'static str,
    /// Whether a file belongs to it, by its name.
    holds: fn(&str) -> bool,
    /// What its program files shall take on the wire, in bytes.
    goal: usize,
    /// The most that they may take, in bytes: a little above what they take now. What is new may raise it, by accident nothing does.
    budget: usize,
}

/// The parts. The first is what one waits for: the goal is half a second on a slow line of 5 Mbit/s. The engine and the rest of both
/// programs are loaded while one looks at the page already, what is on demand when somebody wants what it does, and the last is in pages
/// of somebody else.
const PARTS: [Part; 6] = [
    Part {
        words: "the page",
        holds: |name| !is_of_engine(name) && !is_on_demand(name) && !is_for_embedding(name) && !is_later(name),
        goal: 300_000,
        budget: 355_500,
    },
    Part { words: "the rest of the page", holds: |name| !is_of_engine(name) && is_later(name), goal: 250_000, budget: 356_000 },
    Part { words: "the engine", holds: |name| is_of_engine(name) && !is_later(name), goal: 450_000, budget: 501_000 },
    Part { words: "the rest of the engine", holds: |name| is_of_engine(name) && is_later(name), goal: 300_000, budget: 417_000 },
    Part { words: "on demand", holds: is_on_demand, goal: 6_000, budget: 6_260 },
    Part { words: "embedding", holds: is_for_embedding, goal: 3_800, budget: 3_050 },
];

fn is_of_engine(name: &str) -> bool {
    name.starts_with("engine") || name.starts_with("groundplan-engine")
}

/// The second file of a program: crates/page-files splits them.
fn is_later(name: &str) -> bool {
    name.ends_with("_later.wasm")
}

/// The files that a visitor fetches only with what they are for.
fn is_on_demand(name: &str) -> bool {
    ["files.js", "marking.js", "picture.js", "recovery.js", "service-worker.js"].contains(&name)
}

/// The files that only a page with diagrams in it fetches: one by itself, one in each frame.
fn is_for_embedding(name: &str) -> bool {
    ["embed.js", "host.js"].contains(&name)
}

/// The kinds of files that count.
const COUNTED: &[&str] = &["wasm", "js", "css"];

/// One file with its sizes in bytes.
struct Measured {
    name: String,
    plain: usize,
    brotli: usize,
}

/// Prints the table and fails above the budget.
pub(crate) fn run(places: &Places, arguments: Arguments) -> anyhow::Result<ExitCode> {
    arguments.finish()?;
    let report = report(&places.dist())?;
    println!("{}", report.text);
    Ok(if report.fits { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The table, and whether the budgets are kept.
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) fits: bool,
}

/// Measures a built page.
pub(crate) fn report(dist: &Path) -> anyhow::Result<Report> {
    ensure!(dist.join("index.html").is_file(), "there is no page in {}; `cargo xtask build` makes it", dist.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("{} cannot be read", dist.display()))? {
        let path = entry?.path();
        let Some(end) = path.extension().and_then(|end| end.to_str()) else { continue };
        if COUNTED.contains(&end) {
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(Measured { name, plain: bytes.len(), brotli: compressed(&bytes)?.len() });
        }
    }
    files.sort_by(|one, other| other.brotli.cmp(&one.brotli).then_with(|| one.name.cmp(&other.name)));
    Ok(table(&files))
}

/// The bytes after brotli at its best, as static files are served.
pub(crate) fn compressed(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).context("brotli failed")?;
    Ok(out)
}

/// Lays the sizes out, with the sums and the budgets at the end.
fn table(files: &[Measured]) -> Report {
    let mut lines = vec![format!("{:>10} {:>10}  file", "plain", "brotli")];
    lines.extend(files.iter().map(|Measured { name, plain, brotli }| format!("{plain:>10} {brotli:>10}  {name}")));
    let mut all_fit = true;
    for Part { words, holds, goal, budget } in PARTS {
        let own = files.iter().filter(|file| holds(&file.name));
        let (plain, brotli) = own.fold((0, 0), |(plain, brotli), file| (plain + file.plain, brotli + file.brotli));
        let fits = brotli <= budget;
        let verdict = if fits { "within" } else { "ABOVE" };
        lines.push(format!("{plain:>10} {brotli:>10}  {words}, {verdict} the budget of {budget} bytes after brotli; the goal is {goal}"));
        all_fit &= fits;
    }
    Report { text: lines.join("\n"), fits: all_fit }
}

#[cfg(test)]
mod tests {
    use super::{Measured, PARTS, table};

    fn file(name: &str, brotli: usize) -> Measured {
        Measured { name: name.to_owned(), plain: brotli * 3, brotli }
    }

    #[test]
    fn each_sum_counts() {
        let names = ["app.wasm", "app_later.wasm", "groundplan-engine_bg.wasm", "groundplan-engine_later.wasm", "marking.js", "host.js"];
        let budgets = PARTS.map(|part| part.budget);
        let fits = |sizes: [usize; PARTS.len()]| {
            let files = names.into_iter().zip(sizes).map(|(name, size)| file(name, size - 1));
            let more = [file("app.js", 1), file("app-2_later.wasm", 1), file("engine.js", 1), file("groundplan-engine-2_later.wasm", 1)];
            table(&files.chain(more).chain([file("picture.js", 1), file("embed.js", 1)]).collect::<Vec<_>>()).fits
        };
        assert!(fits(budgets));
        for part in 0..PARTS.len() {
            let mut larger = budgets;
            larger[part] += 1;
            assert!(!fits(larger), "{}", PARTS[part].words);
        }
    }

    #[test]
    fn the_table_names_each_file() {
        let text = table(&[file("app.wasm", 100)]).text;
        assert!(text.contains("       300        100  app.wasm"), "{text}");
    }
}
