//! Template parameters: made from a field, renamed with everything that refers to them, and deleted in favour of their default.

use groundplan_synth::catalog::{self, Field, Form};
use groundplan_synth::design::{Design, Edit, Patch};
use groundplan_synth::meaning;
use groundplan_synth::synthesize::synthesize;
use groundplan_synth::value::{Map, Value};

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
}

impl Command for MakeParameter {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let name = self.name.trim();
        check_name(design, name)?;
        if synthesize(design).resources.contains_key(name) {
            return Err(Refusal::new(format!("{name} is what the template calls a resource: take another name")));
        }
        let Some(field) = field_at(design, &self.place) else { return Err(Refusal::new("This field is no longer there")) };
        let value = self.place.value(design).cloned().or_else(|| field.initial.value());
        if value.as_ref().is_some_and(Value::is_expression) {
            return Err(Refusal::new(format!("{} is an expression already: make it a plain value first", field.title)));
        }
        let Some(members) = members(field, value.as_ref()) else {
            return Err(Refusal::new(format!("{} holds more than a parameter can: use parameters inside of it", field.title)));
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
}

impl Command for RenameParameter {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let to = self.to.trim();
        let Some(members) = design.settings().parameters.get(&self.from).cloned() else { return Err(gone(&self.from)) };
        if to == self.from {
            return Ok(Patch::default());
        }
        check_name(design, to)?;
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

fn check_name(design: &Design, name: &str) -> Result<(), Refusal> {
    if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Err(Refusal::new(format!("\"{name}\" is no name of a parameter: letters and digits alone, such as Stage or WebCpu")));
    }
    if name.len() > LONGEST_NAME {
        return Err(Refusal::new(format!("A parameter's name has at most {LONGEST_NAME} characters, this one has {}", name.len())));
    }
    if design.settings().parameters.contains_key(name) {
        return Err(Refusal::new(format!("There is a parameter {name} already: take another name")));
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

/// True when a parameter can stand for all of a field's value: CloudFormation's parameters are texts, numbers and lists of texts.
pub fn can_be_parameter(form: Form) -> bool {
    !matches!(form, Form::Map | Form::Entries | Form::Tree)
}

/// The members of a parameter for a field, with what the field allows.
fn members(field: &Field, value: Option<&Value>) -> Option<Map> {
    if !can_be_parameter(field.form) {
        return None;
    }
    let list = |items: Vec<Value>| Value::List(items);
    let (kind, limits) = match field.form {
        Form::Number { least, most } | Form::NumberOrNone { least, most } => {
            ("Number", vec![("MinValue", Value::Number(least)), ("MaxValue", Value::Number(most))])
        }
        Form::Decimal => ("Number", Vec::new()),
        Form::Numbers(numbers) => ("Number", vec![("AllowedValues", list(numbers.iter().map(|number| Value::Number(*number)).collect()))]),
        Form::Flag => ("String", vec![("AllowedValues", Value::list(["true", "false"]))]),
        Form::Choice(choices) => ("String", vec![("AllowedValues", Value::list(choices.iter().copied()))]),
        Form::List => ("CommaDelimitedList", Vec::new()),
        _ => ("String", Vec::new()),
    };
    let default = value.map(|value| match value {
        Value::Number(_) | Value::Decimal(_) if kind == "Number" => value.clone(),
        Value::List(items) => Value::text(items.iter().map(Value::display).collect::<Vec<_>>().join(",")),
        other => Value::text(other.display()),
    });
    let mut members = Map::new();
    members.insert("Type".to_owned(), Value::text(kind));
    if let Some(default) = default {
        members.insert("Default".to_owned(), default);
    }
    members.extend(limits.into_iter().map(|(name, value)| (name.to_owned(), value)));
    members.insert("Description".to_owned(), Value::text(field.title));
    Some(members)
}

/// The value that a parameter has when nobody gives it another: a list for the types that are one, a number for `Number`.
pub fn default_of(members: &Value) -> Option<Value> {
    let members = members.as_map()?;
    let default = members.get("Default")?;
    let kind = members.get("Type").and_then(Value::as_text).unwrap_or_default();
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        let text = default.display();
        return Some(Value::List(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Value::text).collect()));
    }
    let number = if kind == "Number" { default.as_number() } else { None };
    Some(number.map_or_else(|| default.clone(), Value::Number))
}

/// A literal in the form of a field: `"true"` becomes a yes, `"512"` a number. `None` stands for what the field has without any.
pub fn fitting(field: Option<&Field>, value: Value) -> Option<Value> {
    let Some(field) = field else { return Some(value) };
    let fitted = match field.form {
        Form::Flag => value.as_flag().map(Value::Flag),
        Form::Number { .. } | Form::NumberOrNone { .. } | Form::Numbers(_) => value.as_number().map(Value::Number),
        Form::List if value.as_list().is_none() => Some(Value::list([value.display()])),
        _ => None,
    };
    let fitted = fitted.unwrap_or(value);
    (field.initial.value().as_ref() != Some(&fitted)).then_some(fitted)
}
