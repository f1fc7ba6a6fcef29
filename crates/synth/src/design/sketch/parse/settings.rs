//! The lines of the settings: the title, and below it description, tags, parameters, mappings, conditions and outputs.

use std::collections::BTreeMap;

use super::super::scan::{Failure, Scanner};
use super::{Reader, read_field, read_member};
use crate::design::Settings;
use crate::value::{Map, Value};

/// A tag of all resources.
pub(in super::super) const TAG: &str = "tag";
/// A parameter of the template.
pub(in super::super) const PARAMETER: &str = "parameter";
/// A mapping of the template.
pub(in super::super) const MAPPING: &str = "mapping";
/// A condition of the template.
pub(in super::super) const CONDITION: &str = "condition";
/// An output of the template.
pub(in super::super) const OUTPUT: &str = "output";

impl Reader<'_> {
    pub(super) fn read_design(&mut self, indent: usize, start: usize, scanner: &mut Scanner) -> Result<(), Failure> {
        if self.anything_read {
            self.keep_comment(scanner);
            return Err(Failure { at: start, message: "found `design` behind other lines, expected it as the first line".to_owned() });
        }
        self.settings_indent = Some(indent);
        let outcome = self.read_design_members(scanner);
        self.add_settings_note(scanner);
        outcome
    }

    fn read_design_members(&mut self, scanner: &mut Scanner) -> Result<(), Failure> {
        scanner.piece_ends()?;
        if scanner.at_end() {
            return Ok(());
        }
        let title_start = scanner.position();
        let title = scanner.name("the title in quotes: design \"Title\"")?;
        if scanner.peek() == Some('=') {
            scanner.go_to(title_start);
        } else {
            self.edit.settings(|settings| settings.name = title);
            scanner.piece_ends()?;
        }
        while !scanner.at_end() {
            let start = scanner.position();
            let (name, value) = read_field(scanner)?;
            match (name.as_str(), value) {
                ("region", Value::Text(region)) => self.edit.settings(|settings| settings.region = region),
                ("region", _) => {
                    return Err(Failure {
                        at: start,
                        message: "found a value that is no text, expected a region: region=eu-west-1".to_owned(),
                    });
                }
                _ => return Err(Failure { at: start, message: format!("found the setting {name}, expected region=…") }),
            }
        }
        Ok(())
    }

    pub(super) fn read_setting(&mut self, scanner: &mut Scanner) -> Result<(), Failure> {
        let outcome = self.read_setting_members(scanner);
        self.add_settings_note(scanner);
        outcome
    }

    fn read_setting_members(&mut self, scanner: &mut Scanner) -> Result<(), Failure> {
        const EXPECTED: &str = "description \"…\", tag NAME=VALUE, parameter NAME KEY=VALUE, mapping NAME={KEY={KEY=VALUE}}, \
            condition NAME=VALUE or output NAME Value=VALUE below `design`";
        let start = scanner.position();
        let word = scanner.name(EXPECTED)?;
        scanner.piece_ends()?;
        match word.as_str() {
            "description" => self.read_description(scanner),
            TAG => self.read_pairs(scanner, TAG, |settings| &mut settings.tags),
            MAPPING => self.read_pairs(scanner, MAPPING, |settings| &mut settings.mappings),
            CONDITION => self.read_pairs(scanner, CONDITION, |settings| &mut settings.conditions),
            PARAMETER => self.read_record(scanner, PARAMETER, "Stage Type=String", |settings| &mut settings.parameters),
            OUTPUT => self.read_record(scanner, OUTPUT, "Address Value=!Ref Name", |settings| &mut settings.outputs),
            _ => {
                scanner.go_to(start);
                scanner.expected(EXPECTED)
            }
        }
    }

    fn read_description(&mut self, scanner: &mut Scanner) -> Result<(), Failure> {
        let text = scanner.name("the description in quotes")?;
        scanner.piece_ends()?;
        if !scanner.at_end() {
            return scanner.expected("the description as one text in quotes");
        }
        self.edit.settings(|settings| settings.description = text);
        Ok(())
    }

    /// `tag NAME=VALUE`, several in one line as well.
    fn read_pairs(&mut self, scanner: &mut Scanner, what: &str, entries: Entries) -> Result<(), Failure> {
        if scanner.at_end() {
            return scanner.expected(&format!("a {what}: {what} NAME=VALUE"));
        }
        while !scanner.at_end() {
            let at = scanner.position();
            let (name, value) = read_member(scanner, Scanner::key)?;
            self.put(at, what, entries, &name, value)?;
        }
        Ok(())
    }

    /// `parameter NAME KEY=VALUE`; what was read before a failure is kept.
    fn read_record(&mut self, scanner: &mut Scanner, what: &str, example: &str, entries: Entries) -> Result<(), Failure> {
        let at = scanner.position();
        let name = scanner.name(&format!("a name: {what} {example}"))?;
        // `parameter Name=value` keeps a value that is no map.
        if scanner.take("=") {
            let value = scanner.value(0)?;
            scanner.piece_ends()?;
            return self.put(at, what, entries, &name, value);
        }
        scanner.piece_ends()?;
        let mut members = Map::default();
        let outcome = read_members(scanner, &mut members);
        self.put(at, what, entries, &name, Value::Map(members))?;
        outcome
    }

    fn put(&mut self, at: usize, what: &str, entries: Entries, name: &str, value: Value) -> Result<(), Failure> {
        let mut twice = false;
        self.edit.settings(|settings| {
            let entries = entries(settings);
            twice = entries.contains_key(name);
            if !twice {
                entries.insert(name.to_owned(), value);
            }
        });
        if twice {
            return Err(Failure { at, message: format!("found the {what} {name} a second time, expected every {what} once") });
        }
        Ok(())
    }

    fn add_settings_note(&mut self, scanner: &mut Scanner) {
        let note = self.take_note(scanner);
        if !note.is_empty() {
            self.edit.settings(|settings| {
                if !settings.note.is_empty() {
                    settings.note.push('\n');
                }
                settings.note.push_str(&note);
            });
        }
    }
}

/// Which of the settings a line adds to.
type Entries = fn(&mut Settings) -> &mut BTreeMap<String, Value>;

fn read_members(scanner: &mut Scanner, members: &mut Map) -> Result<(), Failure> {
    while !scanner.at_end() {
        let at = scanner.position();
        let (name, value) = read_field(scanner)?;
        if members.contains_key(&name) {
            return Err(Failure { at, message: format!("found {name} a second time, expected it once") });
        }
        members.insert(name, value);
    }
    Ok(())
}
