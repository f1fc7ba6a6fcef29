//! What follows from the committed design: what the rules find, and its template.

use std::sync::Arc;

use groundplan_synth::design::NodeId;
use groundplan_synth::rules::{self, Finding, Severity};
use groundplan_synth::synthesize::{Names, synthesize_with_names};
use groundplan_synth::template::Template;
use leptos::prelude::*;

use super::State;

/// The findings of one revision. Two of one revision are equal, so that views are told once a change.
#[derive(Clone)]
pub struct Checked {
    revision: u64,
    /// How many files of data were there.
    fetched: u8,
    /// The findings, the worst first.
    pub findings: Arc<Vec<Finding>>,
    /// What the design allows, with the reasons.
    pub allowed: Arc<Vec<(Finding, String)>>,
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.fetched) == (other.revision, other.fetched)
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

pub(super) fn checked(state: StoredValue<State>, revision: ReadSignal<u64>, fetched: ReadSignal<u8>) -> Memo<Checked> {
    Memo::new(move |_| {
        let (revision, fetched) = (revision.get(), fetched.get());
        let rules::Review { findings, allowed } = state.with_value(|state| rules::review(state.editor.committed()));
        Checked { revision, fetched, findings: Arc::new(findings), allowed: Arc::new(allowed) }
    })
}

/// The template of one revision. It is made when somebody reads it.
#[derive(Clone)]
pub struct Synthesized {
    revision: u64,
    /// The template.
    pub template: Arc<Template>,
    /// What nodes are called in it, and what roles need.
    pub names: Arc<Names>,
}

impl PartialEq for Synthesized {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
    }
}

pub(super) fn synthesized(state: StoredValue<State>, revision: ReadSignal<u64>) -> Memo<Synthesized> {
    Memo::new(move |_| {
        let revision = revision.get();
        let (template, names) = state.with_value(|state| synthesize_with_names(state.editor.committed()));
        Synthesized { revision, template: Arc::new(template), names: Arc::new(names) }
    })
}
