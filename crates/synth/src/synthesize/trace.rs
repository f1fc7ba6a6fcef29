//! A template that follows its design: after a change of fields only those steps are taken once more that read one of them.
//!
//! A synthesis notes what each of its steps read. A step that does not look at the resources of others is taken twice by itself, with the
//! fields as they were and as they are: what differs between the two is what changes in the template. What it does to resources of others
//! without looking ([`super::others`]) and what it asks of them ([`super::sought`]) is compared, too. Where that is not certain to be all,
//! nothing is followed, and the template is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::admissions::Admissions;
use super::grants::Granters;
use super::news::News;
use super::sought::Sought;
use super::worked_out::{Reworked, WorkedOut};
use super::{Builder, Names, Step, steps};
use crate::design::{ChangedFields, Design, NodeId};
use crate::ordered::Ordered;
use crate::reads::{self, NameSet, Owners};
use crate::template::Template;
use crate::value::Value;

/// More steps than this are not worth being taken twice.
const MOST_STEPS: usize = 16;

/// What is kept of a synthesis, so that its template can follow.
pub(crate) struct Trace {
    stems: Arc<BTreeMap<NodeId, String>>,
    steps: Vec<Step>,
    /// What steps read.
    readers: Vec<Reader>,
    /// The step that made each resource.
    made: BTreeMap<String, usize>,
    /// The properties of which steps that looked at what others had made read or changed any.
    pub(super) shared: NameSet,
    /// The properties of resources that other steps than those that made them set, and how many did.
    pub(super) set_by_others: BTreeMap<(String, String), u32>,
    /// What the inline rules of security groups admit.
    pub(super) admissions: Admissions,
    /// The steps that granted the statements of roles.
    pub(super) granters: Granters,
    /// The resources that steps looked for.
    pub(super) sought: Sought,
    /// What many steps asked of the design.
    pub(super) worked_out: WorkedOut,
    /// Whether any value that must be told apart from others is known only at deployment.
    pub(super) names_expressions: bool,
    /// Two things wished for one logical id: what a step would do by itself says nothing then.
    has_clash: bool,
}

/// What one step read of one record.
struct Reader {
    /// Where the fields of the record lie in memory.
    owner: usize,
    names: NameSet,
    /// The place of the step among all.
    step: usize,
}

/// What of a template changed.
#[derive(Default)]
pub(crate) struct Delta {
    /// The properties of resources, by their names.
    pub(crate) properties: NameSet,
    /// Whether anything else may have changed.
    pub(crate) more: bool,
    /// The resources of which something changed, and parameters and outputs as nobody's; nothing of a template that was made anew.
    pub(crate) places: Option<Vec<ChangedFields>>,
}

/// The template of a design, with what it takes to follow changes.
pub(crate) fn traced(design: &Design) -> ((Template, Names), Trace) {
    reads::unseen(|| {
        let mut builder = Builder::new(design);
        let mut trace = Trace {
            stems: builder.stems.clone(),
            steps: Vec::new(),
            readers: Vec::new(),
            made: BTreeMap::new(),
            shared: NameSet::default(),
            set_by_others: BTreeMap::new(),
            admissions: Admissions::default(),
            granters: Granters::new(),
            sought: Sought::default(),
            worked_out: WorkedOut::default(),
            names_expressions: false,
            has_clash: false,
        };
        for step in steps(design) {
            builder.step = trace.steps.len();
            let ((), reads, owners) = reads::apart(|| builder.take(step));
            if builder.looks_around.get() {
                trace.shared = trace.shared.and(reads.properties);
            }
            let at = builder.step;
            trace.note(at, owners);
            builder.worked_out.borrow_mut().note(at, builder.asked.take(), &Vec::new());
            trace.made.extend(builder.template.resources.keys().skip(builder.before).map(|id| (id.clone(), at)));
            trace.steps.push(step);
        }
        trace.set_by_others = std::mem::take(&mut builder.set_by_others);
        trace.admissions = std::mem::take(&mut builder.admissions);
        trace.granters = std::mem::take(&mut builder.granters);
        trace.sought = builder.sought.take();
        trace.worked_out = builder.worked_out.take();
        trace.names_expressions = builder.named.values().flatten().any(Value::is_expression);
        trace.has_clash = builder.has_clash;
        (builder.finish(), trace)
    })
}

/// Changes a template as the change of some fields changes it, and says what changed. Nothing when that is not certain: then the template
/// is as it was.
pub(crate) fn follow(
    (template, names): &mut (Template, Names),
    trace: &mut Trace,
    (before, after): (&Design, &Design),
    changes: &[ChangedFields],
) -> Option<Delta> {
    reads::unseen(|| {
        let (reworked, asked) = trace.worked_out.rework(changes, after);
        let affected = trace.affected(changes, asked);
        if trace.has_clash || affected.len() > MOST_STEPS {
            return None;
        }
        let mut all = News::default();
        let mut read = Vec::new();
        for at in affected {
            let step = trace.steps[at];
            let settled = |reworked| Settled { names, trace, step: at, reworked };
            let old = taken(step, before, settled(None))?;
            let (new, _, owners) = reads::apart(|| taken(step, after, settled(Some(&reworked))));
            let new = new?;
            let asked = (new.asked.take(), old.asked.take());
            all.add((trace, at), (template, names), after, (&old, new))?;
            read.push((at, owners, asked));
        }
        let delta = all.put((template, names), trace);
        for (at, owners, (asked, before)) in read {
            trace.readers.retain(|reader| reader.step != at);
            trace.note(at, owners);
            trace.worked_out.note(at, asked, &before);
        }
        trace.worked_out.take(reworked);
        trace.moved(changes);
        Some(delta)
    })
}

impl Trace {
    fn note(&mut self, step: usize, owners: Owners) {
        self.readers.extend(owners.into_iter().map(|(owner, names)| Reader { owner, names, step }));
    }

    /// The steps that read a field that changed, in their order, with others.
    fn affected(&self, changes: &[ChangedFields], others: BTreeSet<usize>) -> BTreeSet<usize> {
        let has_read = |reader: &&Reader| reads::concerns(changes, reader.owner, reader.names);
        self.readers.iter().filter(has_read).map(|reader| reader.step).chain(others).to_set()
    }

    /// Records that changed lie elsewhere now, also where nobody reads what changed of them.
    pub(crate) fn moved(&mut self, changes: &[ChangedFields]) {
        self.worked_out.moved(changes);
        for reader in &mut self.readers {
            reads::follow(&mut reader.owner, changes);
        }
    }
}

/// A template that is there already, and a step of its making that is taken once more.
#[derive(Clone, Copy)]
pub(super) struct Settled<'a> {
    pub(super) names: &'a Names,
    pub(super) trace: &'a Trace,
    step: usize,
    /// What is worked out otherwise by now, when the step is taken as it is now.
    pub(super) reworked: Option<&'a Reworked>,
}

impl Settled<'_> {
    /// True for a resource that an earlier step made.
    pub(super) fn had(&self, logical_id: &str) -> bool {
        self.trace.made.get(logical_id).is_some_and(|step| *step < self.step)
    }
}

/// What one step does by itself; nothing when it looks at what others did.
fn taken<'a>(step: Step, design: &'a Design, settled: Settled<'a>) -> Option<Builder<'a>> {
    let mut builder = Builder::empty(design, settled.trace.stems.clone(), Some(settled));
    builder.take(step);
    (!builder.looks_around.get() && !builder.has_clash).then_some(builder)
}
