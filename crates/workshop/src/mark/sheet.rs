//! A table for spreadsheets.

use std::fmt::Display;

use super::Table;

impl Table {
    /// The table as CSV: a line for each file, and in the last one for how many each goal fails. The error says why there is none.
    pub fn csv(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let goals = self.goals.iter().map(|goal| format!("{}: {}", goal.step, goal.title));
        let heading = ["file".to_owned(), "error".to_owned(), "met".to_owned()].into_iter().chain(goals);
        let mut records: Vec<Vec<String>> = vec![heading.collect()];
        for row in &self.rows {
            let error = row.results.as_ref().err().cloned().unwrap_or_default();
            let met = row.met().map_or_else(String::new, |met| met.to_string());
            let cells: Vec<String> = match &row.results {
                Ok(results) => {
                    results.iter().map(|result| result.as_ref().map_or_else(|| "met".to_owned(), |why| format!("not met: {why}"))).collect()
                }
                Err(_) => vec![String::new(); self.goals.len()],
            };
            records.push([row.name.clone(), error, met].into_iter().chain(cells).collect());
        }
        let failures = (0..self.goals.len()).map(|place| self.failures(place).to_string());
        records.push(["fails for".to_owned(), String::new(), String::new()].into_iter().chain(failures).collect());
        let failed = |error: &dyn Display| format!("the table cannot be written: {error}");
        for record in records {
            writer.write_record(record.iter().map(|cell| cell_text(cell))).map_err(|error| failed(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| failed(&error))
    }
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
