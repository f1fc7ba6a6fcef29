//! Reviews of one design after another, as a person edits it: rules look again only where something changed that they had read.
//!
//! A rule stays a function of the design. While it works, the fields and properties that it reads are noted (`crate::reads`), so nobody
//! has to say what a rule depends on. Whatever changes more than fields, places and notes makes all rules look again.

use std::fmt;
use std::sync::Arc;

use super::walks::Walks;
use crate::design::{ChangedFields, Design, Patch};
use crate::reads::{self, NameSet, Reads};
use crate::rules::{ALL, Finding, Fix, Review, look, sorted};
use crate::synthesize::{Delta, Names, Trace, difference, follow, traced};
use crate::template::Template;

/// Reviews designs and remembers the last one: its records, its template, and for each rule what it read and found.
#[derive(Default)]
pub struct Reviewer {
    last: Option<Last>,
}

impl fmt::Debug for Reviewer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reviewer")
    }
}

struct Last {
    design: Design,
    made: Arc<(Template, Names)>,
    trace: Trace,
    walks: Walks,
    /// In the order of all rules.
    rules: Vec<Looked>,
}

/// What a rule read and found, or cannot tell.
struct Looked {
    reads: Reads,
    findings: Vec<Finding>,
}

impl Reviewer {
    /// What [`crate::rules::review`] says of a design, and sooner when the design is much like the last one.
    pub fn review(&mut self, design: &Design) -> Review {
        let last = match self.last.take() {
            Some(last) => followed(last, design).unwrap_or_else(|made| anew(design, Some(&made))),
            None => anew(design, None),
        };
        let found = last.rules.iter().flat_map(|looked| looked.findings.iter().cloned()).collect();
        self.last = Some(last);
        sorted(design, found)
    }

    /// Forgets the last design: when rules know more than before, such as the schemas of resources.
    pub fn forget(&mut self) {
        self.last = None;
    }
}

fn look_again(at: usize, design: &Design) -> Looked {
    let (findings, reads) = reads::watched(|| look(ALL[at], design));
    Looked { reads, findings }
}

/// Looks at a design as if for the first time. Of a template that was there before it takes what was counted of resources that are the same.
fn anew(design: &Design, before: Option<&(Template, Names)>) -> Last {
    let (mut made, trace) = traced(design);
    if let Some(before) = before {
        difference(before, &mut made);
    }
    let made = known(design, made);
    let mut walks = Walks::default();
    walks.follow(design, &[]);
    let rules = (0..ALL.len()).map(|at| look_again(at, design)).collect();
    Last { design: design.bare(), made, trace, walks, rules }
}

/// Shares a template with all rules.
fn known(design: &Design, made: (Template, Names)) -> Arc<(Template, Names)> {
    let made = Arc::new(made);
    design.know(made.clone());
    made
}

/// Follows a design to how it is now; the template that was there when too much changed.
fn followed(mut last: Last, design: &Design) -> Result<Last, Arc<(Template, Names)>> {
    let patch = Patch::between(&last.design, design);
    let Some(changes) = patch.changed_fields() else { return Err(last.made) };
    let fields = changes.iter().fold(NameSet::default(), |all, change| all.and(change.names));
    // Repairs may change frames, which nobody notes.
    let looks = patch.changes_looks();
    let counts = last.design.next_id() != design.next_id();
    // The trace knows records by where they lie: one that was changed and changed back lies elsewhere now, and so the old one is kept.
    let mut next = last.design.clone().with_ids_from(design.next_id());
    if patch.apply(&mut next).is_err() {
        return Err(last.made);
    }
    let delta = if fields == NameSet::default() {
        last.trace.moved(&changes);
        last.design = next;
        if design.known::<(Template, Names)>().is_none() {
            design.know(last.made.clone());
        }
        Delta { places: Some(Vec::new()), ..Delta::default() }
    } else {
        template(&mut last, design, &next, &changes)
    };
    let all = if let Some(places) = delta.places {
        changes.into_iter().chain(places).collect()
    } else {
        last.walks = Walks::default();
        Vec::new()
    };
    last.walks.follow(&last.design.knowing(design), &all);
    for (at, looked) in last.rules.iter_mut().enumerate() {
        let read =
            looked.reads.fields.meets(fields) || (looked.reads.template && (delta.more || looked.reads.properties.meets(delta.properties)));
        if read || looked.findings.iter().flat_map(|finding| &finding.fixes).any(|fix| looks || is_stale(fix, &patch, counts)) {
            *looked = look_again(at, design);
        }
    }
    Ok(last)
}

/// Lets the template follow, or makes it anew. `next` is the design as it is now, with the records of the last one where they are the same.
fn template(last: &mut Last, design: &Design, next: &Design, changes: &[ChangedFields]) -> Delta {
    let delta = match Arc::get_mut(&mut last.made) {
        // Nobody else holds it: the design that it was made of has gone on.
        Some(made) if design.known::<(Template, Names)>().is_none() => follow(made, &mut last.trace, (&last.design, next), changes),
        _ => None,
    };
    if let Some(delta) = delta {
        last.design = next.bare();
        design.know(last.made.clone());
        return delta;
    }
    let (mut made, trace) = traced(design);
    let delta = difference(&last.made, &mut made);
    (last.made, last.trace, last.design) = (known(design, made), trace, design.bare());
    delta
}

/// True for a repair that holds a record that changed, whatever its rule read, or when `counts` the id of a new one.
fn is_stale(fix: &Fix, patch: &Patch, counts: bool) -> bool {
    let Patch { settings: _, nodes, connections } = &fix.patch;
    let is_new = nodes.values().any(|change| change.before.is_none()) || connections.values().any(|change| change.before.is_none());
    (counts && is_new)
        || nodes.keys().any(|id| patch.nodes.contains_key(id))
        || connections.keys().any(|id| patch.connections.contains_key(id))
}
