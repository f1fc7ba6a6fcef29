//! Ordered maps and sets out of iterators.
//!
//! `collect` sorts a list first, and with it comes a whole sort for every type of entry: a tenth of what the page's visitors
//! load. Our maps are small, and one entry after the other is as fast.

use std::collections::{BTreeMap, BTreeSet};

/// What `collect` does for ordered maps and sets, entry by entry.
pub trait Ordered: Iterator + Sized {
    /// A map; of entries with the same key the last one stays.
    fn to_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        for (key, value) in self {
            map.insert(key, value);
        }
        map
    }

    /// A set.
    fn to_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        for item in self {
            set.insert(item);
        }
        set
    }
}

impl<I: Iterator> Ordered for I {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_and_sets_come_out_as_collected_ones() {
        let entries = [(3, 'c'), (1, 'a'), (3, 'd'), (2, 'b')];
        assert_eq!(entries.into_iter().to_map(), entries.into_iter().collect());
        let items = [5, 1, 5, 3];
        assert_eq!(items.into_iter().to_set(), items.into_iter().collect());
    }
}
