//! Parameters of the template for fields: what they say of themselves, and the literals that stand for them.

use crate::catalog::{Field, Form};
use crate::design::Settings;
use crate::value::{Map, Value};

/// The type of a parameter that is a list of texts.
pub const LIST: &str = "CommaDelimitedList";

/// The members of a parameter for a field, with what the field allows; `None` where no parameter can stand. `value` becomes its default.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>.
pub fn members_for(field: &Field, value: Option<&Value>) -> Option<Map> {
    if field.refuses_parameters().is_some() {
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
        Form::List => (LIST, Vec::new()),
        _ => ("String", Vec::new()),
    };
    // Empty text says that there is none, which a number cannot say.
    let default = value.filter(|value| kind != "Number" || value.as_text() != Some("")).map(|value| match value {
        Value::Number(_) | Value::Decimal(_) if kind == "Number" => value.clone(),
        Value::List(items) => Value::text(items.iter().map(Value::display).collect::<Vec<_>>().join(",")),
        other => Value::text(other.display()),
    });
    let mut members = Map::default();
    members.insert("Type".to_owned(), Value::text(kind));
    if let Some(default) = default {
        members.insert("Default".to_owned(), default);
    }
    members.extend(limits.into_iter().map(|(name, value)| (name.to_owned(), value)));
    members.insert("Description".to_owned(), Value::text(field.title));
    Some(members)
}

/// True for a parameter whose value is a list.
pub fn is_list(members: &Value) -> bool {
    let kind = members.as_map().and_then(|members| members.get("Type")).and_then(Value::as_text).unwrap_or_default();
    // What Systems Manager keeps has the type within: `AWS::SSM::Parameter::Value<List<String>>`.
    let within = kind.strip_prefix("AWS::SSM::Parameter::Value<").unwrap_or(kind);
    within.starts_with(LIST) || within.starts_with("List<")
}

/// The texts that the parameter behind a value allows; `None` when it is no parameter or allows anything.
pub fn allowed_values(value: &Value, settings: &Settings) -> Option<Vec<String>> {
    let Value::Call(function, name) = value else { return None };
    let members = settings.parameters.get(name.as_text()?).filter(|_| function == "Ref")?;
    Some(members.as_map()?.get("AllowedValues")?.as_list()?.iter().map(Value::display).collect())
}

/// The value that a parameter has when nobody gives it another: a list for the types that are one, a number for `Number`.
pub fn default_of(members: &Value) -> Option<Value> {
    let default = members.as_map()?.get("Default")?;
    if is_list(members) {
        let text = default.display();
        return Some(Value::List(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Value::text).collect()));
    }
    let kind = members.as_map()?.get("Type").and_then(Value::as_text).unwrap_or_default();
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
