//! Files that the page fetches when it first needs them.

use groundplan_synth::fetched::Fetched;
use leptos::prelude::*;

use super::Session;
use crate::browser;

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is under way, or nobody asked for it yet.
    Loading,
    /// What is in it can be used.
    There,
    /// It could not be loaded, for this reason.
    Failed(String),
}

impl Session {
    /// How far a file is; the caller is told when that changes.
    pub fn progress(self, file: &'static Fetched) -> Progress {
        let asked = self.files.with(|files| files.iter().find(|(name, _)| *name == file.file()).map(|(_, progress)| progress.clone()));
        if file.is_there() { Progress::There } else { asked.unwrap_or(Progress::Loading) }
    }

    /// Has a file fetched; one that failed is asked for again.
    pub fn load(self, file: &'static Fetched) {
        leptos::task::spawn_local(async move {
            // Whoever waits for it reads the progress.
            let _ = self.loaded(file).await;
        });
    }

    /// Waits for a file and has it fetched if need be. The error says why it could not be had.
    pub async fn loaded(self, file: &'static Fetched) -> Result<(), String> {
        if file.is_there() {
            return Ok(());
        }
        self.note(file, Progress::Loading);
        let outcome = browser::fetch_text(&file.address()).await.and_then(|content| file.install(&content));
        self.note(file, outcome.clone().map_or_else(Progress::Failed, |()| Progress::There));
        outcome
    }

    fn note(self, file: &'static Fetched, progress: Progress) {
        self.write.files.update(|files| {
            files.retain(|(name, _)| *name != file.file());
            files.push((file.file(), progress));
        });
    }
}
