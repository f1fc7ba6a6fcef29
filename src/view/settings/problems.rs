//! What is wrong with the settings, said where they are typed.

use groundplan_synth::decimal::{self, Plain};
use groundplan_synth::value::{Map, Value};

/// Regions are written as `eu-west-1`.
/// Source: <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>.
pub(super) fn of_region(region: &str) -> Option<String> {
    let parts: Vec<&str> = region.split('-').collect();
    let words = parts.len() >= 3
        && parts.iter().all(|part| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit()));
    let ends_in_number = parts.last().is_some_and(|last| last.chars().all(|letter| letter.is_ascii_digit()));
    (!(words && ends_in_number)).then(|| format!("\"{region}\" is no region such as eu-west-1"))
}

/// What is wrong with a parameter's members: the member and the words.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>.
pub(super) fn of_parameter(members: &Map) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let text = |name: &str| members.get(name).map(Value::display).unwrap_or_default();
    let kind = text("Type");
    if kind.is_empty() {
        found.push(("Type", "expected a type, such as String or Number".to_owned()));
    }
    let number = |name: &str| members.get(name).map(|value| decimal::read(value.display().trim()));
    let (least, most) = if kind == "Number" { ("MinValue", "MaxValue") } else { ("MinLength", "MaxLength") };
    for name in [least, most] {
        if let Some(None) = number(name) {
            found.push((name, format!("{} is no number", text(name))));
        }
    }
    if let (Some(Some(low)), Some(Some(high))) = (number(least), number(most))
        && low > high
    {
        found.push((most, format!("{} is less than {}", text(most), text(least))));
    }
    let Some(default) = members.get("Default") else { return found };
    let default = default.display();
    let size = if kind == "Number" {
        let Some(number) = decimal::read(default.trim()) else {
            found.push(("Default", format!("\"{default}\" is no number")));
            return found;
        };
        number
    } else {
        default.chars().count() as f64
    };
    let what = if kind == "Number" { default.clone() } else { format!("{} characters", Plain(size)) };
    if let Some(Some(low)) = number(least)
        && size < low
    {
        found.push(("Default", format!("{what} is less than {}", text(least))));
    }
    if let Some(Some(high)) = number(most)
        && size > high
    {
        found.push(("Default", format!("{what} is more than {}", text(most))));
    }
    let allowed: Vec<String> = members.get("AllowedValues").and_then(Value::as_list).into_iter().flatten().map(Value::display).collect();
    if !allowed.is_empty() && !allowed.contains(&default) {
        found.push(("Default", format!("\"{default}\" is none of {}", allowed.join(", "))));
    }
    found
}

/// What is wrong with an output's members. One that the drawing makes as well has its value from there.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html>.
pub(super) fn of_output(members: &Map, is_made_by_drawing: bool) -> Option<String> {
    let is_wrong = match members.get("Value") {
        Some(value) => value.as_text() == Some(""),
        None => !is_made_by_drawing,
    };
    is_wrong.then(|| "expected a value: without one there is no output".to_owned())
}

/// What is wrong with a name in the template.
pub(super) fn of_name(name: &str, taken: &[String]) -> Option<String> {
    let name = name.trim();
    if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Some(format!("\"{name}\" is no name: letters and digits alone, such as SiteAddress"));
    }
    taken.iter().any(|other| other == name).then(|| format!("{name} is there already"))
}

#[cfg(test)]
mod tests {
    use groundplan_synth::design::sketch::parse_value;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[track_caller]
    fn check(members: &str, expected: &[&str]) {
        let members = parse_value(members).unwrap();
        let found: Vec<String> =
            of_parameter(members.as_map().unwrap()).into_iter().map(|(member, words)| format!("{member}: {words}")).collect();
        assert_eq!(found, expected, "{members:?}");
    }

    #[wasm_bindgen_test]
    fn parameters_are_checked_as_they_are_typed() {
        check("{Type=String, Default=dev, AllowedValues=[dev, prod]}", &[]);
        check("{Type=String, Default=test, AllowedValues=[dev, prod]}", &["Default: \"test\" is none of dev, prod"]);
        check("{Type=Number, Default=x}", &["Default: \"x\" is no number"]);
        check(
            "{Type=Number, Default=5, MinValue=6, MaxValue=4}",
            &["MaxValue: 4 is less than 6", "Default: 5 is less than 6", "Default: 5 is more than 4"],
        );
        check("{Type=String, Default=abc, MinLength=4}", &["Default: 3 characters is less than 4"]);
        check("{Default=a}", &["Type: expected a type, such as String or Number"]);
    }

    #[wasm_bindgen_test]
    fn regions_look_like_regions() {
        let problems = ["eu-west-1", "us-gov-west-1", "Europe", "eu-west", ""].map(|region| of_region(region).is_some());
        assert_eq!(problems, [false, false, true, true, true]);
    }
}
