//! The parameters or outputs of a template, which say when their values are read.

use std::ops::{Deref, DerefMut};

use indexmap::map;

use crate::reads;
use crate::value::{Entries, Value};

/// Values by their names, in the order in which they are written. It is a list of [`Entries`]; whoever uses it as one reads all of them.
/// Which names there are is nothing that counts as read: with other names nothing of what was read before holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section(Entries<Value>);

impl Section {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        reads::entry(name);
        self.0.get(name)
    }
    /// True when there is such a name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
    /// The names.
    pub fn keys(&self) -> map::Keys<'_, String, Value> {
        self.0.keys()
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Deref for Section {
    type Target = Entries<Value>;
    fn deref(&self) -> &Self::Target {
        reads::all_entries();
        &self.0
    }
}

impl DerefMut for Section {
    fn deref_mut(&mut self) -> &mut Self::Target {
        reads::all_entries();
        &mut self.0
    }
}

impl FromIterator<(String, Value)> for Section {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Section {
    type Item = (&'a String, &'a Value);
    type IntoIter = map::Iter<'a, String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Section {
    type Item = (String, Value);
    type IntoIter = map::IntoIter<String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        reads::all_entries();
        self.0.into_iter()
    }
}
