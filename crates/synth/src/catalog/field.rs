//! Fields: what can be set on a node or a connection, described by data that forms and rules read. [`super::FieldHelp`] says more.

use ipnet::Ipv4Net;

use super::{Takes, Why};
use crate::decimal;
use crate::design::{Design, Fields, Node};
use crate::template::decisions::decide;
use crate::value::Value;

/// One field of a kind or of a verb.
pub struct Field {
    /// The name in sketches and saved designs: `desired_count`.
    pub name: &'static str,
    /// The name that people read: `Desired tasks`.
    pub title: &'static str,
    /// The group in the inspector.
    pub group: &'static str,
    /// The unit that stands behind the input: `MiB`, `days`; empty for none.
    pub unit: &'static str,
    /// What can be entered.
    pub form: Form,
    /// An entry as an example, as a sketch writes it; empty for forms without entries.
    pub example: &'static str,
    /// What holds when nothing was entered.
    pub initial: Initial,
    /// What may stand there beside a literal.
    pub takes: Takes,
    /// The members of its entries that take literals alone, and why; `*` stands for every item or value.
    pub within: &'static [(&'static str, Why)],
}

/// The form of a field's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// One line of text of at most so many characters.
    Text {
        /// Most characters.
        most: usize,
    },
    /// A name: letters, digits and the given other characters, at most so many.
    Name {
        /// Other characters that are allowed.
        also: &'static str,
        /// Most characters.
        most: usize,
    },
    /// A name, or empty text for none although there is an initial one.
    NameOrNone {
        /// Other characters that are allowed.
        also: &'static str,
        /// Most characters.
        most: usize,
    },
    /// A whole number in a range, both ends included.
    Number {
        /// Least value.
        least: i64,
        /// Greatest value.
        most: i64,
    },
    /// Any number, also one with decimals.
    Decimal,
    /// A whole number in a range, or empty text for none although there is an initial one.
    NumberOrNone {
        /// Least value.
        least: i64,
        /// Greatest value.
        most: i64,
    },
    /// A whole number from a list.
    Numbers(&'static [i64]),
    /// Yes or no.
    Flag,
    /// One text of a list.
    Choice(&'static [&'static str]),
    /// An IPv4 range whose prefix length lies between the two, both included.
    Cidr {
        /// Shortest prefix, the largest range.
        shortest: u8,
        /// Longest prefix, the smallest range.
        longest: u8,
    },
    /// A list of texts.
    List,
    /// Names with text values.
    Map,
    /// A list of maps, each as CloudFormation writes it: rules of a bucket.
    Entries,
    /// The statements of a policy, each a map as IAM writes it.
    Statements,
    /// Names with values of any depth, as CloudFormation writes them: the properties of a resource.
    Tree,
}

/// The value of a field that was not set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Initial {
    /// None: the property is left out.
    Nothing,
    /// A text.
    Text(&'static str),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl Initial {
    /// As a value.
    pub fn value(self) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(Value::text(text)),
            Self::Number(number) => Some(Value::Number(number)),
            Self::Flag(flag) => Some(Value::Flag(flag)),
        }
    }
}

impl Form {
    /// Whether it takes text that may be empty: the property is left out then.
    pub const fn takes_empty_text(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::Name { .. } | Self::NameOrNone { .. })
    }

    /// What is wrong with a value, in words that name what was expected; `None` when it fits.
    /// An expression always fits: what it gives is known at deployment.
    pub fn problem(&self, value: &Value) -> Option<String> {
        if value.is_expression() {
            return None;
        }
        match *self {
            Self::Text { .. } if value.as_list().is_some() || value.as_map().is_some() => Some("expected text".to_owned()),
            Self::Text { most } => too_long(&value.display(), most),
            Self::Name { also, most } | Self::NameOrNone { also, most } => {
                let text = value.display();
                match text.chars().find(|letter| !letter.is_ascii_alphanumeric() && !also.contains(*letter)) {
                    Some(wrong) => Some(format!("\"{wrong}\" is not allowed: letters, digits and {}", spelled(also))),
                    None => too_long(&text, most),
                }
            }
            Self::Number { least, most } => match value.as_number() {
                Some(number) if (least..=most).contains(&number) => None,
                _ => Some(format!("{} is not a whole number from {least} to {most}", value.display())),
            },
            Self::Decimal => {
                let fits = matches!(value, Value::Number(_) | Value::Decimal(_))
                    || value.as_text().is_some_and(|text| decimal::read(text.trim()).is_some());
                (!fits).then(|| format!("{} is not a number", value.display()))
            }
            Self::NumberOrNone { least, most } => {
                let is_none = value.as_text() == Some("");
                let problem = if is_none { None } else { Self::Number { least, most }.problem(value) };
                problem.map(|problem| problem + ", or empty for none")
            }
            Self::Numbers(numbers) => match value.as_number() {
                Some(number) if numbers.contains(&number) => None,
                _ => {
                    let all: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                    Some(format!("{} is none of {}", value.display(), all.join(", ")))
                }
            },
            Self::Flag => value.as_flag().is_none().then(|| format!("{} is neither true nor false", value.display())),
            Self::Choice(choices) => {
                let fits = value.as_text().is_some_and(|text| choices.contains(&text));
                (!fits).then(|| format!("{} is none of {}", value.display(), choices.join(", ")))
            }
            Self::Cidr { shortest, longest } => cidr_problem(&value.display(), shortest, longest),
            Self::List => value.as_list().is_none().then(|| format!("{} is not a list: [a, b]", value.display())),
            Self::Map => value.as_map().is_none().then(|| format!("{} is no set of names and values: {{NAME=value}}", value.display())),
            Self::Tree => {
                value.as_map().is_none().then(|| format!("{} is no set of names and values: {{Name={{Key=value}}}}", value.display()))
            }
            Self::Entries | Self::Statements => {
                let fits = value.as_list().is_some_and(|items| items.iter().all(|item| item.as_map().is_some()));
                (!fits).then(|| "expected a list of entries: [{Effect=Allow, …}]".to_owned())
            }
        }
    }
}

/// A field's name as it is written: Rust calls the field `type` `r#type`.
pub const fn plain_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

fn too_long(text: &str, most: usize) -> Option<String> {
    let length = text.chars().count();
    (length > most).then(|| format!("{length} characters are too many: at most {most}"))
}

fn spelled(characters: &str) -> String {
    let all: Vec<String> = characters.chars().map(|letter| format!("\"{letter}\"")).collect();
    if all.is_empty() { "nothing else".to_owned() } else { all.join(" ") }
}

fn cidr_problem(text: &str, shortest: u8, longest: u8) -> Option<String> {
    let Ok(range) = text.parse::<Ipv4Net>() else {
        return Some(format!("\"{text}\" is no IPv4 range such as 10.0.0.0/16"));
    };
    if range.addr() != range.network() {
        return Some(format!("{text} has bits set behind its prefix; the range starts at {}", range.trunc()));
    }
    let fits = (shortest..=longest).contains(&range.prefix_len());
    (!fits).then(|| format!("/{} is outside /{shortest} to /{longest}", range.prefix_len()))
}

/// What a field gives on a node: the value that was set, else the initial one, else nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Given(pub Option<Value>);

impl Given {
    /// Looks a field up among set values.
    pub fn of(fields: &Fields, name: &str, initial: Initial) -> Self {
        Self(fields.get(name).cloned().or_else(|| initial.value()))
    }
    /// The text; empty when there is none or it is an expression.
    pub fn text(&self) -> String {
        match &self.0 {
            Some(value) if !value.is_expression() => value.display(),
            _ => String::new(),
        }
    }
    /// The text for a caption: parameters by their default, as far as the design gives them one.
    pub fn shown(&self, design: &Design) -> String {
        let default = |name: &str| {
            let parameter = design.settings().parameters.get(name).and_then(Value::as_map)?;
            parameter.get("Default").map(Value::display)
        };
        match &self.0 {
            Some(Value::Call(function, argument)) if function == "Ref" => {
                let name = argument.display();
                default(&name).unwrap_or(name)
            }
            Some(Value::Call(function, argument)) if function == "Sub" => {
                let mut text = argument.display();
                for (name, value) in design.settings().parameters.keys().filter_map(|name| Some((name, default(name)?))) {
                    text = text.replace(&format!("${{{name}}}"), &value);
                }
                text
            }
            Some(value) => value.display(),
            None => String::new(),
        }
    }
    /// The whole number, when it is one.
    pub fn number(&self) -> Option<i64> {
        self.0.as_ref().and_then(Value::as_number)
    }
    /// True when it is set and true.
    pub fn flag(&self) -> bool {
        self.0.as_ref().and_then(Value::as_flag).unwrap_or(false)
    }
    /// True when it is this yes or no, or may be at deployment.
    pub fn may_be(&self, flag: bool) -> bool {
        self.0.as_ref().is_some_and(|value| value.is_expression() || value.as_flag() == Some(flag))
    }
    /// What follows from the value: for a literal at once, for a parameter as the template decides. `cases` are the texts whose outcome
    /// differs from what `outcome` makes of the parameter itself. Such a field takes [`Takes::Known`].
    pub fn decides(&self, cases: &[&str], outcome: impl Fn(&Value) -> Option<Value>) -> Option<Value> {
        decide(&self.value()?, cases, &outcome)
    }
    /// One of two values, by a yes or no.
    pub fn switches(&self, on: Option<Value>, off: Option<Value>) -> Option<Value> {
        self.decides(&["true"], move |value| if value.as_flag() == Some(true) { on.clone() } else { off.clone() })
    }
    /// True when it is certainly false: set so and no expression, which may turn out true at deployment.
    pub fn is_off(&self) -> bool {
        self.0.as_ref().and_then(Value::as_flag) == Some(false)
    }
    /// The value, unless it is empty text.
    pub fn value(&self) -> Option<Value> {
        self.0.clone().filter(|value| value.as_text() != Some(""))
    }
}

impl Field {
    /// What the field gives on a node.
    pub fn given(&self, node: &Node) -> Given {
        Given::of(&node.fields, self.name, self.initial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: Form, value: impl Into<Value>, problem: Option<&str>) {
        assert_eq!(form.problem(&value.into()).as_deref(), problem);
    }

    #[test]
    fn problems_name_what_was_expected() {
        check(Form::Number { least: 1, most: 10 }, 3, None);
        check(Form::Number { least: 1, most: 10 }, "11", Some("11 is not a whole number from 1 to 10"));
        check(Form::NumberOrNone { least: 1, most: 10 }, "", None);
        check(Form::NumberOrNone { least: 1, most: 10 }, 11, Some("11 is not a whole number from 1 to 10, or empty for none"));
        check(Form::Choice(&["HTTP", "HTTPS"]), "FTP", Some("FTP is none of HTTP, HTTPS"));
        check(Form::Cidr { shortest: 16, longest: 28 }, "10.0.0.0/16", None);
        check(
            Form::Cidr { shortest: 16, longest: 28 },
            "10.0.1.0/16",
            Some("10.0.1.0/16 has bits set behind its prefix; the range starts at 10.0.0.0/16"),
        );
        check(Form::Cidr { shortest: 16, longest: 28 }, "10.0.0.0/8", Some("/8 is outside /16 to /28"));
        check(Form::Name { also: "-", most: 32 }, "a_b", Some("\"_\" is not allowed: letters, digits and \"-\""));
        check(Form::Decimal, "0.5", None);
        check(Form::Decimal, "half", Some("half is not a number"));
        check(Form::Flag, "maybe", Some("maybe is neither true nor false"));
        check(Form::Cidr { shortest: 16, longest: 28 }, Value::reference("Range"), None);
    }
}
