//! What is wrong with a value, as a value.

use crate::value::Value;

/// The classes of mistakes, a rule for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A property that does not exist, is missing or is not for us to set.
    Property,
    /// A value that is not of the type, range or list it should be.
    Value,
    /// Properties that do not go together.
    Combination,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The keys and positions that lead to the place, from the properties on.
    pub path: Vec<String>,
    /// Its class.
    pub class: Class,
    /// The schema's keyword that is violated: `enum`, `required`, `readOnly` …
    pub keyword: &'static str,
    /// What is wrong, with what was found and what is expected.
    pub message: String,
    /// The key that should go: an unknown or read-only property of the map at the path.
    pub gone: Option<String>,
    /// What could stand there instead: names of properties or values.
    pub instead: Vec<Value>,
}

impl Violation {
    /// `Properties.LifecycleConfiguration.Rules.0.Status`.
    pub fn place(&self) -> String {
        self.path.iter().fold("Properties".to_owned(), |text, step| format!("{text}.{step}"))
    }

    /// What CloudFormation says about it; empty where its words are not known.
    /// Source: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.
    pub fn aws_says(&self) -> String {
        let place = self.path.iter().fold("#".to_owned(), |text, step| format!("{text}/{step}"));
        match self.keyword {
            "required" => format!("Properties validation failed: {place}: {}", self.message),
            "additionalProperties" => {
                format!(
                    "Properties validation failed: {place}: extraneous key [{}] is not permitted",
                    self.gone.as_deref().unwrap_or_default()
                )
            }
            "enum" | "pattern" | "minLength" | "maxLength" | "minimum" | "maximum" | "minItems" | "maxItems" | "uniqueItems" => {
                format!("Properties validation failed: {place}: failed validation constraint for keyword [{}]", self.keyword)
            }
            _ => String::new(),
        }
    }
}
