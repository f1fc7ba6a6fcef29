//! `groundplan mark`: the table of a class. A file that cannot be read is a row that says so.

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use groundplan_synth::design::{Design, read_any};
use groundplan_workshop::mark::{Row, Table};
use serde_json::json;

use crate::files::{Failure, deliver, display_name};
use crate::lesson::{course, read_lesson, step_of};

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

/// The endings of files that can hold a design.
const ENDINGS: &[&str] = &["sketch", "json", "svg"];
/// The longest file that is read, in bytes: no design that a person draws comes near.
const MOST_BYTES: u64 = 5_000_000;

pub(crate) fn run(path: &Path, folder: &Path, which: &Which<'_>, format: Format) -> Result<ExitCode, Failure> {
    let lesson = read_lesson(path)?;
    let course = course(path, &lesson, which.seed)?;
    let step = step_of(&lesson, which.step)?;
    let files = files_in(folder)?;
    let mut table = Table::of(&course, step, []);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let design = read(&file);
        // A design that stops the program would cost a teacher the whole table.
        let marked = catch_unwind(AssertUnwindSafe(|| Table::of(&course, step, [(name.clone(), design)]).rows));
        let failed = || Table::of(&course, step, [(name.clone(), Err("the program stopped while it judged this file".to_owned()))]).rows;
        table.rows.extend(marked.unwrap_or_else(|_| failed()));
    }
    let text = match format {
        Format::Text => text(&table),
        Format::Json => json_text(&table),
        Format::Csv => csv_text(&table)?,
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
    if about.len() > MOST_BYTES {
        return Err(format!("found {} bytes, expected at most {MOST_BYTES}", about.len()));
    }
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let reading = read_any(&text);
    match reading.problems.as_slice() {
        [] => Ok(reading.design),
        [first, rest @ ..] => {
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            Err(groundplan_workshop::words::plain(&format!("{}{more}", first.to_string().trim())))
        }
    }
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

fn csv_text(table: &Table) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("the table cannot be written: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let goals = table.goals.iter().map(|goal| format!("{}: {}", goal.step, goal.title));
    let heading = ["file".to_owned(), "error".to_owned(), "met".to_owned()].into_iter().chain(goals);
    let mut records: Vec<Vec<String>> = vec![heading.collect()];
    for row in &table.rows {
        let error = row.results.as_ref().err().cloned().unwrap_or_default();
        let met = row.met().map_or_else(String::new, |met| met.to_string());
        let cells: Vec<String> = match &row.results {
            Ok(results) => {
                results.iter().map(|result| result.as_ref().map_or_else(|| "met".to_owned(), |why| format!("not met: {why}"))).collect()
            }
            Err(_) => vec![String::new(); table.goals.len()],
        };
        records.push([row.name.clone(), error, met].into_iter().chain(cells).collect());
    }
    let failures = (0..table.goals.len()).map(|place| table.failures(place).to_string());
    records.push(["fails for".to_owned(), String::new(), String::new()].into_iter().chain(failures).collect());
    for record in records {
        writer.write_record(record.iter().map(|cell| cell_text(cell))).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// A cell that no spreadsheet takes for a formula: one that begins like one is given a quote in front.
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>.
fn cell_text(cell: &str) -> String {
    let starts_formula =
        cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']) || cell.starts_with(['\t', '\r', '\n']);
    if starts_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert_eq!(cell_text(formula), format!("'{formula}"));
        }
        for text in ["ana.sketch", "not met: web - votes", "3", ""] {
            assert_eq!(cell_text(text), text);
        }
    }
}
