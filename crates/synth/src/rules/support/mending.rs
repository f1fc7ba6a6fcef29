//! Mending a design as far as it can be done without asking: the first repair of each finding, one after the other.

use std::collections::BTreeSet;

use super::super::{Severity, check};
use crate::design::Design;

/// More steps than any design that a person draws has findings.
const MOST_STEPS: usize = 500;

/// One step of mending.
pub struct Mended {
    /// The rule whose finding was mended.
    pub rule: &'static str,
    /// What was wrong.
    pub message: String,
    /// What the repair did.
    pub title: String,
}

/// Applies the best repair of each error and warning until none is left that has one. Repairs may show further findings and these are
/// mended too; what a repair does not mend is tried once. The steps are in the order in which they were done.
pub fn mend(design: &Design) -> (Design, Vec<Mended>) {
    let mut mended = design.clone();
    let mut steps = Vec::new();
    let mut tried: BTreeSet<(&'static str, String)> = BTreeSet::new();
    while steps.len() < MOST_STEPS {
        let open = check(&mended).into_iter().filter(|finding| finding.rule.severity <= Severity::Warning);
        let next =
            open.filter(|finding| !finding.fixes.is_empty()).find(|finding| !tried.contains(&(finding.rule.name, finding.message.clone())));
        let Some(finding) = next else { break };
        tried.insert((finding.rule.name, finding.message.clone()));
        let Some(fix) = finding.fixes.into_iter().next() else { continue };
        if fix.patch.apply(&mut mended).is_ok() {
            steps.push(Mended { rule: finding.rule.name, message: finding.message, title: fix.title });
        }
    }
    (mended, steps)
}
