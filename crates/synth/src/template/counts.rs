//! What CloudFormation counts of a template, counted once for each resource, so that a change of one of them counts one.

use std::sync::OnceLock;

use crate::value::Value;

/// What was counted of a resource, or of all that is none. A copy may become another one, so it is counted by itself.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    bytes: OnceLock<usize>,
    resolved: OnceLock<usize>,
}

impl Counts {
    /// What was counted of something that is the same.
    pub(crate) fn of_same(&self) -> Self {
        Self { bytes: self.bytes.clone(), resolved: self.resolved.clone() }
    }
    /// How many bytes it takes as YAML.
    pub(super) fn bytes(&self, count: impl FnOnce() -> usize) -> usize {
        *self.bytes.get_or_init(count)
    }
    /// How many of its texts CloudFormation looks up elsewhere.
    pub(super) fn resolved<'a>(&self, values: impl Iterator<Item = &'a Value>) -> usize {
        *self.resolved.get_or_init(|| values.map(resolved).sum())
    }
}

impl Clone for Counts {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// They follow from the rest.
impl PartialEq for Counts {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

fn resolved(value: &Value) -> usize {
    match value {
        // Few texts have a brace at all, and one letter is found sooner than ten.
        Value::Text(text) if text.as_bytes().contains(&b'{') => text.matches("{{resolve:").count(),
        Value::List(items) => items.iter().map(resolved).sum(),
        Value::Map(members) => members.values().map(resolved).sum(),
        Value::Call(_, argument) => resolved(argument),
        _ => 0,
    }
}
