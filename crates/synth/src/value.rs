//! Values of fields and of template properties: literals, or CloudFormation's own functions.
//!
//! One type serves both, so that an expression a person wrote in a template can stand in any field
//! and comes out again as it went in.

use crate::decimal;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde_json::Value as Json;

/// An ordered map: keys keep the order in which they were written.
pub type Map = Entries<Value>;

/// Entries by their names, in the order in which they were written.
pub type Entries<T> = IndexMap<String, T, FxBuildHasher>;

/// A literal or a CloudFormation function.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Any other number.
    Decimal(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map in its written order.
    Map(Map),
    /// A function by its short name (`Ref`, `GetAtt`, `Sub`, `If` …) and its argument.
    Call(String, Box<Value>),
}

impl Value {
    /// Text from anything that becomes a string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of values.
    pub fn list<V: Into<Value>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// `!Ref name`.
    pub fn reference(name: impl Into<String>) -> Self {
        Self::Call("Ref".to_owned(), Box::new(Self::Text(name.into())))
    }

    /// `!GetAtt name.attribute`.
    pub fn attribute(name: &str, attribute: &str) -> Self {
        Self::Call("GetAtt".to_owned(), Box::new(Self::Text(format!("{name}.{attribute}"))))
    }

    /// `!Sub "…"`.
    pub fn sub(text: impl Into<String>) -> Self {
        Self::Call("Sub".to_owned(), Box::new(Self::Text(text.into())))
    }

    /// Parts joined to one text: a literal when all are, `!Sub` when the others are references, else `!Join`.
    pub fn joined(parts: impl IntoIterator<Item = Value>) -> Self {
        let parts: Vec<Value> = parts.into_iter().filter(|part| part.as_text() != Some("")).collect();
        if let [one] = parts.as_slice() {
            return one.clone();
        }
        let within = |part: &Value| match part {
            Self::Call(function, argument) if matches!(function.as_str(), "Ref" | "GetAtt") => {
                argument.as_text().map(|name| format!("${{{name}}}"))
            }
            Self::Call(function, argument) if function == "Sub" => argument.as_text().map(str::to_owned),
            Self::Call(..) | Self::List(_) | Self::Map(_) => None,
            literal => Some(literal.display().replace("${", "${!")),
        };
        if parts.iter().all(|part| !part.is_expression()) {
            return Self::Text(parts.iter().map(Self::display).collect());
        }
        if let Some(text) = parts.iter().map(within).collect::<Option<String>>() {
            return Self::sub(text);
        }
        let mut merged: Vec<Value> = Vec::new();
        for part in parts {
            match (merged.last_mut(), &part) {
                (Some(Self::Text(before)), Self::Text(text)) => before.push_str(text),
                _ => merged.push(part),
            }
        }
        Self::Call("Join".to_owned(), Box::new(Self::List(vec![Self::text(""), Self::List(merged)])))
    }

    /// The same as text, for properties that are numbers or switches to people and text to CloudFormation; functions stay.
    pub fn to_text(&self) -> Self {
        if self.is_expression() { self.clone() } else { Self::Text(self.display()) }
    }

    /// The text, when this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, also when it is written as text (`"512"`).
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The truth value, also when it is written as text (`"true"`).
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The items, when this is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, when this is a map.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// True for a CloudFormation function: its value is known only at deployment.
    pub fn is_expression(&self) -> bool {
        matches!(self, Self::Call(..))
    }

    /// Text for people: literals as they are, lists with commas, functions in short form.
    pub fn display(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Decimal(number) => decimal::written(*number),
            Self::Text(text) => text.clone(),
            Self::List(items) => items.iter().map(Self::display).collect::<Vec<_>>().join(", "),
            Self::Map(map) => map.iter().map(|(key, value)| format!("{key}={}", value.display())).collect::<Vec<_>>().join(", "),
            Self::Call(name, argument) => format!("!{name} {}", argument.display()),
        }
    }

    /// A text that all values have that are written alike, and no others. It is for looking things up, not for people.
    pub fn key(&self) -> String {
        let mut key = String::new();
        self.add_to_key(&mut key);
        key
    }

    fn add_to_key(&self, key: &mut String) {
        // A text with its length before it ends where it ends, whatever stands in it.
        let text = |key: &mut String, kind: char, text: &str| {
            key.push(kind);
            key.push_str(&text.len().to_string());
            key.push(' ');
            key.push_str(text);
        };
        match self {
            Self::Text(own) => text(key, 't', own),
            Self::Flag(_) | Self::Number(_) => text(key, 'n', &self.display()),
            Self::Decimal(number) => text(key, 'd', &decimal::written(*number)),
            Self::List(items) => {
                key.push('[');
                for item in items {
                    item.add_to_key(key);
                }
                key.push(']');
            }
            Self::Map(map) => {
                key.push('{');
                for (name, value) in map {
                    text(key, 'k', name);
                    value.add_to_key(key);
                }
                key.push('}');
            }
            Self::Call(name, argument) => {
                text(key, 'c', name);
                argument.add_to_key(key);
            }
        }
    }

    /// The JSON that CloudFormation reads: functions in their long form.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Flag(flag) => Json::Bool(*flag),
            Self::Number(number) => Json::from(*number),
            Self::Decimal(number) => Json::from(*number),
            Self::Text(text) => Json::String(text.clone()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(map) => Json::Object(map.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()),
            Self::Call(name, argument) => {
                let mut object = serde_json::Map::new();
                object.insert(long_name(name), long_argument(name, argument));
                Json::Object(object)
            }
        }
    }

    /// Reads what [`Value::to_json`] wrote. A `null` has no meaning in a template and gives `None`.
    pub fn from_json(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(flag) => Self::Flag(*flag),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Self::Number(whole),
                None => Self::Decimal(number.as_f64()?),
            },
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from_json).collect::<Option<_>>()?),
            Json::Object(object) => {
                if let Some((key, argument)) = object.iter().next().filter(|_| object.len() == 1)
                    && let Some(name) = short_name(key)
                {
                    return Some(Self::Call(name.to_owned(), Box::new(short_argument(name, Self::from_json(argument)?))));
                }
                let entries: Option<Map> = object.iter().map(|(key, value)| Some((key.clone(), Self::from_json(value)?))).collect();
                Self::Map(entries?)
            }
        })
    }
}

fn long_name(short: &str) -> String {
    match short {
        "Ref" | "Condition" => short.to_owned(),
        other => format!("Fn::{other}"),
    }
}

fn short_name(long: &str) -> Option<&str> {
    match long {
        "Ref" | "Condition" => Some(long),
        other => other.strip_prefix("Fn::").filter(|name| !name.is_empty()),
    }
}

/// JSON knows `GetAtt` only with a list; the short form is one dotted text.
fn long_argument(name: &str, argument: &Value) -> Json {
    if name == "GetAtt"
        && let Some((resource, attribute)) = argument.as_text().and_then(|text| text.split_once('.'))
    {
        return Json::from(vec![resource, attribute]);
    }
    argument.to_json()
}

fn short_argument(name: &str, argument: Value) -> Value {
    if name == "GetAtt"
        && let Some([Value::Text(resource), Value::Text(attribute)]) = argument.as_list()
    {
        return Value::Text(format!("{resource}.{attribute}"));
    }
    argument
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

/// A [`Value::Map`] from keys and values, in their order: `map([("Key", value)])`.
pub fn map<K: Into<String>, const N: usize>(entries: [(K, Value); N]) -> Value {
    Value::Map(collected(&mut entries.into_iter().map(|(key, value)| (key.into(), value))))
}

/// One way to make a map, whatever the number of its entries: it is written out once and not for every number.
fn collected(entries: &mut dyn Iterator<Item = (String, Value)>) -> Map {
    let mut map = Map::default();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// The entries that have a value, which are taken out of a list.
pub fn present(entries: &mut [(&str, Option<Value>)]) -> Map {
    collected(&mut entries.iter_mut().filter_map(|(key, value)| Some(((*key).to_owned(), value.take()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_survive_json() {
        for value in [
            Value::reference("Vpc"),
            Value::attribute("Vpc", "CidrBlock"),
            Value::sub("${AWS::Region}a"),
            Value::Call("If".to_owned(), Box::new(Value::list(["Large", "a", "b"]))),
            map([("Key", Value::Number(3)), ("Other", Value::Decimal(0.5))]),
        ] {
            assert_eq!(Value::from_json(&value.to_json()), Some(value));
        }
    }

    #[test]
    fn parts_join_to_the_simplest_form() {
        let choice = Value::Call("If".to_owned(), Box::new(Value::list(["Large", "a", "b"])));
        for (parts, expected) in [
            (vec![Value::text("https://"), Value::text("example.com")], r#""https://example.com""#),
            (vec![Value::text("https://"), Value::reference("Domain"), Value::text("/${a}")], r#"{"Fn::Sub":"https://${Domain}/${!a}"}"#),
            (vec![Value::text(""), Value::reference("Domain")], r#"{"Ref":"Domain"}"#),
            (vec![Value::text("x"), Value::text("y"), choice], r#"{"Fn::Join":["",["xy",{"Fn::If":["Large","a","b"]}]]}"#),
        ] {
            assert_eq!(Value::joined(parts).to_json().to_string(), expected);
        }
    }

    #[test]
    fn values_that_are_written_differently_have_different_keys() {
        let text = |text: &str| Value::text(text);
        let values = [
            text("1"),
            text("n1 1"),
            Value::Number(1),
            Value::Number(12),
            Value::Decimal(1.0),
            Value::Flag(true),
            text("true"),
            Value::list(["a", "b"]),
            Value::list(["at1 b"]),
            Value::List(vec![Value::list(["a"]), text("b")]),
            Value::List(vec![Value::list(["a", "b"])]),
            map([("a", text("b"))]),
            map([("a", text("b")), ("c", text("d"))]),
            map([("c", text("d")), ("a", text("b"))]),
            Value::reference("a"),
            Value::sub("a"),
            map([("Ref", text("a"))]),
        ];
        for (place, one) in values.iter().enumerate() {
            for (other_place, other) in values.iter().enumerate() {
                assert_eq!(one.key() == other.key(), place == other_place, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn get_att_is_a_list_in_json() {
        assert_eq!(Value::attribute("Site", "DNSName").to_json().to_string(), r#"{"Fn::GetAtt":["Site","DNSName"]}"#);
    }
}
