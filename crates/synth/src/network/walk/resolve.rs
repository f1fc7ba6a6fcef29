//! What a value of the template says before it is deployed, and what it leaves open.

use ipnet::Ipv4Net;

use crate::network::addresses;
use crate::template::{Resource, Template};
use crate::value::{Map, Value};

/// An answer of three values: a parameter or function in a deciding place is never guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It depends on what the words say.
    Unsure(String),
}

impl Known {
    /// What is known for certain.
    pub(super) fn certain(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// Both.
    pub(super) fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Unsure(words) => match other() {
                Self::No => Self::No,
                _ => Self::Unsure(words),
            },
        }
    }
}

/// What a value names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// A resource of the template, or an attribute of it.
    Resource(&'a str, Option<&'a str>),
    /// Something by its own name: an id of another stack.
    Literal(&'a str),
    /// Something that only deployment knows.
    Open,
}

/// What a value names: by `Ref`, by `GetAtt`, by a `Sub` that is nothing else, or literally.
pub(super) fn named<'a>(template: &Template, value: &'a Value) -> Named<'a> {
    let text = match value {
        Value::Text(text) => return Named::Literal(text),
        Value::Call(function, argument) if matches!(function.as_str(), "Ref" | "GetAtt") => argument.as_text(),
        Value::Call(function, argument) if function == "Sub" => {
            let inner = argument.as_text().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
            inner.filter(|inner| !inner.contains(['$', '!', '}']))
        }
        _ => None,
    };
    let Some(text) = text else { return Named::Open };
    let (resource, attribute) = text.split_once('.').map_or((text, None), |(resource, attribute)| (resource, Some(attribute)));
    if template.resources.contains_key(resource) { Named::Resource(resource, attribute) } else { Named::Open }
}

/// The logical id of the resource that a value names.
pub(super) fn resource<'a>(template: &Template, value: Option<&'a Value>) -> Option<&'a str> {
    match named(template, value?) {
        Named::Resource(id, _) => Some(id),
        _ => None,
    }
}

/// The range that a value is: literally, or as that of a VPC or subnet of the template. Else the words for what is open.
pub(super) fn range(template: &Template, value: &Value) -> Result<Ipv4Net, String> {
    if let Named::Resource(id, Some("CidrBlock")) = named(template, value)
        && let Some(Value::Text(text)) = template.resources.get(id).and_then(|resource| resource.property("CidrBlock"))
        && let Some(range) = addresses::range(text)
    {
        return Ok(range);
    }
    match value.as_text() {
        Some(text) => addresses::range(text).ok_or_else(|| format!("{text} is no IPv4 range")),
        None => Err(open(value)),
    }
}

/// The words for a value that deployment decides.
pub(super) fn open(value: &Value) -> String {
    format!("{} is known at deployment only", value.display())
}

/// A number, or the words for what is open.
pub(super) fn number(value: &Value) -> Result<i64, String> {
    value.as_number().ok_or_else(|| open(value))
}

/// The value at the end of a path of member names; a list is entered at its first item.
pub(super) fn at<'a>(value: Option<&'a Value>, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value?, |value, step| {
        let value = value.as_list().map_or(Some(value), <[Value]>::first)?;
        value.as_map()?.get(*step)
    })
}

/// The value at the end of a path of member names in a resource.
pub(super) fn of<'a>(resource: &'a Resource, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    at(resource.property(first), rest)
}

/// The value at the end of a path of member names in a map.
pub(super) fn within<'a>(map: &'a Map, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    at(map.get(*first), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch::{self, parse_value};
    use crate::synthesize::synthesize;

    #[test]
    fn names_lead_to_resources_and_the_rest_is_open() {
        let template = synthesize(&sketch::parse("vpc main cidr=10.1.0.0/16\n").design);
        for (text, expected) in [
            ("!Ref MainVpc", Named::Resource("MainVpc", None)),
            ("!GetAtt MainVpc.CidrBlock", Named::Resource("MainVpc", Some("CidrBlock"))),
            ("!Sub \"${MainVpc}\"", Named::Resource("MainVpc", None)),
            ("!Sub \"${MainVpc}-${MainVpc}\"", Named::Open),
            ("!Ref Parameter", Named::Open),
            ("!If [Live, a, b]", Named::Open),
            ("vpc-1", Named::Literal("vpc-1")),
        ] {
            assert_eq!(named(&template, &parse_value(text).unwrap()), expected, "{text}");
        }
        let range_of = |text: &str| range(&template, &parse_value(text).unwrap());
        assert_eq!(range_of("!GetAtt MainVpc.CidrBlock"), Ok("10.1.0.0/16".parse().unwrap()));
        assert_eq!(range_of("!Ref Range"), Err("!Ref Range is known at deployment only".to_owned()));
        assert_eq!(range_of("ten"), Err("ten is no IPv4 range".to_owned()));
    }

    #[test]
    fn no_wins_over_unsure_and_unsure_over_yes() {
        let unsure = || Known::Unsure("x".to_owned());
        assert_eq!(unsure().and(|| Known::No), Known::No);
        assert_eq!(unsure().and(|| Known::Yes), unsure());
        assert_eq!(Known::Yes.and(unsure), unsure());
        assert_eq!(Known::No.and(|| Known::Yes), Known::No);
    }
}
