//! Ordered maps, sets and lists without a whole sort for every type of entry, which were a tenth of what the page's visitors load.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

/// What `collect` does for ordered maps and sets, entry by entry; `collect` would sort a list first. Our maps are small.
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

/// What `sort`, `sort_by` and `sort_by_key` do for a list, by one sort of places for all types. Equal items keep their order.
pub trait Order<T> {
    /// By a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key, which is made once for each item.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// By the items themselves.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Order<T> for Vec<T> {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = places(self.len(), &mut |one, other| compare(&self[one], &self[other]));
        put(self, &places);
    }

    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        if self.len() < 2 {
            return;
        }
        let keys: Vec<K> = self.iter().map(key).collect();
        put(self, &places(keys.len(), &mut |one, other| keys[one].cmp(&keys[other])));
    }
}

/// The places of so many items, in their order.
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// Puts the items in the order of these places.
fn put<T>(items: &mut Vec<T>, places: &[usize]) {
    let mut old: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.iter().filter_map(|place| old[*place].take()));
}

/// The places of a list's items by their ids, so that nobody looks through a list of fifty for every node. Every rule asks for the kinds of
/// all nodes, and numbers are compared sooner than texts.
pub struct Places(Vec<(u64, &'static str, usize)>);

impl Places {
    /// The places of ids. Of two that are the same the first counts.
    pub fn of(ids: impl Iterator<Item = &'static str>) -> Self {
        let mut places: Vec<_> = ids.enumerate().map(|(place, id)| (FxBuildHasher.hash_one(id), id, place)).collect();
        places.order();
        Self(places)
    }

    /// The place of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let hash = FxBuildHasher.hash_one(id);
        let from = self.0.partition_point(|(own, ..)| *own < hash);
        let alike = self.0[from..].iter().take_while(|(own, ..)| *own == hash);
        alike.filter(|(_, own, _)| *own == id).map(|(.., place)| *place).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_equal_items_keep_their_order() {
        let items = vec![("b", 2), ("a", 1), ("b", 1), ("a", 3), ("c", 0)];
        let (mut ours, mut theirs) = (items.clone(), items.clone());
        ours.order_by_key(|(name, _)| *name);
        theirs.sort_by_key(|(name, _)| *name);
        assert_eq!(ours, theirs);
        ours.order();
        theirs.sort_unstable();
        assert_eq!(ours, theirs);
        ours.order_by(|one, other| other.1.cmp(&one.1));
        theirs.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
        assert_eq!(ours, theirs);
    }

    #[test]
    fn ids_lead_to_their_places() {
        let places = Places::of(["vpc", "a", "subnet", "a"].into_iter());
        let found = ["vpc", "a", "subnet", "", "b", "zone"].map(|id| places.find(id));
        assert_eq!(found, [Some(0), Some(1), Some(2), None, None, None]);
    }

    #[test]
    fn maps_and_sets_come_out_as_collected_ones() {
        let entries = [(3, 'c'), (1, 'a'), (3, 'd'), (2, 'b')];
        assert_eq!(entries.into_iter().to_map(), entries.into_iter().collect());
        let items = [5, 1, 5, 3];
        assert_eq!(items.into_iter().to_set(), items.into_iter().collect());
    }
}
