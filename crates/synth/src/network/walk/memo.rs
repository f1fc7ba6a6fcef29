//! What many walks over one network ask for: worked out for whoever asks first.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use crate::reads::{self, Reads};
use crate::value::Entries;

/// Answers of one type by what was asked, as text.
#[derive(Default)]
pub(super) struct Memo(Mutex<Entries<(Arc<dyn Any + Send + Sync>, Reads)>>);

impl Memo {
    /// The answer to a key. Whoever asks with the same key must work out the same.
    pub(super) fn get<T: Send + Sync + 'static>(&self, key: &str, work_out: impl FnOnce() -> T) -> Arc<T> {
        let known = self.of(key).and_then(|(known, reads)| Some((known.downcast().ok()?, reads)));
        let (answer, reads) = known.unwrap_or_else(|| {
            // Not under the lock: working out may ask for something else.
            let (made, reads) = reads::watched(|| Arc::new(work_out()));
            self.keep(key, made.clone(), reads);
            (made, reads)
        });
        reads::again(reads);
        answer
    }

    fn of(&self, key: &str) -> Option<(Arc<dyn Any + Send + Sync>, Reads)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &str, made: Arc<dyn Any + Send + Sync>, reads: Reads) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), (made, reads));
    }
}
