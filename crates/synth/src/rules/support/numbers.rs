//! The numbers that a value may be at deployment.

use crate::design::Design;
use crate::parameters::allowed_values;
use crate::value::Value;

/// The condition of a choice, and its two values.
pub(in crate::rules) fn choice(value: &Value) -> Option<(&Value, &[Value])> {
    let Value::Call(function, arguments) = value else { return None };
    arguments.as_list().filter(|_| function == "If")?.split_first().filter(|(_, values)| values.len() == 2)
}

/// All numbers that a value may be; nothing when one of them is not known.
pub(in crate::rules) fn numbers(design: &Design, value: &Value) -> Option<Vec<i64>> {
    if let Some((_, values)) = choice(value) {
        let all: Option<Vec<Vec<i64>>> = values.iter().map(|value| numbers(design, value)).collect();
        return all.map(|all| all.concat());
    }
    if let Some(number) = value.as_number() {
        return Some(vec![number]);
    }
    let allowed = allowed_values(value, design.settings()).filter(|all| !all.is_empty())?;
    allowed.iter().map(|text| text.parse().ok()).collect()
}
