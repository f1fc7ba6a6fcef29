//! `cargo xtask size`: what a visitor downloads, compressed as a web server would, against a budget.

use std::fs;
use std::iter;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, ensure};

use crate::arguments::Arguments;
use crate::places::Places;

/// What the program files shall take on the wire, in bytes: half a second on a slow line of 5 Mbit/s.
const GOAL: usize = 300_000;

/// The most that they may take, in bytes. A ratchet: it stands a little above what the page takes now, and only ever goes down.
const BUDGET: usize = 725_000;

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

/// The table, and whether the budget is kept.
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
            files.push(Measured { name, plain: bytes.len(), brotli: compressed(&bytes)? });
        }
    }
    files.sort_by(|one, other| other.brotli.cmp(&one.brotli).then_with(|| one.name.cmp(&other.name)));
    Ok(table(&files))
}

/// The size after brotli at its best, as static files are served.
fn compressed(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).context("brotli failed")?;
    Ok(out.len())
}

/// Lays the sizes out, with the sum and the budget in the last line.
fn table(files: &[Measured]) -> Report {
    let head = format!("{:>10} {:>10}  file", "plain", "brotli");
    let rows = files.iter().map(|Measured { name, plain, brotli }| format!("{plain:>10} {brotli:>10}  {name}"));
    let (plain, brotli) = files.iter().fold((0, 0), |(plain, brotli), file| (plain + file.plain, brotli + file.brotli));
    let fits = brotli <= BUDGET;
    let verdict = if fits { "within" } else { "ABOVE" };
    let sum = format!("{plain:>10} {brotli:>10}  all, {verdict} the budget of {BUDGET} bytes after brotli; the goal is {GOAL}");
    let lines: Vec<String> = iter::once(head).chain(rows).chain(iter::once(sum)).collect();
    let text = lines.join("\n");
    Report { text, fits }
}

#[cfg(test)]
mod tests {
    use super::{BUDGET, Measured, table};

    fn file(brotli: usize) -> Measured {
        Measured { name: "app.wasm".to_owned(), plain: brotli * 3, brotli }
    }

    #[test]
    fn the_sum_counts() {
        assert!(table(&[file(BUDGET - 1), file(1)]).fits);
        assert!(!table(&[file(BUDGET), file(1)]).fits);
    }

    #[test]
    fn the_table_names_each_file() {
        let text = table(&[file(100)]).text;
        assert!(text.contains("       300        100  app.wasm"), "{text}");
    }
}
