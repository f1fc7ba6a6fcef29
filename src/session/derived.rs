//! What follows from the committed design: what the rules find.

use std::sync::Arc;

use groundplan_synth::design::NodeId;
use groundplan_synth::rules::{self, Finding, Severity};
use leptos::prelude::*;

use super::State;

/// The findings of one revision. Two of one revision are equal, so that views are told once a change.
#[derive(Clone)]
pub struct Checked {
    revision: u64,
    /// The findings, the worst first.
    pub findings: Arc<Vec<Finding>>,
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
    }
}

impl Checked {
    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.rule.severity == severity).count()
    }

    /// The nodes with findings: the worst severity and how many there are.
    pub fn marks(&self) -> Vec<(NodeId, Severity, usize)> {
        let mut marks: Vec<(NodeId, Severity, usize)> = Vec::new();
        for finding in self.findings.iter() {
            let Some(node) = finding.node else { continue };
            match marks.iter_mut().find(|(id, _, _)| *id == node) {
                Some((_, worst, count)) => {
                    *worst = (*worst).min(finding.rule.severity);
                    *count += 1;
                }
                None => marks.push((node, finding.rule.severity, 1)),
            }
        }
        marks
    }
}

pub(super) fn checked(state: StoredValue<State>, revision: ReadSignal<u64>) -> Memo<Checked> {
    Memo::new(move |_| {
        let revision = revision.get();
        state.with_value(|state| Checked { revision, findings: Arc::new(rules::check(state.editor.committed())) })
    })
}
