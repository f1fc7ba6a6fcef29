//! What a piece of work reads, written down while it is done: so it need not be done again as long as none of that changes.
//!
//! Fields of nodes and connections and properties of resources say by themselves when they are read. Names are kept as bits: two of them
//! may share one, and then something is done once too often, never too seldom. Whatever else a design has counts as read by everything.

use std::cell::{Cell, RefCell};

use crate::design::ChangedFields;
use crate::value::Value;

const WORDS: usize = 12;

/// A set of names.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct NameSet([u64; WORDS]);

impl NameSet {
    /// Every name there is.
    const ALL: Self = Self([u64::MAX; WORDS]);

    /// The set of one name.
    pub(crate) fn of(name: &str) -> Self {
        let (word, bits) = bit_of(name);
        let mut set = Self::default();
        set.0[word] = bits;
        set
    }

    /// The set of one entry of a property. Entries that lie near each other never share a bit: a list of hundreds is read one by one.
    fn of_item(property: &str, at: usize) -> Self {
        let (word, bits) = bit_of(property);
        let bit = (word * 64 + bits.trailing_zeros() as usize + (at + 1) * 5) % (WORDS * 64);
        let mut set = Self::default();
        set.0[bit / 64] = 1 << (bit % 64);
        set
    }

    fn is_empty(self) -> bool {
        self.0 == [0; WORDS]
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

/// The bit of a name: its word and its place there. Names are read a hundred thousand times in a check, so a few of their bytes decide.
fn bit_of(name: &str) -> (usize, u64) {
    let bytes = name.as_bytes();
    let at = |place: usize| bytes.get(place).copied().map_or(0, usize::from);
    let last = bytes.len().saturating_sub(1);
    let mixed = bytes.len() * 29 + at(0) * 3 + at(last / 2) * 61 + at(last) * 7 + at(last.saturating_sub(2)) * 13;
    let bit = mixed % (WORDS * 64);
    (bit / 64, 1 << (bit % 64))
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
    /// What either read.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.and(other.fields),
            properties: self.properties.and(other.properties),
            template: self.template || other.template,
        }
    }
}

/// What was read of each record and each resource, which are known by where their fields and properties lie in memory. Zero stands for any.
pub(crate) type Owners = Vec<(usize, NameSet)>;

/// The owner that stands for any.
pub(crate) const ANY: usize = 0;

/// A set that grows.
struct Growing([Cell<u64>; WORDS]);

impl Growing {
    const fn new() -> Self {
        Self([const { Cell::new(0) }; WORDS])
    }
    fn add_name(&self, name: &str) {
        let (word, bits) = bit_of(name);
        self.0[word].set(self.0[word].get() | bits);
    }
    fn add(&self, names: NameSet) {
        self.0.iter().zip(names.0).for_each(|(word, bits)| word.set(word.get() | bits));
    }
    fn get(&self) -> NameSet {
        NameSet(std::array::from_fn(|word| self.0[word].get()))
    }
    fn set(&self, names: NameSet) {
        self.0.iter().zip(names.0).for_each(|(word, bits)| word.set(bits));
    }
}

/// What was read so far by whatever is watched.
struct Now {
    fields: Growing,
    properties: Growing,
    template: Cell<bool>,
    /// Whether somebody wants to know of which records.
    counts_owners: Cell<bool>,
    owners: RefCell<Owners>,
}

thread_local! {
    static NOW: Now = const {
        Now {
            fields: Growing::new(),
            properties: Growing::new(),
            template: Cell::new(false),
            counts_owners: Cell::new(false),
            owners: RefCell::new(Vec::new()),
        }
    };
}

impl Now {
    fn get(&self) -> Reads {
        Reads { fields: self.fields.get(), properties: self.properties.get(), template: self.template.get() }
    }
    fn set(&self, reads: Reads) {
        self.fields.set(reads.fields);
        self.properties.set(reads.properties);
        self.template.set(reads.template);
    }
    fn add(&self, reads: Reads) {
        self.fields.add(reads.fields);
        self.properties.add(reads.properties);
        self.template.set(self.template.get() || reads.template);
    }
    fn add_owner(&self, owner: usize, names: NameSet) {
        if self.counts_owners.get() {
            let mut owners = self.owners.borrow_mut();
            // Whoever reads a record reads several of its fields.
            match owners.iter_mut().rev().find(|(known, _)| *known == owner) {
                Some((_, known)) => *known = known.and(names),
                None => owners.push((owner, names)),
            }
        }
    }
}

fn start() -> Reads {
    NOW.with(|now| {
        let outer = now.get();
        now.set(Reads::default());
        outer
    })
}

fn end(outer: Reads) -> Reads {
    NOW.with(|now| {
        let reads = now.get();
        now.set(outer.and(reads));
        reads
    })
}

/// Does some work and says what it read. Whoever watches the caller sees it, too.
pub(crate) fn watched<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    let outer = start();
    let done = work();
    (done, end(outer))
}

/// Does some work that nobody sees who watches the caller.
pub(crate) fn unseen<T>(work: impl FnOnce() -> T) -> T {
    let (outer, counts) = NOW.with(|now| (now.get(), now.counts_owners.replace(false)));
    let done = work();
    NOW.with(|now| {
        now.set(outer);
        now.counts_owners.set(counts);
    });
    done
}

/// Does some work and says what it read, and of which records and resources, in no order. Nobody sees it who watches the caller.
pub(crate) fn apart<T>(work: impl FnOnce() -> T) -> (T, Reads, Owners) {
    let (outer, counts, owners) = NOW.with(|now| (now.get(), now.counts_owners.replace(true), now.owners.take()));
    let (done, reads) = watched(work);
    NOW.with(|now| {
        now.set(outer);
        now.counts_owners.set(counts);
        (done, reads, now.owners.replace(owners))
    })
}

/// Something was read that had been worked out before.
pub(crate) fn again(reads: Reads) {
    NOW.with(|now| {
        now.add(reads);
        let names = reads.fields.and(reads.properties);
        if !names.is_empty() {
            now.add_owner(ANY, names);
        }
    });
}

/// The same, where it is known of which records and resources.
pub(crate) fn again_of(reads: Reads, owners: &Owners) {
    NOW.with(|now| {
        now.add(reads);
        for (owner, names) in owners {
            now.add_owner(*owner, *names);
        }
    });
}

/// The template was asked for.
pub(crate) fn template() {
    NOW.with(|now| now.template.set(true));
}

/// One field was read.
pub(crate) fn field(owner: usize, name: &str) {
    NOW.with(|now| {
        now.fields.add_name(name);
        if now.counts_owners.get() {
            now.add_owner(owner, NameSet::of(name));
        }
    });
}

/// True when some of these names of an owner are among what changed.
pub(crate) fn concerns(changes: &[ChangedFields], owner: usize, names: NameSet) -> bool {
    changes.iter().any(|change| [change.before, ANY].contains(&owner) && change.names.meets(names))
}

/// Where the fields of a record lie now.
pub(crate) fn follow(owner: &mut usize, changes: &[ChangedFields]) {
    if let Some(change) = changes.iter().find(|change| change.before == *owner) {
        *owner = change.after;
    }
}

/// All fields of a record were read.
pub(crate) fn all_fields(owner: usize) {
    NOW.with(|now| {
        now.fields.set(NameSet::ALL);
        now.add_owner(owner, NameSet::ALL);
    });
}

/// One property was read.
pub(crate) fn property(owner: usize, name: &str) {
    NOW.with(|now| {
        now.properties.add_name(name);
        if now.counts_owners.get() {
            now.add_owner(owner, NameSet::of(name));
        }
    });
}

/// Some members of the entries of one property were read, and how many entries there are.
pub(crate) fn members(owner: usize, property: &str, names: &[&str]) {
    let names = names.iter().map(|name| member_of(property, name)).chain([entries_of(property)]);
    note_properties(owner, names.fold(NameSet::default(), |all, name| all.and(NameSet::of(&name))));
}

/// It was read which entries a property has.
pub(crate) fn entries(owner: usize, property: &str) {
    note_properties(owner, NameSet::of(&entries_of(property)));
}

fn note_properties(owner: usize, names: NameSet) {
    NOW.with(|now| {
        now.properties.add(names);
        now.add_owner(owner, names);
    });
}

/// One entry of a property was read.
pub(crate) fn item(owner: usize, property: &str, at: usize) {
    note_properties(owner, NameSet::of_item(property, at));
}

/// What is read of a list of entries beside their members: which entries there are.
fn entries_of(property: &str) -> String {
    format!("{property}[]")
}

fn member_of(property: &str, member: &str) -> String {
    format!("{property}[].{member}")
}

/// What changes for readers of a property when it changes: with the same entries only those that differ, and their members that do.
pub(crate) fn changed(property: &str, old: Option<&Value>, new: Option<&Value>) -> NameSet {
    let lists = old.and_then(Value::as_list).zip(new.and_then(Value::as_list)).filter(|(old, new)| old.len() == new.len());
    let Some((old, new)) = lists else { return NameSet::of(property).and(NameSet::of(&entries_of(property))) };
    let differing = old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new);
    differing.fold(NameSet::of(property), |all, (at, (old, new))| all.and(changed_item(property, at, old, new)))
}

/// The same for one entry of a list.
pub(crate) fn changed_item(property: &str, at: usize, old: &Value, new: &Value) -> NameSet {
    let whole = NameSet::of(property).and(NameSet::of_item(property, at));
    let Some((old, new)) = old.as_map().zip(new.as_map()) else { return whole.and(NameSet::of(&entries_of(property))) };
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    let names = names.filter(|name| old.get(*name) != new.get(*name));
    names.fold(whole, |all, name| all.and(NameSet::of(&member_of(property, name))))
}

/// A parameter or output was read.
pub(crate) fn entry(name: &str) {
    property(ANY, &format!("{ENTRY}{name}"));
}

/// All parameters or outputs were read.
pub(crate) fn all_entries() {
    property(ANY, ENTRY);
}

/// What changes for readers when a parameter or output does.
pub(crate) fn changed_entry(name: &str) -> NameSet {
    NameSet::of(ENTRY).and(NameSet::of(&format!("{ENTRY}{name}")))
}

/// What stands before the names of parameters and outputs, where all that is read of a template shares one set: no property begins so.
const ENTRY: &str = "/";

/// All properties of a resource were read.
pub(crate) fn all_properties(owner: usize) {
    NOW.with(|now| {
        now.properties.set(NameSet::ALL);
        now.add_owner(owner, NameSet::ALL);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::map;

    #[test]
    fn who_watches_sees_what_is_read_within() {
        let ((inner, outer_owners), outer) = watched(|| {
            let ((), inner, owners) = apart(|| {
                field(7, "cpu");
                field(7, "port");
                field(8, "cpu");
                unseen(|| field(9, "memory"));
            });
            property(3, "Cpu");
            again_of(inner, &owners);
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
        let ((), reads, owners) = apart(|| again(known));
        assert_eq!((reads, owners), (known, vec![(ANY, known.fields)]));
    }

    #[test]
    fn entries_near_each_other_are_told_apart() {
        let all: Vec<NameSet> = (0..300).map(|at| NameSet::of_item("SecurityGroupEgress", at)).collect();
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| !one.meets(*other)), "entry {at} shares its bit");
        }
    }

    #[test]
    fn of_entries_only_the_members_that_were_read_count() {
        let entries = |all: &[(&str, i64)]| Value::list(all.iter().map(|(name, value)| map([(*name, Value::Number(*value))])));
        let ((), reads) = watched(|| members(3, "Definitions", &["Name", "Ports"]));
        let old = entries(&[("Cpu", 1), ("Ports", 2)]);
        let meets = |new: &Value| reads.properties.meets(changed("Definitions", Some(&old), Some(new)));
        assert!(!meets(&entries(&[("Cpu", 3), ("Ports", 2)])));
        assert!(meets(&entries(&[("Cpu", 1), ("Ports", 3)])));
        assert!(meets(&entries(&[("Cpu", 1)])) && meets(&Value::reference("All")));
        // Whoever reads the whole property sees every change.
        let ((), whole) = watched(|| property(3, "Definitions"));
        assert!(whole.properties.meets(changed("Definitions", Some(&old), Some(&entries(&[("Cpu", 3), ("Ports", 2)])))));
    }
}
