//! Records by their ids, in parts that copies share: a gesture makes a copy of the design at every move, and changes a few records of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ordered::Order;

/// An id that is a number.
pub(super) trait Id: Copy + Ord {
    /// The number.
    fn number(self) -> u32;
}

/// Ids that share all but their last bits lie in one part.
const PART_BITS: u32 = 6;

type Part<K, T> = Vec<(K, Arc<T>)>;

/// Records in the order of their ids. Copying it copies one pointer for every 64 ids, changing a record copies its part.
#[derive(Debug)]
pub(super) struct Shelf<K, T> {
    /// By the first bits of the ids; no part is empty.
    parts: BTreeMap<u32, Arc<Part<K, T>>>,
    count: usize,
}

impl<K, T> Clone for Shelf<K, T> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), count: self.count }
    }
}

impl<K, T> Default for Shelf<K, T> {
    fn default() -> Self {
        Self { parts: BTreeMap::new(), count: 0 }
    }
}

impl<K: Id, T: PartialEq> PartialEq for Shelf<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.differing(other).is_empty()
    }
}

fn part_of<K: Id>(id: K) -> u32 {
    id.number() >> PART_BITS
}

/// Where an id is in its part, or where it would be.
fn place<K: Id, T>(part: &Part<K, T>, id: K) -> Result<usize, usize> {
    part.binary_search_by(|(other, _)| other.cmp(&id))
}

impl<K: Id, T> Shelf<K, T> {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn get(&self, id: K) -> Option<&Arc<T>> {
        let part = self.parts.get(&part_of(id))?;
        part.get(place(part, id).ok()?).map(|(_, record)| record)
    }

    pub(super) fn contains(&self, id: K) -> bool {
        self.get(id).is_some()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &Arc<T>)> {
        self.parts.values().flat_map(|part| part.iter().map(|(id, record)| (*id, record)))
    }

    pub(super) fn get_mut(&mut self, id: K) -> Option<&mut Arc<T>> {
        let part = Arc::make_mut(self.parts.get_mut(&part_of(id))?);
        let place = place(part, id).ok()?;
        part.get_mut(place).map(|(_, record)| record)
    }

    pub(super) fn insert(&mut self, id: K, record: Arc<T>) {
        let part = Arc::make_mut(self.parts.entry(part_of(id)).or_default());
        match place(part, id) {
            Ok(place) => part[place].1 = record,
            Err(place) => {
                part.insert(place, (id, record));
                self.count += 1;
            }
        }
    }

    pub(super) fn remove(&mut self, id: K) {
        let Some(part) = self.parts.get_mut(&part_of(id)) else { return };
        let Ok(place) = place(part, id) else { return };
        Arc::make_mut(part).remove(place);
        self.count -= 1;
        if part.is_empty() {
            self.parts.remove(&part_of(id));
        }
    }
}

impl<K: Id, T: PartialEq> Shelf<K, T> {
    /// The ids of the records that are not the same in both, in their order. Parts that both share are not looked at.
    pub(super) fn differing(&self, other: &Self) -> Vec<K> {
        let mut found = Vec::new();
        let keys = self.parts.keys().chain(other.parts.keys().filter(|key| !self.parts.contains_key(key)));
        for key in keys {
            let (one, two) = (self.parts.get(key), other.parts.get(key));
            if let (Some(one), Some(two)) = (one, two)
                && Arc::ptr_eq(one, two)
            {
                continue;
            }
            let ids = |part: Option<&Arc<Part<K, T>>>| part.into_iter().flat_map(|part| part.iter().map(|(id, _)| *id)).collect::<Vec<K>>();
            let added = ids(two).into_iter().filter(|id| !self.contains(*id));
            let all = ids(one).into_iter().chain(added);
            found.extend(all.filter(|id| !same(self.get(*id), other.get(*id))));
        }
        found.order();
        found
    }
}

/// True when two records are the same, or none is there.
pub(super) fn same<T: PartialEq>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Id, Shelf};
    use std::sync::Arc;

    impl Id for u32 {
        fn number(self) -> u32 {
            self
        }
    }

    fn filled(map: &BTreeMap<u32, u8>) -> Shelf<u32, u8> {
        let mut shelf = Shelf::default();
        for (id, record) in map {
            shelf.insert(*id, Arc::new(*record));
        }
        shelf
    }

    /// Ids of one part, of neighbouring ones, and the last one that there is.
    fn ids() -> impl Strategy<Value = u32> {
        prop_oneof![0..200_u32, Just(u32::MAX)]
    }

    proptest! {
        #[test]
        fn it_is_an_ordered_map(steps in prop::collection::vec((ids(), prop::option::of(any::<u8>())), 0..120)) {
            let (mut map, mut shelf) = (BTreeMap::new(), Shelf::default());
            let mut before = None;
            for (index, (id, record)) in steps.into_iter().enumerate() {
                if index % 7 == 0 {
                    before = Some((map.clone(), shelf.clone()));
                }
                if let Some(record) = record {
                    map.insert(id, record);
                    shelf.insert(id, Arc::new(record));
                } else {
                    map.remove(&id);
                    shelf.remove(id);
                }
                prop_assert_eq!(shelf.len(), map.len());
                prop_assert_eq!(shelf.iter().map(|(id, record)| (id, **record)).collect::<Vec<_>>(), map.clone().into_iter().collect::<Vec<_>>());
                prop_assert_eq!(shelf.iter().rev().count(), map.len());
                prop_assert_eq!(shelf.get(id).map(|record| **record), record);
            }
            // A copy keeps what it was, and what differs is found.
            if let Some((old_map, old)) = before {
                prop_assert!(old == filled(&old_map));
                let differs = |id: &u32| map.get(id) != old_map.get(id);
                let mut all: Vec<u32> = map.keys().chain(old_map.keys()).copied().filter(differs).collect();
                all.sort_unstable();
                all.dedup();
                prop_assert_eq!(old.differing(&shelf), all);
                prop_assert_eq!(old == shelf, old_map == map);
            }
        }
    }
}
