//! What follows from the design and is asked for by many steps: worked out once, and again only when something changes of which it follows.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Builder;
use crate::design::{ChangedFields, Design, NodeId};
use crate::ordered::Ordered;
use crate::reads::{self, Owners};

/// Everything that was worked out, by its type and node.
#[derive(Default)]
pub(super) struct WorkedOut(BTreeMap<Key, Known>);

type Key = (TypeId, NodeId);

struct Known {
    value: Rc<dyn Any>,
    work_out: Work,
    /// What it follows from.
    reads: Owners,
    /// The steps that asked for it.
    askers: Vec<(usize, SamePart)>,
}

type Work = Rc<dyn Fn(&Design) -> Rc<dyn Any>>;

/// Whether two values are the same for somebody who asked for a part alone.
type SamePart = Rc<dyn Fn(&dyn Any, &dyn Any) -> bool>;

/// What one step asked for.
pub(super) type Asked = Vec<(Key, SamePart)>;

/// What is worked out otherwise than before, and what it follows from now.
#[derive(Default)]
pub(super) struct Reworked(BTreeMap<Key, (Rc<dyn Any>, Owners)>);

impl Builder<'_> {
    /// A part of what follows from the design for a node and is asked for again and again: it is worked out for whoever asks first.
    /// One type has one way to be worked out.
    pub fn once<T: 'static, P: PartialEq>(
        &self,
        id: NodeId,
        work_out: fn(&Design, NodeId) -> T,
        part: impl Fn(&T) -> P + 'static,
    ) -> Option<P> {
        let key = (TypeId::of::<T>(), id);
        let known = match self.settled {
            Some(settled) => settled.trace.worked_out.get(&key, settled.reworked),
            None => self.worked_out.borrow().get(&key, None),
        };
        let value = known.unwrap_or_else(|| {
            // Nobody has asked for this yet.
            self.stray();
            let work_out: Work = Rc::new(move |design| Rc::new(work_out(design, id)));
            let (value, _, reads) = reads::apart(|| work_out(self.design));
            let known = Known { value: value.clone(), work_out, reads, askers: Vec::new() };
            self.worked_out.borrow_mut().0.insert(key, known);
            value
        });
        let asked = value.downcast_ref().map(&part);
        let same = move |one: &dyn Any, other: &dyn Any| one.downcast_ref().map(&part) == other.downcast_ref().map(&part);
        self.asked.borrow_mut().push((key, Rc::new(same)));
        asked
    }
}

impl WorkedOut {
    fn get(&self, key: &Key, reworked: Option<&Reworked>) -> Option<Rc<dyn Any>> {
        let known = self.0.get(key)?;
        Some(reworked.and_then(|reworked| reworked.0.get(key)).map_or(&known.value, |(value, _)| value).clone())
    }

    /// Works out again what may have changed; answers the steps for which it did.
    pub(super) fn rework(&self, changes: &[ChangedFields], design: &Design) -> (Reworked, BTreeSet<usize>) {
        let (mut all, mut steps) = (Reworked::default(), BTreeSet::new());
        for (key, known) in &self.0 {
            if known.reads.iter().any(|(owner, names)| reads::concerns(changes, *owner, *names)) {
                let (value, _, reads) = reads::apart(|| (known.work_out)(design));
                let concerned = known.askers.iter().filter(|(_, is_same)| !is_same(&*known.value, &*value));
                steps.extend(concerned.map(|(step, _)| *step).to_set());
                all.0.insert(*key, (value, reads));
            }
        }
        (all, steps)
    }

    /// Takes over what was worked out again.
    pub(super) fn take(&mut self, Reworked(all): Reworked) {
        for (key, (value, reads)) in all {
            if let Some(known) = self.0.get_mut(&key) {
                (known.value, known.reads) = (value, reads);
            }
        }
    }

    /// Notes what a step asked for, in the place of what it asked for before.
    pub(super) fn note(&mut self, step: usize, asked: Asked, before: &Asked) {
        for (key, _) in before {
            if let Some(known) = self.0.get_mut(key) {
                known.askers.retain(|(asker, _)| *asker != step);
            }
        }
        for (key, is_same) in asked {
            if let Some(known) = self.0.get_mut(&key) {
                known.askers.push((step, is_same));
            }
        }
    }

    /// Records that changed lie elsewhere now.
    pub(super) fn moved(&mut self, changes: &[ChangedFields]) {
        for (owner, _) in self.0.values_mut().flat_map(|known| &mut known.reads) {
            reads::follow(owner, changes);
        }
    }
}
