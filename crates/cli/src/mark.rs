//! `groundplan mark`: the table of a class. A file that cannot be read is a row that says so.

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use groundplan_synth::design::Design;
use groundplan_workshop::mark::{self, ENDINGS, MOST_BYTES, Row, Table};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use serde_json::json;

use crate::files::{Failure, deliver, display_name, text_of};
use crate::lesson::{course, read_lesson, step_of};
use crate::pixels;

/// How the table is written.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// What is marked.
pub(crate) struct Which<'a> {
    pub(crate) step: Option<&'a str>,
    pub(crate) seed: u64,
}

pub(crate) fn run(path: &Path, folder: &Path, which: &Which<'_>, format: Format) -> Result<ExitCode, Failure> {
    let lesson = read_lesson(path)?;
    let course = course(path, &lesson, which.seed)?;
    let step = step_of(&lesson, which.step)?;
    let files = files_in(folder)?;
    let marked = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A design that stops the program would cost a teacher the whole table.
        let marked = catch_unwind(AssertUnwindSafe(|| Table::of(&course, step, [(name.clone(), read(file))]).rows));
        let failed = || Table::of(&course, step, [(name.clone(), Err("the program stopped while it judged this file".to_owned()))]).rows;
        marked.unwrap_or_else(|_| failed())
    };
    let mut table = Table::of(&course, step, []);
    table.rows = files.par_iter().flat_map_iter(marked).collect();
    let text = match format {
        Format::Text => text(&table),
        Format::Json => json_text(&table),
        Format::Csv => table.csv().map_err(Failure::new)?,
    };
    deliver(None, &text)?;
    Ok(if table.is_all_met() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The files that can hold a design, in the order of their names.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let name = display_name(folder);
    let entries = fs::read_dir(folder).map_err(|error| Failure::new(format!("{name}: cannot be read, expected a folder: {error}")))?;
    let is_wanted = |path: &PathBuf| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        !is_hidden && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_wanted).collect();
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("{name}: found no designs, expected files that end in .{}", ENDINGS.join(", ."))));
    }
    Ok(files)
}

fn read(path: &Path) -> Result<Design, String> {
    let about = fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    if about.len() > MOST_BYTES as u64 {
        return Err(mark::too_long(about.len()));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let text = match pixels::design_in(&bytes) {
        Some(design) => design?,
        None => text_of(bytes).map_err(|error| error.to_string())?,
    };
    mark::read(&text)
}

// The forms of the table

fn text(table: &Table) -> String {
    let mut text = String::new();
    let width = table.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).clamp(7, 40);
    let _ = write!(text, "{:width$}  ", "");
    for number in 1..=table.goals.len() {
        let _ = write!(text, "{number:>3}");
    }
    text.push_str("   met\n");
    for row in &table.rows {
        let _ = write!(text, "{:width$}  ", row.name);
        match &row.results {
            Ok(results) => {
                for result in results {
                    text.push_str(if result.is_none() { "  ✓" } else { "  ·" });
                }
                let _ = writeln!(text, "  {:>2} of {}", row.met().unwrap_or(0), results.len());
            }
            Err(reason) => {
                let _ = writeln!(text, " could not be read: {reason}");
            }
        }
    }
    let _ = writeln!(text, "\nWhat fails, of {} files that could be read", table.readable());
    for (number, goal) in table.goals.iter().enumerate() {
        let _ = writeln!(text, "{:3}  fails for {:>3}   {}: {}", number + 1, table.failures(number), goal.step, goal.title);
    }
    text
}

fn json_text(table: &Table) -> String {
    let row = |row: &Row| match &row.results {
        Ok(results) => json!({
            "name": row.name,
            "error": null,
            "met": row.met(),
            "goals": results.iter().map(|result| json!({ "met": result.is_none(), "why": result })).collect::<Vec<_>>(),
        }),
        Err(reason) => json!({ "name": row.name, "error": reason, "met": null, "goals": [] }),
    };
    let goals = table
        .goals
        .iter()
        .enumerate()
        .map(|(place, goal)| json!({ "step": goal.step, "title": goal.title, "fails_for": table.failures(place) }));
    let value = json!({
        "goals": goals.collect::<Vec<_>>(),
        "students": table.rows.iter().map(row).collect::<Vec<_>>(),
        "readable": table.readable(),
    });
    format!("{value:#}\n")
}
