//! Running other programs: for their answer, or with their output kept in a file.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::report;

/// What the program prints, without the white space around it. A program that fails is an error.
pub(crate) fn answer(command: &mut Command) -> anyhow::Result<String> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).output().with_context(|| format!("`{}` does not start", words(command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", words(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// How long a program may be silent towards the person who waits.
const BETWEEN_SIGNS_OF_LIFE: Duration = Duration::from_secs(60);

/// Runs the program with all that it prints appended to `log`, in the order of printing, and says whether it succeeded.
pub(crate) fn logged(command: &mut Command, log: &Path) -> anyhow::Result<bool> {
    let file = open_log(log)?;
    let errors = file.try_clone()?;
    let child = command.stdin(Stdio::null()).stdout(file).stderr(errors).spawn();
    let mut child = child.with_context(|| format!("`{}` does not start", words(command)))?;
    let began = Instant::now();
    let mut patience = BETWEEN_SIGNS_OF_LIFE;
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait().with_context(|| format!("`{}` is lost", words(command)))? {
            return Ok(status.success());
        }
        if began.elapsed() > patience {
            println!("    still at it after {}: {}", report::time(patience), last_line(log));
            patience += BETWEEN_SIGNS_OF_LIFE;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(200));
    }
}

/// Like [`logged`], but a failure is an error with the lines of the log that tell why.
pub(crate) fn must(command: &mut Command, log: &Path) -> anyhow::Result<()> {
    if logged(command, log)? {
        return Ok(());
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    bail!("`{}` failed (all of it is in {}):\n{}", words(command), log.display(), telling_lines(&text).join("\n"))
}

/// The lines that tell what went wrong: those from the first error on, or else the last ones.
fn telling_lines(text: &str) -> Vec<&str> {
    const AT_MOST: usize = 60;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("Compiling ")).collect();
    let from = lines.iter().position(|line| line.starts_with("error")).unwrap_or(lines.len().saturating_sub(15));
    lines.into_iter().skip(from).take(AT_MOST).collect()
}

/// The last line of a log that says something, cut to the width of a terminal.
fn last_line(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("(nothing printed yet)");
    line.trim().chars().take(100).collect()
}

/// Empties a log.
pub(crate) fn start_log(log: &Path) -> anyhow::Result<()> {
    open_log(log)?.set_len(0).with_context(|| format!("{} cannot be written", log.display()))
}

/// Adds a line of our own to a log.
pub(crate) fn note(log: &Path, line: &str) -> anyhow::Result<()> {
    writeln!(open_log(log)?, "{line}").with_context(|| format!("{} cannot be written", log.display()))
}

/// The command as one would type it, without the folder of the program, and cut short when it names many files.
pub(crate) fn words(command: &Command) -> String {
    const AT_MOST: usize = 12;
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().take(AT_MOST).map(|word| word.to_string_lossy().into_owned()));
    let more = command.get_args().len().saturating_sub(AT_MOST);
    if more > 0 {
        words.push(format!("... ({more} more)"));
    }
    words.join(" ")
}

/// Opens a log for more lines, with its folder.
fn open_log(log: &Path) -> anyhow::Result<File> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    File::options().create(true).append(true).open(log).with_context(|| format!("{} cannot be written", log.display()))
}

#[cfg(test)]
mod tests {
    use super::telling_lines;

    #[test]
    fn an_error_tells_more_than_the_end() {
        assert_eq!(telling_lines("   Compiling a\nerror: no `b`\nhelp: add it\n"), ["error: no `b`", "help: add it"]);
        assert_eq!(telling_lines("quiet\n"), ["quiet"]);
    }
}
