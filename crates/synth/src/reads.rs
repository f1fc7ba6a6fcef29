//! What a piece of work reads, written down while it is done: so it need not be done again as long as none of that changes.
//!
//! Fields of nodes and connections and properties of resources say by themselves when they are read. Names are kept as bits: two of them
//! may share one, and then something is done once too often, never too seldom. Whatever else a design has counts as read by everything.

use std::cell::{Cell, RefCell};

const WORDS: usize = 4;

/// A set of names.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct NameSet([u64; WORDS]);

impl NameSet {
    /// Every name there is.
    const ALL: Self = Self([u64::MAX; WORDS]);

    /// The set of one name.
    pub(crate) fn of(name: &str) -> Self {
        // FNV-1a in 32 bits, the same on every machine; its upper bits are the mixed ones.
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let bit = (hash >> 24) as usize;
        let mut set = Self::default();
        set.0[bit / 64] = 1 << (bit % 64);
        set
    }

    /// True when a name may be in both.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }

    /// The names of both.
    pub(crate) fn and(self, other: Self) -> Self {
        let mut both = self;
        both.0.iter_mut().zip(other.0).for_each(|(one, other)| *one |= other);
        both
    }
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reads {
    /// Fields of nodes and connections.
    pub(crate) fields: NameSet,
    /// Properties of the template's resources.
    pub(crate) properties: NameSet,
    /// Whether the template was asked for at all.
    pub(crate) template: bool,
}

impl Reads {
    fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.and(other.fields),
            properties: self.properties.and(other.properties),
            template: self.template || other.template,
        }
    }
}

/// The fields that were read of each record, which is known by where its fields lie in memory. Zero stands for any.
pub(crate) type Owners = Vec<(usize, NameSet)>;

/// The owner that stands for any.
pub(crate) const ANY: usize = 0;

thread_local! {
    static READS: Cell<Reads> = const { Cell::new(Reads { fields: NameSet([0; WORDS]), properties: NameSet([0; WORDS]), template: false }) };
    static OWNERS: RefCell<Option<Owners>> = const { RefCell::new(None) };
}

/// Does some work and says what it read. Whoever watches the caller sees it, too.
pub(crate) fn watched<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    let outer = READS.take();
    let done = work();
    let reads = READS.get();
    READS.set(outer.and(reads));
    (done, reads)
}

/// Does some work that nobody sees who watches the caller.
pub(crate) fn unseen<T>(work: impl FnOnce() -> T) -> T {
    let (outer, owners) = (READS.get(), OWNERS.take());
    let done = work();
    READS.set(outer);
    OWNERS.set(owners);
    done
}

/// Like [`watched`], with the records of which fields were read, in no order.
pub(crate) fn watched_with_owners<T>(work: impl FnOnce() -> T) -> (T, Reads, Owners) {
    let outer = OWNERS.replace(Some(Vec::new()));
    let (done, reads) = watched(work);
    (done, reads, OWNERS.replace(outer).unwrap_or_default())
}

/// Something was read that had been worked out before.
pub(crate) fn again(reads: Reads) {
    READS.set(READS.get().and(reads));
    if reads.fields != NameSet::default() {
        add_owner(ANY, reads.fields);
    }
}

/// The template was asked for.
pub(crate) fn template() {
    again(Reads { template: true, ..Reads::default() });
}

/// One field was read.
pub(crate) fn field(owner: usize, name: &str) {
    fields(owner, NameSet::of(name));
}

/// All fields of a record were read.
pub(crate) fn all_fields(owner: usize) {
    fields(owner, NameSet::ALL);
}

fn fields(owner: usize, names: NameSet) {
    let mut reads = READS.get();
    reads.fields = reads.fields.and(names);
    READS.set(reads);
    add_owner(owner, names);
}

/// One property was read.
pub(crate) fn property(name: &str) {
    properties(NameSet::of(name));
}

/// All properties of a resource were read.
pub(crate) fn all_properties() {
    properties(NameSet::ALL);
}

fn properties(names: NameSet) {
    let mut reads = READS.get();
    reads.properties = reads.properties.and(names);
    READS.set(reads);
}

fn add_owner(owner: usize, names: NameSet) {
    OWNERS.with_borrow_mut(|owners| {
        let Some(owners) = owners else { return };
        // Whoever reads a record reads several of its fields.
        match owners.iter_mut().rev().find(|(known, _)| *known == owner) {
            Some((_, known)) => *known = known.and(names),
            None => owners.push((owner, names)),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_sees_what_is_read_within() {
        let ((inner, outer_owners), outer) = watched(|| {
            let ((), inner, owners) = watched_with_owners(|| {
                field(7, "cpu");
                field(7, "port");
                field(8, "cpu");
                unseen(|| field(9, "memory"));
            });
            property("Cpu");
            (inner, owners)
        });
        let set = |name: &str| NameSet::of(name);
        assert_eq!(inner.fields, set("cpu").and(set("port")));
        assert_eq!((outer.fields, outer.properties, outer.template), (inner.fields, set("Cpu"), false));
        assert_eq!(outer_owners, [(7, inner.fields), (8, set("cpu"))]);
        assert!(set("cpu").meets(NameSet::ALL) && !set("cpu").meets(set("memory")) && !NameSet::default().meets(NameSet::ALL));
    }

    #[test]
    fn what_was_known_before_counts_as_read() {
        let ((), known) = watched(|| field(7, "cpu"));
        let ((), reads, owners) = watched_with_owners(|| again(known));
        assert_eq!((reads, owners), (known, vec![(ANY, known.fields)]));
    }
}
