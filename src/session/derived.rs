//! What follows from the committed design, as the engine answered it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use groundplan_engine::answer::{Allowed, Finding, Review, Undecided};
use groundplan_synth::design::NodeId;
use groundplan_synth::ordered::Ordered;
use groundplan_synth::picture::Collapsed;
use groundplan_synth::rules::Severity;

/// An answer that is kept up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked<T> {
    /// It is under way.
    Waiting,
    /// It is there.
    There(T),
    /// There is none, for this reason.
    Failed(String),
}

impl<T> Asked<T> {
    /// The answer, when it is there.
    pub fn there(self) -> Option<T> {
        match self {
            Self::There(answer) => Some(answer),
            Self::Waiting | Self::Failed(_) => None,
        }
    }
}

/// The findings of one revision.
#[derive(Clone, Default)]
pub struct Checked {
    /// The revision of the design; nothing before the first answer.
    pub revision: Option<u64>,
    /// The number of the letter that was answered.
    pub(super) number: Option<u64>,
    /// The findings, the worst first.
    pub findings: Arc<Vec<Finding>>,
    /// What the rules cannot tell, and what decides.
    pub undecided: Arc<Vec<Undecided>>,
    /// What the design allows, with the reasons.
    pub allowed: Arc<Vec<Allowed>>,
    /// The logical ids of the template's resources.
    pub resources: Arc<BTreeSet<String>>,
    /// The names of the template's outputs.
    pub outputs: Arc<BTreeSet<String>>,
    /// The nodes at which a walk can start or end.
    pub places: Arc<Vec<NodeId>>,
    /// Where and when the prices of repairs were read.
    pub prices_of: String,
    /// Why there is no newer answer.
    pub trouble: Option<String>,
}

impl Checked {
    /// What was answered about a revision. What is as before, or was left out since it is, is shared with `before`, so that nobody takes
    /// it for new.
    pub(super) fn of(before: &Self, revision: u64, review: Review) -> Self {
        let names = |names: Option<Vec<String>>| names.map(|names| names.into_iter().to_set());
        Self {
            revision: Some(revision),
            number: Some(review.number),
            findings: shared(&before.findings, review.findings),
            undecided: shared(&before.undecided, review.undecided),
            allowed: shared(&before.allowed, review.allowed),
            resources: shared(&before.resources, names(review.resources)),
            outputs: shared(&before.outputs, names(review.outputs)),
            places: shared(&before.places, review.places),
            prices_of: review.prices_of,
            trouble: None,
        }
    }

    /// The same without what the rules find. The next review has all of it again.
    pub(super) fn quieted(self) -> Self {
        Self { number: None, findings: Arc::default(), undecided: Arc::default(), allowed: Arc::default(), ..self }
    }

    /// The same with the reason for which nothing newer is known.
    pub(super) fn troubled(self, reason: String) -> Self {
        Self { trouble: Some(reason), ..self }
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The nodes with findings: the worst severity and how many there are.
    pub fn marks(&self, collapsed: &Collapsed) -> BTreeMap<NodeId, (Severity, usize)> {
        let mut marks: BTreeMap<NodeId, (Severity, usize)> = BTreeMap::new();
        for finding in self.findings.iter() {
            let Some(node) = finding.node.map(|node| collapsed.stand_in(node)) else { continue };
            let (worst, count) = marks.entry(node).or_insert((finding.severity, 0));
            *worst = (*worst).min(finding.severity);
            *count += 1;
        }
        marks
    }
}

fn shared<T: PartialEq>(before: &Arc<T>, now: Option<T>) -> Arc<T> {
    match now {
        Some(now) if **before != now => Arc::new(now),
        _ => before.clone(),
    }
}
