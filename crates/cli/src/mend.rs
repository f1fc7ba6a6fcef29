//! `groundplan mend`: a design with its findings repaired, as a sketch; what was done goes to standard error.

use std::path::Path;
use std::process::ExitCode;

use groundplan_synth::design::sketch;
use groundplan_synth::rules::{self, Severity, mending};

use crate::files::{Failure, deliver, read_design};

pub(crate) fn run(path: &Path, output: Option<&Path>) -> Result<ExitCode, Failure> {
    let design = read_design(path)?.design;
    let (mended, steps) = mending::mend(&design);
    deliver(output, &sketch::print(&mended))?;
    for step in &steps {
        eprintln!("{}: {}\n  {}", step.rule, step.message, step.title);
    }
    let left = rules::check(&mended);
    let count = |severity: Severity| left.iter().filter(|finding| finding.rule.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let counted = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let (done, errors_left, warnings_left) = (counted(steps.len(), "repair"), counted(errors, "error"), counted(warnings, "warning"));
    eprintln!("{done}; left: {errors_left}, {warnings_left}; `groundplan check` names them");
    Ok(if errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
