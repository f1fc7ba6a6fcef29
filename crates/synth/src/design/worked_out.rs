//! What follows from one state of a design and is asked for again and again: worked out for whoever asks first.
//!
//! Rules are functions that keep nothing, yet a dozen of them ask for the same template. Copies share what is known until one changes.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::model::Design;
use crate::reads::{self, Reads};

type Known = BTreeMap<TypeId, (Arc<dyn Any + Send + Sync>, Reads)>;

/// What is known of a state, by the type of the answer.
#[derive(Clone, Default)]
pub(super) struct WorkedOut(Arc<Mutex<Known>>);

impl fmt::Debug for WorkedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WorkedOut")
    }
}

impl Design {
    /// The answer of a type, worked out once for each state of the design. Whoever asks for the same type must work out the same, and
    /// nothing of it may depend on where nodes are drawn or on what notes say: those may change, and the answer stays.
    pub fn once<T: Send + Sync + 'static>(&self, work_out: impl FnOnce(&Design) -> T) -> Arc<T> {
        let lock = || self.worked_out.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&TypeId::of::<T>()).cloned();
        let known = known.and_then(|(known, reads)| Some((known.downcast().ok()?, reads)));
        // Not under the lock: working out may ask for something else.
        let (answer, reads) = known.unwrap_or_else(|| {
            let (made, reads) = reads::watched(|| Arc::new(work_out(self)));
            lock().insert(TypeId::of::<T>(), (made.clone(), reads));
            (made, reads)
        });
        // Whoever asks depends on what the answer was made of, also when somebody else asked first.
        reads::again(reads);
        answer
    }

    /// Keeps an answer of a type that was worked out elsewhere, as [`Design::once`] would have done it. Nothing counts as read.
    pub(crate) fn know<T: Send + Sync + 'static>(&self, answer: Arc<T>) {
        self.know_by(answer, Reads::default());
    }

    /// The same with what was read for it.
    pub(crate) fn know_by<T: Send + Sync + 'static>(&self, answer: Arc<T>, reads: Reads) {
        self.worked_out.0.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), (answer, reads));
    }

    /// The answer of a type, when there is one.
    pub(crate) fn known<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let known = self.worked_out.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&TypeId::of::<T>()).and_then(|(answer, _)| answer.clone().downcast().ok())
    }

    /// The same records with what is known of a design that is the same; and what is worked out of either, both know.
    pub(crate) fn knowing(&self, same: &Self) -> Self {
        Self { worked_out: same.worked_out.clone(), ..self.clone() }
    }

    /// The same records without anything that was worked out of them but who lies in whom.
    pub(crate) fn bare(&self) -> Self {
        Self { worked_out: WorkedOut::default(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use crate::design::{Design, Edit, Frame, Node};

    #[test]
    fn an_answer_holds_for_one_state_and_its_copies() {
        let count = |design: &Design| *design.once(Design::node_count);
        let empty = Design::default();
        assert_eq!(count(&empty), 0);
        let mut edit = Edit::new(&empty);
        edit.add_node(Node::new("a", "one"));
        let copy = edit.design().clone();
        assert_eq!((count(&empty), count(edit.design()), *copy.once(|_| 7_usize)), (0, 1, 1));
        edit.settings(|settings| settings.name = "other".to_owned());
        assert_eq!(*edit.design().once(|_| 9_usize), 9);
        // A move is no news.
        let first = edit.design().nodes().next().unwrap().0;
        edit.set_frame(first, Frame::new(0, 0, 10, 10));
        assert_eq!(*edit.design().once(|_| 11_usize), 9);
        edit.node(first, |node| node.name = "new".to_owned());
        assert_eq!(*edit.design().once(|_| 11_usize), 11);
        let mut design = Design::default();
        assert_eq!(count(&design), 0);
        edit.finish().apply(&mut design).unwrap();
        assert_eq!(count(&design), 1);
    }
}
