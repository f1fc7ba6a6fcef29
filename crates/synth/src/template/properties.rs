//! The properties of a resource, which say when they are read.

use std::ops::{Deref, DerefMut};

use indexmap::map;

use crate::reads;
use crate::value::{Map, Value};

/// Values by the names of properties, in the order in which they are written. It is a [`Map`]; whoever uses it as one reads all of them.
#[derive(Debug, Default, PartialEq)]
pub struct Properties(Map);

impl Properties {
    /// Where they lie in memory: by that they are known as long as a template stays where it is.
    pub(crate) fn place(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
    /// The value of a property.
    pub fn get(&self, name: &str) -> Option<&Value> {
        reads::property(self.place(), name);
        self.0.get(name)
    }
    /// The entries of a list of which only members with certain names will be read.
    pub(crate) fn entries(&self, name: &str, members: &[&str]) -> Vec<&Map> {
        reads::members(self.place(), name, members);
        let all = self.0.get(name).and_then(Value::as_list).unwrap_or_default();
        all.iter().filter_map(Value::as_map).collect()
    }
    /// One entry of a list.
    pub(crate) fn item(&self, name: &str, at: usize) -> Option<&Value> {
        reads::item(self.place(), name, at);
        self.0.get(name).and_then(Value::as_list)?.get(at)
    }
    /// The entries of a list of which nothing will be read but whether each has members; none where it is no list.
    pub(crate) fn listed(&self, name: &str) -> &[Value] {
        reads::entries(self.place(), name);
        self.0.get(name).and_then(Value::as_list).unwrap_or_default()
    }
    /// True for a property that is a list. Nothing counts as read: whoever reads one of its entries reads that.
    pub(crate) fn is_list(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_list).is_some()
    }
    /// The entries of a list of which only members with certain names will be read, and nothing where one is no entry with members.
    pub(crate) fn items(&self, name: &str, members: &[&str]) -> Option<Vec<&Map>> {
        reads::members(self.place(), name, members);
        self.0.get(name).and_then(Value::as_list)?.iter().map(Value::as_map).collect()
    }
    /// The value of a property, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        reads::property(self.place(), name);
        self.0.get_mut(name)
    }
    /// True when a property is there.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
    /// Sets a property and gives what it was.
    pub fn insert(&mut self, name: String, value: Value) -> Option<Value> {
        reads::property(self.place(), &name);
        self.0.insert(name, value)
    }
    /// Adds an item to a list, which is made when it is not there.
    pub(super) fn push(&mut self, name: &str, item: Value) {
        reads::property(self.place(), name);
        if let Value::List(items) = self.0.entry(name.to_owned()).or_insert_with(|| Value::List(Vec::new())) {
            items.push(item);
        }
    }
}

impl Deref for Properties {
    type Target = Map;
    fn deref(&self) -> &Self::Target {
        reads::all_properties(self.place());
        &self.0
    }
}

impl DerefMut for Properties {
    fn deref_mut(&mut self) -> &mut Self::Target {
        reads::all_properties(self.place());
        &mut self.0
    }
}

/// A copy may be read anywhere, so all is read.
impl Clone for Properties {
    fn clone(&self) -> Self {
        Self((**self).clone())
    }
}

impl From<Map> for Properties {
    fn from(properties: Map) -> Self {
        Self(properties)
    }
}

impl<'a> IntoIterator for &'a Properties {
    type Item = (&'a String, &'a Value);
    type IntoIter = map::Iter<'a, String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
