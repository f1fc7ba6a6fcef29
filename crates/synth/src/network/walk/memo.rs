//! What many walks over one network ask for: worked out for whoever asks first.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use crate::reads::{self, Owners, Reads};
use crate::value::Entries;

/// Answers of one type by what was asked, as text.
#[derive(Default)]
pub(super) struct Memo(Mutex<Entries<Known>>);

/// An answer, and what was read for it.
type Known = (Arc<dyn Any + Send + Sync>, Arc<(Reads, Owners)>);

impl Memo {
    /// The answer to a key. Whoever asks with the same key must work out the same.
    pub(super) fn get<T: Send + Sync + 'static>(&self, key: &str, work_out: impl FnOnce() -> T) -> Arc<T> {
        let known = self.of(key).and_then(|(known, reads)| Some((known.downcast().ok()?, reads)));
        let (answer, reads) = known.unwrap_or_else(|| {
            // Not under the lock: working out may ask for something else.
            let (made, reads, owners) = reads::apart(|| Arc::new(work_out()));
            let reads = Arc::new((reads, owners));
            self.keep(key, (made.clone(), reads.clone()));
            (made, reads)
        });
        reads::again_of(reads.0, &reads.1);
        answer
    }

    fn of(&self, key: &str) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &str, known: Known) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), known);
    }
}
