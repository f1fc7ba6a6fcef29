//! What a step does to a resource that another step made, without looking at what stands there: so the step can be taken once more by itself.

use super::Builder;
use crate::template::Resource;
use crate::value::Value;

/// One thing that is done to a resource.
#[derive(Clone, PartialEq)]
pub(super) enum Amendment {
    /// An item more in a list property.
    Push(String, Value),
    /// A property, whatever it was.
    Set(String, Value),
    /// A rule more among the inline rules of a security group, which are a list property, unless they admit the same already.
    Admit(String, Value),
    /// Another that must be complete before.
    Wait(String),
    /// A line more of why it is there.
    Explain(String),
}

impl Amendment {
    fn make(self, resource: &mut Resource) {
        match self {
            Self::Push(property, item) | Self::Admit(property, item) => resource.push(&property, item),
            Self::Set(property, value) => drop(resource.properties.insert(property, value)),
            Self::Wait(other) => resource.wait_for(other),
            Self::Explain(reason) => resource.comment.push(reason),
        }
    }
}

impl Builder<'_> {
    /// True when a resource is there by now.
    pub fn has(&self, logical_id: &str) -> bool {
        self.template.resources.contains_key(logical_id) || self.settled.is_some_and(|settled| settled.had(logical_id))
    }

    /// Adds an item to a list property of a resource, whoever made it. Nothing happens when the resource is not there.
    pub fn push(&mut self, logical_id: &str, property: &str, item: Value) {
        self.amend(logical_id, Amendment::Push(property.to_owned(), item));
    }

    /// Sets a property of a resource, whoever made it. Nothing happens when the resource is not there.
    pub fn set(&mut self, logical_id: &str, property: &str, value: Value) {
        self.amend(logical_id, Amendment::Set(property.to_owned(), value));
    }

    /// Makes a resource, whoever made it, wait for another by its logical id. Nothing happens when the resource is not there.
    pub fn wait(&mut self, logical_id: &str, other: String) {
        self.amend(logical_id, Amendment::Wait(other));
    }

    /// Says why a resource is there, below what is already said.
    pub fn explain(&mut self, logical_id: &str, reason: impl Into<String>) {
        self.amend(logical_id, Amendment::Explain(reason.into()));
    }

    /// Adds an inline rule to a security group, unless the group has it: EC2 refuses one that appears twice, whatever its description.
    /// `property` is `SecurityGroupIngress` or `SecurityGroupEgress`. Nothing happens when the group is not there.
    pub fn admit(&mut self, group: &str, property: &str, rule: &Value) {
        let Some((place, _, resource)) = self.template.resources.get_full(group) else {
            return self.amend(group, Amendment::Admit(property.to_owned(), rule.clone()));
        };
        let by_others = place < self.before;
        if let Some(written) = self.admissions.add((group, property), resource, rule, (self.design.settings(), by_others)) {
            self.amend(group, Amendment::Push(property.to_owned(), written));
        }
    }

    fn amend(&mut self, logical_id: &str, amendment: Amendment) {
        match self.template.resources.get_full_mut(logical_id) {
            Some((place, _, resource)) => {
                if let (Amendment::Set(property, _), true) = (&amendment, place < self.before) {
                    *self.set_by_others.entry((logical_id.to_owned(), property.clone())).or_default() += 1;
                }
                amendment.make(resource);
            }
            None if self.settled.is_some_and(|settled| settled.had(logical_id)) => self.amendments.push((logical_id.to_owned(), amendment)),
            None => {}
        }
    }
}
