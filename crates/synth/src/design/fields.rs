//! The fields of a node or connection, which say when they are read.

use std::collections::{BTreeMap, btree_map};
use std::ops::{Deref, DerefMut};

use crate::ordered::Ordered;
use crate::reads;
use crate::value::Value;

/// Values by the names of fields, sorted. It is an ordered map; whoever uses it as one reads all of them.
#[derive(Debug, Default, PartialEq)]
pub struct Fields(BTreeMap<String, Value>);

impl Fields {
    /// Nothing set.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        reads::field(self.place(), name);
        self.0.get(name)
    }
    /// True when a field is set.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
    /// Sets a field and gives what it was.
    pub fn insert(&mut self, name: String, value: Value) -> Option<Value> {
        reads::field(self.place(), &name);
        self.0.insert(name, value)
    }
    /// Takes a field away and gives what it was.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        reads::field(self.place(), name);
        self.0.remove(name)
    }
    /// Where they lie, as long as the record does.
    pub(crate) fn place(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
    /// The names of the fields that are not the same in both.
    pub(crate) fn differing(&self, other: &Self) -> Vec<String> {
        let names = self.0.keys().chain(other.0.keys().filter(|name| !self.0.contains_key(*name)));
        names.filter(|name| self.0.get(*name) != other.0.get(*name)).cloned().collect()
    }
}

impl Deref for Fields {
    type Target = BTreeMap<String, Value>;
    fn deref(&self) -> &Self::Target {
        reads::all_fields(self.place());
        &self.0
    }
}

impl DerefMut for Fields {
    fn deref_mut(&mut self) -> &mut Self::Target {
        reads::all_fields(self.place());
        &mut self.0
    }
}

/// A copy may be read anywhere, so all is read.
impl Clone for Fields {
    fn clone(&self) -> Self {
        Self((**self).clone())
    }
}

impl From<BTreeMap<String, Value>> for Fields {
    fn from(fields: BTreeMap<String, Value>) -> Self {
        Self(fields)
    }
}

impl<const N: usize> From<[(String, Value); N]> for Fields {
    fn from(fields: [(String, Value); N]) -> Self {
        Self(fields.into_iter().to_map())
    }
}

impl IntoIterator for Fields {
    type Item = (String, Value);
    type IntoIter = btree_map::IntoIter<String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        reads::all_fields(self.place());
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = (&'a String, &'a Value);
    type IntoIter = btree_map::Iter<'a, String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
