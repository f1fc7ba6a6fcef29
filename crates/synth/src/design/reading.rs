//! Reads a design from whatever a person has: a sketch, a saved design, or a picture that carries its design.

use std::collections::BTreeMap;
use std::fmt;

use super::model::{ConnectionId, Design, NodeId};
use super::{saved, sketch};
use crate::words;

/// The start of the element in which a picture carries the saved form of its design, as escaped text.
pub const METADATA_START: &str = "<metadata id=\"groundplan-design\">";
/// The end of that element.
pub const METADATA_END: &str = "</metadata>";

/// In which form a design was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// As a sketch.
    Sketch,
    /// As a saved design.
    Saved,
    /// Within an exported picture.
    Picture,
}

/// A design with all that went wrong when it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// In which form it was given.
    pub given: Given,
    /// What could be read; empty when a saved design has problems.
    pub design: Design,
    /// What could not be read; empty when all went well.
    pub problems: Vec<Problem>,
    /// The line of each node in a sketch, counted from 1.
    pub node_lines: BTreeMap<NodeId, usize>,
    /// The line of each connection in a sketch, counted from 1.
    pub connection_lines: BTreeMap<ConnectionId, usize>,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1, when it is known.
    pub line: Option<usize>,
    /// The character in the line, counted from 1, when it is known.
    pub column: Option<usize>,
    /// What was found and what was expected.
    pub message: String,
}

/// `3:7: found …`: behind a file's name and a colon it makes the line that editors can follow.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for number in [self.line, self.column].into_iter().flatten() {
            write!(formatter, "{number}:")?;
        }
        let space = if self.line.is_some() { " " } else { "" };
        write!(formatter, "{space}{}", words::legible(&self.message))
    }
}

/// Reads a design. What starts with `{` is a saved one, what starts with `<` a picture, and everything else a sketch.
pub fn read_any(text: &str) -> Reading {
    match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
        Some('{') => from_saved(text, Given::Saved),
        Some('<') => from_picture(text),
        _ => from_sketch(text),
    }
}

fn from_sketch(text: &str) -> Reading {
    let parsed = sketch::parse(text);
    let problem = |error: sketch::SketchError| Problem { line: Some(error.line), column: Some(error.column), message: error.message };
    Reading {
        given: Given::Sketch,
        design: parsed.design,
        problems: parsed.errors.into_iter().map(problem).collect(),
        node_lines: parsed.node_lines,
        connection_lines: parsed.connection_lines,
    }
}

fn from_picture(text: &str) -> Reading {
    if let Some(json) = metadata(text) {
        return from_saved(&json, Given::Picture);
    }
    let message = format!("found a picture without a design in it, expected one that Groundplan exported: it has {METADATA_START}");
    of_saved(Given::Picture, Design::default(), vec![Problem { line: None, column: None, message }])
}

fn from_saved(text: &str, given: Given) -> Reading {
    match saved::read(text.trim_start_matches('\u{feff}')) {
        Ok(design) => of_saved(given, design, Vec::new()),
        Err(errors) => {
            // Lines within a picture's metadata are not the lines of the file.
            let line = |error: &saved::SavedError| error.line.filter(|_| given == Given::Saved);
            let problems = errors.iter().map(|error| Problem { line: line(error), column: None, message: error.to_string() });
            of_saved(given, Design::default(), problems.collect())
        }
    }
}

fn of_saved(given: Given, design: Design, problems: Vec<Problem>) -> Reading {
    Reading { given, design, problems, node_lines: BTreeMap::new(), connection_lines: BTreeMap::new() }
}

/// The text of the picture's metadata element. `&amp;` comes last so that nothing is unescaped twice.
fn metadata(svg: &str) -> Option<String> {
    let (_, rest) = svg.split_once(METADATA_START)?;
    let (escaped, _) = rest.split_once(METADATA_END)?;
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    Some(entities.iter().fold(escaped.to_owned(), |text, (entity, letter)| text.replace(entity, letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, given: Given, printed: &str, problems: &[&str]) {
        let reading = read_any(text);
        assert_eq!(reading.given, given);
        assert_eq!(sketch::print(&reading.design), printed);
        assert_eq!(reading.problems.iter().map(ToString::to_string).collect::<Vec<_>>(), problems);
    }

    #[test]
    fn the_first_letter_tells_the_form() {
        let design = sketch::parse("vpc \"<a> & 'b' &lt;\"").design;
        let saved = saved::write(&design);
        let escaped = saved.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        check("vpc main", Given::Sketch, "vpc main\n", &[]);
        check("", Given::Sketch, "", &[]);
        check(&format!("\u{feff}\n{saved}"), Given::Saved, &sketch::print(&design), &[]);
        check(&format!("<svg>{METADATA_START}{escaped}{METADATA_END}</svg>"), Given::Picture, &sketch::print(&design), &[]);
    }

    #[test]
    fn problems_say_where_they_are() {
        check(
            "vpc\n =",
            Given::Sketch,
            "vpc\n",
            &["2:2: found `=`, expected a kind and a name (`vpc main`) or a connection (`a -> b : verb`)"],
        );
        check("vpc a\u{202e}b", Given::Sketch, "vpc a\n", &["1:6: found `\\u{202e}b`, expected a space"]);
        check("{}", Given::Saved, "", &["groundplan: found nothing, expected the version of the saved form: \"groundplan\": 1"]);
        check(
            "<svg/>",
            Given::Picture,
            "",
            &["found a picture without a design in it, expected one that Groundplan exported: it has <metadata id=\"groundplan-design\">"],
        );
    }
}
