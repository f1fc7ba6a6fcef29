//! Template parameters: made from a field, renamed with everything that refers to them, and deleted in favour of their default.

use std::collections::BTreeSet;
use std::sync::Arc;

use groundplan_synth::catalog::{self, Field};
use groundplan_synth::design::{Design, Edit, Patch};
use groundplan_synth::meaning;
use groundplan_synth::parameters::{default_of, fitting, members_for};
use groundplan_synth::value::Value;

use super::references::{Instead, Place, replaced, uses_of};
use super::{Command, Refusal};

/// The most characters of a parameter's name.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>.
const LONGEST_NAME: usize = 255;

/// Makes a parameter of a field's value: the field refers to it, its value becomes the default.
pub struct MakeParameter {
    /// The field.
    pub place: Place,
    /// The parameter's name.
    pub name: String,
    /// The names that the template has for its resources.
    pub taken: Arc<BTreeSet<String>>,
}

impl Command for MakeParameter {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let name = self.name.trim();
        check_name(design, name, &self.taken)?;
        let Some(field) = field_at(design, &self.place) else { return Err(Refusal::new("This field is no longer there")) };
        let value = self.place.value(design).cloned().or_else(|| field.initial.value());
        if value.as_ref().is_some_and(Value::is_expression) {
            return Err(Refusal::new(format!("{} is an expression already: make it a plain value first", field.title)));
        }
        let Some(members) = members_for(field, value.as_ref()) else {
            let why = field.refuses_parameters().map_or_else(String::new, |why| format!(", since {}: {}", why.words(), why.advice()));
            return Err(Refusal::new(format!("{} takes no parameter{why}", field.title)));
        };
        let mut edit = Edit::new(design);
        edit.settings(|settings| drop(settings.parameters.insert(name.to_owned(), Value::Map(members))));
        self.place.put(&mut edit, Some(Value::reference(name)));
        Ok(edit.finish())
    }
}

/// Gives a parameter another name, everywhere.
pub struct RenameParameter {
    /// Its name.
    pub from: String,
    /// Its new name.
    pub to: String,
    /// The names that the template has for its resources.
    pub taken: Arc<BTreeSet<String>>,
}

impl Command for RenameParameter {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let to = self.to.trim();
        let Some(members) = design.settings().parameters.get(&self.from).cloned() else { return Err(gone(&self.from)) };
        if to == self.from {
            return Ok(Patch::default());
        }
        check_name(design, to, &self.taken)?;
        let mut edit = Edit::new(design);
        for place in uses_of(design, &self.from) {
            let value = place.value(design).and_then(|value| replaced(value, &self.from, &Instead::Name(to)));
            place.put(&mut edit, value);
        }
        edit.settings(|settings| {
            settings.parameters.remove(&self.from);
            settings.parameters.insert(to.to_owned(), members);
        });
        Ok(edit.finish())
    }
}

/// Takes a parameter away; its default comes to stand where it was used.
pub struct DeleteParameter {
    /// Its name.
    pub name: String,
}

impl Command for DeleteParameter {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let Some(members) = design.settings().parameters.get(&self.name) else { return Err(gone(&self.name)) };
        let uses = uses_of(design, &self.name);
        let default = default_of(members);
        let mut edit = Edit::new(design);
        for place in &uses {
            let Some(default) = &default else {
                return Err(Refusal::new(format!(
                    "{} has no default that could stand where it is used ({}): give it one first",
                    self.name,
                    uses.len()
                )));
            };
            let Some(value) = place.value(design) else { continue };
            let new = replaced(value, &self.name, &Instead::Literal(default));
            // A whole field takes the default in its own form: a count is a number, a switch is true or false.
            let new = if value.is_expression() { new.and_then(|new| fitting(field_at(design, place), new)) } else { new };
            place.put(&mut edit, new);
        }
        edit.settings(|settings| drop(settings.parameters.remove(&self.name)));
        Ok(edit.finish())
    }
}

fn gone(name: &str) -> Refusal {
    Refusal::new(format!("There is no parameter {name} any more"))
}

fn check_name(design: &Design, name: &str, taken: &BTreeSet<String>) -> Result<(), Refusal> {
    if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Err(Refusal::new(format!("\"{name}\" is no name of a parameter: letters and digits alone, such as Stage or WebCpu")));
    }
    if name.len() > LONGEST_NAME {
        return Err(Refusal::new(format!("A parameter's name has at most {LONGEST_NAME} characters, this one has {}", name.len())));
    }
    if design.settings().parameters.contains_key(name) {
        return Err(Refusal::new(format!("There is a parameter {name} already: take another name")));
    }
    if taken.contains(name) {
        return Err(Refusal::new(format!("{name} is what the template calls a resource: take another name")));
    }
    Ok(())
}

/// What is known of the field at a place.
pub fn field_at(design: &Design, place: &Place) -> Option<&'static Field> {
    match place {
        Place::Node(id, name) => catalog::kind_of(design.node(*id)?)?.field(name),
        Place::Connection(id, name) => meaning::by_id(&design.connection(*id)?.verb)?.field(name),
        Place::Tag(_) | Place::Output(_) | Place::Condition(_) => None,
    }
}
