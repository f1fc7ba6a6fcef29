//! What many walks over one network ask for: worked out for whoever asks first.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxBuildHasher;

/// Answers by what was asked.
pub(super) struct Memo<K, T>(Mutex<HashMap<K, Arc<T>, FxBuildHasher>>);

impl<K, T> Default for Memo<K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq + Clone, T> Memo<K, T> {
    /// The answer to a key. Whoever asks with the same key must work out the same.
    pub(super) fn get(&self, key: &K, work_out: impl FnOnce() -> T) -> Arc<T> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(key).cloned() {
            return known;
        }
        // Not under the lock: working out may ask for something else.
        let made = Arc::new(work_out());
        lock().insert(key.clone(), made.clone());
        made
    }
}
