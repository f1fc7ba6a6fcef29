//! Reading designs and writing results: the only place that touches files.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::{fmt, fs};

use groundplan_synth::design::reading::{Problem, Reading};
use groundplan_synth::design::{read_any, saved};
use groundplan_synth::link;

use crate::pixels;

/// Why the command could not do its work, a line for each reason.
#[derive(Debug)]
pub(crate) struct Failure {
    lines: Vec<String>,
}

impl Failure {
    pub(crate) fn new(reason: String) -> Self {
        Self { lines: vec![reason] }
    }

    /// Everything that is wrong with a file. `file:line:column: message` is what editors and terminals turn into links.
    pub(crate) fn of_file(name: &str, problems: &[Problem]) -> Self {
        let line = |problem: &Problem| match problem.line {
            Some(_) => format!("{name}:{problem}"),
            None => format!("{name}: {problem}"),
        };
        Self { lines: problems.iter().map(line).collect() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.lines.join("\n"))
    }
}

/// How messages call a file.
pub(crate) fn display_name(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a design wholly, or fails with everything that is wrong with it. Instead of a file's name a link can be given.
pub(crate) fn read_design(path: &Path) -> Result<Reading, Failure> {
    let given = path.to_str().and_then(link::in_address);
    let (name, text) = match given {
        Some(_) => ("the link".to_owned(), String::new()),
        None => (display_name(path), text_of_design(path)?),
    };
    let text = match given.or_else(|| link::in_address(&text)) {
        Some(link) => saved::write(&link::read(link).map_err(|error| Failure::new(format!("{name}: {error}")))?.design),
        None => text,
    };
    let reading = read_any(&text);
    if reading.problems.is_empty() {
        return Ok(reading);
    }
    Err(Failure::of_file(&name, &reading.problems))
}

/// The text of a file with a design, or the one within a picture of pixels.
fn text_of_design(path: &Path) -> Result<String, Failure> {
    let bytes = read_bytes(path).map_err(|error| unread(path, &error))?;
    match pixels::design_in(&bytes) {
        Some(design) => design.map_err(|reason| Failure::new(format!("{}: {reason}", display_name(path)))),
        None => text_of(bytes).map_err(|error| unread(path, &error)),
    }
}

/// The text of a file.
pub(crate) fn read_file(path: &Path) -> Result<String, Failure> {
    read_bytes(path).and_then(text_of).map_err(|error| unread(path, &error))
}

fn unread(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: cannot be read: {error}", display_name(path)))
}

/// The text that a file is.
pub(crate) fn text_of(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8"))
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    if !is_standard_input(path) {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a result to a file or to standard output.
pub(crate) fn deliver(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    deliver_bytes(path, text.as_bytes())
}

/// The same for what is no text.
pub(crate) fn deliver_bytes(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match path.filter(|path| !is_standard_input(path)) {
        Some(path) => fs::write(path, bytes).map_err(|error| Failure::new(format!("{}: cannot be written: {error}", path.display()))),
        None => match io::stdout().write_all(bytes).and_then(|()| io::stdout().flush()) {
            // Whoever reads may stop early, as `head` does.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("standard output: cannot be written: {error}")))
            }
            _ => Ok(()),
        },
    }
}
