//! What a template decides when it is deployed, since a parameter stands where Groundplan would decide by a literal.
//!
//! A decision is `!If` with its condition written in its place; at the end [`name_conditions`] moves every condition to where
//! CloudFormation wants it, under a name that says what it asks.
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>.

use super::{Template, references};
use crate::design::Settings;
use crate::ordered::Order;
use crate::synthesize::pascal_case;
use crate::value::{Map, Value};

/// What follows from a value. For a literal that is known at once. For a function the template decides: `cases` are the texts for
/// which the outcome differs from that of the function itself, which stands for all others.
pub fn decide(value: &Value, cases: &[&str], outcome: &dyn Fn(&Value) -> Option<Value>) -> Option<Value> {
    let Value::Call(function, argument) = value else { return outcome(value) };
    match (function.as_str(), argument.as_ref()) {
        ("Ref", Value::Text(name)) if name == NO_VALUE => return None,
        // Text without a name to fill in is a literal.
        ("Sub", Value::Text(text)) if !text.contains("${") => return outcome(&Value::text(text)),
        _ => {}
    }
    if let Some([condition, one, other]) = branches(value) {
        return either(condition.clone(), decide(one, cases, outcome), decide(other, cases, outcome));
    }
    let otherwise = outcome(value);
    let mut result = otherwise.clone();
    for case in cases.iter().rev() {
        let literal = Value::text(*case);
        let own = outcome(&literal);
        if own != otherwise.as_ref().map(|otherwise| with(otherwise, value, &literal)) {
            result = either(equals(value, case), own, result);
        }
    }
    result
}

/// The condition that a value has a text.
pub fn equals(value: &Value, text: &str) -> Value {
    Value::Call("Equals".to_owned(), Box::new(Value::List(vec![value.clone(), Value::text(text)])))
}

/// The opposite of a condition.
pub fn not(condition: Value) -> Value {
    Value::Call("Not".to_owned(), Box::new(Value::List(vec![condition])))
}

/// The condition that two values turn out to be the same; nothing where no condition can ask for one of them.
pub fn same(one: &Value, other: &Value, settings: &Settings) -> Option<Value> {
    let can_be_asked =
        |value: &Value| !value.is_expression() || (references::are_known_before(value, settings) && branches(value).is_none());
    let (expression, text) = if one.is_expression() { (one, other) } else { (other, one) };
    let known = expression.is_expression() && can_be_asked(one) && can_be_asked(other);
    known.then(|| Value::Call("Equals".to_owned(), Box::new(Value::List(vec![expression.clone(), text.to_text()]))))
}

/// An outcome, unless two values turn out to be the same. Where no condition can ask, it is there.
pub fn unless_same(one: &Value, other: &Value, settings: &Settings, outcome: &Value) -> Option<Value> {
    if one.display() == other.display() {
        return None;
    }
    for (value, rest) in [(one, other), (other, one)] {
        if let Some([condition, first, second]) = branches(value) {
            let decided = |branch: &Value| unless_same(branch, rest, settings, outcome);
            return either(condition.clone(), decided(first), decided(second));
        }
    }
    match same(one, other, settings) {
        Some(condition) => either(condition, None, Some(outcome.clone())),
        None => Some(outcome.clone()),
    }
}

/// The condition and the two values of an `!If`.
fn branches(value: &Value) -> Option<&[Value; 3]> {
    let Value::Call(function, argument) = value else { return None };
    argument.as_list().filter(|_| function == "If")?.try_into().ok()
}

const NO_VALUE: &str = "AWS::NoValue";

fn either(condition: Value, one: Option<Value>, other: Option<Value>) -> Option<Value> {
    if one == other {
        return one;
    }
    let present = |value: Option<Value>| value.unwrap_or_else(|| Value::reference(NO_VALUE));
    Some(Value::Call("If".to_owned(), Box::new(Value::List(vec![condition, present(one), present(other)]))))
}

/// The value with one part replaced wherever it stands.
fn with(value: &Value, part: &Value, new: &Value) -> Value {
    match value {
        _ if value == part => new.clone(),
        Value::List(items) => Value::List(items.iter().map(|item| with(item, part, new)).collect()),
        Value::Map(map) => Value::Map(map.iter().map(|(key, value)| (key.clone(), with(value, part, new))).collect()),
        Value::Call(function, argument) => Value::Call(function.clone(), Box::new(with(argument, part, new))),
        other => other.clone(),
    }
}

/// Moves the conditions of all decisions of a template to its section for conditions, in the order of their names.
pub fn name_conditions(template: &mut Template) {
    let mut conditions = std::mem::take(&mut template.conditions);
    for resource in template.resources.values_mut() {
        if let Some(condition) = resource.attributes.get_mut("Condition").filter(|condition| condition.is_expression()) {
            *condition = Value::text(name(&mut conditions, condition));
        }
        name_within_map(&mut conditions, &mut resource.properties);
    }
    for output in template.outputs.values_mut() {
        name_within(&mut conditions, output);
    }
    let mut sorted: Vec<(String, Value)> = conditions.into_iter().collect();
    sorted.order_by(|(one, _), (other, _)| one.cmp(other));
    template.conditions.extend(sorted);
}

fn name_within_map(conditions: &mut Map, map: &mut Map) {
    map.values_mut().for_each(|value| name_within(conditions, value));
}

fn name_within(conditions: &mut Map, value: &mut Value) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| name_within(conditions, item)),
        Value::Map(map) => name_within_map(conditions, map),
        Value::Call(function, argument) => {
            if function == "If"
                && let Value::List(parts) = argument.as_mut()
                && let Some(condition) = parts.first_mut().filter(|condition| condition.is_expression())
            {
                *condition = Value::text(name(conditions, condition));
            }
            name_within(conditions, argument);
        }
        _ => {}
    }
}

/// The name of a condition: `StageIsLive`. One that asks the same gets the same name; a name that asks something else gets a number.
fn name(conditions: &mut Map, condition: &Value) -> String {
    let wish = words(condition);
    let mut name = wish.clone();
    let mut number = 1;
    while conditions.get(&name).is_some_and(|known| known != condition) {
        number += 1;
        name = format!("{wish}{number}");
    }
    conditions.insert(name.clone(), condition.clone());
    name
}

/// Names of conditions have letters and digits alone.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>.
fn words(condition: &Value) -> String {
    let parts = |argument: &Value| argument.as_list().map(<[Value]>::to_vec).unwrap_or_default();
    let text = match condition {
        Value::Call(function, argument) if function == "Equals" => {
            let parts: Vec<String> = parts(argument).iter().map(|part| pascal_case(&leaves(part))).collect();
            parts.join("Is")
        }
        Value::Call(function, argument) if function == "Not" => format!("Not{}", parts(argument).iter().map(words).collect::<String>()),
        other => pascal_case(&leaves(other)),
    };
    // What is left leaves room for a number.
    text.chars().take(240).collect()
}

/// The texts in a value, without the functions around them.
fn leaves(value: &Value) -> String {
    match value {
        Value::Call(_, argument) => leaves(argument),
        Value::List(items) => items.iter().map(leaves).collect::<Vec<_>>().join(" "),
        other => other.display(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch::{parse_value, value_text};

    /// What becomes of a value: `off` leaves it out, `on` is written as `ENABLED`, anything else as it is.
    #[track_caller]
    fn check(value: &str, expected: &str) {
        let outcome = |value: &Value| match value.as_text() {
            Some("off") => None,
            Some("on") => Some(Value::text("ENABLED")),
            _ => Some(value.clone()),
        };
        let found = decide(&parse_value(value).unwrap(), &["off", "on", "as-it-is"], &outcome);
        assert_eq!(found.map(|value| value_text(&value)).unwrap_or_default(), expected);
    }

    #[test]
    fn a_template_decides_what_a_literal_would_have_decided() {
        check("on", "ENABLED");
        check("off", "");
        check("!Sub on", "ENABLED");
        check("!Ref AWS::NoValue", "");
        check("!Ref Mode", "!If [!Equals [!Ref Mode, off], !Ref AWS::NoValue, !If [!Equals [!Ref Mode, on], ENABLED, !Ref Mode]]");
        check("!If [Live, on, off]", "!If [Live, ENABLED, !Ref AWS::NoValue]");
        check("!If [Live, on, on]", "ENABLED");
    }

    #[test]
    fn what_may_turn_out_to_be_the_same_is_there_once() {
        let mut settings = Settings::default();
        settings.parameters.insert("A".to_owned(), Value::text("String"));
        settings.parameters.insert("B".to_owned(), Value::text("String"));
        let check = |one: &str, other: &str, expected: &str| {
            let value = |text: &str| parse_value(text).unwrap();
            let found = unless_same(&value(one), &value(other), &settings, &Value::text("rule"));
            assert_eq!(found.map(|value| value_text(&value)).unwrap_or_default(), expected, "{one} {other}");
        };
        check("80", "443", "rule");
        check("80", "\"80\"", "");
        check("!Ref A", "!Ref A", "");
        check("!Ref A", "80", "!If [!Equals [!Ref A, \"80\"], !Ref AWS::NoValue, rule]");
        check("80", "!Ref A", "!If [!Equals [!Ref A, \"80\"], !Ref AWS::NoValue, rule]");
        check("!Ref A", "!Ref B", "!If [!Equals [!Ref A, !Ref B], !Ref AWS::NoValue, rule]");
        check("!If [Live, 80, 443]", "80", "!If [Live, !Ref AWS::NoValue, rule]");
        check("!GetAtt Elsewhere.Port", "80", "rule");
    }

    #[test]
    fn conditions_get_names_that_say_what_they_ask() {
        let asked = |parameter: &str, text: &str| equals(&Value::reference(parameter), text);
        let mut template = Template::default();
        template.conditions.insert("TierIsA".to_owned(), asked("Other", "x"));
        let decision = |condition: Value| either(condition, Some(Value::Number(1)), None).unwrap();
        let values = [asked("Mode", "off"), asked("Mode", "off"), asked("Tier", "a"), not(asked("Port", "80"))].map(decision);
        template.outputs.insert("All".to_owned(), Value::List(values.to_vec()));
        name_conditions(&mut template);
        let names: Vec<&str> = template.conditions.keys().map(String::as_str).collect();
        assert_eq!(names, ["ModeIsOff", "NotPortIs80", "TierIsA", "TierIsA2"]);
        let used = template.outputs["All"].display();
        assert_eq!(used.matches("ModeIsOff").count(), 2, "{used}");
    }
}
